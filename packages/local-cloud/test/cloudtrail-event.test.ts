import * as ec2 from '@aws-sdk/client-ec2';
import type { FinishedCall } from '../src/api.ts';
import { callerOf, clientConfig } from '../src/bare-api.ts';
import { trailDetail } from '../src/delivery/cloudtrail.ts';
import { putRule, putTargets } from '../src/services/events/rules.ts';
import { AwsError } from '../src/wire/error.ts';
import {
  type Delivered,
  finishedCall,
  functionArn,
  messagingAccount,
  serviceOf,
  startDelivered,
} from './support/delivered.ts';

const call = (operation: string, input: object, output: object = {}, more: Partial<FinishedCall> = {}): FinishedCall =>
  finishedCall(serviceOf('ec2', ec2), operation, input, output, more);

describe('A CloudTrail event', () => {
  const account = messagingAccount();
  const replace = { RouteTableId: 'rtb-1', DestinationCidrBlock: '0.0.0.0/0', NetworkInterfaceId: 'eni-1' };

  it('names the role behind a function', () => {
    const trail = trailDetail(account, call('ReplaceRoute', replace, {}, { caller: callerOf('ASIALOCAL') }));
    expect(trail?.detail).toMatchObject({
      userIdentity: {
        type: 'AssumedRole',
        arn: 'arn:aws:sts::111122223333:assumed-role/dns-role/dns-role',
        accountId: '111122223333',
        accessKeyId: 'ASIALOCAL',
        sessionContext: {
          sessionIssuer: { type: 'Role', arn: 'arn:aws:iam::111122223333:role/dns-role', userName: 'dns-role' },
        },
      },
    });
  });

  it('names a user without a session', () => {
    const detail = trailDetail(account, call('ReplaceRoute', replace))?.detail;
    expect(detail).toMatchObject({ userIdentity: { type: 'IAMUser', userName: 'ada' } });
    expect(detail).not.toHaveProperty('userIdentity.sessionContext');
  });

  it('tells of a failed call, with the prefixed code and without a response', () => {
    const error = new AwsError('InvalidNetworkInterfaceID.NotFound', 'no eni-1');
    const { output: _, ...failed } = call('ReplaceRoute', replace);
    expect(trailDetail(account, { ...failed, error })?.detail).toMatchObject({
      errorCode: 'Client.InvalidNetworkInterfaceID.NotFound',
      errorMessage: 'no eni-1',
      requestParameters: { routeTableId: 'rtb-1' },
      responseElements: null,
    });
  });

  it.each([
    ['a read', call('DescribeRouteTables', {}, {}, { readOnly: true })],
    ['a caller of another account', call('ReplaceRoute', replace, {}, { caller: callerOf('AKIA999988887777') })],
    [
      'an operation that is not simulated',
      call('RunInstances', {}, {}, { error: new AwsError('NotImplemented', 'x', 501) }),
    ],
    ['data rather than management', call('PutEvents', {}, {}, { service: serviceOf('events', ec2) })],
    ['a service that writes no trail', call('Assume', {}, {}, { service: serviceOf('sts', ec2) })],
  ])('is not made for %s', (_, finished) => {
    expect(trailDetail(account, finished)).toBeUndefined();
  });

  describe('after a real call', () => {
    let local: Delivered;
    let client: ec2.EC2Client;
    beforeEach(async () => {
      const operations = { ReplaceRoute: () => ({}) };
      local = await startDelivered(messagingAccount(), [{ signingName: 'ec2', client: ec2, operations }]);
      const pattern = {
        source: ['aws.ec2'],
        'detail-type': ['AWS API Call via CloudTrail'],
        detail: { eventName: ['ReplaceRoute'], errorCode: [{ exists: false }] },
      };
      putRule(local.account, { Name: 'r', EventPattern: JSON.stringify(pattern) }, 0);
      putTargets(local.account, 'r', undefined, [{ Id: 't', Arn: functionArn('f') }]);
      client = new ec2.EC2Client(clientConfig(local.url));
    });
    afterEach(async () => {
      client.destroy();
      await local.stop();
    });

    it('reaches the rules of the default bus, with the call as its cause', async () => {
      await client.send(new ec2.ReplaceRouteCommand(replace));
      expect(local.invocations).toMatchObject([
        {
          payload: {
            source: 'aws.ec2',
            detail: {
              eventVersion: '1.08',
              eventTime: '2026-03-02T09:00:00Z',
              eventSource: 'ec2.amazonaws.com',
              awsRegion: 'eu-west-2',
              userAgent: expect.stringContaining('aws-sdk-js'),
              requestParameters: { routeTableId: 'rtb-1', networkInterfaceId: 'eni-1' },
              readOnly: false,
              eventType: 'AwsApiCall',
              managementEvent: true,
              recipientAccountId: '111122223333',
              eventCategory: 'Management',
            },
          },
        },
      ]);
      const cause = local.journal.entries.find(({ id }) => id === local.invocations[0]?.cause);
      expect(local.causes(cause)).toEqual(['call', 'event']);
    });

    it('does not reach the bus while no trail logs the account', async () => {
      local.account.trail = false;
      await client.send(new ec2.ReplaceRouteCommand(replace));
      expect(local.journal.entries.map(({ kind }) => kind)).toEqual(['call']);
    });
  });
});
