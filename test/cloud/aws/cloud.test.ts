/** The ports of forwarders against the simulated AWS: what is written is what is read. */
import { type BareApi, ec2, route53resolver, s3, startBareApi } from '@waykeeper/local-cloud/api';
import { addBucket, addResolverEndpoint, addResolverRule, addSubnet, addVpc } from '@waykeeper/local-cloud/seed';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import { counting } from '../../../lib/aws/clients.ts';
import { describeVpcs, ownVpcs } from '../../../lib/aws/ec2/network.ts';
import { isNotFound, isRetryable } from '../../../lib/aws/errors.ts';
import {
  getResolverEndpoint,
  getResolverRule,
  listResolverAddresses,
  listRuleVpcs,
  updateResolverRule,
} from '../../../lib/aws/route53resolver/resolver.ts';
import { readObject, writeObject } from '../../../lib/aws/s3/objects.ts';
import { VARIABLES } from './support/scripted.ts';

const made = () => {
  const account = emptyAccount();
  addVpc(account, { id: 'vpc-0a', cidr: '10.0.0.0/16' });
  addVpc(account, { id: 'vpc-0b', cidr: '10.1.0.0/16' });
  addSubnet(account, { id: 'subnet-0a', vpc: 'vpc-0a', cidr: '10.0.1.0/24', az: 'eu-west-2a' });
  addResolverEndpoint(account, {
    id: 'rslvr-in-0a',
    vpc: 'vpc-0a',
    addresses: [
      { subnet: 'subnet-0a', ip: '10.0.1.10' },
      { subnet: 'subnet-0a', ip: '10.0.1.11', status: 'DETACHING' },
    ],
  });
  addResolverRule(account, {
    id: 'rslvr-rr-0a',
    domain: 's3.eu-west-2.amazonaws.com',
    targets: [{ ip: '10.9.9.9', port: 5353 }],
    vpcs: ['vpc-0b'],
  });
  addBucket(account, 'corp-dns');
  return account;
};

const before = { ...process.env };
let api: BareApi;
beforeAll(async () => {
  // The SDK repeats what fails while its clock and the server's differ.
  api = await startBareApi([ec2, route53resolver, s3], made(), Date.now());
  Object.assign(process.env, VARIABLES, { AWS_ENDPOINT_URL: api.url });
});
afterAll(async () => {
  process.env = before;
  await api.stop();
});

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => Promise.reject(new Error('expected a failure, found success')),
    (error: unknown) => error,
  );

describe('the ports of forwarders', () => {
  it('read an inbound endpoint with its addresses', async () => {
    expect(await getResolverEndpoint('rslvr-in-0a')).toMatchObject({ vpcId: 'vpc-0a', direction: 'INBOUND' });
    expect(await listResolverAddresses('rslvr-in-0a')).toEqual([
      { ip: '10.0.1.10', status: 'ATTACHED' },
      { ip: '10.0.1.11', status: 'DETACHING' },
    ]);
    expect(isNotFound(await failureOf(getResolverEndpoint('rslvr-in-0gone')))).toBe(true);
  });

  it('write a rule’s targets, and find it updating', async () => {
    expect(await listRuleVpcs('rslvr-rr-0a')).toEqual([{ ruleId: 'rslvr-rr-0a', vpcId: 'vpc-0b' }]);
    const [kept] = (await getResolverRule('rslvr-rr-0a')).targets;
    expect(kept).toMatchObject({ ip: '10.9.9.9', port: 5353 });
    await updateResolverRule('rslvr-rr-0a', [...(kept ? [kept] : []), { ip: '10.0.1.10', port: 5353 }]);
    const { targets, domain, type, share } = await getResolverRule('rslvr-rr-0a');
    expect(targets.map(({ ip, port }) => `${ip}:${port}`)).toEqual(['10.9.9.9:5353', '10.0.1.10:5353']);
    expect([domain, type, share]).toEqual(['s3.eu-west-2.amazonaws.com', 'FORWARD', 'NOT_SHARED']);
    const again = await failureOf(updateResolverRule('rslvr-rr-0a', [{ ip: '10.0.1.10', port: 53 }]));
    expect(again).toMatchObject({ name: 'ResourceUnavailableException' });
    expect(isRetryable(again)).toBe(true);
  });

  it('write an object only on top of what was read', async () => {
    expect(await readObject('corp-dns', 'bind/s3.conf')).toBeUndefined();
    await writeObject('corp-dns', 'bind/s3.conf', 'one', undefined);
    const first = await readObject('corp-dns', 'bind/s3.conf');
    expect(first?.text).toBe('one');
    await writeObject('corp-dns', 'bind/s3.conf', 'two', first?.version);
    for (const version of [first?.version, undefined]) {
      const error = await failureOf(writeObject('corp-dns', 'bind/s3.conf', 'three', version));
      expect(error).toMatchObject({ name: 'PreconditionFailed' });
    }
    expect(await readObject('corp-dns', 'bind/s3.conf')).toMatchObject({ text: 'two' });
    expect(await failureOf(readObject('nobodys-bucket', 's3.conf'))).toMatchObject({ name: 'NoSuchBucket' });
  });

  it('read the ranges of many VPCs in as few calls as filters allow', async () => {
    const ids = ['vpc-0a', ...Array.from({ length: 200 }, (_, at) => `vpc-0${1000 + at}`), 'vpc-0b'];
    const made = { reads: 0, writes: 0, retries: 0 };
    expect(await counting(made, () => describeVpcs(ids))).toEqual([
      { id: 'vpc-0a', cidrs: ['10.0.0.0/16'] },
      { id: 'vpc-0b', cidrs: ['10.1.0.0/16'] },
    ]);
    expect(made.reads).toBe(2);
    expect(await ownVpcs(['vpc-0b', 'vpc-0gone'])).toEqual(['vpc-0b']);
  });
});
