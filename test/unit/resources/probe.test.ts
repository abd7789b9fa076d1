import { parseConfig } from '../../../lib/config/parse.ts';
import { type Stack, stackOf } from '../../../resources/stack.ts';
import { NAMES, resourcesOf, stackFor, statementsOf } from './support.ts';

const group = (name: string, from: string): string => `
  - name: ${name}
    appliances: [{ name: fw-a, interface: eni-0a${name} }, { name: nfw, endpoint: vpce-0${name} }]
    health: { probe: { from: ${from}, tcp: 443 } }
    legs: [{ tables: { ids: [rtb-0${name}] }, destinations: ["0.0.0.0/0"] }]`;

const HERE = '{ subnets: [subnet-0a, subnet-0b], securityGroups: [sg-0a] }';
const THERE = '{ subnets: [subnet-0c], securityGroups: [sg-0a] }';

const stackWith = (...groups: readonly string[]): Stack =>
  stackOf(parseConfig(`version: 1\nroutes:${groups.join('')}\n`, 'test.yml'), NAMES);

const probesOf = ({ functions }: Stack): [string, unknown][] =>
  Object.entries(functions).filter(([id]) => id.startsWith('probe'));

describe('the probe', () => {
  it('deploys nothing where no group has one', () => {
    const stack = stackFor(['routes']);
    expect(probesOf(stack)).toEqual([]);
    expect(resourcesOf(stack).filter(({ id }) => /Probe/.test(id))).toEqual([]);
  });

  it('is one function in the VPC for each place, with the groups that are probed from there', () => {
    const stack = stackWith(group('one', HERE), group('two', THERE), group('three', HERE));
    expect(probesOf(stack)).toMatchObject([
      ['probe', { vpc: { subnetIds: ['subnet-0a', 'subnet-0b'], securityGroupIds: ['sg-0a'] }, timeout: 75 }],
      ['probe2', { vpc: { subnetIds: ['subnet-0c'] }, name: 'waykeeper-prod-probe-2' }],
    ]);
    const inputs = resourcesOf(stack, 'AWS::Scheduler::Schedule').flatMap(({ id, Properties }) => {
      const { Target } = Properties as { readonly Target: { readonly Input: string } };
      return id.startsWith('Probe') ? [Target.Input] : [];
    });
    expect(inputs).toEqual(['{"groups":["one","three"]}', '{"groups":["two"]}']);
  });

  it('has two alarms for each appliance that can be probed', () => {
    const alarms = resourcesOf(stackWith(group('one', HERE)), 'AWS::CloudWatch::Alarm');
    const ofAppliances = alarms.filter(({ id }) => /^Probe(Verdict|Heartbeat)/.test(id));
    expect(ofAppliances.map(({ Properties }) => [Properties.AlarmName, Properties.TreatMissingData])).toEqual([
      ['waykeeper/prod/probe/one/fw-a/verdict', 'ignore'],
      ['waykeeper/prod/probe/one/fw-a/heartbeat', 'breaching'],
    ]);
  });

  it('may set its own alarms and no others, and put its own metrics', () => {
    const statements = statementsOf(stackWith(group('one', HERE)), 'probe');
    const of = (action: string) => statements.find(({ Action }) => Action === action);
    expect(JSON.stringify(of('cloudwatch:SetAlarmState')?.Resource)).toMatch(
      /:alarm:waykeeper\/prod\/probe\/one\/fw-a\/verdict"}$/,
    );
    expect(of('cloudwatch:PutMetricData')?.Condition).toEqual({
      StringEquals: { 'cloudwatch:namespace': 'Waykeeper/prod' },
    });
  });

  it('has interfaces that Lambda alone makes, and reads those of appliances', () => {
    const denied = (stack: Stack) => statementsOf(stack, 'probe').find(({ Effect }) => Effect === 'Deny');
    const sub = (name: string) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:waykeeper-prod-${name}`,
    });
    const one = denied(stackWith(group('one', HERE)));
    expect(one?.Action).toEqual([
      'ec2:AssignPrivateIpAddresses',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeSubnets',
      'ec2:UnassignPrivateIpAddresses',
    ]);
    expect(one?.Condition).toEqual({ ArnEquals: { 'lambda:SourceFunctionArn': [sub('probe')] } });
    const several = denied(stackWith(group('one', HERE), group('two', THERE)));
    expect(several?.Condition).toEqual({ ArnEquals: { 'lambda:SourceFunctionArn': [sub('probe'), sub('probe-*')] } });
  });
});
