/** Who is told of connections, and who may ask for one. */

import { planConnections } from '../../../lib/connections/plan.ts';
import { connectionStages } from '../../../lib/connections/stages.ts';
import { notification, service, TOPIC } from '../../support/aws.ts';
import { connectionsConfig, type RuleSetInput, ruleSet } from '../../support/configs.ts';
import { lines } from '../../support/lines.ts';
import { planFor, sharing } from '../../support/sharing.ts';

const ELSEWHERE = 'arn:aws:sns:eu-west-2:999988887777:somewhere-else';
const quiet = { connections: [] };

describe('the notification of a service', () => {
  it('is made when there is none', () => {
    const { changes } = planFor({ ...quiet, notifications: [] });
    expect(changes).toMatchObject([
      { action: 'watch', key: 'vpce-svc-1/notification', topicArn: TOPIC, reason: { code: 'NOT_WATCHED' } },
    ]);
  });

  it('is left when it tells the topic of everything, in any order', () => {
    const events = ['Reject', 'Delete', 'Connect', 'Accept'];
    expect(lines(planFor({ ...quiet, notifications: [notification({ events })] }))).toEqual([]);
  });

  it('is completed when it tells the topic of some events only', () => {
    const { changes } = planFor({ ...quiet, notifications: [notification({ events: ['Connect'] })] });
    expect(changes).toMatchObject([
      { action: 'watch', notificationId: 'vpce-nfn-1', reason: { code: 'WATCHED_IN_PART' } },
    ]);
  });

  it('that points elsewhere is left and reported, and ours is made beside it', () => {
    const plan = planFor({ ...quiet, notifications: [notification({ topicArn: ELSEWHERE })] });
    expect(lines(plan)).toEqual([
      'watch vpce-svc-1/notification: NOT_WATCHED',
      'info vpce-svc-1/notification: WATCHED_ELSEWHERE',
    ]);
    expect(plan.findings[0]?.reason.message).toContain(ELSEWHERE);
  });

  it('that is disabled is reported, since only a new one can take its place', () => {
    expect(lines(planFor({ ...quiet, notifications: [notification({ state: 'disabled' })] }))).toEqual([
      'warning vpce-svc-1/notification: WATCH_DISABLED',
    ]);
  });

  it('is not looked for behind a Gateway Load Balancer, of which AWS tells nothing', () => {
    const services = [service({ gateway: true })];
    expect(lines(planFor({ ...quiet, services, notifications: [] }))).toEqual([
      'info vpce-svc-1/notification: NOT_WATCHED',
    ]);
  });

  it('is not made when notifications could not be read', () => {
    const unseen = [{ key: 'notifications', code: 'UnauthorizedOperation', error: 'no', retryable: false }];
    expect(lines(planFor({ ...quiet, notifications: [], unseen }))).toEqual([
      'leave notifications: UnauthorizedOperation',
    ]);
  });

  it('needs a topic: without one that is said once', () => {
    const services = [service(), service({ id: 'vpce-svc-2' })];
    const claims = { ...connectionsConfig(ruleSet()), topicArn: undefined };
    expect(lines(planConnections(claims, sharing({ ...quiet, services, notifications: [] })))).toEqual([
      'warning connections: NO_TOPIC',
    ]);
  });
});

describe('permissions: add', () => {
  const adding = (given: Partial<RuleSetInput> = {}): RuleSetInput => ruleSet({ permissions: 'add', ...given });
  const root = (account: string) => `arn:aws:iam::${account}:root`;
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

  it('removes nobody', () => {
    expect(planFor(principals(root('111122223333'), root('999999999999')), adding()).changes).toEqual([]);
  });

  it('reports a service that everybody may ask', () => {
    expect(lines(planFor(principals('*', root('111122223333')), adding()))).toEqual([
      'warning vpce-svc-1: OPEN_TO_ALL',
    ]);
  });

  it('adds nobody when the principals could not be read, and decides on connections all the same', () => {
    const unseen = [{ key: 'vpce-svc-1/permissions', code: 'UnauthorizedOperation', error: 'no', retryable: false }];
    expect(lines(planFor({ unseen }, adding()))).toEqual([
      'accept vpce-svc-1/vpce-1: RULE_ACCEPTS',
      'leave vpce-svc-1/permissions: UnauthorizedOperation',
    ]);
  });
});
