/**
 * Which zones a run of a sweep looks at. Route 53 lets an account make ten calls a second, whoever makes them, and each zone costs
 * one at least: many zones are looked at in parts, by runs that follow each other while an event's run may go before. Pure.
 */
import type { Rate } from '../aws/pacing.ts';
import { SWEEP_MINUTES, type Sweep, type Turn } from '../core/sweep.ts';

/** For so long a part waits for its share of the quota: an event that comes meanwhile waits as long, and its zones must still be written. Seconds. */
const PART_SECONDS = 15;

/** What of the time between two sweeps is used at most. Seconds. */
const SWEEP_SECONDS = 0.8 * 60 * SWEEP_MINUTES;

const zonesIn = ({ burst, perSecond }: Rate, seconds: number): number =>
  Math.max(1, Math.floor(burst + seconds * perSecond));

/**
 * The zones of a run, in order of their ids, given all zones of the config and the calls that sweeps may make. A sweep that begins does so at another zone
 * each time, as the clock tells (`now` in ms): where one part always fails, those behind it have their turn all the same.
 */
export const rotation = (zones: readonly string[], rate: Rate, now: number, turn?: Turn): Sweep => {
  const all = [...new Set(zones)].sort();
  const [ofPart, ofSweep] = [zonesIn(rate, PART_SECONDS), zonesIn(rate, SWEEP_SECONDS)];
  const withinMinutes = SWEEP_MINUTES * Math.max(1, Math.ceil(all.length / ofSweep));
  const covered = (looked: number) => ({ looked, of: all.length, withinMinutes });
  if (all.length <= ofPart) return { coverage: covered(all.length), covers: () => true };
  const begin = turn ? after(all, turn.after) : startAt(now, all.length, Math.min(ofSweep, all.length), ofPart);
  const left = Math.min(turn?.left ?? ofSweep, ofSweep, all.length);
  const part = Array.from({ length: Math.min(ofPart, left) }, (_, at) => all[(begin + at) % all.length] ?? '');
  const [own, others] = [new Set(part), new Set(all).difference(new Set(part))];
  const rest = left - part.length;
  return {
    coverage: covered(own.size),
    covers: (key) => !others.has(key.split('/')[0] ?? key),
    turn: { after: all.at(begin - 1) ?? '', left },
    ...(rest > 0 ? { next: { after: part.at(-1) ?? '', left: rest } } : {}),
  };
};

const after = (all: readonly string[], id: string): number => {
  const at = all.findIndex((one) => one > id);
  return Math.max(0, at);
};

/** Sweeps that do not come to the end go on where the one before ended; those that do begin a part later each time. */
const startAt = (now: number, of: number, ofSweep: number, ofPart: number): number => {
  const count = Math.floor(now / (60_000 * SWEEP_MINUTES));
  return (count * (ofSweep < of ? ofSweep : ofPart)) % of;
};
