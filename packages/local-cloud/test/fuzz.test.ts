/** Every operation of every client survives the wire: random input through the client's half and back, random output likewise. */
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ec2 from '@aws-sdk/client-ec2';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as lambda from '@aws-sdk/client-lambda';
import * as route53 from '@aws-sdk/client-route-53';
import * as s3 from '@aws-sdk/client-s3';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { AwsSmithyRpcV2CborProtocol } from '@aws-sdk/core/protocols';
import { type Codec, createCodec } from '../src/wire/codec.ts';
import { AwsError } from '../src/wire/error.ts';
import type { OperationSchema } from '../src/wire/schema.ts';
import { clientHalf } from './support/client-half.ts';
import { comparable, randomInput, randomOutput, seeded } from './support/random-shapes.ts';

/** CloudWatch as newer versions of the AWS CLI speak to it. */
class CborClient extends cloudwatch.CloudWatchClient {
  constructor({ region }: { readonly region: string }) {
    super({ region, protocol: new AwsSmithyRpcV2CborProtocol({ defaultNamespace: 'com.amazonaws.cloudwatch' }) });
  }
}

const SEED = 20_260_302;
const clients = [
  { name: 'ec2', module: ec2, client: ec2.EC2Client, atLeast: 750 },
  { name: 'route53', module: route53, client: route53.Route53Client, atLeast: 70 },
  { name: 'cloudwatch', module: cloudwatch, client: cloudwatch.CloudWatchClient, atLeast: 35 },
  { name: 'cloudwatch (CBOR)', module: cloudwatch, client: CborClient, atLeast: 35 },
  { name: 'eventbridge', module: eventbridge, client: eventbridge.EventBridgeClient, atLeast: 55 },
  { name: 's3', module: s3, client: s3.S3Client, atLeast: 90 },
  { name: 'sns', module: sns, client: sns.SNSClient, atLeast: 40 },
  { name: 'sqs', module: sqs, client: sqs.SQSClient, atLeast: 23 },
  { name: 'ssm', module: ssm, client: ssm.SSMClient, atLeast: 140 },
  { name: 'sts', module: sts, client: sts.STSClient, atLeast: 8 },
  { name: 'lambda', module: lambda, client: lambda.LambdaClient, atLeast: 65 },
];

const streams = ({ input, output }: OperationSchema): boolean =>
  [input(), output()].some(
    (shape) => shape.isStructSchema() && shape.structIterator().some(([, member]) => member.isStreaming()),
  );

const tested = (codec: Codec) => codec.operations.filter((operation) => !streams(operation));

describe.each(clients)('the wire of $name', ({ module, client, atLeast }) => {
  const codec = createCodec(module);
  const half = clientHalf(module, new client({ region: 'eu-west-2' }));
  const operations = tested(codec);
  const [anyOperation] = operations as [OperationSchema];
  /** The wire that this client chose. */
  const wireOf = async () => {
    const input = randomInput(anyOperation.input(), seeded(SEED));
    return codec.wireOf(await half.write(anyOperation.name, input));
  };

  it('covers the whole client', () => {
    expect(operations.length).toBeGreaterThanOrEqual(atLeast);
  });

  it('reads what the client writes', async () => {
    const random = seeded(SEED);
    let members = 0;
    for (const operation of operations) {
      const input = randomInput(operation.input(), random);
      const request = await half.write(operation.name, input);
      const wire = codec.wireOf(request);
      const received = await codec.read(wire, request);
      codec.check(wire, received);
      expect({ [received.operation.name]: comparable(received.input) }).toEqual({
        [operation.name]: comparable(input),
      });
      members += Object.keys(input).length;
    }
    expect(members).toBeGreaterThan(operations.length / 2);
  });

  it('writes what the client reads', async () => {
    const random = seeded(SEED + 1);
    let members = 0;
    for (const operation of operations) {
      const output = randomOutput(operation.output(), random);
      const response = codec.write(await wireOf(), operation, output, 'request-1');
      const read = await half.read(operation.name, response);
      expect({ [operation.name]: comparable(read) }).toEqual({ [operation.name]: comparable(output) });
      members += Object.keys(output).length;
    }
    expect(members).toBeGreaterThan(operations.length / 4);
  });

  it('writes errors that the client reads', async () => {
    const error = new AwsError('RequestLimitExceeded', 'Rate <exceeded> & "more"');
    const response = codec.fail(await wireOf(), error, 'request-2');
    await expect(half.read(anyOperation.name, response)).rejects.toMatchObject({
      name: 'RequestLimitExceeded',
      message: 'Rate <exceeded> & "more"',
      $metadata: { httpStatusCode: 400, requestId: 'request-2' },
    });
  });
});
