/** Who may ask for a connection: whom the rules add, and what is said of all others. */
import { connectionStages } from '../../../lib/connections/stages.ts';
import { service } from '../../support/aws.ts';
import { type RuleSetInput, ruleSet } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { planFor } from '../../support/sharing.ts';

const quiet = { connections: [] };
const root = (account: string) => `arn:aws:iam::${account}:root`;
const APP = 'arn:aws:iam::222233334444:role/app';
const world = (...found: readonly string[]) => ({ ...quiet, principals: { 'vpce-svc-1': found } });
const rules = (given: Partial<RuleSetInput> = {}) => ruleSet({ permissions: 'add', ...given });

describe('permissions: add', () => {
  const adding = (given: Partial<RuleSetInput> = {}): RuleSetInput => ruleSet({ permissions: 'add', ...given });
  const role = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;
  const principals = (...found: readonly string[]) => ({ ...quiet, principals: { 'vpce-svc-1': found } });

  it('allows the accounts of accept rules that may not yet ask, in one call', () => {
    const accept = [{ name: 'partners', accounts: ['111122223333', '222233334444', '333344445555'] }];
    const { changes } = planFor(principals(root('222233334444')), adding({ accept }));
    expect(changes.map(({ key, reason }) => [key, reason.message])).toEqual([
      ['vpce-svc-1/111122223333', 'rule payments/partners lists the account, which may not yet ask for a connection'],
      ['vpce-svc-1/333344445555', 'rule payments/partners lists the account, which may not yet ask for a connection'],
    ]);
    expect(changes).toMatchObject([{ principal: root('111122223333') }, { principal: root('333344445555') }]);
    expect(connectionStages(changes)).toEqual([[changes]]);
  });

  it('names principals of the partition that the service is in', () => {
    const services = [
      service({ loadBalancers: ['arn:aws-cn:elasticloadbalancing:cn-north-1:1:loadbalancer/net/a/b'] }),
    ];
    expect(planFor({ ...principals(), services }, adding()).changes).toMatchObject([
      { principal: 'arn:aws-cn:iam::111122223333:root' },
    ]);
  });

  it('is not the default', () => {
    expect(planFor(principals()).changes).toEqual([]);
  });

  it('adds nobody for rules without accounts, and never everybody', () => {
    const accept = [{ name: 'all', anyone: true as const }];
    expect(planFor(principals(), adding({ accept })).changes).toEqual([]);
  });

  it('adds nobody whose rule has ended', () => {
    const accept = [{ name: 'guests', accounts: ['111122223333'], until: '2026-11-20' }];
    expect(planFor(principals(), adding({ accept })).changes).toEqual([]);
  });

  it('says of an account who of it may ask by now', () => {
    const [change] = planFor(principals(role('111122223333', 'b'), role('111122223333', 'a')), adding()).changes;
    expect(change?.reason.message).toBe(
      `rule payments/partners lists the account, of which only ${role('111122223333', 'a')}, ${role('111122223333', 'b')} may ask for a connection so far`,
    );
  });

  it('adds nobody where everybody may ask', () => {
    expect(planFor(principals('*'), adding({ principals: [role('222233334444', 'app')] })).changes).toEqual([]);
  });

  it('adds nobody when the principals could not be read, and decides on connections all the same', () => {
    const unseen = [{ key: 'vpce-svc-1/permissions', code: 'UnauthorizedOperation', error: 'no', retryable: false }];
    expect(lines(planFor({ unseen }, adding()))).toEqual([
      'accept vpce-svc-1/vpce-1: RULE_ACCEPTS',
      'leave vpce-svc-1/permissions: UnauthorizedOperation',
    ]);
  });
});

