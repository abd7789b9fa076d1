import { parseConfig } from '../../../lib/config/parse.ts';
import { stackOf } from '../../../resources/stack.ts';
import { NAMES, resourcesOf } from './support.ts';

const ROUTES = `routes:
  - name: edge
    appliances: [{ name: fw-a, interface: eni-0a }, { name: fw-b, interface: eni-0b }]
    legs: [{ tables: { id: rtb-0a }, destinations: ["0.0.0.0/0"] }]
`;
const stackWith = (text: string) => stackOf(parseConfig(`version: 1\n${text}\n${ROUTES}`, 'test.yml'), NAMES);

const KEY = 'arn:aws:kms:eu-west-2:111122223333:key/0a';
const own = stackWith('notify: { email: ops@example.com, on: [moved, failed] }');
const find = (stack: typeof own, id: string): Readonly<Record<string, unknown>> =>
  (stack.resources.Resources[id]?.Properties ?? {}) as Readonly<Record<string, unknown>>;

describe('what tells people', () => {
  it('is nothing where the config names nobody', () => {
    expect(Object.keys(stackWith('').resources.Resources).filter((id) => id.startsWith('Notices'))).toEqual([]);
  });

  it('takes the notices of this stage alone, of the kinds that the config names', () => {
    expect(find(own, 'NoticesRule').EventPattern).toEqual({
      source: ['waykeeper'],
      'detail-type': ['Notice'],
      detail: { stage: ['prod'], on: ['failed', 'moved'] },
    });
  });

  it('listens on the bus that results are published on', () => {
    expect(find(own, 'NoticesRule')).not.toHaveProperty('EventBusName');
    const elsewhere = stackWith('bus: network\nnotify: { email: ops@example.com }');
    expect(find(elsewhere, 'NoticesRule').EventBusName).toBe('network');
    expect(find(elsewhere, 'NoticesOverRule')).not.toHaveProperty('EventBusName');
  });

  it('tells of alarms that call when they are over, and not when they are made', () => {
    const calling = resourcesOf(own).filter(({ Properties }) => Properties.AlarmActions !== undefined);
    expect(find(own, 'NoticesOverRule').EventPattern).toMatchObject({
      detail: {
        alarmName: calling.map(({ Properties }) => Properties.AlarmName).toSorted(),
        state: { value: ['OK'] },
        previousState: { value: ['ALARM'] },
      },
    });
    for (const { Properties } of resourcesOf(own)) expect(Properties).not.toHaveProperty('OKActions');
  });

  it('may leave what it cannot deliver in the queue for that', () => {
    const { PolicyDocument } = find(own, 'UndeliveredQueuePolicy');
    for (const rule of ['NoticesRule', 'NoticesOverRule']) {
      expect(JSON.stringify(PolicyDocument)).toContain(JSON.stringify({ 'Fn::GetAtt': [rule, 'Arn'] }));
    }
  });

  it('has an encrypted topic for a mailbox, with a key that the alarms may use', () => {
    expect(find(own, 'NoticesTopic').KmsMasterKeyId).toEqual({ Ref: 'NoticesKey' });
    expect(JSON.stringify(find(own, 'NoticesKey').KeyPolicy)).toContain('"Service":"cloudwatch.amazonaws.com"');
    expect(find(own, 'NoticesSubscription')).toMatchObject({ Protocol: 'email', Endpoint: 'ops@example.com' });
  });

  it('takes the key of the config where there is one', () => {
    const stack = stackWith(`encryption: { key: "${KEY}" }\nnotify: { email: ops@example.com }`);
    expect(find(stack, 'NoticesTopic').KmsMasterKeyId).toBe(KEY);
    expect(stack.resources.Resources).not.toHaveProperty('NoticesKey');
  });

  it('lets only the alarms of the stack publish, and its own state machine', () => {
    const { Statement } = find(own, 'NoticesTopicPolicy').PolicyDocument as { Statement: Record<string, unknown>[] };
    expect(Statement.filter(({ Effect }) => Effect === 'Allow')).toEqual([
      expect.objectContaining({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: {
            'aws:SourceArn': {
              'Fn::Sub': `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:waykeeper-prod-*`,
            },
          },
        },
      }),
    ]);
    expect(JSON.stringify(find(own, 'NoticesRole').Policies)).toContain('"Resource":{"Ref":"NoticesTopic"}');
  });

  it('publishes to the topic of somebody else, and makes none', () => {
    const arn = 'arn:aws:sns:eu-west-2:111122223333:ops';
    const stack = stackWith(`notify: { topic: "${arn}" }`);
    expect(stack.resources.Resources).not.toHaveProperty('NoticesTopic');
    expect(JSON.stringify(find(stack, 'NoticesMachine').Definition)).toContain(arn);
  });

  it('refuses a topic of another Region, which no alarm can call', () => {
    expect(() => stackWith('notify: { topic: "arn:aws:sns:us-east-1:111122223333:ops" }')).toThrow(
      'notify.topic is a topic of us-east-1, and the stack is in eu-west-2',
    );
  });
});
