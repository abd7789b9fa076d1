/** The things that an id names. */

import type { Account } from '../../account.ts';
import { find } from '../../find.ts';
import { partitionName } from '../../partitions.ts';
import { AwsError } from '../../wire/error.ts';
import type { ResolverEndpoint, ResolverRule } from './state.ts';

/** Throws ResourceNotFoundException (its words are guessed). */
export const findEndpoint = ({ resolver }: Account, id: string): ResolverEndpoint =>
  find(resolver.endpoints, id, () => {
    const message = `Resolver endpoint with ID "${id}" does not exist.`;
    return new AwsError('ResourceNotFoundException', message);
  });

/** Throws ResourceNotFoundException (R). */
export const findRule = ({ resolver }: Account, id: string): ResolverRule =>
  find(resolver.rules, id, () => {
    const message = `[RSLVR-00703] Resolver rule with ID "${id}" does not exist.`;
    return new AwsError('ResourceNotFoundException', message);
  });

export const arnOf = ({ region }: Account, ownerId: string, kind: string, id: string): string =>
  `arn:${partitionName(region)}:route53resolver:${region}:${ownerId}:${kind}/${id}`;

/** As the API shows moments (Resolver API reference). `ms` since the epoch. */
export const timeOf = (ms: number): string => new Date(ms).toISOString();