describe('`principals` of a rule set', () => {
  const added = (present: readonly string[], given: Partial<RuleSetInput> = {}) =>
    planFor(world(...present), rules({ principals: [APP], ...given })).changes.map(({ key }) => key);

  it('are allowed beside the accounts, in the same call', () => {
    const { changes } = planFor(world(), rules({ principals: [APP] }));
    expect(changes).toMatchObject([
      { key: 'vpce-svc-1/111122223333', principal: root('111122223333') },
      {
        ...{ action: 'allow', key: `vpce-svc-1/${APP}`, principal: APP },
        reason: { code: 'PRINCIPAL_LISTED', message: 'payments lists it, and it may not yet ask for a connection' },
      },
    ]);
    expect(connectionStages(changes)).toEqual([[changes]]);
  });

  it.each([
    ['it may ask already', [APP]],
    ['its whole account may', [root('222233334444')]],
    ['everybody may', ['*']],
  ])('are not added where %s', (_, present) => {
    expect(added(present)).not.toContain(`vpce-svc-1/${APP}`);
  });

  it('are not added where a rule is about to allow their account', () => {
    const accept = [{ name: 'all', accounts: ['222233334444'] }];
    expect(added([], { accept })).toEqual(['vpce-svc-1/222233334444']);
  });

  it('are added where only another role of their account may ask', () => {
    expect(added(['arn:aws:iam::222233334444:role/other'])).toContain(`vpce-svc-1/${APP}`);
  });

  it('of another partition are refused with the reason', () => {
    const services = [
      service({ loadBalancers: ['arn:aws-cn:elasticloadbalancing:cn-north-1:1:loadbalancer/net/a/b'] }),
    ];
    const plan = planFor({ ...world(), services }, rules({ accept: [], principals: [APP] }));
    expect(plan.changes).toEqual([]);
    expect(plan.findings).toMatchObject([
      { key: `vpce-svc-1/${APP}`, severity: 'error', reason: { code: 'OTHER_PARTITION' } },
    ]);
  });

  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['eusc-de-east-1', 'aws-eusc'],
    ['us-east-1', 'aws'],
  ])('are measured by the Region where no load balancer tells the partition: %s is in %s', (region, partition) => {
    const plan = planFor({ ...world(), region, services: [service({ loadBalancers: [] })] }, rules());
    expect(plan.changes).toMatchObject([{ principal: `arn:${partition}:iam::111122223333:root` }]);
  });
});

describe('what is allowed and not wanted', () => {
  const codes = (present: readonly string[], given: Partial<RuleSetInput> = {}) =>
    lines({ ...planFor(world(...present), rules(given)), changes: [] });
  const STRANGER = root('999999999999');

  it('is reported with the command, and left', () => {
    const { changes, findings } = planFor(world(root('111122223333'), STRANGER), rules());
    expect(changes).toEqual([]);
    expect(findings).toEqual([
      {
        key: `vpce-svc-1/${STRANGER}`,
        severity: 'info',
        reason: {
          code: 'PERMISSION_UNWANTED',
          message: `${STRANGER} may ask for a connection, and no accept rule lists its account`,
        },
        remedy: `aws ec2 modify-vpc-endpoint-service-permissions --service-id vpce-svc-1 --remove-allowed-principals '${STRANGER}'`,
      },
    ]);
  });

  const ended = { accept: [{ name: 'guests', accounts: ['111122223333'], until: '2026-11-20' }] };
  const rejecting = { reject: [{ name: 'no', accounts: ['999999999999'] }] };
  it.each<[string, string, Partial<RuleSetInput>]>([
    ['the rule that listed it has ended', '111122223333', ended],
    ['a reject rule lists it', '999999999999', rejecting],
    [
      'a reject rule lists it, whomever else a rule may mean',
      '999999999999',
      { ...rejecting, accept: [{ name: 'all', anyone: true }] },
    ],
  ])('is reported where %s', (_, account, given) => {
    const arn = `arn:aws:iam::${account}:role/app`;
    expect(codes([arn], given)).toEqual([`info vpce-svc-1/${arn}: PERMISSION_UNWANTED`]);
  });

  const some = { reject: [{ name: 'far', accounts: ['222233334444'], regions: ['us-east-1'] }] };
  it.each<[string, readonly string[], Partial<RuleSetInput>]>([
    ['a rule may mean anybody', [STRANGER], { accept: [{ name: 'all', anyone: true }] }],
    ['units say who is meant', [STRANGER], { accept: [{ name: 'ours', organizationalUnits: ['ou-ab12-11111111'] }] }],
    ['a rule lists the account of a role', ['arn:aws:iam::111122223333:role/app'], {}],
    ['it is of `principals`', [APP], { principals: [APP] }],
    ['permissions are left to people', [STRANGER], { permissions: 'leave' }],
    ['it is no principal of IAM', ['arn:aws:organizations::1:ou/o-a/ou-b'], {}],
    ['a rule rejects only some of its account', [root('111122223333')], some],
  ])('is not said where %s', (_, present, given) => {
    expect(codes(present, given)).toEqual([]);
  });
});

describe('a service that everybody may ask', () => {
  const open = (given: object, ruleSetGiven: Partial<RuleSetInput> = {}, ...beside: readonly string[]) =>
    planFor({ ...world('*', ...beside), services: [service(given)] }, ruleSet(ruleSetGiven))
      .findings.filter(({ reason }) => reason.code === 'OPEN_TO_ALL')
      .map(({ reason }) => reason.message);

  it.each(['add', 'leave'] as const)('is reported with permissions: %s', (permissions) => {
    expect(open({ acceptanceRequired: false }, { permissions })).toEqual([
      'the allowed principal * lets every AWS account connect, since no acceptance is required',
    ]);
  });

  it('is not said to be in where acceptance is required, and others beside it change nothing', () => {
    expect(open({}, { permissions: 'add' }, APP)).toEqual([
      'the allowed principal * lets every AWS account ask for a connection, whatever else is allowed beside it',
    ]);
  });
});
