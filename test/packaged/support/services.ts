import * as make from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';

/** The account that accept rules list. */
export const PARTNER = '111122223333';

/** A connection that waits or stands; without an owner it is the partner's. */
export interface Asked {
  readonly service: string;
  readonly endpoint: string;
  readonly owner?: string;
  readonly state?: 'pendingAcceptance' | 'available';
  readonly region?: string;
  readonly addressType?: 'ipv4' | 'dualstack';
}

/** Services that are watched already, so that the first run has only connections to decide. */
export const seeded = (services: readonly string[], connections: readonly Asked[]): Account => {
  const account = emptyAccount({ id: '999988887777', region: 'eu-west-2' });
  for (const id of services) {
    make.addEndpointService(account, { id, tags: { waykeeper: 'payments' } });
    const topicArn = 'arn:aws:sns:eu-west-2:999988887777:waykeeper-prod-endpoint-connections';
    make.addConnectionNotification(account, { id: `vpce-nfn-${id.slice(9)}`, service: id, topicArn });
  }
  for (const [at, asked] of connections.entries()) {
    make.addEndpointConnection(account, { owner: PARTNER, state: 'pendingAcceptance', createdAt: at, ...asked });
  }
  return account;
};
