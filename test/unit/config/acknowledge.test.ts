import { sentences } from './support/faults.ts';

const RIGHT = { code: 'SPLIT', key: 'edge/vpc-1', until: '2027-01-31', reason: 'CHG-17' };
const faultsOf = (more: Readonly<Record<string, unknown>>): string[] =>
  sentences(`{ version: 1, acknowledge: [${JSON.stringify({ ...RIGHT, ...more })}] }`);

const at = 'acknowledge[0]';

describe('what is acknowledged', () => {
  it.each([{}, { code: 'CONFLICT' }, { code: 'NO_ACCEPTANCE' }, { until: '2000-01-01' }])('may be %j', (more) =>
    expect(faultsOf(more)).toEqual([]),
  );

  it.each([
    [
      { code: 'SPLITT' },
      `${at}.code: expected the code of a finding, or of what is stuck (did you mean "SPLIT"?), found "SPLITT"`,
    ],
    [
      { code: 'XYZZY' },
      `${at}.code: expected the code of a finding, or of what is stuck, such as SPLIT, found "XYZZY"`,
    ],
    [
      { code: 'IN_ORDER' },
      `${at}.code: expected the code of a finding, or of what is stuck, such as SPLIT, found "IN_ORDER"`,
    ],
    [{ until: '2027-02-30' }, `${at}.until: expected a day such as 2027-01-31, found "2027-02-30"`],
    [{ until: 'never' }, `${at}.until: expected a day such as 2027-01-31, found "never"`],
    [{ key: '' }, `${at}.key: expected the key of a finding, as reports show it, found empty text`],
    [{ reason: '' }, `${at}.reason: expected text of at most 200 characters in one line, found empty text`],
  ])('is a fault as %j', (more, fault) => {
    expect(faultsOf(more)).toEqual([fault]);
  });

  it.each(['NONE_HEALTHY', 'NO_ENDPOINT', 'NO_ENDPOINT_AVAILABLE'])('is never %s, which leads nowhere', (code) => {
    expect(faultsOf({ code })).toEqual([
      `${at}.code: expected another code: a route or a name leads nowhere, which nobody can acknowledge, found "${code}"`,
    ]);
  });

  it.each(['code', 'key', 'until', 'reason'])('has a %s', (key) => {
    expect(faultsOf({ [key]: undefined })).toEqual([expect.stringContaining(`${at}.${key}: expected `)]);
  });
});
