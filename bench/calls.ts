/** AWS calls that the runs of the demo make. */
import { join } from 'node:path';
import { play } from '../demo/play.ts';
import type { Report } from '../lib/core/plan.ts';
import type { Row } from './table.ts';

const PACKAGE = join(import.meta.dirname, '../.serverless');

/** Reads of one look: every look of a run reads the same. */
const readsPerLook = ({ calls, rounds }: Report): number => calls.reads / rounds;

export const calls = async (): Promise<Row[]> => {
  const { cloud, reports } = await play({ packageDir: PACKAGE });
  await cloud.stop();
  const find = (test: (report: Report) => boolean): Report => {
    const found = reports.find(test);
    if (!found) throw new Error('the demo has no such run');
    return found;
  };
  const deleted = find(
    ({ controller, plan }) =>
      controller === 'dns' && plan.changes.some(({ reason }) => reason.code === 'ENDPOINT_CHANGED'),
  );
  const failover = find(({ plan }) => plan.changes.some(({ reason }) => reason.code === 'FAILOVER'));
  const accepted = find(({ plan }) => plan.changes.some(({ action }) => action === 'accept'));
  return [
    {
      what: 'endpoint replaced: reads before the writes, one of them a published file',
      measured: readsPerLook(deleted),
      unit: 'calls',
      limit: 6,
    },
    {
      what: 'endpoint replaced: writes for all records, and for a file',
      measured: deleted.calls.writes,
      unit: 'calls',
      limit: 2,
    },
    {
      what: 'failover of 6 routes: reads before the first write',
      measured: readsPerLook(failover),
      unit: 'calls',
      limit: 6,
    },
    { what: 'failover of 6 routes: writes', measured: failover.calls.writes, unit: 'calls', limit: 6 },
    { what: 'connection accepted: writes', measured: accepted.calls.writes, unit: 'calls', limit: 1 },
  ];
};
