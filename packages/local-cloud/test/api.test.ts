import { gzipSync } from 'node:zlib';
import * as ec2Module from '@aws-sdk/client-ec2';
import {
  AcceptVpcEndpointConnectionsCommand,
  type AcceptVpcEndpointConnectionsRequest,
  DescribeVpcsCommand,
  EC2Client,
  ReplaceRouteCommand,
} from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Account, emptyAccount } from '../src/account.ts';
import { startApi } from '../src/api.ts';
import { type BareApi, clientConfig, START, startBareApi } from '../src/bare-api.ts';
import { createCall } from '../src/call.ts';
import { createFaults } from '../src/faults/faults.ts';
import type { Call, Service } from '../src/service.ts';
import { sts } from '../src/services/sts/index.ts';
import { AwsError } from '../src/wire/error.ts';

const accept = async ({ ServiceId }: AcceptVpcEndpointConnectionsRequest, call: Call) => {
  call.emit({ to: 'bus', source: 'aws.ec2', detailType: 'Accepted', resources: [], detail: { ServiceId } });
  await new Promise((resolve) => setImmediate(resolve));
  return { Unsuccessful: [] };
};
const ec2: Service = {
  signingName: 'ec2',
  client: ec2Module,
  operations: {
    AcceptVpcEndpointConnections: accept,
    DescribeVpcs: () => {
      throw new TypeError('a fault of ours');
    },
    ReplaceRoute: () => {
      throw new AwsError('InvalidRouteTableID.NotFound', "The routeTable ID 'rtb-1' does not exist");
    },
  },
};

const authorization = (service: string) =>
  `AWS4-HMAC-SHA256 Credential=AKIALOCAL/20260302/eu-west-2/${service}/aws4_request, SignedHeaders=host, Signature=0`;

