/**
 * The names of the two alarms that a probe keeps for each appliance. They follow from the config alone, since the probe
 * writes them, the routes controller reads them and the stack makes them. Pure.
 */

/** Set by the probe: OK while the appliance answers, ALARM while it does not. */
export const verdictAlarm = (group: string, appliance: string): string =>
  `waykeeper-probe-${group}-${appliance}-verdict`;

/** On the metric that the probe publishes: in ALARM when the probe itself is silent. */
export const heartbeatAlarm = (group: string, appliance: string): string =>
  `waykeeper-probe-${group}-${appliance}-heartbeat`;

/** The namespace and names of the probe's metrics; their dimensions are `Group` and `Appliance`. */
export const NAMESPACE = 'Waykeeper';
export const HEARTBEAT_METRIC = 'ProbeHeartbeat';
/** Nobody publishes it, so that an alarm on it keeps the state that was set by hand. */
export const VERDICT_METRIC = 'ProbeVerdict';
