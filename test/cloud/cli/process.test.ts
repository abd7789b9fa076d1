/** The command as a process: at a terminal, in a pipe, without what it needs, and when somebody presses Ctrl-C. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import { addEndpointConnection, addRouteTable } from '@waykeeper/local-cloud/seed';
import type { Account } from '@waykeeper/local-cloud/state';
import { SERVICE, VPC, world, ZONE } from '../../../demo/world.ts';

const ROOT = join(import.meta.dirname, '../../..');
const GOLDEN = join(import.meta.dirname, 'golden');

let cloud: Cloud;
let home: string;
beforeAll(async () => {
  const users = { AKIASTRANGER: { accountId: '111122223333', name: 'stranger' } };
  cloud = await startCloud({ account: world(), users });
  home = await mkdtemp(join(tmpdir(), 'waykeeper-home-'));
});
beforeEach(() => void Object.assign(cloud.account, world()));
afterAll(async () => {
  await cloud.stop();
  await rm(home, { recursive: true });
});

type Variables = Readonly<Record<string, string>>;

const KEYS: Variables = { AWS_ACCESS_KEY_ID: 'AKIALOCAL', AWS_SECRET_ACCESS_KEY: 'local' };

/** Nothing of whoever runs the tests: neither keys nor a home. */
const bare = (): Variables => ({
  ...{ PATH: process.env.PATH ?? '', HOME: home, TERM: 'xterm', AWS_EC2_METADATA_DISABLED: 'true' },
});

const here = (): Variables => ({ ...bare(), ...KEYS, AWS_ENDPOINT_URL: cloud.url, AWS_DEFAULT_REGION: 'eu-west-2' });

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const ended = (child: ChildProcessWithoutNullStreams): Promise<Ended> =>
  new Promise((done, fail) => {
    const said = { out: '', err: '' };
    child.stdout.setEncoding('utf8').on('data', (more: string) => {
      said.out += more;
    });
    child.stderr.setEncoding('utf8').on('data', (more: string) => {
      said.err += more;
    });
    child.once('error', fail).once('close', (code) => done({ code, ...said }));
  });

const start = (args: readonly string[], env: Variables): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, ['cli/main.ts', ...args], { cwd: ROOT, env });

const waykeeper = (args: readonly string[], env: Variables): Promise<Ended> => ended(start(args, env));

