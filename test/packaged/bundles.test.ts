import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cloudwatch, ec2, organizations, route53, ssm, startBareApi, sts } from '@waykeeper/local-cloud/api';
import { addParameter } from '@waykeeper/local-cloud/seed';
import { batch, configFile, context, record } from '../cloud/entry/support/lambda.ts';

/** What `npm test` builds before the tests run. */
const DIST = join(import.meta.dirname, '../../dist/functions');
const NAMES = ['connections', 'dns', 'routes', 'reconcile'] as const;

const bundleOf = (name: string): string => {
  const file = join(DIST, name, 'index.cjs');
  if (!existsSync(file)) throw new Error(`${file} is missing: run npm run package first`);
  return file;
};

const SCRIPT = `
  const { handler } = require(process.argv[1]);
  const { event, context } = JSON.parse(process.argv[2]);
  handler(event, { ...context, getRemainingTimeInMillis: () => 60000 }).then(
    (answer) => console.log(JSON.stringify({ answer: answer ?? null })),
    (error) => console.log(JSON.stringify({ thrown: error.name + ': ' + error.message })),
  );
`;

interface Line {
  readonly message?: string;
  readonly function_request_id?: string;
  readonly answer?: unknown;
  readonly thrown?: string;
}

/** Loads a bundle in a process of its own, as Lambda does, and invokes its handler once. */
const invoke = async (name: string, event: unknown, environment: Record<string, string> = {}): Promise<Line[]> => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['-e', SCRIPT, bundleOf(name), JSON.stringify({ event, context: context() })],
    {
      env: { PATH: process.env.PATH, AWS_REGION: 'eu-west-2', AWS_ENDPOINT_URL: 'http://127.0.0.1:9', ...environment },
    },
  );
  return `${stderr}\n${stdout}`
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);
};

/** Runs against an AWS that denies everything. */
const withDenial = async <T>(run: (url: string) => Promise<T>): Promise<T> => {
  const api = await startBareApi([ec2, route53, cloudwatch, organizations, sts]);
  api.faults.set([{ kind: 'denied', times: Infinity }]);
  try {
    return await run(api.url);
  } finally {
    await api.stop();
  }
};

const KEYS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

describe('a run by hand', () => {
  it('plans with every controller, and converges where there is nothing to do', async () => {
    const config = configFile('version: 1\n');
    const lines = await invoke('reconcile', {}, { WAYKEEPER_CONFIG: config.path });
    config.remove();
    expect(lines.at(-1)?.answer).toMatchObject({
      converged: true,
      reports: [
        {
          controller: 'connections',
          mode: 'plan',
          trigger: { by: 'hand', scope: 'all' },
          calls: { reads: 0, writes: 0, retries: 0 },
        },
        { controller: 'dns', mode: 'plan' },
        { controller: 'routes', mode: 'plan' },
      ],
    });
    expect(lines.filter(({ message }) => message === 'report')).toHaveLength(3);
  });

  it('answers with the report of every controller even when none can read anything', async () => {
    const lines = await withDenial((url) => invoke('reconcile', {}, { ...KEYS, AWS_ENDPOINT_URL: url }));
    const denied = { status: 'failed', code: 'UnauthorizedOperation', retryable: false };
    const outcomes = expect.arrayContaining([expect.objectContaining(denied)]);
    expect(lines.at(-1)?.answer).toMatchObject({
      converged: false,
      reports: ['connections', 'dns', 'routes'].map((controller) => ({ controller, converged: false, outcomes })),
    });
  });

  it("takes AWS's errors by their codes, though the bundle knows no class of most of them", async () => {
    const zones = '{ zone: Z0MISSING, endpoint: { id: vpce-0missing }, records: [{ name: app }] }';
    const config = configFile(`version: 1\ndns: { zones: [${zones}] }\n`);
    const api = await startBareApi([ec2, route53]);
    const environment = { ...KEYS, AWS_ENDPOINT_URL: api.url, WAYKEEPER_CONFIG: config.path };
    try {
      const lines = await invoke('reconcile', { controllers: ['dns'] }, environment);
      const failed = { status: 'failed', code: 'NoSuchHostedZone', error: expect.stringContaining('Z0MISSING') };
      const outcomes = expect.arrayContaining([
        expect.objectContaining({ key: 'Z0MISSING', ...failed, retryable: false }),
      ]);
      expect(lines.at(-1)?.answer).toMatchObject({ reports: [{ controller: 'dns', outcomes }] });
    } finally {
      await api.stop();
      config.remove();
    }
  });

  it('runs only what it was asked for', async () => {
    const lines = await withDenial((url) =>
      invoke('reconcile', { controllers: ['dns'] }, { ...KEYS, AWS_ENDPOINT_URL: url }),
    );
    expect(lines.at(-1)?.answer).toMatchObject({ converged: false, reports: [{ controller: 'dns', mode: 'plan' }] });
  });
});

