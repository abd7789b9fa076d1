/** DNS servers are known by their addresses and ports, in whatever spelling. */
import { canonicalServer } from '../../../lib/net/server.ts';
import { sentences } from '../config/support/faults.ts';

describe('a DNS server', () => {
  it.each([
    ['10.0.0.2', '10.0.0.2:53'],
    ['10.0.0.2:53', '10.0.0.2:53'],
    ['10.0.0.2:80', '10.0.0.2:80'],
    ['2001:DB8:0::2', '[2001:db8::2]:53'],
    ['[2001:db8::2]', '[2001:db8::2]:53'],
    ['[2001:db8::2]:5353', '[2001:db8::2]:5353'],
    ['::ffff:10.0.0.2', '10.0.0.2:53'],
    ['[::ffff:10.0.0.2]:53', '10.0.0.2:53'],
    ['NS1.Example.:53', 'ns1.example:53'],
  ])('%s is %s', (spelled, canonical) => {
    expect(canonicalServer(spelled)).toBe(canonical);
  });

  it('that dns.resolvers names twice is a fault, since an address is withheld only on the word of two', () => {
    const resolvers = '["10.0.0.2", "10.0.0.3", "10.0.0.2:53", "2001:db8::2", "[2001:DB8:0::2]:53", "10.0.0.3:5353"]';
    expect(sentences(`{ version: 1, dns: { resolvers: ${resolvers} } }`)).toEqual([
      'dns.resolvers[2]: expected each DNS server once, found "10.0.0.2:53", claimed by dns.resolvers[0] already',
      'dns.resolvers[4]: expected each DNS server once, found "[2001:DB8:0::2]:53", claimed by dns.resolvers[3] already',
    ]);
  });
});
