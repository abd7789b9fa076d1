import { compareNames, fullName, isWithin, namesBetween, normalName } from '../../../lib/net/dns-name.ts';

describe('a name', () => {
  it.each([
    ['Corp.Example.', 'corp.example'],
    ['\\052.corp.example.', '*.corp.example'],
    ['\\101pp.corp.example', 'app.corp.example'],
    ['corp.example', 'corp.example'],
    ['\\052.Corp.Example', '*.corp.example'],
    ['a\\134b.corp.example', 'a\\134b.corp.example'],
  ])('%s is compared as %s', (given, normal) => {
    expect(normalName(given)).toBe(normal);
  });

  it('with an escaped dot in a label is not the name with two labels', () => {
    expect(normalName('a\\056b.corp.example.')).not.toBe(normalName('a.b.corp.example.'));
  });

  it('is relative to its zone, and @ is the zone itself', () => {
    expect(fullName('@', 'corp.example')).toBe('corp.example');
    expect(fullName('*.App', 'corp.example')).toBe('*.app.corp.example');
  });

  it('comes after the zone itself and before names below it', () => {
    const sorted = ['b.corp.example', 'a.b.corp.example', 'corp.example', 'z.a.corp.example'].sort(compareNames);
    expect(sorted).toEqual(['corp.example', 'z.a.corp.example', 'b.corp.example', 'a.b.corp.example']);
  });

  it('lies within itself and within the zones above it, and in no other of the same ending', () => {
    expect(['corp.example', 'a.corp.example', 'acorp.example'].map((name) => isWithin(name, 'corp.example'))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('has names between it and the next one above it that is named, too', () => {
    expect(namesBetween(['s3.example', 'a.b.s3.example', 'x.y.other'])).toEqual(['b.s3.example']);
  });
});
