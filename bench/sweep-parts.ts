/** How an account of more zones than a run looks at comes to be right, within Route 53's own quota and a share of it. */
import { awsQuotas } from '@waykeeper/local-cloud/faults';
import type { Sweep } from '../lib/core/sweep.ts';
import { addZone, startSite, zone } from '../test/cloud/dns/support/site.ts';
import type { Row } from './table.ts';

const ZONES = 600;
/** A part waits so long for its share (seconds), and then reads it once more after it has written. */
const HOLD = 60;

/** Runs one part after the other, as each would wake the next, from zones without a record on. */
export const sweepInParts = async (): Promise<Row[]> => {
  const site = await startSite();
  try {
    const ids = Array.from({ length: ZONES }, (_, at) => `Z${String(at).padStart(3, '0')}`);
    const account = site.begin((made) => {
      for (const id of ids) addZone(made, id, [], `${id.toLowerCase()}.example`);
    });
    const dns = { zones: ids.map((id) => zone({ zone: id, records: [{ name: 'app' }] })) };
    const controller = site.controllerOf(dns);
    site.faults.limit(awsQuotas('route53'));
    const [begun, seconds]: [number, number[]] = [performance.now(), []];
    let throttled = 0;
    let reads = 0;
    for (let sweep: Sweep | undefined = controller.sweep?.(0); sweep; ) {
      site.forgetCalls();
      const report = await site.run(dns, 'all', {}, 500, { sweep, remaining: () => 57_000 });
      if (!report.converged)
        throw new Error(`a part ended ${report.verdict}: ${JSON.stringify(report.outcomes.slice(0, 3))}`);
      seconds.push(report.durationMs / 1_000);
      throttled += site.throttled();
      reads += report.calls.reads;
      sweep = sweep.next && controller.sweep?.(0, sweep.next);
    }
    const right = ids.filter((id) => account.route53.zones[id]?.records.some(({ Type }) => Type === 'A')).length;
    const what = `${ZONES} zones without records, swept in ${seconds.length} parts within Route 53's quota`;
    return [
      { what: `${what}: zones left wrong`, measured: ZONES - right, unit: 'zones', limit: 0 },
      { what: `${what}: time`, measured: (performance.now() - begun) / 60_000, unit: 'min', limit: 10 },
      { what: `${what}: the longest part`, measured: Math.max(...seconds), unit: 's', limit: HOLD },
      { what: `${what}: reads for each`, measured: reads / ZONES, unit: 'reads', limit: 2.2 },
      { what: `${what}: calls throttled for each`, measured: throttled / ZONES, unit: 'calls', limit: 0.1 },
    ];
  } finally {
    await site.stop();
  }
};
