/** Loads a built bundle again and again in one process, each time without anything that it remembered. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { Script } from 'node:vm';

type Load = (name: string) => unknown;
type Compiled = (exports: object, require: Load, load: Load, module: object, filename: string, dirname: string) => void;

/** What a bundle exports. */
export interface Bundle {
  readonly handler: (event: unknown, context: unknown) => Promise<unknown>;
}

const require = createRequire(import.meta.url);

const compiled = new Map<string, Compiled>();

/** Its files are loaded by the module that holds them, so that a fresh module has fresh files, too. */
const compile = (file: string): Compiled => {
  const found = compiled.get(file);
  if (found) return found;
  const source = readFileSync(file, 'utf8').replaceAll(/\bimport\((?="[^"]+"\))/g, 'load(');
  const wrapped = `(function (exports, require, load, module, __filename, __dirname) {${source}\n})`;
  const made = new Script(wrapped, { filename: file }).runInThisContext() as Compiled;
  compiled.set(file, made);
  return made;
};

/** A fresh copy of a function. `taskRoot` is where it finds its config, `dist` where its files are. */
export const loadBundle = (dist: string, taskRoot: string): Bundle => {
  const modules = new Map<string, { exports: object }>();
  const load = (name: string): unknown => {
    if (!name.startsWith('.')) return require(name) as unknown;
    const file = join(dist, basename(name));
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {} };
    modules.set(file, module);
    compile(file)(module.exports, load, async (other) => load(other), module, join(taskRoot, basename(file)), taskRoot);
    return module.exports;
  };
  return load('./index.cjs') as Bundle;
};
