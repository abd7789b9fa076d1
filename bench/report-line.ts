/** What the log of a sweep costs that finds nothing to do. */
import { startCloud } from '@waykeeper/local-cloud/cloud';
import { reportsOf } from '../demo/play.ts';
import { metricsOf } from '../lib/core/report/metrics.ts';
import { standingOf } from '../lib/routes/codes.ts';
import { packageRoutes, routesWorld } from './routes-world.ts';
import type { Row } from './table.ts';

const TABLES = 500;

export const reportLine = async (): Promise<Row[]> => {
  const cloud = await startCloud({ account: routesWorld(Array(TABLES).fill(1)) });
  try {
    await cloud.deploy(await packageRoutes('{ alarms: ["{appliance}-failover"] }'));
    await cloud.settle();
    const [report] = reportsOf(cloud.journal);
    if (!report) throw new Error('expected the report of a sweep');
    const line = JSON.stringify({ report, ...metricsOf(report, 'prod', standingOf) });
    const what = `report line of a sweep over ${TABLES} tables that finds nothing to do`;
    return [{ what, measured: Buffer.byteLength(line) / 1_000, unit: 'KB', limit: 4 }];
  } finally {
    await cloud.stop();
  }
};
