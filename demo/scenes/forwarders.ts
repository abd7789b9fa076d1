/** What becomes of the inbound Resolver endpoint, and of what is published of it. */
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Cloud } from '@waykeeper/local-cloud/cloud';
import { resolverCaller } from '@waykeeper/local-cloud/resolver-client';
import { FILES, INBOUND } from '../forwarding.ts';
import { MINUTE, type Scene } from '../scene.ts';

export const resolverMoves: Scene = {
  name: 'resolver-moves',
  needs: ['first-sweep'],
  title: 'The inbound Resolver endpoint gains an address in a third Availability Zone, then gives up its first one',
  act: async (cloud) => {
    const callResolver = resolverCaller(cloud.clientConfig());
    await callResolver('AssociateResolverEndpointIpAddress', addressIn('c', '10.0.7.10'));
    await cloud.advance(MINUTE);
    await callResolver('DisassociateResolverEndpointIpAddress', addressIn('a', '10.0.5.10'));
    await cloud.advance(5 * MINUTE);
  },
};

const addressIn = (az: string, Ip: string) => ({
  ResolverEndpointId: INBOUND,
  IpAddress: { SubnetId: `subnet-0dns${az}`, Ip },
});

/** Puts a line of one's own under the published BIND file. */
export const editFile = async (cloud: Cloud): Promise<void> => {
  const s3 = new S3Client(cloud.clientConfig());
  const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(FILES.bind) ?? [];
  // A config of one's own may publish no such file.
  const found = await s3.send(new GetObjectCommand({ Bucket, Key })).catch((error: Error) => {
    if (error.name === 'NoSuchKey') return undefined;
    throw error;
  });
  const text = await found?.Body?.transformToString();
  if (text !== undefined) await s3.send(new PutObjectCommand({ Bucket, Key, Body: `${text}// tried by hand\n` }));
};
