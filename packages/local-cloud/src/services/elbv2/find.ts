/** Target groups by ARN. */
import type { Account } from '../../account.ts';
import { find } from '../../find.ts';
import { AwsError } from '../../wire/error.ts';
import type { TargetGroup } from './state.ts';

/** Throws TargetGroupNotFound. */
export const findTargetGroup = ({ loadBalancing }: Account, arn: string | undefined): TargetGroup =>
  find(loadBalancing.targetGroups, arn, () => new AwsError('TargetGroupNotFound', `Target groups '${arn}' not found`));
