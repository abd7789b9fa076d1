/** What `npm start` can be asked on the command line. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const ROOT = join(import.meta.dirname, '..');
const APPLIANCES = ['fw-a', 'fw-b'];

/** The config that is deployed, and played with unless another one is asked for. */
export const OWN_CONFIG = join(ROOT, 'waykeeper.yml');

export const HELP = `Usage: npm start -- [options]
  --config FILE   play with another config (default: waykeeper.yml)
  --firewalls     play another day: two probed firewalls, one with two interfaces, that die and return
  --scene NAME    play one scene of the day and what it needs before it; \`list\` tells the names
  --stop NAME     an appliance that is down already when fw-a fails: fw-b
  --port N        port of the local cloud on loopback (default: a free one)
  --keep          keep serving after the day, for the AWS CLI and other clients
  --help          this text`;

/** A question of the command line that has no good answer. */
export class UsageError extends Error {}

export interface Options {
  readonly help: boolean;
  /** Absolute. */
  readonly config: string;
  readonly firewalls: boolean;
  readonly scene: string | undefined;
  /** Appliances that are down before fw-a fails. */
  readonly stop: readonly string[];
  /** 0 takes a free one. */
  readonly port: number;
  readonly keep: boolean;
}

/** Throws a UsageError. */
export const readOptions = (): Options => {
  const { stop = [], scene, config, ...values } = parse();
  const port = values.port === undefined ? 0 : Number(values.port);
  const unknown = stop.filter((name) => !APPLIANCES.includes(name));
  if (unknown.length > 0)
    throw new UsageError(`--stop: expected ${APPLIANCES.join(' or ')}, found ${unknown.join(', ')}`);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port: expected a port number, found ${values.port}`);
  }
  return {
    ...values,
    scene,
    stop: stop.filter((name) => name !== 'fw-a'),
    port,
    config: config === undefined ? OWN_CONFIG : resolve(config),
  };
};

const parse = () => {
  try {
    return parseArgs({
      options: {
        config: { type: 'string' },
        firewalls: { type: 'boolean', default: false },
        scene: { type: 'string' },
        stop: { type: 'string', multiple: true },
        port: { type: 'string' },
        keep: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};
