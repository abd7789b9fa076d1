/** The simulated S3: objects that are text, with conditional writes. Buckets are addressed in the path, as SDKs do where the endpoint is an IP address. */
import * as client from '@aws-sdk/client-s3';
import type { Service } from '../../service.ts';
import { createBucket, getBucketPolicy, headBucket, listBuckets } from './buckets.ts';
import { listObjects } from './list.ts';
import { permissions } from './permissions.ts';
import { getObject, headObject } from './read.ts';
import { deleteObject, putObject } from './write.ts';

export const s3: Service = {
  signingName: 's3',
  client,
  permissions,
  operations: {
    CreateBucket: createBucket,
    DeleteObject: deleteObject,
    GetBucketPolicy: getBucketPolicy,
    GetObject: getObject,
    HeadBucket: headBucket,
    HeadObject: headObject,
    ListBuckets: listBuckets,
    ListObjectsV2: listObjects,
    PutObject: putObject,
  },
};
