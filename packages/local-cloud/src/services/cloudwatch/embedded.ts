/**
 * The metrics that CloudWatch Logs extracts from a line in the embedded metric format (CloudWatch user guide, "Specification:
 * Embedded metric format"). A line that is none, or whose members do not have what `_aws` says of them, has no metrics. Pure.
 */
import type { MetricSample } from './state.ts';

interface Extracted {
  readonly metric: {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
  };
  readonly sample: MetricSample;
}

interface Directive {
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
  readonly Metrics?: unknown;
}

type Members = Readonly<Record<string, unknown>>;

/** What a line of a log says of metrics, one sample for each metric and set of dimensions. */
export const extractMetrics = (line: string): readonly Extracted[] => {
  if (!(line.startsWith('{') && line.includes('"_aws"'))) return [];
  const members = parsed(line);
  const { Timestamp: at, CloudWatchMetrics: directives } = (members._aws ?? {}) as Members;
  if (typeof at !== 'number' || !Array.isArray(directives)) return [];
  return directives.flatMap((directive: Directive) => ofDirective(directive, members, at));
};

const parsed = (line: string): Members => {
  try {
    return JSON.parse(line) as Members;
  } catch {
    return {};
  }
};

const ofDirective = ({ Namespace, Dimensions, Metrics }: Directive, members: Members, at: number): Extracted[] => {
  if (typeof Namespace !== 'string' || !Array.isArray(Dimensions) || !Array.isArray(Metrics)) return [];
  const sets = (Dimensions as readonly (readonly string[])[])
    .map((names) => dimensionsOf(names, members))
    .filter((dimensions) => dimensions !== undefined);
  return Metrics.flatMap(({ Name, Unit }: { readonly Name: string; readonly Unit?: string }) => {
    const values = [members[Name]].flat().filter((value) => typeof value === 'number');
    if (values.length === 0) return [];
    const sample: MetricSample = {
      at,
      ...(Unit === undefined ? {} : { unit: Unit }),
      count: values.length,
      sum: values.reduce((sum, value) => sum + value, 0),
      minimum: Math.min(...values),
      maximum: Math.max(...values),
    };
    return sets.map((dimensions) => ({ metric: { namespace: Namespace, name: Name, dimensions }, sample }));
  });
};

/** Nothing where a dimension has no text in the line. */
const dimensionsOf = (names: readonly string[], members: Members): Record<string, string> | undefined => {
  const found = names.map((name) => [name, members[name]] as const);
  return found.every(([, value]) => typeof value === 'string')
    ? (Object.fromEntries(found) as Record<string, string>)
    : undefined;
};
