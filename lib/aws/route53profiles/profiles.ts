/** Route 53 Profiles: DNS settings that many VPCs share, also between accounts. */
import { allPages, read } from '../clients.ts';
import { errorCode } from '../errors.ts';
import type { ProfileResource, ProfileVpc } from '../types.ts';
import { callProfiles } from './client.ts';

/** Most that a listing of Profiles takes for one page. */
const PAGE = 100;

/** What an association in one of these states brings to nobody, or soon will not (`ProfileStatus` of the model). */
const GONE: readonly (string | undefined)[] = ['DELETING', 'DELETED', 'FAILED'];

/**
 * Which Profiles are associated with which VPCs of the account in its Region. None where the Region has no Profiles: its address
 * does not exist there, as DNS says for certain (`ENOTFOUND`; a resolver that does not answer is another error).
 */
export const listProfileVpcs = async (): Promise<ProfileVpc[]> => {
  interface Answer {
    readonly ProfileAssociations?: readonly {
      readonly ProfileId?: string;
      readonly ResourceId?: string;
      readonly Status?: string;
    }[];
    readonly NextToken?: string;
  }
  try {
    const found = await allPages(async (NextToken) => {
      const page = await read(callProfiles<Answer>('ListProfileAssociations', { MaxResults: PAGE, NextToken }));
      return { items: page.ProfileAssociations, next: page.NextToken };
    });
    return found
      .filter(({ Status }) => !GONE.includes(Status))
      .map(({ ProfileId = '', ResourceId = '' }) => ({ profileId: ProfileId, vpcId: idOf(ResourceId) }));
  } catch (error) {
    if (errorCode(error) === 'ENOTFOUND') return [];
    throw error;
  }
};

/** By what their ARNs say; the model lists no values of `ResourceType`. */
const KINDS: readonly (readonly [pattern: RegExp, kind: ProfileResource['kind']])[] = [
  [/:route53:.*:hostedzone\//, 'zone'],
  [/:route53resolver:.*:resolver-rule\//, 'rule'],
  [/:ec2:.*:vpc-endpoint\//, 'privateDns'],
];

/** What one Profile brings to its VPCs: private zones, Resolver rules and endpoints; firewalls and query logs answer nothing. */
export const listProfileResources = async (ProfileId: string): Promise<ProfileResource[]> => {
  interface Answer {
    readonly ProfileResourceAssociations?: readonly { readonly ResourceArn?: string; readonly Status?: string }[];
    readonly NextToken?: string;
  }
  const found = await allPages(async (NextToken) => {
    const input = { ProfileId, MaxResults: PAGE, NextToken };
    const page = await read(callProfiles<Answer>('ListProfileResourceAssociations', input));
    return { items: page.ProfileResourceAssociations, next: page.NextToken };
  });
  return found.flatMap(({ ResourceArn = '', Status }) => {
    const [, kind] = KINDS.find(([pattern]) => pattern.test(ResourceArn)) ?? [];
    return kind === undefined || GONE.includes(Status) ? [] : [{ kind, id: idOf(ResourceArn) }];
  });
};

/** The id, of which an ARN may be told (the model's words for a VPC). */
const idOf = (idOrArn: string): string => idOrArn.slice(idOrArn.lastIndexOf('/') + 1);
