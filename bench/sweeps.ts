/** What sweeps of many zones cost. The SDK's clients keep their endpoint, so that all rows have one local cloud. */
import { startSite } from '../test/cloud/dns/support/site.ts';
import { sweepInParts } from './sweep-parts.ts';
import { sweepOfZones } from './sweep-zones.ts';
import type { Row } from './table.ts';

export const sweeps = async (): Promise<Row[]> => {
  const site = await startSite();
  try {
    return [...(await sweepOfZones(site)), ...(await sweepInParts(site))];
  } finally {
    await site.stop();
  }
};
