/** The project's source files and what they import, read as text: what tests of the architecture and the size figures look at. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const ROOT = dirname(import.meta.dirname);

/** One source file; paths are from the root on. */
export interface Source {
  readonly file: string;
  readonly text: string;
  /** What it imports: packages by name, files by path. Types count, too. */
  readonly imports: readonly string[];
  /** Those imports that remain when types are stripped. */
  readonly valueImports: readonly string[];
}

const IMPORT = /(?:^(?:import|export)\b[^;']*?\bfrom |^import |\bimport\()'([^']+)'/gm;
const TYPE_IMPORT = /^(?:import|export) type\b[^;']*?\bfrom '([^']+)'/gm;

/** Reads one file. */
export const sourceOf = (file: string): Source => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = (pattern: RegExp): string[] =>
    [...text.matchAll(pattern)].map(([, from = '']) =>
      from.startsWith('.') ? relative(ROOT, join(ROOT, dirname(file), from)) : from,
    );
  const imports = found(IMPORT);
  const types = found(TYPE_IMPORT);
  return { file, text, imports, valueImports: imports.filter((from) => !types.includes(from)) };
};

/** The files that each pattern matches, each once, in order. Throws when a pattern matches none: it has gone stale. */
export const sourcesIn = (...patterns: readonly string[]): Source[] => {
  const files = patterns.flatMap((pattern) => {
    const found = globSync(pattern, { cwd: ROOT });
    if (found.length === 0) throw new Error(`${pattern} matches no file`);
    return found;
  });
  return [...new Set(files)].sort().map(sourceOf);
};

/** `file -> import` for each import that must not be. */
export const offences = (sources: readonly Source[], wrong: (from: string, file: string) => boolean): string[] =>
  sources.flatMap(({ file, imports }) =>
    imports.filter((from) => wrong(from, file)).map((from) => `${file} -> ${from}`),
  );

/** The circles among the files, type-only ones included: each as the sorted list of its files. */
export const circlesAmong = (sources: readonly Source[]): string[][] => {
  const importsOf = new Map(sources.map(({ file, imports }) => [file, imports]));
  const reached = new Map(sources.map(({ file }) => [file, reachedFrom(file, importsOf)]));
  const circles = sources
    .filter(({ file }) => reached.get(file)?.has(file))
    .map(({ file }) => [...(reached.get(file) ?? [])].filter((other) => reached.get(other)?.has(file)).sort());
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
};

const reachedFrom = (start: string, importsOf: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> => {
  const seen = new Set<string>();
  const open = [...(importsOf.get(start) ?? [])];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    open.push(...(importsOf.get(at) ?? []));
  }
  return seen;
};
