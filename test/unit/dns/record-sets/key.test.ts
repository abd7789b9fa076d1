/** One record set has one key, wherever it was read and however it is spelled. */
import { identityOf, recordSetKey } from '../../../../lib/dns/record-sets/key.ts';

const spellings = ['*.app.corp.example', '\\052.App.Corp.Example.', '*.APP.corp.example.'];

describe('the key of a record set', () => {
  it.each(spellings)('is the same for %s', (name) => {
    expect(recordSetKey('Z1', { name, type: 'A' })).toBe('Z1/*.app.corp.example/A');
  });

  it('does not tell several sets of one name and type apart, as their identity does', () => {
    const set = (setIdentifier: string) => ({ name: 'a.example', type: 'A', setIdentifier });
    expect(identityOf(set('blue'))).not.toBe(identityOf(set('green')));
  });
});
