/** Tags: CreateTags, DeleteTags, DescribeTags, and what other operations need of them. */
import type {
  CreateTagsRequest,
  DeleteTagsRequest,
  DescribeTagsRequest,
  DescribeTagsResult,
  Tag,
  TagSpecification,
} from '@aws-sdk/client-ec2';
import type { Call } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { type Filters, matching, PAGE_5_1000, page } from './describe.ts';
import { everyResource, findTagged, required } from './resources.ts';
import type { Tags } from './state.ts';

/** AWS allows 50 tags on a resource. */
const MAX_TAGS = 50;

/** Tags as the API lists them. */
export const tagList = (tags: Tags): Tag[] => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** A thing's tags, for filters. */
export const tagsOf = ({ tags }: { readonly tags: Tags }): Tags => tags;

/** The tags that a creating operation asks for; throws InvalidParameterValue when they are meant for another type. */
export const tagsFor = (type: string, specifications: readonly TagSpecification[] | undefined): Tags => {
  const tags: Tags = {};
  for (const { ResourceType, Tags: list } of specifications ?? []) {
    if (ResourceType !== type) {
      throw new AwsError(
        'InvalidParameterValue',
        `'${ResourceType}' is not a valid taggable resource type for this operation; expected '${type}'.`,
      );
    }
    addTags(tags, list);
  }
  return tags;
};

/** Adds or overwrites. Throws InvalidParameterValue for a reserved key and TagLimitExceeded beyond 50 tags. */
const addTags = (tags: Tags, list: readonly Tag[] | undefined): void => {
  for (const { Key, Value } of list ?? []) {
    const key = required(Key, 'Tag.Key');
    if (key.toLowerCase().startsWith('aws:')) {
      throw new AwsError('InvalidParameterValue', "Tag keys starting with 'aws:' are reserved for internal use");
    }
    tags[key] = Value ?? '';
  }
  if (Object.keys(tags).length > MAX_TAGS) {
    throw new AwsError('TagLimitExceeded', `The maximum number of tags for a resource is ${MAX_TAGS}.`);
  }
};

/** Adds or overwrites tags, on all resources or on none. Throws the resource's NotFound, InvalidID, InvalidParameterValue and TagLimitExceeded. */
export const createTags = (input: CreateTagsRequest, call: Call): void => {
  const resources = required(input.Resources, 'resourceIdSet').map((id) => findTagged(call, id));
  const changed = resources.map(({ tags }) => ({ ...tags }));
  for (const tags of changed) addTags(tags, required(input.Tags, 'tagSet'));
  for (const [i, resource] of resources.entries()) resource.tags = changed[i] ?? {};
};

/** Without `Tags` all are removed; a tag with a value is removed only when the value is the same (API reference). */
export const deleteTags = (input: DeleteTagsRequest, call: Call): void => {
  for (const resource of required(input.Resources, 'resourceIdSet').map((id) => findTagged(call, id))) {
    const removed = input.Tags?.length ? input.Tags : tagList(resource.tags);
    const stays = ([key, value]: [string, string]) =>
      !removed.some((tag) => tag.Key === key && (tag.Value === undefined || tag.Value === value));
    resource.tags = Object.fromEntries(Object.entries(resource.tags).filter(stays));
  }
};

interface TagRow {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly value: string;
}

const FILTERS: Filters<TagRow> = {
  key: (row) => [row.key],
  'resource-id': (row) => [row.id],
  'resource-type': (row) => [row.type],
  value: (row) => [row.value],
};

/** One row for each tag of each resource of this account. */
export const describeTags = (input: DescribeTagsRequest, call: Call): DescribeTagsResult => {
  const rows = everyResource(call).flatMap(({ id, type, tags }) =>
    Object.entries(tags).map(([key, value]) => ({ id, type, key, value })),
  );
  const found = matching(rows, input.Filters, FILTERS, (row) => ({ [row.key]: row.value }));
  const { items, NextToken } = page(found, input, PAGE_5_1000);
  const list = items.map((row) => ({
    ResourceId: row.id,
    ResourceType: row.type as never,
    Key: row.key,
    Value: row.value,
  }));
  return { Tags: list, NextToken };
};
