/** Which endpoints a follower of the config selects. Pure. */
import type { Endpoint } from '../../aws/types.ts';
import { selects } from '../../config/selector.ts';
import type { ZoneEndpoint } from '../../config/types.ts';
import type { Follower } from './types.ts';

type ServiceSelector = Extract<ZoneEndpoint, { readonly service: string }>;

/** Does it name a service in a VPC, as opposed to ids or tags? */
export const isServiceSelector = (selector: ZoneEndpoint): selector is ServiceSelector => 'service' in selector;

/** Does a follower select this endpoint? */
export const follows = ({ endpoint: selector }: Pick<Follower, 'endpoint'>, endpoint: Endpoint): boolean => {
  if (endpoint.requesterManaged) return false;
  if (!isServiceSelector(selector)) return selects(selector, endpoint);
  return endpoint.serviceName === selector.service && endpoint.vpcId === selector.vpc;
};
