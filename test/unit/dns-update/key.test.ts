/** TSIG keys as text. */
import fc from 'fast-check';
import { parseTsigKey } from '../../../lib/dns-update/key.ts';
import { shareOf } from '../../support/runs.ts';

const SECRET = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI=';
const KEY = { name: 'upd', algorithm: 'hmac-sha256', secret: Buffer.from(SECRET, 'base64') };
const statement = (inner: string): string => `key "upd" {\n${inner}\n};\n`;
const WHOLE = `algorithm hmac-sha256; secret "${SECRET}";`;

const messageOf = (text: string): string => {
  try {
    parseTsigKey(text, 'file:/etc/bind/upd.key');
    return 'no error';
  } catch (error) {
    expect((error as Error).name).toBe('TsigKeyError');
    return (error as Error).message;
  }
};

describe('a TSIG key', () => {
  it.each([
    ['a key statement', statement(`\t${WHOLE}`)],
    ['one in another order, without quotes', `key upd { secret ${SECRET}; algorithm "hmac-sha256"; };`],
    ['one with comments', `# a key\n// of ours\n/* for "updates"; */ ${statement(`${WHOLE} # the end`)}`],
    ['one without the last semicolon', `key upd{${WHOLE}}`],
    ['a name in capitals, with its dot', `key "UPD." { algorithm HMAC-SHA256.; secret "${SECRET}"; };`],
    ['the short form', `hmac-sha256:upd:${SECRET}`],
    ['the short form at the end of a line', `hmac-sha256:upd:${SECRET}\r\n`],
  ])('is read from %s', (_, text) => {
    expect(parseTsigKey(text, 'x')).toEqual(KEY);
  });

  it('of any bytes is read from both forms', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 80 }), (bytes) => {
        const secret = Buffer.from(bytes);
        const text = secret.toString('base64');
        const expected = { name: 'a.b', algorithm: 'hmac-sha512', secret };
        expect(parseTsigKey(`hmac-sha512:a.b:${text}`, 'x')).toEqual(expected);
        expect(parseTsigKey(`key "a.b" { algorithm hmac-sha512; secret "${text}"; };`, 'x')).toEqual(expected);
      }),
      { numRuns: shareOf(100) },
    );
  });

  const FORMS =
    'expected key "name" { algorithm hmac-sha256; secret "base64"; }; (as tsig-keygen prints it) or hmac-sha256:name:base64';

  it.each([
    ['', `${FORMS}, found nothing`],
    ['upd', `${FORMS}, found something else`],
    [`upd:${SECRET}`, `${FORMS}, found something else`],
    [`hmac-sha256:upd:${SECRET}:x`, `${FORMS}, found something else`],
    [`key "upd" { ${WHOLE}`, `${FORMS}, found a key without its closing brace, or with another clause`],
    [statement(`${WHOLE} more;`), `${FORMS}, found a key without its closing brace, or with another clause`],
    [statement(`${WHOLE} ${WHOLE}`), `${FORMS}, found a second algorithm`],
    [statement('algorithm hmac-sha256;'), `${FORMS}, found a key without secret`],
    [statement(`secret "${SECRET}";`), `${FORMS}, found a key without algorithm`],
    [statement(`secret "${SECRET}"`), `${FORMS}, found no ; after the secret`],
    [`${statement(WHOLE)}${statement(WHOLE)}`, `${FORMS}, found something after the key`],
    [`zone "x" { type primary; };`, `${FORMS}, found a text that does not begin with key "name" {`],
    [
      `key "upd { ${WHOLE} };`,
      `${FORMS}, found a text that does not read as such (a quote or comment without its end?)`,
    ],
    [
      `/* ${statement(WHOLE)}`,
      `${FORMS}, found a text that does not read as such (a quote or comment without its end?)`,
    ],
    [`hmac-md5:upd:${SECRET}`, 'expected the algorithm hmac-sha256 or hmac-sha512, found hmac-md5'],
    [
      statement(`algorithm HMAC-SHA1; secret "${SECRET}";`),
      'expected the algorithm hmac-sha256 or hmac-sha512, found hmac-sha1',
    ],
    [`${SECRET}:upd:hmac-sha256`, 'expected the algorithm hmac-sha256 or hmac-sha512, found another'],
    [`hmac-sha256:up d:${SECRET}`, 'expected the name of the key to be a domain name, found another one'],
    [`hmac-sha256::${SECRET}`, 'expected the name of the key to be a domain name, found another one'],
    ['hmac-sha256:upd:', 'expected the secret in base64, found an empty one'],
    [statement('algorithm hmac-sha256; secret "";'), 'expected the secret in base64, found an empty one'],
    ['hmac-sha256:upd:not base64!', 'expected the secret in base64, found something else'],
    ['hmac-sha256:upd:c2VjcmV', 'expected the secret in base64, found something else'],
    ['hmac-sha256:upd:c2Vj=mV0', 'expected the secret in base64, found something else'],
  ])('is refused, with words for what and where: %j', (text, message) => {
    expect(messageOf(text)).toBe(`file:/etc/bind/upd.key: ${message}`);
  });

  it('that cannot be read is not shown', () => {
    const secret = fc.stringMatching(/^[A-Za-z0-9+/]{12,40}$/);
    const around = fc.constantFrom(
      'hmac-sha256:upd:',
      'hmac-md5:',
      '',
      '"',
      'key "',
      'key upd { secret ',
      ':a:b',
      ':',
      '!',
    );
    fc.assert(
      fc.property(around, secret, around, (before, text, after) => {
        expect(messageOf(`${before}${text}${after}`)).not.toContain(text);
      }),
      { numRuns: shareOf(100) },
    );
  });
});
