/** TXT records that prove private DNS names. */
import type { PrivateName } from '../../../../lib/aws/types.ts';
import { type ObservedDns, planDns } from '../../../../lib/dns/parts.ts';
import { dnsClaims } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { observedDns, observedZone } from '../../../support/zones.ts';

const name = (given: Partial<PrivateName> = {}): PrivateName => ({
  ...{ serviceId: 'vpce-svc-1', serviceState: 'available', state: 'pendingVerification', domain: 'pay.corp.example' },
  ...{ record: '_abc', value: 'vpce:token', tags: { waykeeper: 'payments' } },
  ...given,
});
const publicZone = (...values: readonly string[]) =>
  observedZone(values.length ? [{ name: '_abc.corp.example.', type: 'TXT', ttl: 300, values }] : [], {
    private: false,
  });
const plan = (given: Partial<ObservedDns>) =>
  planDns(
    { ...dnsClaims(), verifications: [{ service: { tags: { waykeeper: 'payments' } }, zone: 'Z1' }] },
    observedDns({ zones: [publicZone()], privateNames: [name()], ...given }),
  );

describe('the proof of a private name', () => {
  it('is a TXT record in the public zone, and verification starts after it', () => {
    const { changes } = plan({});
    expect(changes.map(({ action, key }) => `${action} ${key}`)).toEqual([
      'create Z1/_abc.corp.example/TXT',
      'verify vpce-svc-1/private-dns',
    ]);
    expect(changes[0]).toMatchObject({ after: { values: ['"vpce:token"'], ttl: 1_800 } });
    expect(changes[1]?.needs).toEqual(['Z1/_abc.corp.example/TXT']);
  });

  it.each(['pending', 'failed', 'deleting', 'deleted', 'unknown (moving)'] as const)(
    'is not made for a service that is %s',
    (serviceState) => {
      expect(lines(plan({ privateNames: [name({ serviceState })] }))).toEqual([
        'leave vpce-svc-1/private-dns: SERVICE_NOT_AVAILABLE',
      ]);
    },
  );

  it.each(['pendingVerification', 'failed'] as const)('is verified again while the state is %s', (state) => {
    expect(lines(plan({ zones: [publicZone('"vpce:token"')], privateNames: [name({ state })] }))).toEqual([
      'verify vpce-svc-1/private-dns: NOT_VERIFIED',
      'leave Z1/_abc.corp.example/TXT: IN_ORDER',
    ]);
  });

  it('is not started while the state is one that nobody knows', () => {
    const world = { zones: [publicZone('"vpce:token"')], privateNames: [name({ state: 'unknown (suspended)' })] };
    expect(lines(plan(world))).toContain('leave vpce-svc-1/private-dns: STATE_UNKNOWN');
    expect(plan(world).changes).toEqual([]);
  });

  it('rests on the proof that is in place, until AWS has looked for it once', () => {
    const restsOn = (state: PrivateName['state']) => {
      const made = plan({ zones: [publicZone('"vpce:token"', '"other"')], privateNames: [name({ state })] });
      return made.changes.map((change) => ('restsOn' in change ? change.restsOn.map(({ values }) => values) : []));
    };
    expect(restsOn('pendingVerification')).toEqual([[['"vpce:token"', '"other"']]]);
    expect(restsOn('failed')).toEqual([[]]);
  });

  it('is started once a run', () => {
    const made = plan({ zones: [publicZone('"vpce:token"')], started: ['vpce-svc-1'] });
    expect(made.changes).toEqual([]);
    expect(made.findings.map(({ reason }) => reason.code)).toEqual(['VERIFICATION_RUNS']);
  });

  it('is kept once it is verified, and other values beside it stay', () => {
    const verified = { privateNames: [name({ state: 'verified' })] };
    expect(plan({ zones: [publicZone('"vpce:token"')], ...verified }).changes).toEqual([]);
    const [change] = plan({ zones: [publicZone('"other"')], ...verified }).changes;
    expect(change).toMatchObject({ action: 'replace', after: { values: ['"other"', '"vpce:token"'], ttl: 300 } });
  });

  it('is left where the zone is private, or another domain’s', () => {
    expect(lines(plan({ zones: [observedZone()] }))).toEqual(['leave vpce-svc-1/private-dns: ZONE_NOT_PUBLIC']);
    expect(lines(plan({ privateNames: [name({ domain: 'pay.other.example' })] }))).toEqual([
      'leave vpce-svc-1/private-dns: NAME_OUTSIDE_ZONE',
    ]);
  });

  it('is none for services that the selector does not find', () => {
    expect(lines(plan({ privateNames: [name({ tags: {} })] }))).toEqual([]);
  });
});
