/** Which calls a batch of changes takes: what a plan foretells is computed from it. Pure. */
import type { Calls, QuotaName } from '../aws/quotas.ts';
import type { ConnectionChange } from './types.ts';

/** One call for a batch, whatever is in it. */
export const connectionCalls = ([first]: readonly ConnectionChange[]): Calls[] =>
  first ? [{ calls: 1, takes: { [quotaOf(first)]: 1 } }] : [];

const quotaOf = (change: ConnectionChange): QuotaName => {
  switch (change.action) {
    case 'accept':
      return 'acceptConnections';
    case 'reject':
    case 'revoke':
      return 'rejectConnections';
    case 'watch':
      return change.notificationId === undefined ? 'createNotification' : 'modifyNotification';
    case 'allow':
      return 'modifyPermissions';
  }
};
