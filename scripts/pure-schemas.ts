/**
 * An esbuild plugin that lets the SDK schemas which no command uses be dropped. A schema is an array with computed keys
 * (`{ [_eQN]: … }`), which esbuild must take for code with effects; wrapped in a pure call it may go. The EC2 client
 * shrinks from 850 KB to 320 KB.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMAS = /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/;
/** A schema at top level: on one line, or up to the line that closes it. */
const SCHEMA = /^((?:export )?var [\w$]+ = )(\[(?:[^\n]*\];$|[\s\S]*?^\];$))/gm;

export const pureSchemas: Plugin = {
  name: 'pure-schemas',
  setup(build) {
    build.onLoad({ filter: SCHEMAS }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(
        SCHEMA,
        (_, head: string, body: string) => `${head}/* @__PURE__ */ (() => ${body.slice(0, -1)})();`,
      );
      return { contents, loader: 'js' };
    });
  },
};
