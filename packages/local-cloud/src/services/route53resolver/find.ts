/** The things that an id names. */
import type { Account } from '../../account.ts';
import { AwsError } from '../../service.ts';
import { type Input, text } from './input.ts';
import type { ResolverEndpoint, ResolverRule } from './state.ts';

const at = <T>(table: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(table, id) ? table[id] : undefined;

/** Throws ResourceNotFoundException (its words are guessed). */
export const findEndpoint = ({ resolver }: Account, input: Input): ResolverEndpoint => {
  const id = text(input, 'ResolverEndpointId');
  const endpoint = at(resolver.endpoints, id);
  if (endpoint) return endpoint;
  throw new AwsError('ResourceNotFoundException', `Resolver endpoint with ID "${id}" does not exist.`);
};

/** Throws ResourceNotFoundException (R). */
export const findRule = ({ resolver }: Account, input: Input): ResolverRule => {
  const id = text(input, 'ResolverRuleId');
  const rule = at(resolver.rules, id);
  if (rule) return rule;
  throw new AwsError('ResourceNotFoundException', `[RSLVR-00703] Resolver rule with ID "${id}" does not exist.`);
};

export const arnOf = ({ region }: Account, ownerId: string, kind: string, id: string): string =>
  `arn:aws:route53resolver:${region}:${ownerId}:${kind}/${id}`;

/** As the API shows moments (Resolver API reference). `ms` since the epoch. */
export const timeOf = (ms: number): string => new Date(ms).toISOString();
