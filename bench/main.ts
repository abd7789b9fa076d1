/** `npm run bench`: measures the numbers that the design promises, as counts and ratios. Exits 1 when a limit is missed. */
import { bundles } from './bundles.ts';
import { calls } from './calls.ts';
import { connections } from './connections.ts';
import { costs } from './costs.ts';
import { forwarders } from './forwarders.ts';
import { noise } from './noise.ts';
import { planningZones } from './plan-dns.ts';
import { planning } from './plan-routes.ts';
import { reportLine } from './report-line.ts';
import { routes } from './routes.ts';
import { sweeps } from './sweeps.ts';
import { reached, tableOf } from './table.ts';

const rows = [
  ...(await bundles()),
  ...(await calls()),
  ...connections(),
  ...(await costs()),
  ...planning(),
  ...planningZones(),
  ...(await forwarders()),
  ...(await routes()),
  ...(await reportLine()),
  ...(await noise()),
  ...(await sweeps()),
];
console.log(tableOf(rows));
process.exitCode = rows.every(reached) ? 0 : 1;
