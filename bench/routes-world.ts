/** Networks of any size for the route benchmarks: two firewalls, and tables whose default routes lead to the first. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  addAlarm,
  addInstance,
  addNetworkInterface,
  addRouteTable,
  addSubnet,
  addVpc,
} from '@waykeeper/local-cloud/seed';
import { type Account, emptyAccount } from '@waykeeper/local-cloud/state';
import { packageStack } from '../scripts/package-stack.ts';

const VPC = 'vpc-0bench';
export const ROUTES_FUNCTION = 'waykeeper-prod-routes';
export const PROBE_FUNCTION = 'waykeeper-prod-probe';
export const PORT = 8443;

const addFirewall = (account: Account, name: 'a' | 'b', third: number): void => {
  const subnet = `subnet-0fw${name}`;
  addSubnet(account, { id: subnet, vpc: VPC, cidr: `10.255.${third}.0/24`, az: `eu-west-2${name}` });
  addRouteTable(account, { id: `rtb-0fw${name}`, vpc: VPC, subnets: [subnet] });
  addInstance(account, { id: `i-0fw${name}`, subnet });
  addNetworkInterface(account, {
    ...{ id: `eni-0fw${name}`, subnet, privateIp: `10.255.${third}.10`, instance: `i-0fw${name}` },
    ...{ ipv6: `2a05:d01c:5e:6dff::${third}`, sourceDestCheck: false },
  });
  addAlarm(account, { name: `fw-${name}-failover`, state: 'OK' });
};

/** One table for each number of subnets, with two routes each. */
export const routesWorld = (subnetsOfTables: readonly number[]): Account => {
  const account = emptyAccount({ id: '999988887777', region: 'eu-west-2' });
  addVpc(account, { id: VPC, cidr: '10.0.0.0/8', ipv6Cidr: '2a05:d01c:5e:6d00::/56' });
  addFirewall(account, 'a', 1);
  addFirewall(account, 'b', 2);
  let subnet = 0;
  for (const [at, count] of subnetsOfTables.entries()) {
    const subnets = Array.from({ length: count }, () => {
      subnet += 1;
      const id = `subnet-0${String(subnet).padStart(5, '0')}`;
      const cidr = `10.${Math.floor(subnet / 250)}.${subnet % 250}.0/24`;
      addSubnet(account, { id, vpc: VPC, cidr, az: 'eu-west-2a' });
      return id;
    });
    addRouteTable(account, {
      id: `rtb-0${String(at).padStart(4, '0')}`,
      ...{ vpc: VPC, subnets, tags: { waykeeper: 'app' } },
      routes: ['0.0.0.0/0', '::/0'].map((destination) => ({ destination, target: 'eni-0fwa' })),
    });
  }
  return account;
};

/** Packages a config whose one group claims all tables of such a world, with this health. */
export const packageRoutes = async (health: string): Promise<string> => {
  const dir = await mkdtemp(join(tmpdir(), 'waykeeper-bench-'));
  const config = join(dir, 'waykeeper.yml');
  await writeFile(
    config,
    `version: 1
mode: apply
routes:
  - name: edge
    appliances: [{ name: fw-a, interface: eni-0fwa }, { name: fw-b, interface: eni-0fwb }]
    health: ${health}
    legs: [{ tables: { tags: { waykeeper: app } }, destinations: ["0.0.0.0/0", "::/0"] }]
`,
  );
  return (await packageStack(config, dir)).dir;
};
