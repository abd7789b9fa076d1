/**
 * esbuild plugins that leave out of a bundle what of the SDK no command of ours uses and esbuild cannot tell to be unused. The EC2
 * client shrinks from 850 KB to 320 KB by its schemas alone.
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const SCHEMAS = /@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/;
/** A schema at top level: on one line, or up to the line that closes it. */
const SCHEMA = /^((?:export )?var [\w$]+ = )(\[(?:[^\n]*\];$|[\s\S]*?^\];$))/gm;
/** An error that is the caller's fault and has one member, of the type string, with the call that makes its class known. */
const PLAIN_ERROR =
  /^(export var (\w+)\$ = \[-3, \w+, \w+,\n {4}\{ \[_e\]: _c(?:, \[_hE\]: 4\d\d)? \},\n {4}\[(\w+)\],\n {4}\[0\]\n\];\n)\w+\.registerError\(\2\$, \2\);$/gm;

/** A schema is an array with computed keys (`{ [_eQN]: … }`), which esbuild must take for code with effects. Wrapped in a pure call it may go. */
const pure = (source: string): string =>
  source.replace(SCHEMA, (_, head: string, body: string) => `${head}/* @__PURE__ */ (() => ${body.slice(0, -1)})();`);

/**
 * Of an error that says no more than a message the SDK makes the same without its class: AWS's code as its name, the fault by the
 * HTTP status. (So it does with all errors of EC2.) Those whose code on the wire differs from their name keep their class.
 */
const withoutPlainErrors = (source: string): string =>
  source.replace(PLAIN_ERROR, (whole, schema: string, _: string, member: string) =>
    new RegExp(`^const ${member} = "[mM]essage";$`, 'm').test(source) ? schema : whole,
  );

const schemas: Plugin = {
  name: 'schemas',
  setup(build) {
    build.onLoad({ filter: SCHEMAS }, async ({ path }) => ({
      contents: pure(withoutPlainErrors(await readFile(path, 'utf8'))),
      loader: 'js',
    }));
  },
};

/** Each protocol loads it on demand, for operations that stream events: none of ours does. */
const eventStreams: Plugin = {
  name: 'event-streams',
  setup(build) {
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, namespace: 'left-out' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not in this bundle`)});`,
    }));
  },
};

/** Hashing without `node:crypto`, and the pace of a retry mode that no client of ours has: all have a strategy of their own. */
const STANDBYS = /^\.{1,2}\/(?:[\w-]+\/)*(Sha256Js|DefaultRateLimiter)$/;

const standbys: Plugin = {
  name: 'standbys',
  setup(build) {
    build.onResolve({ filter: STANDBYS }, ({ path, importer }) =>
      /@smithy[\\/]core[\\/]/.test(importer) ? { path, namespace: 'standby' } : undefined,
    );
    build.onLoad({ filter: STANDBYS, namespace: 'standby' }, ({ path }) => ({
      contents: `export const ${STANDBYS.exec(path)?.[1]} = undefined;`,
    }));
  },
};

/** A client only tells its version. */
const packageFiles: Plugin = {
  name: 'package-files',
  setup(build) {
    build.onLoad({ filter: /@aws-sdk[\\/]client-[^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { readonly version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};

/** All of them. */
export const slimSdk: readonly Plugin[] = [schemas, eventStreams, standbys, packageFiles];
