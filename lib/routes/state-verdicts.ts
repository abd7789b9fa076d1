/** What the states of AWS's things say of the health of an appliance. Pure. */
import { judge } from '../aws/states.ts';
import type { Alarm, Instance, InstanceChecks, LoadBalancerEndpoint, NatGateway, TargetHealth } from '../aws/types.ts';
import type { Health } from './types.ts';

type Verdict = Health['verdict'];

/** Of an endpoint or a NAT gateway, which AWS runs. */
export const managedVerdict = judge<LoadBalancerEndpoint['state'] | NatGateway['state']>()<Verdict>(
  {
    available: 'healthy',
    pending: 'unknown',
    pendingAcceptance: 'unknown',
    partial: 'unhealthy',
    failed: 'unhealthy',
    rejected: 'unhealthy',
    expired: 'unhealthy',
    deleting: 'unhealthy',
    deleted: 'unhealthy',
  },
  'unknown',
);

/** A stopped instance forwards nothing, whatever its checks said last. */
export const instanceVerdict = judge<Instance['state']>()<Verdict>(
  {
    running: 'healthy',
    pending: 'unknown',
    'shutting-down': 'unhealthy',
    terminated: 'unhealthy',
    stopping: 'unhealthy',
    stopped: 'unhealthy',
  },
  'unknown',
);

/** Of one status check. */
export const checkVerdict = judge<InstanceChecks['system']>()<Verdict>(
  {
    ok: 'healthy',
    impaired: 'unhealthy',
    'insufficient-data': 'unknown',
    'not-applicable': 'unknown',
    initializing: 'unknown',
  },
  'unknown',
);

export const alarmVerdict = judge<Alarm['state']>()<Verdict>(
  { OK: 'healthy', ALARM: 'unhealthy', INSUFFICIENT_DATA: 'unknown' },
  'unknown',
);

/** Of one target of a load balancer. */
export const targetVerdict = judge<TargetHealth['state']>()<Verdict>(
  {
    healthy: 'healthy',
    unhealthy: 'unhealthy',
    'unhealthy.draining': 'unhealthy',
    initial: 'unknown',
    draining: 'unknown',
    unused: 'unknown',
    unavailable: 'unknown',
  },
  'unknown',
);
