/**
 * `AWS API Call via CloudTrail` events for calls that change something, successful or not: the shapes that functions
 * which listen to them have to read. Sources of the shapes: real CloudTrail logs and AWS's guides.
 */
import type { Account } from '../account.ts';
import type { FinishedCall } from '../api.ts';
import { dnsSuffix } from '../partitions.ts';
import type { HistoryEvent } from '../services/cloudtrail/state.ts';
import { type Model, readModel, type Shape } from '../wire/schema.ts';
import { isMembers, lowerCamel, type Members } from './cloudtrail/casing.ts';
import { flatRequest, flatResponse } from './cloudtrail/flat.ts';
import { userIdentity } from './cloudtrail/identity.ts';
import { wrappedRequest, wrappedResponse } from './cloudtrail/wrapped.ts';
import { newUuid } from './ids.ts';

interface Trail {
  /** The event's `source`, such as `aws.ec2`. */
  readonly source: string;
  readonly detail: object;
}

/** Services whose management events are made, by signing name; a trail shows data events only where it was told to. */
const recorded = new Set([
  'ec2',
  'route53',
  'route53resolver',
  'arc-zonal-shift',
  'monitoring',
  'events',
  'sns',
  'sqs',
]);
const dataEvents = new Set([
  'events:PutEvents',
  'monitoring:PutMetricData',
  'sns:Publish',
  'sqs:SendMessage',
  'sqs:SendMessageBatch',
  'sqs:DeleteMessage',
  'sqs:DeleteMessageBatch',
  'sqs:ChangeMessageVisibility',
  'sqs:ChangeMessageVisibilityBatch',
]);

const isWrapped = (operation: string): boolean =>
  /VpcEndpoint|NatGateway|FlowLogs|LaunchTemplate|TransitGateway|ManagedPrefixList/.test(operation);

/**
 * The CloudTrail event of a call, for the account's default bus; undefined when there is none: for reads, data events,
 * callers of other accounts, and Route 53 outside us-east-1, where alone its events exist.
 */
export const trailDetail = (account: Account, call: FinishedCall): Trail | undefined => {
  const { signingName } = call.service;
  const region = signingName === 'route53' ? 'us-east-1' : account.region;
  const unheard = call.readOnly || dataEvents.has(`${signingName}:${call.operation}`) || !recorded.has(signingName);
  // What the local cloud does not simulate was never a call to AWS.
  if (unheard || call.error?.code === 'NotImplemented') return undefined;
  if (call.caller.accountId !== account.id || region !== account.region) return undefined;
  return { source: `aws.${signingName}`, detail: detailOf(account, call, region) };
};

/** An id of AWS's: a kind and what tells it from others. */
const ID = /^[a-z]+(?:-[a-z]+)*-[0-9a-z]+$/;

/** The event as the history keeps it, under the ids that its request names. */
export const historyEvent = (detail: object, call: FinishedCall, at: number): HistoryEvent => {
  const { eventID, eventName, eventSource } = detail as Readonly<
    Record<'eventID' | 'eventName' | 'eventSource', string>
  >;
  const texts = JSON.stringify(call.input ?? {}).match(/"[^"]*"/g) ?? [];
  const resources = [...new Set(texts.map((text) => text.slice(1, -1)))].filter((text) => ID.test(text));
  return { id: eventID, at, name: eventName, source: eventSource, resources, record: JSON.stringify(detail) };
};

const detailOf = (account: Account, call: FinishedCall, awsRegion: string): object => ({
  eventVersion: '1.08',
  userIdentity: userIdentity(call.caller, call.entry.at),
  eventTime: `${new Date(call.entry.at).toISOString().slice(0, -'.000Z'.length)}Z`,
  eventSource: `${call.service.signingName}.amazonaws.com`,
  eventName: call.operation,
  awsRegion,
  sourceIPAddress: '127.0.0.1',
  userAgent: call.userAgent,
  ...errorOf(call),
  requestParameters: nullWhenEmpty(requestOf(call)),
  responseElements: call.error ? null : nullWhenEmpty(responseOf(call)),
  ...additionalData(call),
  requestID: call.requestId,
  eventID: newUuid(account),
  readOnly: false,
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: account.id,
  ...viaEndpoint(call, awsRegion),
  eventCategory: 'Management',
});

/** An interface endpoint of AWS's API, of a VPC that the account does not show: no call is about it. */
const API_ENDPOINT = 'vpce-0ca11e70ca11e70ca';

/**
 * Through what a call was made. Real records name the endpoint even where the call is about another one (CloudTrail user
 * guide, `vpcEndpointId` and `tlsDetails`), so that whoever takes ids from anywhere in a record takes this one.
 */
const viaEndpoint = ({ service }: FinishedCall, region: string): object => ({
  vpcEndpointId: API_ENDPOINT,
  tlsDetails: {
    tlsVersion: 'TLSv1.3',
    cipherSuite: 'TLS_AES_128_GCM_SHA256',
    clientProvidedHostHeader: `${API_ENDPOINT}-0w1x2y3z.${service.signingName}.${region}.vpce.${dnsSuffix(region)}`,
  },
});

const nullWhenEmpty = (members: Members): Members | null => (Object.keys(members).length === 0 ? null : members);

const errorOf = ({ service, error }: FinishedCall): object => {
  if (!error) return {};
  const side = error.status >= 500 ? 'Server' : 'Client';
  const errorCode = service.signingName === 'ec2' ? `${side}.${error.code}` : error.code;
  return { errorCode, errorMessage: error.message };
};

const additionalData = ({ service, operation }: FinishedCall): object =>
  service.signingName === 'route53' && operation === 'ChangeResourceRecordSets'
    ? { additionalEventData: { Note: 'Do not use to reconstruct hosted zone' } }
    : {};

const requestOf = ({ service, operation, input }: FinishedCall): Members => {
  const members = membersOf(input);
  if (service.signingName !== 'ec2') return lowerCamel(members) as Members;
  const shape = operationOf(service.client, operation)?.input();
  return isWrapped(operation) ? wrappedRequest(operation, shape, members) : flatRequest(shape, members);
};

const responseOf = ({ service, operation, output, requestId }: FinishedCall): Members => {
  const members = membersOf(output);
  if (service.signingName !== 'ec2') return lowerCamel(members) as Members;
  const shape = operationOf(service.client, operation)?.output();
  if (shape === undefined) return { requestId };
  const show = isWrapped(operation) ? wrappedResponse : flatResponse;
  return show(operation, asStruct(shape), members, requestId);
};

const membersOf = (value: unknown): Members => (isMembers(value) ? value : {});

const models = new WeakMap<object, Model>();

const operationOf = (client: object, operation: string): ReturnType<Model['operations']['get']> => {
  const model = models.get(client) ?? readModel(client);
  models.set(client, model);
  return model.operations.get(operation);
};

/** An action that answers nothing has the unit type as its output, which has no members to walk. */
const asStruct = (shape: Shape): Shape | undefined =>
  shape.isStructSchema() && !shape.isUnitSchema() ? shape : undefined;
