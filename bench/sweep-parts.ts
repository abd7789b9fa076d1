/** How an account of more zones than a run looks at comes to be right, within Route 53's own quota and a share of it. */
import { awsQuotas } from '@waykeeper/local-cloud/faults';
import type { Sweep } from '../lib/core/sweep.ts';
import { addZone, type Site, zone } from '../test/cloud/dns/support/site.ts';
import type { Row } from './table.ts';

const ZONES = 600;
/** What a run may take. Ms. */
const BUDGET_MS = 57_000;

/** What the parts of one sweep came to. */
interface Parts {
  readonly seconds: number[];
  reads: number;
  throttled: number;
}

const ids = Array.from({ length: ZONES }, (_, at) => `Z${String(at).padStart(3, '0')}`);

/** Runs one part after the other, each with the message of the one before. */
const sweepAll = async (site: Site): Promise<Parts> => {
  const dns = { zones: ids.map((id) => zone({ zone: id, records: [{ name: 'app' }] })) };
  const controller = site.controllerOf(dns);
  const parts: Parts = { seconds: [], reads: 0, throttled: 0 };
  for (let sweep: Sweep | undefined = controller.sweep?.(0); sweep; ) {
    site.forgetCalls();
    const begun = performance.now();
    const remaining = () => BUDGET_MS - (performance.now() - begun);
    const { verdict, converged, calls, durationMs } = await site.run(dns, 'all', {}, 500, { sweep, remaining });
    if (!converged) throw new Error(`a part of the sweep ended ${verdict}`);
    parts.seconds.push(durationMs / 1_000);
    parts.throttled += site.throttled();
    parts.reads += calls.reads;
    sweep = sweep.next && controller.sweep?.(0, sweep.next);
  }
  return parts;
};

/** Begins with zones without a record. */
export const sweepInParts = async (site: Site): Promise<Row[]> => {
  const account = site.begin((made) => {
    for (const id of ids) addZone(made, id, [], `${id.toLowerCase()}.example`);
  });
  site.faults.limit(awsQuotas('route53'));
  const { seconds, reads, throttled } = await sweepAll(site);
  site.faults.clear();
  const wrong = ids.filter((id) => !account.route53.zones[id]?.records.some(({ Type }) => Type === 'A'));
  const minutes = seconds.reduce((sum, one) => sum + one, 0) / 60;
  const what = `sweep of ${ZONES} zones without records in ${seconds.length} parts, within Route 53's quota`;
  return [
    { what: `${what}: zones left wrong`, measured: wrong.length, unit: 'zones', limit: 0 },
    { what: `${what}: time`, measured: minutes, unit: 'min', limit: 10 },
    { what: `${what}: the longest part, which writes`, measured: Math.max(...seconds), unit: 's', limit: 50 },
    { what: `${what}: reads of each, of two looks`, measured: reads / ZONES, unit: 'reads', limit: 2.2 },
    { what: `${what}: calls throttled of each`, measured: throttled / ZONES, unit: 'calls', limit: 0.25 },
  ];
};
