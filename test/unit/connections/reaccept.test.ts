/** The way back from a mistaken reject or revoke, as it is planned. */
import { connection, service } from '../../support/aws.ts';
import { type RuleSetInput, ruleSet } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { planFor } from '../../support/sharing.ts';

const KEY = 'vpce-svc-1/vpce-1';
const STRANGER = { owner: '444455556666' };
const rejected = connection({ state: 'rejected' });

const asked = (world: Parameters<typeof planFor>[0] = {}, rules: Partial<RuleSetInput> = {}) =>
  planFor({ connections: [rejected], reaccept: [KEY], ...world }, ruleSet(rules));

const refusal = (...given: Parameters<typeof asked>): string[] => {
  const { changes, findings } = asked(...given);
  expect(changes).toEqual([]);
  return findings.flatMap(({ reason }) => (reason.code === 'NOT_REACCEPTED' ? [reason.message] : []));
};

describe('a rejected connection that a person asks for', () => {
  it('is accepted where the rules accept it now, and what is a guess is marked as one', () => {
    const { changes, findings } = asked();
    expect(findings).toEqual([]);
    expect(changes).toMatchObject([
      { action: 'accept', key: KEY, before: { state: 'rejected' }, after: { state: 'pending' } },
    ]);
    expect(changes[0]?.reason).toEqual({
      code: 'REACCEPTED',
      message:
        'rule payments/partners accepts account 111122223333; it was rejected, and a person asks for it: whether AWS accepts what was rejected is not documented: its answer is shown as it is',
    });
  });

  it('is left without that', () => {
    expect(lines(planFor({ connections: [rejected] }))).toEqual([`leave ${KEY}: NOT_PENDING`]);
  });

  it.each<[string, Partial<RuleSetInput>, string]>([
    ['no rule matches it', { accept: [] }, 'no accept rule of payments matches account 111122223333'],
    [
      'no rule matches it and otherwise is reject',
      { accept: [], otherwise: 'reject' },
      'no accept rule of payments matches account 111122223333',
    ],
    [
      'a reject rule matches it',
      { reject: [{ name: 'no', accounts: ['111122223333'] }] },
      'rule payments/no rejects account 111122223333',
    ],
    [
      'its rule has ended',
      { accept: [{ name: 'guests', accounts: ['111122223333'], until: '2026-11-01' }] },
      'rule payments/guests held until 2026-11-01, and no other accepts account 111122223333',
    ],
    [
      'nobody can tell where its account lies',
      { accept: [{ name: 'ours', organizationalUnits: ['ou-ab12-11111111'] }] },
      'rule payments/ours asks where account 111122223333 lies in the organization, which could not be read',
    ],
  ])('is refused where %s', (_, rules, why) => {
    expect(refusal({}, rules)).toEqual([`${KEY} is not accepted again: ${why}`]);
  });

  it('is refused where its account has all that the rule allows', () => {
    const connections = [rejected, connection({ endpointId: 'vpce-2', state: 'available' })];
    const accept = [{ name: 'few', accounts: ['111122223333'], maxPerAccount: 1 }];
    expect(refusal({ connections }, { accept })[0]).toContain(
      'as many connections to the service as rule payments/few',
    );
  });

  it.each(['pendingAcceptance', 'pending', 'available', 'failed', 'expired', 'deleted'] as const)(
    'is refused while it is %s',
    (state) => {
      const said = `${KEY} is not accepted again: it is ${state}, and only a rejected one can be`;
      expect(refusal({ connections: [connection({ state })] }, { accept: [] })).toEqual([said]);
    },
  );

  it('is refused where it is not ours, or its service could not be read', () => {
    const said = `${KEY} is not accepted again: no service that a rule set selects has such a connection`;
    expect(refusal({ connections: [] })).toEqual([said]);
    const services = [service({ tags: {} })];
    expect(refusal({ services })[0]).toContain('is not accepted again: ');
    const unseen = [{ key: 'vpce-svc-1', code: 'UnauthorizedOperation', error: 'no', retryable: false }];
    expect(refusal({ connections: [], unseen })).toEqual([`${KEY} is not accepted again: it could not be read: no`]);
  });

  it('is refused with the reason for its service where nothing is decided there', () => {
    expect(refusal({ services: [service({ state: 'deleting' })] })).toEqual([
      `${KEY} is not accepted again: the service is deleting: nobody can connect to it any more`,
    ]);
  });

  it('keeps everything else from being written, where it is refused', () => {
    const connections = [
      rejected,
      connection({ endpointId: 'vpce-2' }),
      connection({ ...STRANGER, endpointId: 'vpce-3' }),
    ];
    const world = { connections, notifications: [], reaccept: [KEY, 'vpce-svc-1/vpce-3'] };
    expect(refusal(world)).toEqual([
      'vpce-svc-1/vpce-3 is not accepted again: it is pendingAcceptance, and only a rejected one can be',
    ]);
  });
});

describe('whoever was rejected', () => {
  const messages = ({ changes, skips }: ReturnType<typeof planFor>) =>
    [...changes, ...skips].map(({ reason }) => reason.message);
  const wayBack = `reconcile {"reaccept":["${KEY}"]}`;

  it.each(['pendingAcceptance', 'available'] as const)(
    'is told the way back with the decision on what is %s',
    (state) => {
      const connections = [connection({ state, ...STRANGER })];
      expect(messages(planFor({ connections }, ruleSet({ otherwise: 'reject', revoke: true })))).toEqual([
        `no accept rule of payments matches account 444455556666; the way back is ${wayBack}`,
      ]);
    },
  );

  it('is shown the way back once the rules accept it, and not before', () => {
    expect(messages(planFor({ connections: [rejected] }))).toEqual([
      `the connection is rejected already: the consumer has to ask again with a new endpoint, or by hand ${wayBack}, since rule payments/partners accepts account 111122223333`,
    ]);
    expect(messages(planFor({ connections: [rejected] }, ruleSet({ accept: [] })))).toEqual([
      'the connection is rejected already: the consumer has to ask again with a new endpoint',
    ]);
  });
});
