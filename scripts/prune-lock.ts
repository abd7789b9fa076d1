/**
 * Makes package-lock.json valid for `npm ci` on every platform. A registry that lacks binary packages of foreign
 * platforms makes npm write a lock in which optional dependencies have no entry, and `npm ci` then refuses it.
 * Usage: node scripts/prune-lock.ts [--check]; with --check nothing is written and a lock that needs repair exits 1.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockEntry {
  optionalDependencies?: Record<string, string>;
}
interface Lock {
  packages: Record<string, LockEntry>;
}

const FILE = 'package-lock.json';

/** The node_modules folders that Node searches from a lock entry's path, nearest first. */
const searchPath = (at: string): string[] => {
  const outer = at.lastIndexOf('/node_modules/');
  if (at === '') return ['node_modules'];
  return [`${at}/node_modules`, ...(outer < 0 ? ['node_modules'] : searchPath(at.slice(0, outer)))];
};

/** Drops from each entry the optional dependencies that resolve to no entry of the lock, and returns their names. */
export const pruneLock = (lock: Lock): string[] => {
  const dropped: string[] = [];
  for (const [at, entry] of Object.entries(lock.packages)) {
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (searchPath(at).some((folder) => `${folder}/${name}` in lock.packages)) continue;
      delete entry.optionalDependencies?.[name];
      dropped.push(name);
    }
  }
  return dropped;
};

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(FILE, 'utf8')) as Lock;
  const dropped = pruneLock(lock);
  if (process.argv.includes('--check')) {
    console.log(dropped.length ? `${FILE} needs \`npm run lock\`: ${dropped.join(', ')}` : `${FILE} is in order`);
    process.exitCode = dropped.length ? 1 : 0;
  } else {
    writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
    console.log(`${dropped.length} unresolvable optional dependencies dropped from ${FILE}`);
  }
}
