/** What a sweep of many zones costs that finds nothing to do, beside the paging of their records. */
import { a, addZone, type Site, zone } from '../test/cloud/dns/support/site.ts';
import type { Row } from './table.ts';

const ZONES = 100;
const FOREIGN = 198;
/** One for the endpoints, and one page of records of each zone. */
const FLOOR = 1 + ZONES;

const numbers = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

/** The reads of a second sweep: the first has made the records. */
const readsOf = async (site: Site, vpcs: readonly string[]): Promise<number> => {
  site.begin((account) => {
    for (const at of numbers(ZONES)) {
      const foreign = numbers(FOREIGN).map((n) => a(`f${n}.z${at}.example`, '192.0.2.1'));
      const made = addZone(account, `Z${at}`, foreign, `z${at}.example`);
      made.vpcs = vpcs.map((VPCId) => ({ VPCId, VPCRegion: account.region }));
    }
  });
  const claim = { staleAliases: 'delete' as const, records: [{ name: 'app' }], vpcs: [...vpcs] };
  const dns = { zones: numbers(ZONES).map((at) => zone({ zone: `Z${at}`, ...claim })) };
  await site.run(dns);
  const { calls, plan } = await site.run(dns);
  if (plan.changes.length > 0) throw new Error('the second sweep found something to do');
  return calls.reads;
};

export const sweepOfZones = async (site: Site): Promise<Row[]> => {
  const rows: Row[] = [];
  for (const vpcs of [['vpc-0prod'], ['vpc-0prod', 'vpc-0more']]) {
    const what = `sweep of ${ZONES} zones of 200 records in ${vpcs.length} VPCs, nothing to do`;
    const reads = await readsOf(site, vpcs);
    rows.push({ what: `${what}: reads`, measured: reads, unit: 'reads', limit: Math.floor(1.1 * FLOOR) });
  }
  return rows;
};
