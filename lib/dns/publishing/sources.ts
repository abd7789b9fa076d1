/** Which addresses a source of forwarders offers. Pure. */
import { judge } from '../../aws/states.ts';
import type { ResolverAddress, ResolverEndpoint, Vpc } from '../../aws/types.ts';
import { canonicalAddress } from '../../net/ip.ts';
import type { Source } from './types.ts';

/** What an address is good for. A `leaving` one may answer until it is gone; a `doubtful` one neither joins nor leaves. */
const useOf = judge<ResolverAddress['status']>()<'serving' | 'doubtful' | 'leaving' | 'gone'>(
  {
    ATTACHED: 'serving',
    CREATING: 'doubtful',
    ATTACHING: 'doubtful',
    REMAP_DETACHING: 'doubtful',
    REMAP_ATTACHING: 'doubtful',
    UPDATING: 'doubtful',
    UPDATE_FAILED: 'doubtful',
    ISOLATED: 'doubtful',
    DELETE_FAILED_FAS_EXPIRED: 'doubtful',
    DETACHING: 'leaving',
    DELETING: 'leaving',
    FAILED_RESOURCE_GONE: 'gone',
    FAILED_CREATION: 'gone',
  },
  'doubtful',
);

/**
 * Is it for being asked by forwarders? An outbound endpoint asks, and one for delegation answers for the zones that are
 * delegated to it, and for nothing else.
 */
const isForForwarders = judge<ResolverEndpoint['direction']>()(
  { INBOUND: true, INBOUND_DELEGATION: false, OUTBOUND: false },
  false,
);

/** Why nobody can forward plain DNS to an endpoint; nothing where everybody can. */
const unfitness = ({ id, direction, plainDns }: ResolverEndpoint): string | undefined => {
  if (!isForForwarders(direction)) return `${id} is of direction ${direction}, and forwarders need one of INBOUND`;
  return plainDns ? undefined : `${id} takes DNS over HTTPS alone, and what is published says plain DNS`;
};

/** The addresses of an endpoint by what they are good for; those of one that does not answer are doubtful at best. */
export const fromEndpoint = (endpoint: ResolverEndpoint, addresses: readonly ResolverAddress[]): Source => {
  const { id, vpcId, addressCount } = endpoint;
  const unfit = unfitness(endpoint);
  const used = (wanted: ReturnType<typeof useOf>): string[] =>
    pick(addresses, ({ status }) => useOf(status) === wanted);
  const attached = used('serving');
  const others = (wanted: 'doubtful' | 'leaving'): string[] => used(wanted).filter((ip) => !attached.includes(ip));
  return {
    id,
    serving: unfit === undefined ? attached : [],
    doubtful: unfit === undefined ? others('doubtful') : [...attached, ...others('doubtful')].sort(),
    leaving: others('leaving'),
    // A listing that lacks some of them does not tell which are gone.
    complete: addresses.length >= addressCount,
    vpcId,
    ...(unfit === undefined ? {} : { unfit }),
  };
};

const pick = (addresses: readonly ResolverAddress[], wanted: (address: ResolverAddress) => boolean): string[] =>
  unique(addresses.filter(wanted).map(({ ip }) => ip));

const unique = (addresses: readonly string[]): string[] => [...new Set(addresses.map(canonicalAddress))].sort();

/**
 * A VPC's own resolver: the base of its primary IPv4 range plus two (documented by AWS as "VPC+2"). It answers only to
 * what is inside of the VPC, such as a transit appliance.
 */
export const fromVpc = ({ id, cidrs }: Vpc): Source => {
  const base = cidrs.find((cidr) => !cidr.includes(':'))?.split('/')[0];
  return {
    id,
    serving: base === undefined ? [] : [plusTwo(base)],
    doubtful: [],
    leaving: [],
    complete: false,
    vpcId: id,
  };
};

const plusTwo = (base: string): string => {
  const number = base.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0) + 2;
  return [24, 16, 8, 0].map((bits) => Math.floor(number / 2 ** bits) % 256).join('.');
};

/** Addresses that the config itself names. */
export const fromConfig = (addresses: readonly string[]): Source => ({
  id: 'config',
  serving: unique(addresses),
  doubtful: [],
  leaving: [],
  complete: false,
});
