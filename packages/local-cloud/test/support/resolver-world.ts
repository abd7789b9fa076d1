/** A Resolver with an inbound endpoint and a rule, as the tests of Resolver find it before each test. */
import { type Account, emptyAccount } from '../../src/account.ts';
import { type BareApi, clientConfig, startBareApi } from '../../src/bare-api.ts';
import { type ResolverCaller, resolverCaller } from '../../src/resolver-client.ts';
import { addSubnet, addVpc } from '../../src/services/ec2/seed.ts';
import { route53resolver } from '../../src/services/route53resolver/index.ts';
import { addResolverEndpoint, addResolverRule } from '../../src/services/route53resolver/seed.ts';

export const ENDPOINT = 'rslvr-in-0a';
export const RULE = 'rslvr-rr-0a';
/** How long things of Resolver take to come, to change and to go (local ms). */
export const TRANSITION = 30_000;

const world = (): Account => {
  const account = emptyAccount();
  addVpc(account, { id: 'vpc-0a', cidr: '10.0.0.0/16' });
  addVpc(account, { id: 'vpc-0b', cidr: '10.1.0.0/16' });
  for (const [at, letter] of ['a', 'b', 'c'].entries()) {
    addSubnet(account, { id: `subnet-0${letter}`, vpc: 'vpc-0a', cidr: `10.0.${at}.0/24`, az: `eu-west-2${letter}` });
  }
  addSubnet(account, { id: 'subnet-0other', vpc: 'vpc-0b', cidr: '10.1.0.0/24', az: 'eu-west-2a' });
  addResolverEndpoint(account, {
    ...{ id: ENDPOINT, vpc: 'vpc-0a' },
    addresses: [
      { subnet: 'subnet-0a', ip: '10.0.0.10' },
      { subnet: 'subnet-0b', ip: '10.0.1.10' },
    ],
  });
  addResolverRule(account, { id: RULE, domain: 'Corp.Example', targets: ['10.9.0.1', { ip: '10.9.0.2', port: 5353 }] });
  return account;
};

/** Starts it before each test and stops it after. */
export const useResolver = () => {
  let api: BareApi;
  let caller: ResolverCaller;
  beforeEach(async () => {
    api = await startBareApi([route53resolver], world());
    caller = resolverCaller(clientConfig(api.url));
  });
  afterEach(() => api.stop());
  const call: ResolverCaller = (operation, input) => caller(operation, input);
  return { call, api: () => api, account: () => api.account };
};
