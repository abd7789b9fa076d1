import { readFileSync } from 'node:fs';
import { circlesAmong, offences, type Source, sourceOf, sourcesIn } from '../../scripts/sources.ts';
import { MAY_IMPORT } from './support/layers.ts';

const lib = sourcesIn('lib/**/*.ts');
const functions = sourcesIn('functions/*.ts');
const localCloud = sourcesIn('packages/local-cloud/src/**/*.ts', 'packages/local-cloud/src/**/*.mjs');
const localCloudTests = sourcesIn('packages/local-cloud/test/**/*.ts');
const tools = sourcesIn('cli/**/*.ts', 'demo/**/*.ts', 'resources/**/*.ts', 'scripts/*.ts', 'bench/*.ts');

const DNS_CODES = 'lib/dns/codes.ts';

/** Within the dns controller: who may import whom. What zones and publishing have in common is in none of the two. */
const DNS_ROOMS: Readonly<Record<string, readonly string[]>> = {
  'lib/dns/endpoints': ['lib/dns/endpoints', DNS_CODES],
  'lib/dns/record-sets': ['lib/dns/record-sets', DNS_CODES],
  'lib/dns/resolution': ['lib/dns/resolution'],
  'lib/dns/zones': ['lib/dns/zones', 'lib/dns/resolution', 'lib/dns/endpoints', 'lib/dns/record-sets', DNS_CODES],
  'lib/dns/publishing': [
    'lib/dns/publishing',
    'lib/dns/endpoints',
    'lib/dns/record-sets',
    'lib/dns-update',
    'lib/dns-files',
    DNS_CODES,
  ],
};

const isIn = (folder: string, file: string): boolean => file.startsWith(`${folder}/`);

/** Is it a file of this project, as opposed to a package? */
const isOurs = (from: string): boolean => /\.(?:ts|mjs|cjs|json)$/.test(from) && !from.startsWith('@');

const breaches = (sources: readonly Source[], rules: typeof MAY_IMPORT, within = ''): string[] =>
  Object.entries(rules).flatMap(([folder, allowed]) =>
    offences(
      sources.filter(({ file }) => isIn(folder, file)),
      (from) => isOurs(from) && from.startsWith(within) && !allowed.some((one) => from === one || isIn(one, from)),
    ),
  );

describe('imports', () => {
  it('are seen by this test', () => {
    expect(sourceOf('lib/config/load.ts').imports).toContain('lib/config/override.ts');
    expect(sourceOf('lib/core/log.ts').imports).toContain('@aws-lambda-powertools/logger');
    expect(() => sourcesIn('lib/no-such-file.ts')).toThrow('lib/no-such-file.ts matches no file');
  });

  it('are judged for every folder of the house', () => {
    const folders = Object.keys(MAY_IMPORT);
    const strays = [...lib, ...functions].filter(({ file }) => !folders.some((folder) => isIn(folder, file)));
    expect(strays.map(({ file }) => file)).toEqual([]);
  });

  it('run one way between the folders', () => {
    expect(breaches([...lib, ...functions, ...tools, ...localCloud], MAY_IMPORT)).toEqual([]);
  });

  it('run one way within the dns controller', () => {
    expect(breaches(lib, DNS_ROOMS, 'lib/dns')).toEqual([]);
  });

  it('bring zones and publishing together in one file', () => {
    const leadsTo = (room: string, { imports }: Source) => imports.some((from) => isIn(`lib/dns/${room}`, from));
    const both = lib.filter((source) => leadsTo('zones', source) && leadsTo('publishing', source));
    expect(both.map(({ file }) => file)).toEqual(['lib/dns/parts.ts']);
  });

  it('make no circle, types included', () => {
    expect(circlesAmong([...lib, ...functions, ...tools, ...localCloud])).toEqual([]);
  });

  it('would be seen in a circle', () => {
    const file = (name: string, ...imports: string[]): Source => ({ file: name, text: '', imports, valueImports: [] });
    const among = [file('a', 'b'), file('b', 'c'), file('c', 'b'), file('d', 'd')];
    expect(circlesAmong(among)).toEqual([['b', 'c'], ['d']]);
  });
});

describe('packages', () => {
  const deployed = [...lib, ...functions];

  it('of the SDK are known to lib/aws alone', () => {
    const sdk = (from: string, file: string) => /^@(aws-sdk|smithy)\//.test(from) && !isIn('lib/aws', file);
    expect(offences([...deployed, ...sourcesIn('cli/**/*.ts')], sdk)).toEqual([]);
  });

  it('of middy are known to lib/entry/lambda.ts alone', () => {
    expect(offences(deployed, (from) => from.startsWith('@middy/'))).toEqual(['lib/entry/lambda.ts -> @middy/core']);
  });
});

