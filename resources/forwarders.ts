/** What the dns controller may do beyond hosted zones: exactly what the config's forwarders and answers are published to. */
import type { Config } from '../lib/config/types.ts';
import { allow } from './iam.ts';
import { here } from './names.ts';
import { VPC_ACTIONS } from './network.ts';

/** Nothing for a config without forwarders, answers and network. */
export const forwarderStatements = ({ dns }: Config): readonly unknown[] => [
  ...endpointStatements(dns),
  ...ruleStatements(dns),
  ...objectStatements(dns),
  ...keyStatements(dns),
  ...(dns.network ? [allow(VPC_ACTIONS, '*')] : []),
];

type Dns = Config['dns'];

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

const some = (values: readonly string[], statements: () => readonly unknown[]): readonly unknown[] =>
  values.length > 0 ? statements() : [];

const endpointStatements = ({ forwarders }: Dns): readonly unknown[] => {
  const ids = distinct(forwarders.flatMap(({ from }) => ('resolverEndpoint' in from ? from.resolverEndpoint : [])));
  return some(ids, () => [
    allow(
      ['route53resolver:GetResolverEndpoint', 'route53resolver:ListResolverEndpointIpAddresses'],
      ids.map((id) => here('route53resolver', `resolver-endpoint/${id}`)),
    ),
  ]);
};

/** A rule that another account shares is looked at, to tell so, and never written; its ARN holds that account's id. */
const ruleStatements = ({ forwarders }: Dns): readonly unknown[] => {
  const ids = distinct(
    forwarders.flatMap(({ publish }) => publish.flatMap((to) => ('resolverRule' in to ? to.resolverRule : []))),
  );
  return some(ids, () => [
    allow(
      'route53resolver:GetResolverRule',
      ids.map((id) => ({
        'Fn::Sub': `arn:\${AWS::Partition}:route53resolver:\${AWS::Region}:*:resolver-rule/${id}`,
      })),
    ),
    allow(
      'route53resolver:UpdateResolverRule',
      ids.map((id) => here('route53resolver', `resolver-rule/${id}`)),
    ),
    allow(['route53resolver:ListResolverRuleAssociations', 'route53resolver:ListResolverRules'], '*'),
  ]);
};

const BUCKET = /^s3:\/\/([^/]+)\//;

/** IAM and CloudFormation read `*`, `?` and `$` their own way, so that any one character may stand there. */
const plain = (key: string): string => key.replace(/[*?$]/g, '?');

const s3Arn = (resource: string) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${resource}` });

/** Without s3:ListBucket S3 answers 403 where an object is not there yet. */
const objectStatements = ({ forwarders, answers }: Dns): readonly unknown[] => {
  const files = [...forwarders, ...answers].flatMap(({ publish }) =>
    publish.flatMap((to) => ('to' in to && BUCKET.test(to.to) ? to.to : [])),
  );
  const objects = distinct(files.map((file) => plain(file.slice('s3://'.length))));
  const buckets = distinct(files.flatMap((file) => BUCKET.exec(file)?.[1] ?? []));
  return some(objects, () => [
    allow(['s3:GetObject', 's3:PutObject'], objects.map(s3Arn)),
    allow('s3:ListBucket', buckets.map(s3Arn)),
  ]);
};

const PARAMETER = 'ssm:';

/** The keys' own KMS keys are not known here: they may be used through Parameter Store alone. */
const keyStatements = ({ answers }: Dns): readonly unknown[] => {
  const names = distinct(
    answers.flatMap(({ publish }) =>
      publish.flatMap((to) => ('key' in to && to.key.startsWith(PARAMETER) ? to.key.slice(PARAMETER.length) : [])),
    ),
  );
  return some(names, () => [
    allow(
      'ssm:GetParameter',
      names.map((name) => here('ssm', `parameter/${name.replace(/^\//, '')}`)),
    ),
    allow('kms:Decrypt', '*', {
      StringEquals: { 'kms:ViaService': { 'Fn::Sub': `ssm.\${AWS::Region}.\${AWS::URLSuffix}` } },
    }),
  ]);
};
