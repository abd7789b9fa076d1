/** The simulated Route 53 Profiles, as far as it is read: which VPCs a Profile is associated with, and what it brings to them. */
import { createHash } from 'node:crypto';
import type { Account } from '../../account.ts';
import { find } from '../../find.ts';
import { partitionName } from '../../partitions.ts';
import type { Call, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { arnOf } from '../route53resolver/find.ts';
import { client } from './client.ts';
import { permissions } from './permissions.ts';
import type { Profile } from './state.ts';

/** MaxResults is from 1 to 100, and 100 without it (model). */
const MOST = 100;

interface Listing {
  readonly MaxResults?: number;
  readonly NextToken?: string;
  readonly ProfileId?: string;
  readonly ResourceId?: string;
  readonly ResourceType?: string;
}

/** A token goes on with the input that it was given out for, and with no other. */
const tokenOf = (offset: number, { ProfileId = '', ResourceId = '', ResourceType = '' }: Listing): string => {
  const of = createHash('sha256')
    .update(JSON.stringify([ProfileId, ResourceId, ResourceType]))
    .digest('hex');
  return Buffer.from(`${offset}:${of.slice(0, 12)}`).toString('base64url');
};

const offsetOf = (input: Listing): number => {
  const { NextToken: token } = input;
  if (token === undefined) return 0;
  const offset = Number(/^(\d+):/.exec(Buffer.from(token, 'base64url').toString())?.[1]);
  if (Number.isInteger(offset) && tokenOf(offset, input) === token) return offset;
  throw new AwsError('InvalidNextTokenException', 'The NextToken you provided is not valid.');
};

/** Throws ValidationException for a size that is out of range, and InvalidNextTokenException. */
const pageOf = <T>(items: readonly T[], input: Listing) => {
  const { MaxResults: size = MOST } = input;
  if (size < 1 || size > MOST)
    throw new AwsError('ValidationException', `Expected MaxResults from 1 to ${MOST}, found ${size}.`);
  const [start, end] = [offsetOf(input), offsetOf(input) + size];
  return { page: items.slice(start, end), ...(end < items.length ? { NextToken: tokenOf(end, input) } : {}) };
};

const COMPLETE = { Status: 'COMPLETE', CreationTime: 1_709_338_817, ModificationTime: 1_709_338_974 };

const listAssociations = (input: Listing, { account }: Call) => {
  const all = Object.values(account.profiles).flatMap(({ id, vpcs }) =>
    vpcs.map((vpc) => ({
      ...{ Id: `rpassoc-${id}-${vpc}`, Name: id, OwnerId: account.id, ProfileId: id, ResourceId: vpc, ...COMPLETE },
    })),
  );
  const { page, ...more } = pageOf(
    all
      .filter(({ ProfileId }) => input.ProfileId === undefined || ProfileId === input.ProfileId)
      .filter(({ ResourceId }) => input.ResourceId === undefined || ResourceId === input.ResourceId),
    input,
  );
  return { ProfileAssociations: page, ...more };
};

/** Types are guessed but for that of firewalls, which the CLI's examples show. */
const resourcesOf = ({ zones, rules, endpoints }: Profile, account: Account) => {
  const { id, region, resolver } = account;
  const partition = `arn:${partitionName(region)}`;
  return [
    ...zones.map((zone) => ({
      ResourceType: 'PRIVATE_HOSTED_ZONE',
      ResourceArn: `${partition}:route53:::hostedzone/${zone}`,
    })),
    ...rules.map((rule) => ({
      ResourceType: 'RESOLVER_RULE',
      ResourceArn: arnOf(account, resolver.rules[rule]?.ownerId ?? id, 'resolver-rule', rule),
    })),
    ...endpoints.map((endpoint) => ({
      ResourceType: 'VPC_ENDPOINT',
      ResourceArn: `${partition}:ec2:${region}:${id}:vpc-endpoint/${endpoint}`,
    })),
  ];
};

const listResources = (input: Listing, { account }: Call) => {
  const profile = find(account.profiles, String(input.ProfileId), () => {
    return new AwsError('ResourceNotFoundException', `The Profile ${input.ProfileId} is not found.`);
  });
  const all = resourcesOf(profile, account).map((resource, at) => ({
    ...{ Id: `rpr-${profile.id}-${at}`, Name: `${profile.id}-${at}`, OwnerId: account.id, ProfileId: profile.id },
    ...{ ...resource, ...COMPLETE },
  }));
  const { page, ...more } = pageOf(
    all.filter(({ ResourceType }) => input.ResourceType === undefined || ResourceType === input.ResourceType),
    input,
  );
  return { ProfileResourceAssociations: page, ...more };
};

export const route53profiles: Service = {
  signingName: 'route53profiles',
  client,
  permissions,
  operations: {
    ListProfileAssociations: listAssociations,
    ListProfileResourceAssociations: listResources,
  },
};
