/** What AWS would refuse of a whole template is refused when it is packaged, in words. */
import { parseConfig } from '../../../lib/config/parse.ts';
import { limitProblems } from '../../../resources/limits.ts';
import { stackOf } from '../../../resources/stack.ts';
import type { Resources } from '../../../resources/types.ts';
import { CONTROLLERS, NAMES, stackFor } from './support.ts';

const many = (count: number, Type: string, Properties: unknown = {}): Resources =>
  Object.fromEntries(
    Array.from({ length: count }, (_, at) => [`${Type.replaceAll(':', '')}${at}`, { Type, Properties }]),
  );

const problems = (...parts: readonly Resources[]): string[] =>
  limitProblems(Object.assign({}, ...parts) as Resources, 'eu-west-2');

const arn = {
  'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:waykeeper-prod-probe`,
};
const policy = (count: number) => ({ Statement: [{ Resource: Array.from({ length: count }, () => arn) }] });

describe('a template', () => {
  it('of an ordinary config is within all limits', () => {
    expect(problems(stackFor(CONTROLLERS).resources.Resources)).toEqual([]);
  });

  it('takes 500 resources and no more', () => {
    expect(problems(many(490, 'AWS::SQS::Queue'), many(10, 'AWS::Lambda::Function'))).toEqual([]);
    expect(problems(many(490, 'AWS::SQS::Queue'), many(11, 'AWS::Lambda::Function'))).toEqual([
      '501 resources (11 functions, 0 rules), and AWS takes 500 in one stack: deploy the config in parts, each as a stage of its own',
    ]);
  });

  it('takes 300 rules, each with five targets', () => {
    const targets = (count: number) => ({ Targets: Array.from({ length: count }, () => ({})) });
    expect(problems(many(300, 'AWS::Events::Rule', targets(5)))).toEqual([]);
    expect(problems(many(301, 'AWS::Events::Rule', targets(1)))).toEqual([
      expect.stringMatching(/^301 EventBridge rules, and AWS takes 300 on one bus: name fewer alarms/),
    ]);
    expect(problems(many(1, 'AWS::Events::Rule', targets(6)))).toEqual([
      expect.stringMatching(/^6 targets of rule AWSEventsRule0, and AWS takes 5 for one rule/),
    ]);
  });

  it('takes as many rules as a queue’s policy can name', () => {
    expect(problems(many(1, 'AWS::SQS::QueuePolicy', { PolicyDocument: policy(50) }))).toEqual([]);
    expect(problems(many(1, 'AWS::SQS::QueuePolicy', { PolicyDocument: policy(120) }))).toEqual([
      expect.stringMatching(/^\d+ characters in AWSSQSQueuePolicy0, .* and AWS takes 8,192 for a queue's policy/),
    ]);
  });

  it('takes as many functions as the probe’s schedule can name', () => {
    const role = (count: number) => ({ Policies: [{ PolicyName: 'invoke', PolicyDocument: policy(count) }] });
    expect(problems(many(1, 'AWS::IAM::Role', role(70)))).toEqual([]);
    expect(problems(many(1, 'AWS::IAM::Role', role(150)))).toEqual([
      expect.stringMatching(
        /^\d+ characters in the policies of AWSIAMRole0, .* and AWS takes 10,240 for one role: let more groups be probed from the same subnets/,
      ),
    ]);
  });

  it('of many probes tells that their schedule cannot name them all', () => {
    const groups = Array.from(
      { length: 140 },
      (_, at) => `
  - name: g${at}
    appliances: [{ name: fw-a, interface: eni-0${at} }]
    health: { probe: { from: { subnets: [subnet-0${at}], securityGroups: [sg-0a] }, tcp: 443 } }
    legs: [{ tables: { id: rtb-0${at} }, destinations: ["0.0.0.0/0"] }]`,
    );
    const { resources } = stackOf(parseConfig(`version: 1\nroutes:${groups.join('')}\n`, 'test.yml'), NAMES);
    expect(problems(resources.Resources)).toContainEqual(
      expect.stringMatching(
        /^\d+ characters in the policies of ProbeScheduleRole, .* and AWS takes 10,240 for one role/,
      ),
    );
  });

  it('tells all that is over at once', () => {
    expect(problems(many(501, 'AWS::Events::Rule'))).toHaveLength(2);
  });
});
