/** What a target gets of an event: all of it, a part, constant text, or a filled template. */
import type { Rule, Target } from '../services/events/state.ts';
import { AwsError } from '../wire/error.ts';

const steps = /\.([A-Za-z_$][\w$-]*)|\[(\d+)\]|\['([^']+)'\]|\["([^"]+)"\]/y;

/** The steps of a JSON path such as `$.detail.items[0]['a-b']`. Throws ValidationException for anything else. */
export const parsePath = (path: string): readonly string[] => {
  const found: string[] = [];
  steps.lastIndex = 1;
  while (path.startsWith('$') && steps.lastIndex < path.length) {
    const [, dotted, index, single, double] = steps.exec(path) ?? [];
    const step = dotted ?? index ?? single ?? double;
    if (step === undefined) break;
    found.push(step);
    if (steps.lastIndex === path.length) return found;
  }
  if (path === '$') return found;
  throw new AwsError(
    'ValidationException',
    `Invalid JsonPath: expected $ followed by .name, [index] or ['name'], found ${path}`,
  );
};

/** The value at a path; undefined when nothing is there. */
export const readPath = (value: unknown, path: string): unknown =>
  parsePath(path).reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[step] : undefined),
    value,
  );

/** The text that a target gets for an event: JSON, or whatever its template makes. */
export const inputFor = (
  target: Target,
  rule: Pick<Rule, 'name' | 'arn'>,
  event: { readonly time: string },
): string => {
  if (target.input !== undefined) return target.input;
  if (target.inputPath !== undefined) return JSON.stringify(readPath(event, target.inputPath) ?? {});
  if (target.inputTransformer === undefined) return JSON.stringify(event);
  const { paths, template } = target.inputTransformer;
  const own = Object.entries(paths).map(([name, path]) => [name, readPath(event, path)] as const);
  return fill(template, new Map<string, unknown>([...own, ...reserved(rule, event)]));
};

/** Predefined variables ("Amazon EventBridge input transformation", User Guide). */
const reserved = (rule: Pick<Rule, 'name' | 'arn'>, event: { readonly time: string }): [string, unknown][] => [
  ['aws.events.rule-arn', rule.arn],
  ['aws.events.rule-name', rule.name],
  ['aws.events.event.ingestion-time', event.time],
  ['aws.events.event', event],
  ['aws.events.event.json', event],
];

/** Variables of a template, `<name>`; unknown names stay as they are. */
const fill = (template: string, values: ReadonlyMap<string, unknown>): string => {
  let quoted = false;
  return template.replace(/\\.|"|<([^<>\s]+)>/gs, (part, name: string | undefined) => {
    if (part === '"') quoted = !quoted;
    if (name === undefined || !values.has(name)) return part;
    return quoted ? insideText(values.get(name)) : JSON.stringify(values.get(name) ?? '');
  });
};

/** Inside quotes text goes in without its own quotes, and everything else as escaped JSON. */
const insideText = (value: unknown): string => {
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
};