describe('the HTTP endpoint', () => {
  let api: BareApi;
  let client: EC2Client;
  beforeEach(async () => {
    api = await startBareApi([ec2, sts]);
    client = new EC2Client(clientConfig(api.url));
  });
  afterEach(async () => {
    client.destroy();
    await api.stop();
  });

  const acceptOne = () =>
    client.send(new AcceptVpcEndpointConnectionsCommand({ ServiceId: 'vpce-svc-0a', VpcEndpointIds: ['vpce-0b'] }));
  const failure = (call: Promise<unknown>): Promise<Error> =>
    call.then(
      () => new Error('it succeeded'),
      (error) => error,
    );

  it('awaits an operation and answers with what it returns', async () => {
    expect(await acceptOne()).toMatchObject({ Unsuccessful: [] });
  });

  it('finds the service of each request by its credential scope', async () => {
    const identity = await new STSClient(clientConfig(api.url)).send(new GetCallerIdentityCommand());
    expect(identity.Account).toBe('111122223333');
    expect(api.finished.map(({ service }) => service.signingName)).toEqual(['sts']);
  });

  it('gives each answer a request id of its own', async () => {
    const ids = [await acceptOne(), await acceptOne()].map(({ $metadata }) => $metadata.requestId);
    expect(ids[0]).toMatch(/^[0-9a-f]{8}-/);
    expect(new Set(ids).size).toBe(2);
    expect(api.finished.map(({ requestId }) => requestId)).toEqual(ids);
  });

  it('tells of a finished call with all that it was and caused', async () => {
    await acceptOne();
    expect(api.finished).toMatchObject([
      {
        operation: 'AcceptVpcEndpointConnections',
        readOnly: false,
        caller: { accessKeyId: 'AKIALOCAL', region: 'eu-west-2', principal: { name: 'ada' } },
        input: { ServiceId: 'vpce-svc-0a', VpcEndpointIds: ['vpce-0b'] },
        output: { Unsuccessful: [] },
        emissions: [{ to: 'bus', detailType: 'Accepted' }],
        userAgent: expect.stringContaining('aws-sdk-js'),
      },
    ]);
  });

  it('journals a call once it has finished', async () => {
    await acceptOne();
    expect(api.journal.entries).toMatchObject([
      { kind: 'call', service: 'ec2', operation: 'AcceptVpcEndpointConnections', principal: 'ada', at: START },
    ]);
    expect(api.finished[0]?.entry).toBe(api.journal.entries[0]);
  });

  it('journals a failed call with its error code', async () => {
    const error = await failure(client.send(new ReplaceRouteCommand({ RouteTableId: 'rtb-1' })));
    expect(error).toMatchObject({
      name: 'InvalidRouteTableID.NotFound',
      message: "The routeTable ID 'rtb-1' does not exist",
    });
    expect(api.journal.entries).toMatchObject([{ operation: 'ReplaceRoute', error: 'InvalidRouteTableID.NotFound' }]);
    expect(api.finished[0]?.error?.code).toBe('InvalidRouteTableID.NotFound');
  });

  it('names the required member that an input lacks', async () => {
    const error = await failure(client.send(new ReplaceRouteCommand({ RouteTableId: undefined })));
    expect(error).toMatchObject({
      name: 'MissingParameter',
      message: 'The request must contain the parameter RouteTableId',
    });
    expect(api.journal.entries).toMatchObject([{ operation: 'ReplaceRoute', error: 'MissingParameter' }]);
  });

  it('says that an operation is not simulated', async () => {
    const error = await failure(client.send(new ec2Module.DescribeHostsCommand({})));
    expect(error).toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
    expect(error.message).toContain('DescribeHosts of ec2 is not simulated');
  });

  it('says that a service is not simulated', async () => {
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { authorization: authorization('s3') },
      body: '',
    });
    expect(response.status).toBe(501);
    expect(await response.json()).toMatchObject({ __type: 'NotImplemented', message: expect.stringContaining('s3') });
  });

  it('refuses a request that no one signed', async () => {
    const response = await fetch(api.url);
    expect(response.status).toBe(403);
    expect(response.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationToken');
  });

  it('answers a fault of its own with InternalFailure and prints it', async () => {
    const printed: unknown[] = [];
    const original = console.error;
    console.error = (...values) => void printed.push(...values);
    const error = await failure(client.send(new DescribeVpcsCommand({})));
    console.error = original;
    expect(error).toMatchObject({ name: 'InternalFailure', $metadata: { httpStatusCode: 500 } });
    expect(printed).toMatchObject([{ message: 'a fault of ours' }]);
  });

  it('answers with what a check throws instead of running the operation, and journals it', async () => {
    const asked: unknown[] = [];
    const guarded = await startBareApi([ec2], emptyAccount(), START, {
      checks: [
        ({ service, operation, input }) => void asked.push({ service, operation, input }),
        () => Promise.reject(new AwsError('UnauthorizedOperation', 'no', 403)),
        () => void asked.push('a check after the one that threw'),
      ],
    });
    const refused = new EC2Client(clientConfig(guarded.url));
    try {
      const command = new AcceptVpcEndpointConnectionsCommand({
        ServiceId: 'vpce-svc-0a',
        VpcEndpointIds: ['vpce-0b'],
      });
      const error = await failure(refused.send(command));
      expect(error).toMatchObject({ name: 'UnauthorizedOperation' });
      const input = { ServiceId: 'vpce-svc-0a', VpcEndpointIds: ['vpce-0b'] };
      expect(asked).toEqual([{ service: 'ec2', operation: 'AcceptVpcEndpointConnections', input }]);
      expect(guarded.journal.entries).toMatchObject([{ kind: 'call', error: 'UnauthorizedOperation' }]);
      expect(guarded.finished[0]?.emissions).toEqual([]);
    } finally {
      refused.destroy();
      await guarded.stop();
    }
  });

  it('understands a GET request whose form is in the query', async () => {
    const url = `${api.url}/?Action=GetCallerIdentity&Version=2011-06-15`;
    const response = await fetch(url, { headers: { authorization: authorization('sts') } });
    expect(await response.text()).toContain('<Arn>arn:aws:iam::111122223333:user/ada</Arn>');
  });

  it('reads a compressed body', async () => {
    const body = gzipSync('Action=GetCallerIdentity&Version=2011-06-15');
    const headers = { authorization: authorization('sts'), 'content-encoding': 'gzip' };
    const response = await fetch(api.url, { method: 'POST', headers, body });
    expect(await response.text()).toContain('<Account>111122223333</Account>');
  });

  it('answers 100 Continue to a client that waits for it', async () => {
    const { request } = await import('node:http');
    const status = await new Promise((resolve, reject) => {
      const headers = { authorization: authorization('sts'), expect: '100-continue' };
      const outgoing = request(api.url, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      outgoing.on('error', reject);
      outgoing.on('continue', () => outgoing.end('Action=GetCallerIdentity&Version=2011-06-15'));
      outgoing.flushHeaders();
    });
    expect(status).toBe(200);
  });

  it('tells local-cloud time in the Date header', async () => {
    api.advance(3_600_000);
    const response = await fetch(api.url, { headers: { authorization: authorization('sts') } });
    expect(response.headers.get('date')).toBe(new Date(START + 3_600_000).toUTCString());
  });

  it('refuses a parameter that EC2 does not know', async () => {
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { authorization: authorization('ec2') },
      body: 'Action=DescribeVpcs&Version=2016-11-15&Colour=blue',
    });
    expect(await response.text()).toContain('<Code>UnknownParameter</Code>');
  });

  it('says in one sentence that its port is in use', async () => {
    const options = {
      account: api.account,
      services: [],
      journal: api.journal,
      faults: createFaults(api),
      now: api.now,
      finished: () => undefined,
    };
    const caller = () =>
      ({ caller: { accessKeyId: '', accountId: '', region: '', principal: { type: 'user', name: '' } } }) as const;
    await expect(startApi({ ...options, caller, port: api.port })).rejects.toThrow(
      `Port ${api.port} on 127.0.0.1 is already in use; choose another one.`,
    );
  });
});

describe('a call', () => {
  const caller = {
    accessKeyId: 'A',
    accountId: '1',
    region: 'eu-west-2',
    principal: { type: 'user', name: 'ada' },
  } as const;
  const callOf = (account: Account) => createCall({ account, caller, now: START, service: 'ec2' });

  it('gives ids in the form of AWS', () => {
    expect(callOf(emptyAccount()).newId('vpce')).toMatch(/^vpce-0[0-9a-f]{16}$/);
  });

  it('gives the same ids for the same account value, and each only once', () => {
    const [first, second] = [callOf(emptyAccount()), callOf(emptyAccount())];
    const ids = [first.newId('i'), first.newId('i')];
    expect([second.newId('i'), second.newId('i')]).toEqual(ids);
    expect(new Set(ids).size).toBe(2);
  });

  it('puts what it schedules into the timers of the account', () => {
    const account = emptyAccount();
    callOf(account).schedule(START + 5_000, 'stopped', 'i-1');
    expect(account.timers).toEqual([{ at: START + 5_000, service: 'ec2', kind: 'stopped', key: 'i-1' }]);
  });
});