describe('the built bundle', () => {
  it.each(['connections', 'dns', 'routes'])('of %s reads its messages through lib/lambda.ts', async (name) => {
    const lines = await invoke(name, batch(record('m', 'no JSON')));
    expect(lines).toEqual([
      expect.objectContaining({
        message: 'malformed message dropped',
        function_request_id: context().awsRequestId,
        why: 'expected JSON, found "no JSON"',
      }),
      { answer: { batchItemFailures: [] } },
    ]);
  });

  it('of reconcile refuses a wrong payload through lib/lambda.ts', async () => {
    const lines = await invoke('reconcile', { mode: 'now' });
    expect(lines).toEqual([
      expect.objectContaining({ message: 'invocation failed', function_request_id: context().awsRequestId }),
      { thrown: 'PayloadError: mode: expected "plan" or "apply", found "now"' },
    ]);
  });

  it.each(NAMES)('of %s fails when the config that it is told to use is not there', async (name) => {
    const lines = await invoke(name, batch(record('m', { waykeeper: 'waykeeper.sweep' })), {
      WAYKEEPER_CONFIG: '/nowhere/waykeeper.yml',
    });
    expect(lines.at(-1)?.thrown).toMatch(/^ConfigUnreadableError: .*no such file/);
  });

  it.each([
    ['connections', 450],
    ['dns', 450],
    ['routes', 450],
    ['probe', 450],
    ['reconcile', 100],
  ] as const)('of %s is no larger than %d KB', (name, kilobytes) => {
    expect(statSync(bundleOf(name)).size).toBeLessThanOrEqual(kilobytes * 1_000);
  });

  it('of routes and connections holds no Route 53 client, that of dns does', () => {
    const holds = (name: string) => readFileSync(bundleOf(name), 'utf8').includes('ChangeResourceRecordSets');
    // The trigger table names the CloudTrail event of the call: the client's own words are others.
    const client = (name: string) => /hostedzone\/\{?/.test(readFileSync(bundleOf(name), 'utf8'));
    expect(holds('dns')).toBe(true);
    expect(['dns', 'reconcile', 'routes', 'connections'].map(client)).toEqual([true, false, false, false]);
  });

  it('of none holds the local cloud, the YAML parser or the schema', () => {
    for (const name of NAMES) {
      const text = readFileSync(bundleOf(name), 'utf8');
      expect(text).not.toMatch(/YAMLParseError|ZodError|OperationNotSimulated/);
    }
  });

  it('of none holds a client that only some configs need, or only the end of a run', () => {
    for (const name of [...NAMES, 'probe']) {
      expect(readFileSync(bundleOf(name), 'utf8')).not.toMatch(
        /AmazonSSM|AmazonS3|AWSEvents|AWSSecurityTokenServiceV20110615|AmazonSQS|AWSOrganizationsV20161128|ElasticLoadBalancing_v10/,
      );
    }
  });

  it.each([...NAMES, 'probe'])('of %s has beside it every file that it, or one of those, may load', (name) => {
    const dir = join(DIST, name);
    const files = readdirSync(dir).filter((file) => file.endsWith('.cjs'));
    const loaded = files.flatMap((file) =>
      [...readFileSync(join(dir, file), 'utf8').matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, other]) => other),
    );
    expect(loaded).toContain('override.cjs');
    expect([...new Set(loaded), 'index.cjs'].toSorted()).toEqual(files.toSorted());
  });

  it('of reconcile reads its config from SSM, through a client of a file of its own', async () => {
    const api = await startBareApi([ssm]);
    addParameter(api.account, { name: '/waykeeper/config', value: 'version: 1\n' });
    const environment = { ...KEYS, AWS_ENDPOINT_URL: api.url, WAYKEEPER_CONFIG: 'ssm:/waykeeper/config' };
    try {
      const lines = await invoke('reconcile', { controllers: ['dns'] }, environment);
      expect(lines.at(-1)?.answer).toMatchObject({ converged: true, reports: [{ controller: 'dns' }] });
    } finally {
      await api.stop();
    }
  });
});
