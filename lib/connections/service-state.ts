/** Whether an endpoint service is one that anybody can connect to. Pure. */
import type { Unlisted } from '../aws/states.ts';
import type { EndpointService } from '../aws/types.ts';
import type { Reason } from '../core/plan.ts';
import { reason } from './codes.ts';

const unknownState = (state: Unlisted): Reason =>
  reason('STATE_UNKNOWN', `the service is in a state that this version does not know: ${state}`);

/** Why nothing is decided, watched or allowed at a service, for as long as it is in this state. AWS lists a deleted one for a while. */
export const reasonNotToServe = ({ state }: EndpointService): Reason | undefined => {
  switch (state) {
    case 'pending':
      return reason('SERVICE_PENDING', 'the service is being made: nobody can connect to it yet');
    case 'failed':
      return reason('SERVICE_FAILED', 'the service has failed: nobody can connect to it');
    case 'deleting':
    case 'deleted':
      return reason('SERVICE_DELETED', `the service is ${state}: nobody can connect to it any more`);
    case 'available':
      return undefined;
    default:
      return unknownState(state);
  }
};
