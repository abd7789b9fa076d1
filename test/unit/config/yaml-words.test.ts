import { faultsOf } from './support/faults.ts';

/** The one fault of a config with such records in a zone: where it is, and its sentence. */
const fault = (records: string): string => {
  const faults = faultsOf(
    `version: 1\ndns:\n  zones:\n    - zone: Z1\n      endpoint: { id: vpce-0a }\n      records:\n${records}\n`,
  );
  return faults
    .map(({ line, column, expected, found }) => `${line}:${column} expected ${expected}, found ${found}`)
    .join('; ');
};

const STAR = 'expected quotes around it: "*", found *, with which YAML refers to an anchor';

describe('text that YAML reads otherwise', () => {
  it.each([
    ['        - name: *', `7:17 ${STAR}`],
    ['        - { name: * }', `7:19 ${STAR}`],
    ['        [{ name: *, to: zonal }]', `7:18 ${STAR}`],
    [
      '        - name: *.app',
      '7:17 expected quotes around "*.app", or an anchor &.app before it, found *.app, with which YAML refers to an anchor',
    ],
    [
      '        - { name: *.app, to: zonal }',
      '7:19 expected quotes around "*.app", or an anchor &.app before it, found *.app, with which YAML refers to an anchor',
    ],
    ['        - name: *.app {az}', '7:23 expected quotes around the whole text, found *.app with "{az}" behind it'],
    ['        - name: @', '7:17 expected quotes around it: "@", found @, which YAML keeps for itself'],
    ['        - name: `app`', '7:17 expected quotes around it: "`app`", found `app`, which YAML keeps for itself'],
    ['        - name: %app', '7:17 expected quotes around it: "%app", found %app, with which YAML begins a directive'],
    ['        - name: !app x', '7:17 expected quotes around it: "!app", found !app, with which YAML names a type'],
    [
      '        - name: {azId}',
      '7:17 expected a name relative to the zone ("@" for the zone itself), or a whole one with a trailing dot, found a mapping with azId (text needs quotes: "{azId}")',
    ],
    ['        - name: {azId}.app', '7:23 expected quotes around the whole text, found {azId} with ".app" behind it'],
    ['        - name: "a".app', '7:20 expected quotes around the whole text, found "a" with ".app" behind it'],
    [
      '        - name: app: b',
      '7:17 expected quotes around text with ": " in it, or a line of its own for the inner key, found a second ": " on the line',
    ],
    ['\t- name: app', '7:1 expected spaces at the start of the line, found a tab'],
  ])('is explained: %j', (records, sentence) => {
    expect(fault(records)).toBe(sentence);
  });

  it('is told once for each place, and not what follows from it', () => {
    expect(fault('        - name: *\n        - name: app\n        - name: *')).toBe(`7:17 ${STAR}; 9:17 ${STAR}`);
  });

  it('is no value that goes on in a deeper line', () => {
    expect(faultsOf('version: 1\n  mode: plan\n')).toMatchObject([{ line: 1, expected: 'a value on one line' }]);
  });

  it('is told in the words of the parser where none are clearer', () => {
    expect(fault('        - name: [a')).toMatch(/expected valid YAML, found Flow sequence/);
    expect(fault('        - name: "a')).toMatch(/expected valid YAML, found Missing closing "quote/);
  });

  it('may be an alias whose anchor comes later, which is told where it is used', () => {
    expect(faultsOf('version: 1\nmode: *m\nlog: &m brief\n')).toMatchObject([
      { line: 2, column: 7, expected: 'quotes around "*m", or an anchor &m before it' },
    ]);
  });

  it('is one document', () => {
    expect(faultsOf('version: 1\n---\nversion: 1\n')).toMatchObject([{ line: 2, expected: 'one document' }]);
  });
});
