import { messageIds } from '../../../lib/entry/message-ids.ts';

const idsOf = (body: unknown) =>
  messageIds({ messageId: 'm', body: typeof body === 'string' ? body : JSON.stringify(body) });

it.each([
  ['an event', { id: 'e', detail: { state: 'stopped' } }, ['m', 'e']],
  ['a call that CloudTrail tells of', { id: 'e', detail: { eventID: 'c', requestID: 'r' } }, ['m', 'e', 'c', 'r']],
  ['a notification', { Type: 'Notification', MessageId: 'n' }, ['m', 'n']],
  ['a sweep', { waykeeper: 'waykeeper.sweep' }, ['m']],
  ['what has ids of another kind', { id: 7, detail: null }, ['m']],
  ['what is no JSON', '{', ['m']],
  ['what is nothing', 'null', ['m']],
])('a run is found by the ids of %s', (_, body, ids) => expect(idsOf(body)).toEqual(ids));
