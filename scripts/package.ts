/**
 * Packages the stack without credentials and without network: validates the config, builds, and has osls write the
 * template and one zip for each function to `.serverless`. With `--template` it writes a plain template instead, with `--scp` a
 * service control policy. `--help` tells the other options.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { tagPolicy } from '../resources/scp.ts';
import { ensureBill } from './bill.ts';
import { type PackagedConfig, readConfig } from './build.ts';
import { orSay, oslsFlags, parameterOf } from './options.ts';
import { ensureCommand, packageStack, ROOT } from './package-stack.ts';
import { writeTemplate } from './template.ts';

const HELP = `Usage: npm run package -- [options]
  --config FILE   the config to package (default: waykeeper.yml)
  --into DIR      where to write dist/ and .serverless/ (default: here)
  --stage NAME    part of every name (default: prod)
  --region NAME   the AWS Region (default: AWS_REGION, or eu-west-2)
  --config-from ssm:NAME  have the functions read their config from this parameter; rules, roles and alarms are made
                  from the packaged one all the same
  --template      write dist/template/ instead: a plain CloudFormation template, its zips and a bill of materials, for
                  StackSets and pipelines; for any Region unless one is named
  --scp ARN       write dist/scp.json, a service control policy that leaves the tags which the config selects by to
                  this role or user (repeat it for several), and package nothing
  --quiet         print faults only`;

const readOptions = () => {
  try {
    return parseArgs({
      options: {
        config: { type: 'string', default: join(ROOT, 'waykeeper.yml') },
        into: { type: 'string', default: ROOT },
        stage: { type: 'string' },
        region: { type: 'string' },
        'config-from': { type: 'string' },
        scp: { type: 'string', multiple: true },
        quiet: { type: 'boolean', default: false },
        template: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`${(error as Error).message}\n${HELP}`);
    return undefined;
  }
};

/** Zones whose names the roles cannot tell, so that they allow more than is claimed. */
const wideZones = ({ dns }: PackagedConfig['config']): string[] =>
  [...Map.groupBy(dns.zones, ({ zone }) => zone)]
    .filter(([, entries]) => entries.every(({ name }) => name === undefined))
    .map(
      ([zone]) =>
        `${zone}: its role covers more than the claimed names, since no entry tells the zone's own name (name: …)`,
    );

/** The roles of the stack that may set tags of their own go by its stage, in whichever Region unless one is named. */
const writeTagPolicy = async (
  configFile: string,
  into: string,
  principals: readonly string[],
  { stage, region }: { readonly stage: string; readonly region: string },
): Promise<void> => {
  const { config } = await readConfig(resolve(configFile));
  const policy = tagPolicy(config, principals, { prefix: `waykeeper-${stage}`, stage, region });
  const file = join(into, 'dist/scp.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(policy, undefined, 2)}\n`);
  console.log(`${file} is written; attach it where the tagged things are`);
};

const main = async (): Promise<number> => {
  const options = readOptions();
  if (!options) return 1;
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const { config, into, stage = 'prod', region, quiet, scp, template } = options;
  const configFrom = parameterOf(options['config-from']);
  const progress = (doing: string): void => {
    if (!quiet) console.error(`${doing} …`);
  };
  if (scp) {
    await writeTagPolicy(config, into, scp, { stage, region: region ?? '*' });
    return 0;
  }
  if (template) {
    const dir = await writeTemplate(config, into, { stage, region, configFrom, progress });
    if (!quiet) console.log(`${dir} has template.json, the zips that its parameters name, and sbom.cdx.json`);
    return 0;
  }
  const { dir, fresh } = await packageStack(config, into, { flags: oslsFlags(options), configFrom, progress });
  await ensureBill(into, { dir, fresh });
  if (resolve(into) === ROOT) await ensureCommand();
  if (!quiet) console.log(fresh ? `packaged into ${dir}` : `nothing changed; ${dir} is current`);
  if (!quiet) for (const hint of wideZones((await readConfig(resolve(config))).config)) console.log(hint);
  return 0;
};

if (import.meta.main) await orSay(main);
