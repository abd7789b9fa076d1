/** Calls of Route 53 Resolver, S3 and Parameter Store: exactly what forwarders and answers are published to. */
import type { AnswersPublisher, Config, ForwarderPublisher } from '../../lib/config/types.ts';
import { FEW_RULES } from '../../lib/dns/publishing/few-rules.ts';
import { chunks } from '../../lib/std/lists.ts';
import { here } from '../names.ts';
import { ALL_HERE, arn, distinct, isAssociating, type Permission, these, when } from './permission.ts';

const endpointIds = ({ dns }: Config): string[] =>
  distinct(dns.forwarders.flatMap(({ from }) => ('resolverEndpoint' in from ? from.resolverEndpoint : [])));

const publishers = ({ dns }: Config): (ForwarderPublisher | AnswersPublisher)[] => [
  ...dns.forwarders.flatMap(({ publish }) => publish),
  ...dns.answers.flatMap(({ publish }) => publish),
];

const ruleIds = (config: Config): string[] =>
  distinct(publishers(config).flatMap((to) => ('resolverRule' in to ? to.resolverRule : [])));

const S3 = 's3://';

/** `bucket/key`. */
const objects = (config: Config): string[] =>
  publishers(config).flatMap((to) => ('to' in to && to.to.startsWith(S3) ? to.to.slice(S3.length) : []));

const buckets = (config: Config): string[] => distinct(objects(config).map((object) => object.split('/')[0] ?? ''));

/** IAM and CloudFormation read `*`, `?` and `$` their own way, so that any one character may stand there. */
const plain = (key: string): string => key.replace(/[*?$]/g, '?');

const PARAMETER = 'ssm:';

const keyArns = (config: Config): readonly unknown[] =>
  distinct(
    publishers(config).flatMap((to) =>
      'key' in to && to.key.startsWith(PARAMETER) ? to.key.slice(PARAMETER.length).replace(/^\//, '') : [],
    ),
  ).map((name) => here('ssm', `parameter/${name}`));

/** Parameters in one statement: it has to fit into a policy. */
const KEYS = 20;

const OWNED_ELSEWHERE =
  'a rule that another account shares has the id of that account in its ARN; it is looked at, and never written';

const rulesOfAnyAccount = (config: Config) =>
  these(ruleIds(config).map((id) => arn(`arn:aws:route53resolver:\${AWS::Region}:*:resolver-rule/${id}`)));

/** What the dns controller calls. */
export const PUBLISHING: readonly Permission[] = [
  {
    sid: 'ReadResolverEndpoints',
    callers: ['dns'],
    access: 'read',
    actions: ['route53resolver:GetResolverEndpoint', 'route53resolver:ListResolverEndpointIpAddresses'],
    on: (config) => these(endpointIds(config).map((id) => here('route53resolver', `resolver-endpoint/${id}`))),
  },
  {
    sid: 'ReadResolverRules',
    callers: ['dns'],
    access: 'read',
    actions: ['route53resolver:GetResolverRule'],
    wide: OWNED_ELSEWHERE,
    on: (config) => when(ruleIds(config).length <= FEW_RULES, ...rulesOfAnyAccount(config)),
  },
  {
    // An event may be about one rule of many; a run by hand looks at all, and has them listed.
    sid: 'ReadResolverRulesOfEvents',
    callers: ['dns'],
    access: 'read',
    actions: ['route53resolver:GetResolverRule'],
    ownFunction: true,
    wide: OWNED_ELSEWHERE,
    on: (config) => when(ruleIds(config).length > FEW_RULES, ...rulesOfAnyAccount(config)),
  },
  {
    sid: 'ListRuleAssociations',
    callers: ['dns'],
    access: 'read',
    actions: ['route53resolver:ListResolverRuleAssociations'],
    wide: 'Resolver knows no resource for lists',
    on: (config) => when(ruleIds(config).length > 0 || isAssociating(config), ALL_HERE),
  },
  {
    sid: 'ListResolverRules',
    callers: ['dns'],
    access: 'read',
    actions: ['route53resolver:ListResolverRules'],
    wide: 'Resolver knows no resource for lists',
    on: (config) => when(ruleIds(config).length > FEW_RULES || isAssociating(config), ALL_HERE),
  },
  {
    sid: 'ReadProfiles',
    callers: ['dns'],
    access: 'read',
    actions: ['route53profiles:ListProfileAssociations', 'route53profiles:ListProfileResourceAssociations'],
    wide: 'Route 53 Profiles knows no resource for lists',
    on: (config) => when(isAssociating(config), ALL_HERE),
  },
  {
    sid: 'UpdateResolverRules',
    callers: ['dns'],
    access: 'write',
    actions: ['route53resolver:UpdateResolverRule'],
    on: (config) => these(ruleIds(config).map((id) => here('route53resolver', `resolver-rule/${id}`))),
  },
  {
    sid: 'ReadFiles',
    callers: ['dns'],
    access: 'read',
    actions: ['s3:GetObject'],
    on: (config) => these(distinct(objects(config).map(plain)).map((object) => arn(`arn:aws:s3:::${object}`))),
  },
  {
    sid: 'WriteFiles',
    callers: ['dns'],
    access: 'write',
    actions: ['s3:PutObject'],
    on: (config) => these(distinct(objects(config).map(plain)).map((object) => arn(`arn:aws:s3:::${object}`))),
  },
  {
    // No call sends it: without it S3 answers 403 where an object is not there yet.
    sid: 'TellMissingFiles',
    callers: ['dns'],
    access: 'read',
    actions: ['s3:ListBucket'],
    on: (config) => these(buckets(config).map((bucket) => arn(`arn:aws:s3:::${bucket}`))),
  },
  {
    sid: 'ReadTsigKeys',
    callers: ['dns'],
    access: 'read',
    actions: ['ssm:GetParameter'],
    inside: true,
    on: (config) => these(keyArns(config)),
  },
  {
    // No call sends it: Parameter Store decrypts in the caller's name, and names the parameter to KMS.
    sid: 'DecryptTsigKeys',
    callers: ['dns'],
    access: 'read',
    actions: ['kms:Decrypt'],
    inside: true,
    wide: 'which KMS key encrypts a parameter is not in the config; it decrypts these parameters alone, and through Parameter Store',
    on: (config) =>
      chunks(keyArns(config), KEYS).map((keys) => ({
        resources: [arn(`arn:aws:kms:\${AWS::Region}:*:key/*`)],
        condition: {
          StringEquals: {
            'kms:ViaService': { 'Fn::Sub': `ssm.\${AWS::Region}.\${AWS::URLSuffix}` },
            'kms:EncryptionContext:PARAMETER_ARN': keys,
          },
        },
      })),
  },
];
