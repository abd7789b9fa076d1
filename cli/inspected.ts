/** What a look beside the plans finds, as facts like those of reports. */
import type { Config } from '../lib/config/types.ts';
import { commandFor } from '../lib/core/report/events.ts';
import type { ReconcileResponse } from '../lib/entry/by-hand.ts';
import { rowOf } from '../lib/inspection/codes.ts';
import { inspect } from '../lib/inspection/inspect.ts';
import { rememberedEndpoints } from '../lib/inspection/remembered.ts';
import { isOver } from '../lib/std/days.ts';
import type { Fact } from './describe-facts.ts';

/**
 * What a look with the caller's own credentials finds; what people acknowledged is known by `now` (ms since the epoch). Nothing
 * without a config: then the function runs, with its own.
 */
export const inspected = async (
  config: Config | undefined,
  asked: Promise<ReconcileResponse>,
  now: number,
): Promise<Fact[]> => {
  if (!config) return [];
  const remembered = asked.then(({ reports }) => rememberedEndpoints(config, reports));
  const found = await inspect(config, remembered);
  const known = (key: string, code: string) =>
    config.acknowledge.find((one) => one.key === key && one.code === code && !isOver(one.until, now));
  return [
    ...found.findings.map(({ key, severity, reason, remedy }): Fact => {
      const [row, acknowledged] = [rowOf(reason.code), known(key, reason.code)];
      return {
        ...{ controller: 'findings', kind: 'finding', key, severity, remedy, ...reason },
        ...(row?.command === undefined ? {} : { command: commandFor(row.command, key) }),
        ...(acknowledged ? { acknowledged } : {}),
      };
    }),
    ...found.unseen.map(
      ({ key, code, error }): Fact => ({
        ...{ controller: 'findings', kind: 'failed', key, code, message: error, standing: 'waiting' },
        remedy: 'ask for the right to read it, to have it looked at',
      }),
    ),
  ];
};
