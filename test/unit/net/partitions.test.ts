/** AWS's partitions, held to what AWS's own SDK lists. */
import { readFileSync } from 'node:fs';
import { dnsSuffixOf, isVpceName } from '../../../lib/net/partitions.ts';

/** The metadata is no public entry of its package, so that it is read as text. */
const METADATA = 'node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';

interface Metadata {
  readonly partitions: readonly {
    readonly id: string;
    readonly outputs: { readonly dnsSuffix: string };
    readonly regions: Readonly<Record<string, unknown>>;
  }[];
}

const metadata = (): Metadata => {
  const text = readFileSync(METADATA, 'utf8');
  return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)) as Metadata;
};

/** Beside Regions the metadata lists a name for what is the partition's own, such as `aws-cn-global`. */
const isRegion = (name: string): boolean => !name.endsWith('-global');

describe('a Region', () => {
  it.each(
    metadata().partitions.flatMap(({ id, outputs, regions }) =>
      Object.keys(regions)
        .filter(isRegion)
        .map((region) => [region, id, outputs.dnsSuffix] as const),
    ),
  )('such as %s of %s has names below %s, among them those of endpoints', (region, _partition, suffix) => {
    expect(dnsSuffixOf(region)).toBe(suffix);
    expect(isVpceName(`vpce-0a-0b.s3.${region}.vpce.${suffix}`)).toBe(true);
    expect(isVpceName(`vpce-0a-0b.s3.${region}.vpce.${suffix}.corp.example`)).toBe(false);
  });
});
