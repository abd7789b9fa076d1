/** The states of alarms, as the SDK's models list them. Pure. */
import type { State } from '../states.ts';

export const ALARM_STATES = ['OK', 'ALARM', 'INSUFFICIENT_DATA'] as const;
export type AlarmState = State<(typeof ALARM_STATES)[number]>;

export const SUPPRESSORS = ['Alarm', 'WaitPeriod', 'ExtensionPeriod'] as const;
/** What suppresses the actions of a composite alarm. */
export type Suppressor = State<(typeof SUPPRESSORS)[number]>;
