/** A TSIG key that cannot be read is AWS's matter, a server that cannot be reached is not. */
import { observePublishing } from '../../../../lib/dns/publishing/observe.ts';
import { createPrimaries } from '../../../../lib/dns/publishing/primaries.ts';
import { awsError } from '../../core/support/cabinet.ts';

const KEYED = { key: 'ssm:/k', ttl: 60, adopt: false };

const answers = [
  {
    ...{ name: 'entry', domains: ['a.corp.example'] },
    from: { endpoint: { id: 'vpce-1' }, as: 'name' as const, answering: false },
    publish: [{ update: 'zone' as const, server: '192.0.2.1:53', zone: 'corp.example', ...KEYED }],
  },
];

it.each([
  ['ThrottlingException', true],
  ['AccessDeniedException', false],
])('after %s of its parameter trying again helps: %s', async (code, retryable) => {
  const primaries = { ...createPrimaries(), key: () => Promise.reject(awsError(code)) };
  const { unseen } = await observePublishing({ forwarders: [], answers }, { primaries, now: () => 0 });
  expect(unseen).toMatchObject([{ code, retryable }]);
});
