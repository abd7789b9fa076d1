import { matchesPattern, parsePattern } from '../src/delivery/pattern.ts';

const matches = (pattern: unknown, event: unknown): boolean =>
  matchesPattern(parsePattern(JSON.stringify(pattern)), event);

type Row = readonly [what: string, pattern: object, matching: object, other: object];

/** AWS's documented operators, each with an event that matches and one that does not. */
const operators: readonly Row[] = [
  ['an exact value', { source: ['aws.ec2'] }, { source: 'aws.ec2' }, { source: 'aws.EC2' }],
  ['one of several values', { state: ['a', 'b'] }, { state: 'b' }, { state: 'c' }],
  ['a number', { n: [1] }, { n: 1.0 }, { n: '1' }],
  ['a boolean', { n: [true] }, { n: true }, { n: 'true' }],
  ['null', { n: [null] }, { n: null }, {}],
  ['an empty string', { n: [''] }, { n: '' }, { n: null }],
  ['all fields together', { a: ['x'], b: ['y'] }, { a: 'x', b: 'y' }, { a: 'x', b: 'z' }],
  ['nested fields', { detail: { state: ['on'] } }, { detail: { state: 'on' } }, { state: 'on' }],
  ['one element of an array', { r: ['b', 'c'] }, { r: ['a', 'b'] }, { r: ['a', 'd'] }],
  ['prefix', { time: [{ prefix: '2017-10-02' }] }, { time: '2017-10-02T18:43:48Z' }, { time: '2018-10-02' }],
  ['prefix of text only', { n: [{ prefix: '1' }] }, { n: '12' }, { n: 12 }],
  [
    'prefix, ignoring case',
    { s: [{ prefix: { 'equals-ignore-case': 'EventB' } }] },
    { s: 'eventbridge' },
    { s: 'xevent' },
  ],
  ['suffix', { f: [{ suffix: '.png' }] }, { f: 'a.png' }, { f: 'a.PNG' }],
  ['suffix, ignoring case', { f: [{ suffix: { 'equals-ignore-case': '.png' } }] }, { f: 'a.PNG' }, { f: 'a.png2' }],
  ['equals-ignore-case', { n: [{ 'equals-ignore-case': 'alice' }] }, { n: 'ALICE' }, { n: 'alicea' }],
  ['anything-but a value', { s: [{ 'anything-but': 'initializing' }] }, { s: 'running' }, { s: 'initializing' }],
  ['anything-but a number', { x: [{ 'anything-but': 123 }] }, { x: 122 }, { x: 123 }],
  ['anything-but, with the field there', { s: [{ 'anything-but': 'a' }] }, { s: null }, {}],
  ['anything-but a list', { s: [{ 'anything-but': ['stopped', 'overloaded'] }] }, { s: 'on' }, { s: 'stopped' }],
  ['anything-but a list of numbers', { x: [{ 'anything-but': [100, 200] }] }, { x: 300 }, { x: 200 }],
  ['anything-but a prefix', { r: [{ 'anything-but': { prefix: 'us-' } }] }, { r: 'eu-west-2' }, { r: 'us-east-1' }],
  ['anything-but prefixes', { r: [{ 'anything-but': { prefix: ['us-', 'ap-'] } }] }, { r: 'eu-1' }, { r: 'ap-1' }],
  ['anything-but a suffix', { f: [{ 'anything-but': { suffix: '.png' } }] }, { f: 'a.gif' }, { f: 'a.png' }],
  [
    'anything-but, ignoring case',
    { s: [{ 'anything-but': { 'equals-ignore-case': ['initializing', 'stopped'] } }] },
    { s: 'running' },
    { s: 'STOPPED' },
  ],
  ['anything-but a wildcard', { p: [{ 'anything-but': { wildcard: '*/lib/*' } }] }, { p: '/a/b' }, { p: '/a/lib/b' }],
  ['numeric =', { n: [{ numeric: ['=', 301.8] }] }, { n: 301.8 }, { n: 301 }],
  ['numeric <', { n: [{ numeric: ['<', 10] }] }, { n: 9.99 }, { n: 10 }],
  ['numeric <=', { n: [{ numeric: ['<=', 10] }] }, { n: 10 }, { n: 10.1 }],
  ['numeric >', { n: [{ numeric: ['>', -1] }] }, { n: 0 }, { n: -1 }],
  ['numeric >=', { n: [{ numeric: ['>=', -1] }] }, { n: -1 }, { n: -1.1 }],
  ['a numeric range', { n: [{ numeric: ['>', 0, '<=', 5] }] }, { n: 5 }, { n: 0 }],
  ['numeric of numbers only', { n: [{ numeric: ['=', 5] }] }, { n: 5 }, { n: '5' }],
  ['exists', { n: [{ exists: true }] }, { n: null }, { m: 1 }],
  ['exists not', { n: [{ exists: false }] }, { m: 1 }, { n: null }],
  ['exists of leaves only', { n: [{ exists: false }] }, { n: { c: 1 } }, { n: 1 }],
  ['an IPv4 block', { ip: [{ cidr: '10.0.0.0/24' }] }, { ip: '10.0.0.33' }, { ip: '10.0.1.1' }],
  ['an IPv6 block', { ip: [{ cidr: '2001:db8::/32' }] }, { ip: '2001:db8::1' }, { ip: '10.0.0.1' }],
  ['wildcard', { f: [{ wildcard: 'dir/*.png' }] }, { f: 'dir/a/b.png' }, { f: 'other/b.png' }],
  ['a wildcard for nothing', { f: [{ wildcard: 'a*b' }] }, { f: 'ab' }, { f: 'abc' }],
  ['a star in a wildcard', { f: [{ wildcard: 'a\\*\\\\.' }] }, { f: 'a*\\.' }, { f: 'abb.' }],
  [
    '$or beside a field',
    { source: ['cw'], $or: [{ name: ['cpu'] }, { space: ['ec2'] }] },
    { source: 'cw', space: 'ec2' },
    { source: 'cw', space: 'es' },
  ],
  [
    '$or with an "and" inside',
    { $or: [{ a: ['1'] }, { b: ['2'], c: [{ numeric: ['<', 10] }] }] },
    { b: '2', c: 9 },
    { b: '2', c: 10 },
  ],
  [
    '$or inside a field, nested',
    { detail: { $or: [{ a: ['1'] }, { b: ['2'], $or: [{ c: ['3'] }, { d: ['4'] }] }] } },
    { detail: { b: '2', d: '4' } },
    { detail: { b: '2' } },
  ],
  ['a field that is called $or', { $or: ['x'] }, { $or: 'x' }, { $or: 'y' }],
];

