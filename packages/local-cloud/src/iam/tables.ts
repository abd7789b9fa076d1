/** What the operations of all services need, by the services' signing names. */
import type { Account } from '../account.ts';
import { createCall } from '../call.ts';
import { isReadOnly } from '../read-only.ts';
import type { Permissions } from '../service.ts';
import { permissions as autoscaling } from '../services/autoscaling/permissions.ts';
import { permissions as cloudtrail } from '../services/cloudtrail/permissions.ts';
import { permissions as monitoring } from '../services/cloudwatch/permissions.ts';
import { permissions as ec2 } from '../services/ec2/permissions.ts';
import { permissions as elasticloadbalancing } from '../services/elbv2/permissions.ts';
import { permissions as events } from '../services/events/permissions.ts';
import { permissions as lambda } from '../services/lambda/permissions.ts';
import { permissions as organizations } from '../services/organizations/permissions.ts';
import { permissions as route53 } from '../services/route53/permissions.ts';
import { permissions as route53profiles } from '../services/route53profiles/permissions.ts';
import { permissions as route53resolver } from '../services/route53resolver/permissions.ts';
import { permissions as s3 } from '../services/s3/permissions.ts';
import { permissions as sns } from '../services/sns/permissions.ts';
import { permissions as sqs } from '../services/sqs/permissions.ts';
import { permissions as ssm } from '../services/ssm/permissions.ts';
import { permissions as sts } from '../services/sts/permissions.ts';
import type { Request } from './evaluate.ts';
import { requestsOf } from './requests.ts';

const tables: Readonly<Record<string, Permissions>> = {
  ...{ autoscaling, cloudtrail, ec2, elasticloadbalancing, events, lambda, monitoring, organizations },
  ...{ route53, route53profiles, route53resolver, s3, sns, sqs, ssm, sts },
};

const tableOf = (signingName: string): Permissions => {
  const table = tables[signingName];
  if (!table) throw new TypeError(`${signingName} is not simulated.`);
  return table;
};

/** The operations of a service that are more than a read. Throws a TypeError for a service that is not simulated. */
export const writesOf = (signingName: string): readonly string[] =>
  Object.keys(tableOf(signingName)).filter((operation) => !isReadOnly(operation));

/** One call of a role, as far as policies see it. */
interface RoleCall {
  readonly service: string;
  readonly operation: string;
  readonly input: object;
  /** The role's name. */
  readonly role: string;
  /** Of a function's own code. */
  readonly functionArn?: string;
}

/** What IAM is asked for a call, with the account as it is. Throws PolicyFault for an operation without a row. */
export const askedFor = (account: Account, { role, functionArn, ...asked }: RoleCall): readonly Request[] => {
  const { id: accountId, region } = account;
  const principal = { type: 'role', name: role } as const;
  const caller = { accessKeyId: 'ASIA', accountId, region, principal, ...(functionArn ? { functionArn } : {}) };
  const call = createCall({ account, caller, now: 0, service: asked.service });
  return requestsOf(tableOf(asked.service), { ...asked, call });
};
