/** Reads YAML into a plain value, and remembers where each part of it stands. */
import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import type { LocatedProblem } from './errors.ts';
import type { Path, Problem } from './problem.ts';
import { strayAlias, yamlFaults } from './yaml-words.ts';

/** A line and a column, both counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** A document: its value, where a path stands, and its problems so far; or what broke it, when it is no YAML. */
type YamlDocument =
  | {
      readonly value: unknown;
      readonly problems: readonly Problem[];
      locate(path: Path, at: Problem['at']): Position;
    }
  | { readonly broken: readonly LocatedProblem[] };

/** Parses YAML 1.2. Keys given twice are problems, which leave the rest of the document readable. */
export const readYaml = (text: string): YamlDocument => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const position = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const errors = [...document.errors, ...document.warnings];
  const located = (
    offset: number,
    { expected, found }: Pick<LocatedProblem, 'expected' | 'found'>,
  ): LocatedProblem => ({
    ...{ path: '', ...position(offset) },
    ...{ expected, found },
  });
  const faults = yamlFaults(
    text,
    errors.map(({ code, pos, message }) => ({ code, offset: pos[0], message: message.split('\n')[0] ?? '' })),
  );
  if (faults.length > 0) return { broken: faults.map((fault) => located(fault.offset, fault)) };
  const strays = strayAliases(document);
  if (strays.length > 0) return { broken: strays.map(({ at, name }) => located(at, strayAlias(name))) };
  try {
    const value: unknown = document.toJS();
    const locate = (path: Path, at: Problem['at']) => position(offsetOf(document.contents, path, at, document));
    return { value, problems: duplicateKeys(document), locate };
  } catch (error) {
    return {
      broken: [located(0, { expected: 'valid YAML', found: error instanceof Error ? error.message : String(error) })],
    };
  }
};

/** Tells where a path of a document stands; of what is no YAML, or not there, at the start. */
export const locating = (text: string): ((path: Path, at: Problem['at']) => Position) => {
  const document = readYaml(text);
  return 'broken' in document ? () => ({ line: 1, column: 1 }) : document.locate;
};

type Document = ReturnType<typeof parseDocument>;

const resolve = (node: unknown, document: Document): unknown => (isAlias(node) ? node.resolve(document) : node);

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

const keyText = (pair: Pair): string => String(isScalar(pair.key) ? pair.key.value : pair.key);

interface Step {
  readonly node: unknown;
  /** Where the key of a mapping, or the entry of a list, starts. */
  readonly label: number | undefined;
}

/** The last pair of a key wins, as it does in the value. */
const stepInto = (node: unknown, step: string | number): Step | undefined => {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { node: item, label: startOf(item) };
  }
  const pair = isMap(node) ? node.items.findLast((item) => keyText(item) === String(step)) : undefined;
  return pair && { node: pair.value, label: startOf(pair.key) };
};

/** Where a path stands; a missing part stands where the nearest part above it does. */
const offsetOf = (root: Node | null, path: Path, at: Problem['at'], document: Document): number => {
  let node: unknown = root;
  let offset = startOf(root) ?? 0;
  for (const [index, step] of path.entries()) {
    const next = stepInto(resolve(node, document), step);
    if (!next) return offset;
    const last = index === path.length - 1;
    offset = (last && at === 'value' ? startOf(filledIn(next.node)) : undefined) ?? next.label ?? offset;
    node = next.node;
  }
  return offset;
};

/** An empty value has a place of its own, behind the key; the key is the better place to point at. */
const filledIn = (node: unknown): unknown => (isScalar(node) && node.value === null ? undefined : node);

/** Aliases of anchors that do not stand before them: `*.app` without quotes is one. */
const strayAliases = (document: Document): { readonly at: number; readonly name: string }[] => {
  const strays: { at: number; name: string }[] = [];
  visit(document, {
    Alias: (_, alias) => {
      if (!alias.resolve(document)) strays.push({ at: startOf(alias) ?? 0, name: alias.source });
    },
  });
  return strays;
};

const duplicateKeys = (document: Document): Problem[] => {
  const problems: Problem[] = [];
  visit(document, {
    Map: (_, map, ancestors) => {
      const seen = new Set<string>();
      for (const pair of map.items) {
        const key = keyText(pair);
        if (seen.has(key)) {
          const found = `the key ${JSON.stringify(key)} again`;
          problems.push({ path: [...pathOf(ancestors, map), key], at: 'key', expected: 'each key once', found });
        }
        seen.add(key);
      }
    },
  });
  return problems;
};

const pathOf = (ancestors: readonly unknown[], node: unknown): Path => {
  const chain = [...ancestors, node];
  return chain.flatMap((parent, at): Path => {
    if (isPair(parent)) return [keyText(parent)];
    return isSeq(parent) && at < chain.length - 1 ? [parent.items.indexOf(chain[at + 1])] : [];
  });
};