describe('what keeps the command from asking AWS', () => {
  const refused = async (args: readonly string[], env: Variables): Promise<string> => {
    const { code, out, err } = await waykeeper(args, env);
    expect([code, out]).toEqual([1, '']);
    expect(err.trimEnd()).not.toContain('\n');
    return err;
  };

  it('is told in one sentence with the remedy', async () => {
    const { AWS_ACCESS_KEY_ID: _, ...keyless } = here();
    const expired = { accountId: cloud.account.id, role: 'operator', expiresAt: 1 };
    cloud.account.sts.sessions.ASIAOLD = expired;
    const [noKeys, noRegion, old, nowhere, noFunction, noProfile, noConfig] = await Promise.all([
      refused(['plan'], keyless),
      refused(['plan'], { ...bare(), ...KEYS, AWS_ENDPOINT_URL: cloud.url }),
      refused(['plan'], { ...here(), AWS_ACCESS_KEY_ID: 'ASIAOLD', AWS_SESSION_TOKEN: 'local/ASIAOLD' }),
      refused(['plan', '--region', 'eu-nowhere-9'], { ...bare(), ...KEYS }),
      refused(['plan', '--via', 'lambda'], here()),
      refused(['plan', '--profile', 'nobody'], here()),
      refused(['plan', '--config', 'nothing.yml'], here()),
    ]);
    expect(noKeys).toMatch(
      /^waykeeper: Could not load credentials .*: pass --profile, set AWS_PROFILE .* aws sso login/,
    );
    expect(noRegion).toMatch(/^waykeeper: no Region is set: pass --region, or set AWS_REGION\n$/);
    expect(old).toMatch(
      /^waykeeper: .*the credentials have expired: run aws sso login, or get new ones \[ExpiredToken/,
    );
    expect(nowhere).toMatch(/^waykeeper: .*eu-nowhere-9.*: check that --region \(or AWS_REGION\) is a Region of AWS/);
    expect(noFunction).toMatch(
      /^waykeeper: there is no function waykeeper-prod-reconcile in eu-west-2 of account 999988887777: pass --region/,
    );
    expect(noProfile).toBe(
      'waykeeper: profile nobody gives no credentials: check ~/.aws/config, or run: aws sso login --profile nobody\n',
    );
    expect(noConfig).toBe('waykeeper: cannot read nothing.yml: no such file\n');
  });

  it('is not another Region, of which it warns', async () => {
    const { code, err } = await waykeeper(['plan', '--only', 'edge-firewall', '--region', 'us-east-1'], here());
    expect(code).not.toBeNull();
    expect(err).toBe('');
    await writeFile(join(home, 'elsewhere.yml'), SERVICE_ELSEWHERE);
    const warned = await waykeeper(['plan', '--config', join(home, 'elsewhere.yml')], here());
    expect(warned.err).toBe(
      'waykeeper: the config names services of us-west-2, and this is eu-west-2: pass --region if it is the wrong one\n',
    );
  });
});

const SERVICE_ELSEWHERE = `version: 1
dns: { zones: [{ zone: ${ZONE}, endpoint: { service: com.amazonaws.us-west-2.s3, vpc: ${VPC} } }] }
`;

describe('a profile that is asked for', () => {
  it('comes before keys in the environment, and brings its Region', async () => {
    await mkdir(join(home, '.aws'), { recursive: true });
    await writeFile(join(home, '.aws/config'), '[profile ops]\nregion = eu-west-2\n');
    await writeFile(
      join(home, '.aws/credentials'),
      '[ops]\naws_access_key_id = AKIAOPS\naws_secret_access_key = local\n',
    );
    const env = { ...here(), AWS_ACCESS_KEY_ID: 'AKIASTRANGER', AWS_DEFAULT_REGION: '' };
    const { code, out, err } = await waykeeper(['plan', '--profile', 'ops', '--only', ZONE], env);
    expect([code, err]).toEqual([2, '']);
    expect(out).toMatch(/^Account 999988887777, eu-west-2, as /);
    expect((await waykeeper(['plan', '--region', 'eu-west-2'], env)).out).toMatch(/^Account 111122223333, /);
  });
});

/** Something of everything: what comes and goes, what the guard blocks, and what needs people. */
const troubled = (): Account => {
  const account = world();
  for (const at of [1, 2]) {
    addEndpointConnection(account, {
      ...{ service: SERVICE, endpoint: `vpce-0gone${at}`, owner: '888877776666' },
      ...{ state: 'available', createdAt: Date.UTC(2026, 0, at) },
    });
  }
  account.route53.zones[ZONE]?.records.push({
    ...{ Name: 's3.eu-west-2.amazonaws.com.', Type: 'A', TTL: 60 },
    ResourceRecords: [{ Value: '192.0.2.7' }],
  });
  return account;
};

describe('the output', () => {
  const ABOUT = ['plan', '--only', ZONE, SERVICE, 'edge-firewall'];

  /** At a pseudo-terminal of so many columns. */
  const atTerminal = async (columns: number, args: readonly string[]): Promise<string> => {
    const line = `stty cols ${columns}; exec ${process.execPath} cli/main.ts ${args.join(' ')}`;
    const env = { ...here(), NO_COLOR: '1' };
    const { out } = await ended(spawn('script', ['-qec', line, '/dev/null'], { cwd: ROOT, env }));
    return out.replaceAll('\r\n', '\n');
  };

  const expectGolden = (name: string, text: string): void => {
    const file = join(GOLDEN, name);
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, 'utf8'));
  };

  beforeEach(() => void Object.assign(cloud.account, troubled()));

  /** A command that breaks over lines cannot be copied. */
  const expectToFit = (text: string, columns: number): void => {
    const wide = text.split('\n').filter((line) => line.length > columns && !line.startsWith('  command  '));
    expect(wide).toEqual([]);
  };

  it.each([80, 120])('fits a terminal of %i columns', async (columns) => {
    const text = await atTerminal(columns, ABOUT);
    expectToFit(text, columns);
    expectGolden(`plan-${columns}.txt`, text);
  });

  it.each([
    ['explain', 'NO_ENDPOINT'],
    ['describe', ZONE],
    ['findings', '--severity', 'info'],
  ])('of %s fits terminals of 80 and 120 columns, and is whole lines without colours in a pipe', async (...args) => {
    const [narrow, wide, { out }] = await Promise.all([
      atTerminal(80, args),
      atTerminal(120, args),
      waykeeper(args, here()),
    ]);
    expectToFit(narrow, 80);
    expectToFit(wide, 120);
    for (const [name, text] of Object.entries({ 80: narrow, 120: wide, pipe: out })) {
      expectGolden(`${args[0]}-${name}.txt`, text);
    }
  });

  it('is whole lines without colours in a pipe, and a table in Markdown', async () => {
    const piped = await waykeeper(ABOUT, here());
    expect(piped.code).toBe(1);
    expectGolden('plan-pipe.txt', piped.out);
    expectGolden('plan.md', (await waykeeper([...ABOUT, '--output', 'markdown'], here())).out);
  });
});

describe('Ctrl-C', () => {
  it('lets the write in flight end, begins no other, and tells what was made', async () => {
    for (let at = 0; at < 70; at += 1) {
      const routes = [{ destination: '0.0.0.0/0', target: 'eni-0fwa' }];
      addRouteTable(cloud.account, { id: `rtb-0many${at}`, vpc: VPC, tags: { waykeeper: 'app' }, routes });
    }
    const instance = cloud.account.ec2.instances['i-0fwa'];
    if (instance) instance.state = 'stopped';
    const from = cloud.journal.entries.length;
    const moved = (): number =>
      cloud.journal.entries.slice(from).filter((entry) => entry.kind === 'call' && entry.operation === 'ReplaceRoute')
        .length;
    const child = start(['apply', '--only', 'edge-firewall', '--yes'], here());
    const ending = ended(child);
    while (moved() < 50 && child.exitCode === null) await sleep(20);
    const atSignal = moved();
    child.kill('SIGINT');
    const { code, out } = await ending;
    expect(code).toBe(130);
    const [, made = '', of = ''] = /Applied (\d+) of (\d+) changes/.exec(out) ?? [];
    expect([Number(made) >= 50, Number(made) < Number(of)]).toEqual([true, true]);
    // One more second would have brought five.
    expect(moved() - atSignal).toBeLessThanOrEqual(5);
    expect(out).toContain('[OUT_OF_TIME]');
  });
});
