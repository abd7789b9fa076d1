/**
 * The names of the two alarms that a probe keeps for each appliance, and of its metrics. They follow from the stage and the
 * config alone, since the probe writes them, the routes controller reads them and the stack makes them. Pure.
 *
 * A slash parts them: no stage and no name of an entry holds one, so that two names are one only where stage, group and
 * appliance are. Names that differ in case alone are a problem of the config.
 */

const alarmOf = (stage: string, group: string, appliance: string, kind: string): string =>
  ['waykeeper', stage, 'probe', group, appliance, kind].join('/');

/** Set by the probe: OK while the appliance answers, ALARM while it does not. */
export const verdictAlarm = (stage: string, group: string, appliance: string): string =>
  alarmOf(stage, group, appliance, 'verdict');

/** On the metric that the probe publishes: in ALARM when the probe itself is silent. */
export const heartbeatAlarm = (stage: string, group: string, appliance: string): string =>
  alarmOf(stage, group, appliance, 'heartbeat');

/** The namespace of a stage's metrics; their dimensions are `Group` and `Appliance`. */
export const metricNamespace = (stage: string): string => `Waykeeper/${stage}`;
export const HEARTBEAT_METRIC = 'ProbeHeartbeat';
/** Nobody publishes it, so that an alarm on it keeps the state that was set by hand. */
export const VERDICT_METRIC = 'ProbeVerdict';