describe('the local cloud', () => {
  const { exports } = JSON.parse(readFileSync('packages/local-cloud/package.json', 'utf8')) as { exports: object };
  const callers = [...lib, ...functions, ...tools, ...sourcesIn('test/**/*.ts')];

  it('has ten entry points at most', () => {
    expect(Object.keys(exports).length).toBeLessThanOrEqual(10);
  });

  it('is entered by its entry points alone', () => {
    const entries = Object.keys(exports).map((entry) => entry.replace('.', '@waykeeper/local-cloud'));
    const isDeep = (from: string) =>
      isIn('packages', from) || (from.startsWith('@waykeeper/') && !entries.includes(from));
    expect(offences(callers, isDeep)).toEqual([]);
  });

  it('and the product know nothing of each other', () => {
    expect(offences([...lib, ...functions], (from) => from.startsWith('@waykeeper/'))).toEqual([]);
    expect(offences(localCloudTests, (from) => isOurs(from) && !isIn('packages/local-cloud', from))).toEqual([]);
  });
});

describe('a function', () => {
  it('loads its own controller alone', () => {
    for (const { file, imports } of functions.filter((it) => !/(?:reconcile|probe)\.ts$/.test(it.file))) {
      const name = file.slice('functions/'.length, -'.ts'.length);
      expect(imports.filter((from) => /\/(?:controller|by-hand)\.ts$/.test(from))).toEqual([
        `lib/${name}/controller.ts`,
      ]);
    }
  });
});

describe('the environment', () => {
  it('is read by lib/config alone, of what is deployed', () => {
    const readers = [...lib, ...functions].filter(({ text }) => /\bprocess\.env\b/.test(text)).map(({ file }) => file);
    expect(readers.filter((file) => !isIn('lib/config', file))).toEqual([]);
  });
});

const PURE = sourcesIn(
  'lib/std/*.ts',
  'lib/net/*.ts',
  'lib/core/{acknowledge,own-things,plan,standing,codes,ledger,read,review,selection,report/event-types,report/events,report/metrics,report/notices,report/open,report/shorten,report/text,report/verdict}.ts',
  'lib/core/told/{document,matters,memory,telling}.ts',
  'lib/config/{types,selector,window}.ts',
  'lib/entry/{concern,request,only,shown-plans,read-trigger,triggers,event-ids,message-ids}.ts',
  'lib/aws/{types,tags,states}.ts',
  'lib/aws/*/{types,states}.ts',
  'lib/connections/{types,codes,keys,own,scope,service-state,policy,rules,quota,accounts,reaccept}.ts',
  'lib/connections/{watch,permissions,own-endpoints,findings,plan,guard,stages}.ts',
  'lib/dns/{codes,codes-of-vpcs,followed,guard,own,scope,stages,units}.ts',
  'lib/dns/endpoints/{types,addresses,follow,indexed,leads,names,selection,subject}.ts',
  'lib/dns/record-sets/*.ts',
  'lib/dns/resolution/*.ts',
  'lib/dns/zones/{types,claims,claimed-sets,desired,diff,hindrances,judge-answers,marking,ours,stale,verifications,vpc-associations,plan,state}.ts',
  'lib/dns/publishing/{types,keys,make-before-break,sources,answers,plan}.ts',
  'lib/dns/publishing/targets/*.ts',
  'lib/dns-files/**/*.ts',
  'lib/dns-update/{types,errors,wire,message,tsig,key}.ts',
  'lib/inspection/{codes,findings,policies,remembered}.ts',
  'lib/routes/{bypass,own,carriers,choice,codes,codes-of-appliances,completeness,components,eligibility,failback,findings,flows,gateway-endpoints,group-findings,guard,health,history,hold-down,mending,model,moved,network,no-standby,off-preferred,ownership,passing,path-sets,plan,remedies,scope,signals,stages,state,state-verdicts,tags,targets,types,units}.ts',
  'lib/routes/probe/{names,reachability,streak,targets}.ts',
);

/** Files that do things: ports, the log, the runner, whatever reads a config. Types of the ports are data. */
const isImpure = (file: string): boolean =>
  (isIn('lib/aws', file) && !/\/(?:types|tags|states|errors)\.ts$/.test(file)) ||
  /^lib\/(?:core\/(?:log|run|reconcile|told\/(?:store|tell))|entry\/(?:lambda|by-hand|probe)|config\/(?:load|override|source|environment))\.ts$/.test(
    file,
  );

describe('pure files', () => {
  it.each(PURE.map((source) => [source.file, source] as const))(
    '%s knows no SDK, clock, log, disk or environment',
    (_, source) => {
      // Of node:net only what judges addresses may be used, of node:crypto what makes digests, of node:zlib what packs text.
      const foreign = (from: string) => /^(@|node:(?!net$|crypto$|zlib$)|yaml)/.test(from) || isImpure(from);
      expect(offences([{ ...source, imports: source.valueImports }], foreign)).toEqual([]);
      expect(source.text).not.toMatch(
        /\bprocess\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bconsole\.|\bsetTimeout\b|\bfetch\(/,
      );
    },
  );

  it.each(PURE.map(({ file }) => [file]))('%s leads to no impure file', (file) => {
    const seen = new Set<string>();
    const visit = (at: string): void => {
      if (seen.has(at)) return;
      seen.add(at);
      for (const from of sourceOf(at).valueImports.filter((it) => isIn('lib', it))) visit(from);
    };
    visit(file);
    expect([...seen].filter(isImpure)).toEqual([]);
  });
});
