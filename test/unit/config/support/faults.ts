import { ConfigError, type LocatedProblem } from '../../../../lib/config/errors.ts';
import { parseConfig } from '../../../../lib/config/parse.ts';

/** All faults of a config; an empty list when it is in order. */
export const faultsOf = (text: string): readonly LocatedProblem[] => {
  try {
    parseConfig(text, 'waykeeper.yml');
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};

/** The faults as short sentences: `path: expected …, found …`. */
export const sentences = (text: string): string[] =>
  faultsOf(text).map(({ path, expected, found }) => `${path}: expected ${expected}, found ${found}`);

/** The faults of a config with one rule set, whose keys besides `name` and `services` are given as flow YAML. */
export const ruleSetFaults = (keys: string): string[] =>
  sentences(`{ version: 1, connections: [{ name: a, services: { id: vpce-svc-0a }, ${keys} }] }`);

/** The faults of a config with one zone, whose keys besides `zone` are given as flow YAML. */
export const zoneFaults = (keys: string): string[] =>
  sentences(`{ version: 1, dns: { zones: [{ zone: Z1, ${keys} }] } }`);

/** The faults of a config with one group: its appliances, legs and further keys as flow YAML. */
export const groupFaults = ({
  appliances = '[{ name: fw-a, interface: eni-0a }]',
  legs = '[{ tables: { id: rtb-0a }, destinations: ["0.0.0.0/0"] }]',
  more = '',
}): string[] => sentences(`{ version: 1, routes: [{ name: g, appliances: ${appliances}, legs: ${legs}, ${more} }] }`);
