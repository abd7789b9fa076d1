/** The bill of materials of what is deployed. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Packaged, ROOT } from './package-stack.ts';

/** The bill's name, beside a template. */
export const BILL = 'sbom.cdx.json';

/** Writes the bill beside a package that has none, or another's. */
export const ensureBill = async (into: string, { dir, fresh }: Packaged): Promise<void> => {
  const file = join(dir, BILL);
  if (fresh || !existsSync(file)) await writeFile(file, await billOfMaterials(into));
};

interface Bill {
  readonly serialNumber: string;
  readonly metadata: { readonly component: object };
  readonly components: readonly { readonly 'bom-ref': string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** The packages whose code is in the bundles that lie in `<into>/dist`, as CycloneDX; without what differs from build to build. */
export const billOfMaterials = async (into: string): Promise<string> => {
  const bundled = new Set(JSON.parse(await readFile(join(into, 'dist/packages.json'), 'utf8')) as string[]);
  const flags = ['--sbom-format', 'cyclonedx', '--package-lock-only'];
  const { stdout } = await promisify(execFile)('npm', ['sbom', ...flags], { cwd: ROOT, maxBuffer: 32 * 1024 * 1024 });
  const { serialNumber: _, metadata, components, dependencies, ...bill } = JSON.parse(stdout) as Bill;
  const inZips = (ref: string): boolean => bundled.has(ref);
  const bom = {
    ...bill,
    // npm takes the folder's name for the project's.
    metadata: { component: { ...metadata.component, name: 'waykeeper' } },
    components: components.filter((each) => inZips(each['bom-ref'])),
    dependencies: dependencies
      .filter(({ ref }) => inZips(ref))
      .map((each) => ({ ...each, dependsOn: (each.dependsOn ?? []).filter(inZips) })),
  };
  return `${JSON.stringify(bom, undefined, 2)}\n`;
};
