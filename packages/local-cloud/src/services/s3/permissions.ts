/** What S3's operations need (S3 User Guide, "Required permissions for API operations"). */
import { entryOf } from '../../find.ts';
import type { Permission, Permissions } from '../../service.ts';

interface Addressed {
  readonly Bucket?: string;
  readonly Key?: string;
  readonly Prefix?: string;
}

const objectArn = ({ Bucket, Key }: Addressed): string => `arn:aws:s3:::${Bucket}/${Key}`;

const onObject = (action: string): Permission => ({
  action: `s3:${action}`,
  on: (input: Addressed) => [{ resource: objectArn(input) }],
});

/** Only who may list the bucket is told that an object is not there; the others are refused (API reference, GetObject). */
const reading: Permission = {
  action: 's3:GetObject',
  on: (input: Addressed, { account }) => {
    const bucket = entryOf(account.s3.buckets, input.Bucket);
    const found = bucket && entryOf(bucket.objects, input.Key);
    return [
      { resource: objectArn(input) },
      ...(found ? [] : [{ action: 's3:ListBucket', resource: `arn:aws:s3:::${input.Bucket}` }]),
    ];
  },
};

const onBucket = (action: string): Permission => ({
  action: `s3:${action}`,
  on: ({ Bucket, Prefix }: Addressed) => [
    { resource: `arn:aws:s3:::${Bucket}`, context: action === 'ListBucket' ? { 's3:prefix': Prefix } : {} },
  ],
});

export const permissions: Permissions = {
  CreateBucket: onBucket('CreateBucket'),
  DeleteObject: onObject('DeleteObject'),
  GetBucketPolicy: onBucket('GetBucketPolicy'),
  GetObject: reading,
  HeadBucket: onBucket('ListBucket'),
  HeadObject: reading,
  ListBuckets: { action: 's3:ListAllMyBuckets', on: () => [{ resource: '*' }] },
  ListObjectsV2: onBucket('ListBucket'),
  PutObject: onObject('PutObject'),
};
