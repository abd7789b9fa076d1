/** Which entry `waykeeper render` publishes, in which format, and the config that asks for just that. */

import type { Config } from '../lib/config/types.ts';
import type { Format } from '../lib/dns-files/formats/index.ts';
import { ANSWERS_FORMATS, FORWARDER_FORMATS } from '../lib/dns-files/types.ts';

/** What a person may ask for beside the entry's name. */
interface EntryOptions {
  readonly format?: string;
  readonly origin?: string;
}

/** One entry with one file as its only place. */
export interface RenderedEntry {
  readonly config: Config;
  readonly format: Format;
  /** Zone of an `rpz` file. */
  readonly origin: string | undefined;
}

/** A question of the command line that has no good answer. */
export class RenderUsageError extends Error {}

/** Seconds that an address which may still answer stays, where the config publishes no such file. */
const PULL_SECONDS = 300;
const TTL = 60;

/** The config that publishes this entry to the file `to` and does nothing else. Throws RenderUsageError. */
export const entryOf = (config: Config, name: string, options: EntryOptions, to: string): RenderedEntry => {
  const { forwarders, answers } = config.dns;
  const dns = { ...config.dns, zones: [], verifications: [], forwarders: [], answers: [] };
  const forwarder = forwarders.find((entry) => entry.name === name);
  if (forwarder) {
    const format = formatOf(forwarder.publish, options, FORWARDER_FORMATS);
    const file = forwarder.publish.flatMap((one) => ('file' in one && one.file === format ? one : []))[0];
    const { adopt = false, pullSeconds = PULL_SECONDS, insecure } = file ?? {};
    const place = { file: format, to, adopt, pullSeconds, ...(insecure === undefined ? {} : { insecure }) };
    const only = { ...forwarder, publish: [place] };
    return { config: { ...config, dns: { ...dns, forwarders: [only] } }, format, origin: undefined };
  }
  const entry = answers.find((one) => one.name === name);
  if (!entry) throw unknownEntry(name, [...forwarders, ...answers]);
  const format = formatOf(entry.publish, options, ANSWERS_FORMATS);
  const file = entry.publish.flatMap((one) => ('file' in one && one.file === format ? one : []))[0];
  const origin = format === 'rpz' ? (options.origin ?? file?.origin) : undefined;
  if (format === 'rpz' && origin === undefined) {
    throw new RenderUsageError('--origin: expected the name of the policy zone for format rpz, found nothing');
  }
  const place = { file: format, to, adopt: file?.adopt ?? false, ttl: file?.ttl ?? TTL };
  const only = { ...entry, publish: [origin === undefined ? place : { ...place, origin }] };
  return { config: { ...config, dns: { ...dns, answers: [only] } }, format, origin };
};

/** The one asked for, that of the first file which the config publishes, or the first of the kind. */
const formatOf = <Word extends string>(
  publishers: readonly ({ readonly file: Word } | object)[],
  { format }: EntryOptions,
  known: readonly [Word, ...Word[]],
): Word => {
  const published = publishers.flatMap((publisher) => ('file' in publisher ? publisher.file : []))[0];
  const found = known.find((word) => word === (format ?? published ?? known[0]));
  if (found !== undefined) return found;
  throw new RenderUsageError(`--format: expected ${known.join(', ')}, found ${format}`);
};

const unknownEntry = (name: string, entries: readonly { readonly name: string }[]): RenderUsageError => {
  const names = entries.map((entry) => entry.name).join(', ') || 'the config has none';
  return new RenderUsageError(`expected the name of a forwarder or answers entry (${names}), found ${name}`);
};
