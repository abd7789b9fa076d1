/** How the account ends up, as tables. */
import Table from 'cli-table3';
import { readableName } from '../lib/report/text.ts';
import type { Account } from '../local/account.ts';
import { SERVICE, ZONE } from './world.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const made = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  made.push(...rows.map((row) => [...row]));
  return made.toString();
};

/** Connections, records and routes, in that order. */
export const finalState = (account: Account): string =>
  [
    `Connections to ${SERVICE}`,
    table(['endpoint', 'account', 'state'], connections(account)),
    `Records of ${readableName(account.route53.zones[ZONE]?.name ?? ZONE)}`,
    table(['name', 'type', 'alias to'], records(account)),
    'Routes of the claimed tables',
    table(['table', 'destination', 'target'], routes(account)),
  ].join('\n');

const connections = ({ ec2 }: Account): string[][] =>
  Object.values(ec2.endpointConnections).map(({ endpointId, state }) => [
    endpointId,
    ec2.endpoints[endpointId]?.ownerId ?? '',
    state,
  ]);

const records = ({ route53 }: Account): string[][] =>
  (route53.zones[ZONE]?.records ?? []).flatMap(({ Name, Type, AliasTarget }) =>
    AliasTarget ? [[readableName(Name), Type, readableName(AliasTarget.DNSName)]] : [],
  );

const routes = ({ ec2 }: Account): string[][] =>
  ['rtb-0edge', 'rtb-0appa', 'rtb-0appb'].flatMap((id) =>
    (ec2.routeTables[id]?.routes ?? [])
      .filter(({ target }) => target !== 'local')
      .map(({ destination, target }) => [id, destination, target]),
  );
