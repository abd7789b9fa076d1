/** Tags of hosted zones. Health checks, the other things with tags, are not simulated: there are none. */
import type * as shapes from '@aws-sdk/client-route-53';
import type { Account } from '../../account.ts';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { findZone } from './find.ts';
import type { HostedZone } from './state.ts';

const zoneOf = (account: Account, type: string | undefined, id: string | undefined): HostedZone => {
  if (type === 'hostedzone') return findZone(account, id);
  if (type === 'healthcheck') throw new AwsError('NoSuchHealthCheck', `No health check found with ID: ${id}`, 404);
  throw new AwsError('InvalidInput', `Expected ResourceType hostedzone or healthcheck, found ${type}.`);
};

const tagSet = ({ id, tags }: HostedZone): shapes.ResourceTagSet => ({
  ResourceType: 'hostedzone',
  ResourceId: id,
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

export const listTags = (
  { ResourceType, ResourceId }: shapes.ListTagsForResourceRequest,
  { account }: Call,
): shapes.ListTagsForResourceResponse => ({ ResourceTagSet: tagSet(zoneOf(account, ResourceType, ResourceId)) });

export const listTagsOfMany = (
  { ResourceType, ResourceIds = [] }: shapes.ListTagsForResourcesRequest,
  { account }: Call,
): shapes.ListTagsForResourcesResponse => {
  if (ResourceIds.length > 10)
    throw new AwsError('InvalidInput', `Expected at most 10 ResourceIds, found ${ResourceIds.length}.`);
  return { ResourceTagSets: ResourceIds.map((id) => tagSet(zoneOf(account, ResourceType, id))) };
};

export const changeTags = (
  { ResourceType, ResourceId, AddTags = [], RemoveTagKeys = [] }: shapes.ChangeTagsForResourceRequest,
  { account }: Call,
): shapes.ChangeTagsForResourceResponse => {
  const zone = zoneOf(account, ResourceType, ResourceId);
  const kept = Object.entries(zone.tags).filter(([key]) => !RemoveTagKeys.includes(key));
  const added = AddTags.map(({ Key, Value }) => [String(Key), Value ?? '']);
  zone.tags = Object.fromEntries([...kept, ...added]);
  return {};
};
