/** What AWS would refuse of a whole template in the middle of a deployment, found when it is packaged. Pure. */
import { longestText } from './iam/length.ts';
import type { Resources } from './types.ts';

/** CloudFormation takes so many resources in one stack. */
const MOST_RESOURCES = 500;
/** Of one bus, and of one rule (EventBridge user guide, "Amazon EventBridge quotas": the defaults). */
const MOST_RULES = 300;
const MOST_TARGETS = 5;
/** Characters of a queue's policy (Amazon SQS developer guide, "Quotas related to policies"). */
const LONGEST_QUEUE_POLICY = 8_192;
/** Characters of a role's inline policies together (IAM user guide, "IAM and AWS STS quotas"). */
const LONGEST_INLINE = 10_240;

const FEWER_RULES =
  'name fewer alarms, tag keys or ids one by one: a prefix with * covers many alarms, one tag many things';
const IN_PARTS = 'deploy the config in parts, each as a stage of its own';
const FEWER_PROBES = 'let more groups be probed from the same subnets with the same security groups';

/** Each in words: what was found, what AWS takes, and what to change. None when all is within the limits. */
export const limitProblems = (template: Resources, region: string): string[] => {
  const all = Object.entries(template).map(([id, resource]) => ({ id, ...resource }));
  const ofType = (type: string) => all.filter(({ Type }) => Type === type);
  const rules = ofType('AWS::Events::Rule');
  const functions = ofType('AWS::Lambda::Function').length;
  const long = (value: unknown): number => longestText(value, region).replace(/\s/g, '').length;
  return [
    ...over(
      all.length,
      MOST_RESOURCES,
      `${all.length} resources (${functions} functions, ${rules.length} rules)`,
      `in one stack: ${IN_PARTS}`,
    ),
    ...over(rules.length, MOST_RULES, `${rules.length} EventBridge rules`, `on one bus: ${FEWER_RULES}`),
    ...rules.flatMap(({ id, Properties }) => {
      const { length } = listIn(Properties, 'Targets');
      return over(length, MOST_TARGETS, `${length} targets of rule ${id}`, `for one rule: ${IN_PARTS}`);
    }),
    ...ofType('AWS::SQS::QueuePolicy').flatMap(({ id, Properties }) => {
      const length = long((Properties as { readonly PolicyDocument?: unknown }).PolicyDocument);
      const what = `${length} characters in ${id}, which names each of ${rules.length} rules`;
      return over(length, LONGEST_QUEUE_POLICY, what, `for a queue's policy: ${FEWER_RULES}`);
    }),
    ...ofType('AWS::IAM::Role').flatMap(({ id, Properties }) => {
      const length = listIn(Properties, 'Policies').reduce((sum: number, one) => sum + long(one), 0);
      const what = `${length} characters in the policies of ${id}, which names each of ${functions} functions`;
      return over(length, LONGEST_INLINE, what, `for one role: ${FEWER_PROBES}`);
    }),
  ];
};

const over = (found: number, most: number, what: string, where: string): string[] =>
  found > most ? [`${what}, and AWS takes ${most.toLocaleString('en')} ${where}`] : [];

const listIn = (properties: unknown, key: string): readonly unknown[] => {
  const found = (properties as Readonly<Record<string, unknown>> | undefined)?.[key];
  return Array.isArray(found) ? found : [];
};
