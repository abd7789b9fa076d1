/** What the messages of one batch come to. */
import { readTrigger } from '../../../lib/entry/read-trigger.ts';
import { restBody, SWEEP, sweepBody } from '../../../lib/entry/rest.ts';
import { type Read, worksOf } from '../../../lib/entry/works.ts';

const read = (messageId: string, body: string): Read => {
  const reading = readTrigger('dns', body, []);
  if (reading.kind !== 'scope') throw new Error(`${body} says nothing`);
  const attributes = {
    ApproximateReceiveCount: '1',
    SentTimestamp: '1795230000000',
    SenderId: '',
    ApproximateFirstReceiveTimestamp: '',
  };
  const record = {
    messageId,
    receiptHandle: '',
    body,
    attributes,
    messageAttributes: {},
    md5OfBody: '',
    eventSource: '',
    eventSourceARN: '',
    awsRegion: '',
  };
  return { record, reading };
};
const event = (id: string): Read =>
  read(
    id,
    JSON.stringify({
      ...{ source: 'aws.ec2', 'detail-type': 'AWS API Call via CloudTrail' },
      detail: {
        eventName: 'ModifyVpcEndpoint',
        requestParameters: { ModifyVpcEndpointRequest: { VpcEndpointId: id } },
      },
    }),
  );
const sweep = (messageId = 's'): Read => read(messageId, JSON.stringify({ waykeeper: SWEEP, at: 'now' }));
const part = (left: number, after = 'Z1'): Read => read(`p${left}`, sweepBody({ after, left }));
const worksIn = (slow: boolean, ...all: readonly Read[]) =>
  worksOf(all, slow).map(({ records, trigger: { by, scope }, isSweep, turn }) => ({
    ...{ messages: records.map(({ messageId }) => messageId).join(' '), by, scope, isSweep },
    ...(turn ? { turn } : {}),
  }));

describe('a sweep that comes with events', () => {
  it('is one run with them where it is quick', () => {
    expect(worksIn(false, sweep(), event('vpce-1'))).toEqual([
      { messages: 's vpce-1', by: 'event', scope: 'all', isSweep: false },
    ]);
  });

  it('is done after them where it is slow, whatever the order in which they came', () => {
    expect(worksIn(true, sweep(), event('vpce-1'), event('vpce-2'))).toEqual([
      { messages: 'vpce-1 vpce-2', by: 'event', scope: { ids: ['vpce-1', 'vpce-2'] }, isSweep: false },
      { messages: 's', by: 'sweep', scope: 'all', isSweep: true },
    ]);
  });

  it('is one run with an event that is about everything', () => {
    const everything = read('e', restBody({ scope: 'all', remaining: 5, attempt: 2 }));
    expect(worksIn(true, sweep(), everything)).toMatchObject([{ messages: 's e', scope: 'all', isSweep: false }]);
  });
});

describe('parts of a sweep', () => {
  it('go on where they say', () => {
    expect(worksIn(true, part(30))).toMatchObject([{ isSweep: true, turn: { after: 'Z1', left: 30 } }]);
  });

  it('that come together are one, with the most that is left', () => {
    expect(worksIn(true, part(30), part(50, 'Z7'))).toMatchObject([{ turn: { after: 'Z1', left: 50 } }]);
  });

  it('with a sweep that begins are that sweep, from where they have come to', () => {
    expect(worksIn(true, sweep(), part(30))[0]?.turn).toEqual({ after: 'Z1', left: Number.MAX_SAFE_INTEGER });
  });

  it('whose changes are left go on with these', () => {
    const rest = read('r', restBody({ scope: 'all', remaining: 5, attempt: 2, turn: { after: 'Z1', left: 9 } }));
    expect(worksOf([rest], true)).toMatchObject([
      { isSweep: true, turn: { after: 'Z1', left: 9 }, continues: { remaining: 5, attempt: 2 } },
    ]);
  });

  it.each([
    {},
    { after: 'Z1' },
    { after: 'Z1', left: 0 },
    { after: 'Z'.repeat(65), left: 1 },
    { after: 1, left: 1 },
    'Z1',
  ])('that say %j begin anew', (turn) => {
    const said = read('m', JSON.stringify({ waykeeper: SWEEP, turn }));
    expect(worksOf([said], true)[0]).not.toHaveProperty('turn');
  });
});
