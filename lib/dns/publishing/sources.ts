/** Which addresses a source of forwarders offers. Pure. */
import type { ResolverAddress, ResolverEndpoint, Vpc } from '../../aws/types.ts';
import { canonicalAddress } from '../../net/ip.ts';
import type { Source } from './types.ts';

/** They go, and until they are gone they may answer. */
const LEAVING = new Set(['DETACHING', 'DELETING']);
/** Nobody answers there (any more). */
const GONE = new Set(['FAILED_RESOURCE_GONE', 'FAILED_CREATION']);

/** An address joins when it is `ATTACHED`; in any state between, it neither joins nor leaves. */
export const fromEndpoint = (
  { id, vpcId, addressCount }: ResolverEndpoint,
  addresses: readonly ResolverAddress[],
): Source => {
  const serving = pick(addresses, ({ status }) => status === 'ATTACHED');
  const others = (isIn: (status: string) => boolean): string[] =>
    pick(addresses, ({ status }) => isIn(status)).filter((ip) => !serving.includes(ip));
  return {
    id,
    serving,
    doubtful: others((status) => status !== 'ATTACHED' && !LEAVING.has(status) && !GONE.has(status)),
    leaving: others((status) => LEAVING.has(status)),
    // A listing that lacks some of them does not tell which are gone.
    complete: addresses.length >= addressCount,
    vpcId,
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
