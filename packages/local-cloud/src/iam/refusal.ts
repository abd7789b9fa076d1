/** What AWS answers to a call that a role's policies do not allow: each service has its own error for it. */

import type { Caller } from '../service.ts';
import { callerArn } from '../services/sts/arn.ts';
import { AwsError } from '../wire/error.ts';

/** A call that was not allowed. */
export interface Refused {
  /** The service's signing name. */
  readonly service: string;
  readonly caller: Caller;
  readonly action: string;
  readonly resource: string;
  /** A policy denies it; else none allows it. */
  readonly denied: boolean;
}

/**
 * Code and status by signing name: query and XML services say `AccessDenied`, JSON ones `AccessDeniedException`. Seen in users' reports
 * of EC2, Route 53, SNS, S3, STS and the JSON services; SQS and CloudWatch keep the code of their query protocol.
 */
const ERRORS: Readonly<Record<string, readonly [code: string, status: number]>> = {
  autoscaling: ['AccessDenied', 403],
  cloudtrail: ['AccessDeniedException', 400],
  ec2: ['UnauthorizedOperation', 403],
  elasticloadbalancing: ['AccessDenied', 403],
  events: ['AccessDeniedException', 400],
  lambda: ['AccessDeniedException', 403],
  monitoring: ['AccessDenied', 403],
  organizations: ['AccessDeniedException', 403],
  route53: ['AccessDenied', 403],
  route53profiles: ['AccessDeniedException', 400],
  route53resolver: ['AccessDeniedException', 400],
  s3: ['AccessDenied', 403],
  sns: ['AuthorizationError', 403],
  sqs: ['AccessDenied', 403],
  ssm: ['AccessDeniedException', 400],
  sts: ['AccessDenied', 403],
};

/** The error of the service. Throws a TypeError for a service whose error is not known here. */
export const refusalOf = ({ service, caller, action, resource, denied }: Refused): AwsError => {
  const error = ERRORS[service];
  if (!error) throw new TypeError(`How ${service} refuses a call is not known to the local cloud.`);
  const [code, status] = error;
  const why = denied
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${action} action`;
  const on = service === 's3' ? `"${resource}"` : resource;
  const text = `User: ${callerArn(caller)} is not authorized to perform: ${action} on resource: ${on} ${why}`;
  return new AwsError(
    code,
    service === 'ec2' ? `You are not authorized to perform this operation. ${text}` : text,
    status,
  );
};
