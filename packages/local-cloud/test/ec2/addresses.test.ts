import { canonicalCidr, covers, firstFree, inCidr } from '../../src/services/ec2/addresses.ts';
import { azId } from '../../src/services/ec2/azs.ts';

describe('addresses', () => {
  it.each([
    ['100.68.0.18/18', '100.68.0.0/18'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['::/0', '::/0'],
    ['2001:0db8:0:1::5/64', '2001:db8:0:1::/64'],
  ])('brings %s into canonical form', (text, expected) => {
    expect(canonicalCidr(text)).toBe(expected);
  });

  it.each(['10.0.0.0', '10.0.0.0/33', '10.0.0/8', '::/129', 'pl-123', '10.0.0.0/8/9'])(
    'does not take %s for a block',
    (text) => {
      expect(canonicalCidr(text)).toBeUndefined();
    },
  );

  it('tells whether a block lies in another', () => {
    expect(covers('10.0.0.0/16', '10.0.4.0/24')).toBe(true);
    expect(covers('10.0.4.0/24', '10.0.0.0/16')).toBe(false);
    expect(covers('0.0.0.0/0', '::/0')).toBe(false);
    expect(inCidr('2001:db8::/32', '2001:db8:ffff::1')).toBe(true);
    expect(inCidr('10.0.1.0/24', '10.0.2.0')).toBe(false);
  });

  it('gives out the first address that AWS does not keep for itself and that nobody has', () => {
    expect(firstFree('10.0.1.0/24', new Set())).toBe('10.0.1.4');
    expect(firstFree('10.0.1.0/24', new Set(['10.0.1.4', '10.0.1.5']))).toBe('10.0.1.6');
    expect(firstFree('2001:db8::/64', new Set())).toBe('2001:db8::4');
    const all = new Set(Array.from({ length: 16 }, (_, i) => `10.0.1.${i}`));
    expect(firstFree('10.0.1.0/28', all)).toBeUndefined();
  });

  it.each([
    ['eu-west-2a', 'euw2-az2'],
    ['us-east-1c', 'use1-az1'],
    ['ap-southeast-1b', 'apse1-az3'],
    ['us-gov-west-1a', 'usgw1-az2'],
  ])('has an AZ ID for %s whose number is not the letter', (az, id) => {
    expect(azId(az)).toBe(id);
  });
});
