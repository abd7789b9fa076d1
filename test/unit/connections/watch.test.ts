/** Who is told of connections. */

import { planConnections } from '../../../lib/connections/plan.ts';
import { notification, service, TOPIC } from '../../support/aws.ts';
import { connectionsConfig, ruleSet } from '../../support/configs.ts';
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
