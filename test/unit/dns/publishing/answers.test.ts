/** Which endpoint an entry answers with while two match: the one that its own targets lead to. */

import { planDns } from '../../../../lib/dns/parts.ts';
import { updateNames } from '../../../../lib/dns/publishing/keys.ts';
import { composeAnswers, readPublished } from '../../../../lib/dns-files/header.ts';
import { endpoint, NOW, regionalName, secondsAgo } from '../../../support/aws.ts';
import { config } from '../../../support/configs.ts';
import { NOTHING_PUBLISHED, observedDns } from '../../../support/zones.ts';

const DOMAIN = 's3.example';
const TO = '/etc/unbound/s3.conf';
const update = { update: 'rpz' as const, server: '10.10.0.53:53', zone: 'rpz.example', key: 'ssm:/tsig' };
const { dns } = config({
  dns: {
    answers: [
      {
        ...{ name: 'own', domains: [DOMAIN], from: { endpoint: { tags: { waykeeper: 's3' } }, as: 'name' } },
        publish: [{ file: 'unbound', to: TO }, update],
      },
    ],
  },
});
const claims = { ...dns, verifications: [] };
const endpoints = [
  endpoint({ id: 'vpce-old', createdAt: secondsAgo(60) }),
  endpoint({ id: 'vpce-new', createdAt: secondsAgo(10) }),
];
const fileTo = (id: string): string => {
  const content = { domains: [DOMAIN], data: { cname: regionalName(id) }, ttl: 60 };
  return composeAnswers('own', 'unbound', content, undefined, NOW);
};

describe('an entry whose selector finds two endpoints', () => {
  it('stays with the one that its file leads to, whatever others have put into the zone', () => {
    const [name, text] = [updateNames({ ...update, ttl: 60, adopt: false }, DOMAIN).name, fileTo('vpce-old')];
    const theirs = { name, type: 'CNAME' as const, ttl: 60, values: [regionalName('vpce-new')] };
    const publishing = {
      ...NOTHING_PUBLISHED,
      answers: ['own'],
      files: [{ to: TO, found: { text, version: '1', modifiedAt: NOW } }],
      updates: [{ key: `${update.server}/${update.zone}/${DOMAIN}`, rrsets: [theirs] }],
    };
    const { changes, skips } = planDns(claims, observedDns({ zones: [], endpoints, publishing }));
    expect(readPublished(text)?.values).toEqual([regionalName('vpce-old')]);
    expect(changes).toEqual([]);
    expect(skips.map(({ reason }) => reason.code).sort()).toEqual(['CONFLICT', 'IN_ORDER']);
  });
});

it('an entry whose endpoint has no interface leaves what is published, as a name too', () => {
  const none = [endpoint({ id: 'vpce-old', interfaceIds: [] })];
  const publishing = {
    ...NOTHING_PUBLISHED,
    answers: ['own'],
    files: [{ to: TO, found: { text: fileTo('vpce-old'), version: '1', modifiedAt: NOW } }],
  };
  const { changes, skips } = planDns(claims, observedDns({ zones: [], endpoints: none, publishing }));
  expect([changes, [...new Set(skips.map(({ reason }) => reason.code))]]).toEqual([[], ['NO_INTERFACES']]);
});

describe('the name that is answered for S3', () => {
  const starred = endpoint({ dnsEntries: [{ name: `*.${regionalName('vpce-1')}`, zoneId: 'Z7' }] });
  const answered = (text: string) =>
    planDns(
      claims,
      observedDns({
        ...{ zones: [], endpoints: [starred] },
        publishing: {
          ...NOTHING_PUBLISHED,
          answers: ['own'],
          files: [{ to: TO, found: { text, version: '1', modifiedAt: NOW } }],
        },
      }),
    );

  it('is one that AWS documents, since the bare one may not resolve: a file that holds that is mended', () => {
    expect(answered(fileTo('vpce-1')).changes).toMatchObject([
      { after: { values: [`bucket.${regionalName('vpce-1')}`] } },
    ]);
  });

  it('leads to its endpoint as the bare one does', () => {
    const [change] = answered('').changes;
    const text = change && 'target' in change && change.target.kind === 'file' ? change.target.text : '';
    expect(answered(text)).toMatchObject({ changes: [], skips: [{ reason: { code: 'IN_ORDER' } }] });
  });
});
