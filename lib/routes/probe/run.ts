/**
 * Probes the appliances for as long as one invocation lasts. All that lasts longer is in CloudWatch, so that invocations
 * may overlap, end or fail at any moment: each counts for itself, and sets a state only while its own streak calls for it.
 */
import { describeAlarms } from '../../aws/cloudwatch/alarms.ts';
import { putHeartbeats, setAlarmState } from '../../aws/cloudwatch/probe-state.ts';
import { describeNetworkInterfaces } from '../../aws/ec2/appliances.ts';
import { errorMessage } from '../../aws/errors.ts';
import { readSelected } from '../../config/selector.ts';
import type { RouteGroup } from '../../config/types.ts';
import type { Clock, Deadline } from '../../core/clock.ts';
import { log } from '../../core/log.ts';
import { attempt } from './attempt.ts';
import { HEARTBEAT_METRIC, metricNamespace } from './names.ts';
import { extended, NO_STREAK, type Streak, verdictOf } from './streak.ts';
import { addressOf, type ProbeTarget, probeTargets } from './targets.ts';

/** Ms between two reads of the alarms, each with a heartbeat. */
const REFRESH_MS = 10_000;
const SECOND = 1_000;

/** How an invocation waits, and when it ends. */
type ProbeClock = Pick<Clock, 'wait'> & Deadline;

/** What an invocation knows of one appliance. */
interface Watch {
  readonly target: ProbeTarget;
  address?: string;
  /** The verdict alarm's state, as it was read or set last. */
  state?: string;
  streak: Streak;
  /** Probes since the last heartbeat. */
  probes: number;
}

/** What an invocation did. */
export interface Probing {
  readonly probes: number;
  readonly verdicts: readonly string[];
}

/** Probes the given groups (by name; without any all) of a stage until the time is up. Never throws for what AWS or an appliance does. */
export const runProbe = async (
  groups: readonly RouteGroup[],
  names: readonly string[] | undefined,
  stage: string,
  clock: ProbeClock,
): Promise<Probing> => {
  const watches = probeTargets(groups, names, stage).map((target): Watch => ({ target, streak: NO_STREAK, probes: 0 }));
  const verdicts: string[] = [];
  const counts = { probes: 0 };
  await refresh(watches);
  await Promise.all([
    every(REFRESH_MS, clock, async () => {
      await beat(watches, stage);
      await refresh(watches);
    }),
    ...watches.map((watch) =>
      every(watch.target.probe.everySeconds * SECOND, clock, async () => {
        counts.probes += 1;
        if (await probeOnce(watch)) verdicts.push(...(await assert(watch)));
      }),
    ),
  ]);
  await beat(watches, stage);
  return { probes: counts.probes, verdicts };
};

/** Begins a step every so often (ms) until the time is up. A step that takes longer delays the next, and only its own. */
const every = async (ms: number, { wait, remaining }: ProbeClock, step: () => Promise<void>): Promise<void> => {
  while (remaining() > 0) {
    await Promise.all([step(), wait(Math.min(ms, Math.max(0, remaining())))]);
  }
};

/** Reads where the appliances are and what their alarms say. What cannot be read leaves the probe blind, thus silent. */
const refresh = async (watches: readonly Watch[]): Promise<void> => {
  try {
    const [interfaces, alarms] = await Promise.all([
      readSelected(
        watches.map(({ target }) => target.selector),
        describeNetworkInterfaces,
      ),
      describeAlarms(
        watches.map(({ target }) => target.alarm),
        [],
      ),
    ]);
    for (const watch of watches) {
      const address = addressOf(watch.target, interfaces);
      if (address !== watch.address) watch.streak = NO_STREAK;
      setOrDelete(watch, 'address', address);
      setOrDelete(watch, 'state', alarms.find(({ name }) => name === watch.target.alarm)?.state);
    }
  } catch (error) {
    log.warn('the probe cannot look', { error: errorMessage(error) });
    for (const watch of watches) setOrDelete(watch, 'state', undefined);
  }
};

const setOrDelete = (watch: Watch, key: 'address' | 'state', value: string | undefined): void => {
  if (value === undefined) delete watch[key];
  else watch[key] = value;
};

/** Whether the probe counts: one that could not be made says nothing. */
const probeOnce = async (watch: Watch): Promise<boolean> => {
  const { probe } = watch.target;
  if (watch.address === undefined) return false;
  const result = await attempt(watch.address, probe, Math.min(probe.everySeconds * SECOND, SECOND));
  if (result === 'unable') return false;
  watch.probes += 1;
  watch.streak = extended(watch.streak, result === 'answered');
  return true;
};

/** Sets the alarm while it differs from what the streak calls for; the next read tells whether that held. */
const assert = async (watch: Watch): Promise<string[]> => {
  const { alarm, probe, group, appliance } = watch.target;
  const verdict = verdictOf(watch.streak, probe);
  if (verdict === undefined || watch.state === undefined || watch.state === verdict) return [];
  const { answers, silences } = watch.streak;
  try {
    const why = verdict === 'OK' ? `${answers} answers in a row` : `${silences} probes in a row without an answer`;
    await setAlarmState(alarm, verdict, why);
    watch.state = verdict;
    return [`${group}/${appliance} ${verdict}`];
  } catch (error) {
    log.warn('the verdict could not be set', { alarm, verdict, error: errorMessage(error) });
    // Without a state the heartbeat stops, and the old verdict no longer counts.
    setOrDelete(watch, 'state', undefined);
    return [];
  }
};

/** A heartbeat for each appliance that was probed and whose alarm could be read. */
const beat = async (watches: readonly Watch[], stage: string): Promise<void> => {
  const alive = watches.filter(({ probes, state }) => probes > 0 && state !== undefined);
  for (const watch of watches) watch.probes = 0;
  try {
    const beats = alive.map(({ target: { group: Group, appliance: Appliance } }) => ({
      metric: HEARTBEAT_METRIC,
      dimensions: { Group, Appliance },
    }));
    await putHeartbeats(metricNamespace(stage), beats);
  } catch (error) {
    log.warn('the heartbeat could not be put', { error: errorMessage(error) });
  }
};