describe('Event patterns', () => {
  it.each(operators)('match %s', (_, pattern, matching, other) => {
    expect([matches(pattern, matching), matches(pattern, other)]).toEqual([true, false]);
  });

  it('match the complex example of the guide', () => {
    const pattern = {
      time: [{ prefix: '2017-10-02' }],
      detail: {
        state: [{ 'anything-but': 'initializing' }],
        'c-count': [{ numeric: ['>', 0, '<=', 5] }],
        'd-count': [{ numeric: ['<', 10] }],
        'x-limit': [{ 'anything-but': [100, 200, 300] }],
        'source-ip': [{ cidr: '10.0.0.0/8' }],
      },
    };
    const detail = { 'c-count': 5, 'd-count': 3, 'x-limit': 301.8, 'source-ip': '10.0.0.33', state: 'running' };
    expect(matches(pattern, { time: '2017-10-02T16:24:49Z', detail })).toBe(true);
    expect(matches(pattern, { time: '2017-10-02T16:24:49Z', detail: { ...detail, 'd-count': 10 } })).toBe(false);
  });

  it('accept anything-but when one element of an array is none of the values', () => {
    expect(matches({ r: [{ 'anything-but': 'a' }] }, { r: ['a', 'b'] })).toBe(true);
    expect(matches({ r: [{ 'anything-but': 'a' }] }, { r: ['a'] })).toBe(false);
  });

  it('accept a number for anything-but of text, which it cannot be', () => {
    expect(matches({ r: [{ 'anything-but': { prefix: 'a' } }] }, { r: 5 })).toBe(true);
  });

  it('take no two fields from different objects of one array', () => {
    const people = [{ name: 'Anna', family: 'Smith' }, [{ name: 'Peter', family: 'Jones' }]];
    expect(matches({ people: { name: ['Anna'], family: ['Smith'] } }, { people })).toBe(true);
    expect(matches({ people: { name: ['Anna'], family: ['Jones'] } }, { people })).toBe(false);
  });

  it('combine fields of different arrays freely', () => {
    const event = { a: [{ x: 1 }, { x: 2 }], b: [{ y: 1 }, { y: 2 }] };
    expect(matches({ a: { x: [1] }, b: { y: [2] } }, event)).toBe(true);
  });

  it.each([
    ['[]', 'the pattern: expected a JSON object, found []'],
    ['{"a"', 'the pattern: expected JSON, found'],
    ['{}', 'the pattern: expected at least one field, found {}'],
    ['{"detail":{"state":"on"}}', 'detail.state: expected an object or an array, found "on"'],
    ['{"a":[]}', 'a: expected at least one value, found []'],
    ['{"a":[["b"]]}', 'a[0]: expected a string, number, boolean, null or comparison, found ["b"]'],
    ['{"a":["b",{"prefixx":"c"}]}', 'a[1]: expected one of the comparisons prefix, suffix,'],
    ['{"a":[{"prefix":1}]}', 'a[0].prefix: expected a string or'],
    ['{"a":[{"prefix":"b","suffix":"c"}]}', 'a[0]: expected only one key in a comparison'],
    ['{"a":[{"suffix":{"prefix":"b"}}]}', 'a[0].suffix: expected only the key equals-ignore-case'],
    ['{"a":[{"anything-but":["b",1]}]}', 'a[0].anything-but: expected a string, a number, or a list of only'],
    ['{"a":[{"anything-but":[null]}]}', 'a[0].anything-but: expected a string'],
    ['{"a":[{"anything-but":{"prefix":""}}]}', 'a[0].anything-but.prefix: expected a non-empty string'],
    ['{"a":[{"anything-but":{"cidr":"10.0.0.0/8"}}]}', 'a[0].anything-but: expected only one of prefix,'],
    ['{"a":[{"numeric":["!=",1]}]}', 'a[0].numeric: expected one of = < <= > >=, found "!="'],
    ['{"a":[{"numeric":["<","1"]}]}', 'a[0].numeric: expected a number from'],
    ['{"a":[{"numeric":["<",1,">",0]}]}', 'a[0].numeric: expected a range'],
    ['{"a":[{"numeric":[">",1,"<",1]}]}', 'a[0].numeric: expected a range'],
    ['{"a":[{"numeric":[">"]}]}', 'a[0].numeric: expected a comparison and a number'],
    ['{"a":[{"exists":"true"}]}', 'a[0].exists: expected true or false, found "true"'],
    ['{"a":[{"cidr":"10.0.0.0/33"}]}', 'a[0].cidr: expected an address block such as 10.0.0.0/24'],
    ['{"a":[{"wildcard":"b**"}]}', 'a[0].wildcard: expected no two wildcard characters in a row'],
    ['{"a":[{"wildcard":"b\\\\c"}]}', 'a[0].wildcard: expected a backslash only before'],
    ['{"$or":[{"a":["b"]}]}', '$or[0]: expected one of the comparisons'],
    ['{"$or":[{"a":["b"]},{"a":"c"}]}', '$or[1].a: expected an object or an array, found "c"'],
  ])('refuse %s and say where', (pattern, reason) => {
    const error = expect.objectContaining({
      code: 'InvalidEventPatternException',
      message: expect.stringContaining(`Event pattern is not valid. Reason: ${reason}`),
    });
    expect(() => parsePattern(pattern)).toThrow(error);
  });

  it('refuse more than 1,000 combinations of $or', () => {
    const alternatives = (name: string) => Array.from({ length: 32 }, (_, at) => ({ [name + at]: ['x'] }));
    const pattern = { a: { $or: alternatives('a') }, b: { $or: alternatives('b') } };
    expect(() => parsePattern(JSON.stringify(pattern))).toThrow('at most 1000 combinations of $or, found 1024');
  });
});
