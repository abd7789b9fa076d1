import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-2' };

/** What was asked of AWS, by the names of the operations. */
let asked: string[];
/** Whether AWS takes the credentials. */
let expired: boolean;
let server: Server;
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'waykeeper-'));
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const operation = new URLSearchParams(body).get('Action') ?? `${request.method} ${request.url}`;
      asked.push(operation);
      const [status, answer] = answerTo(operation);
      response.writeHead(status, { 'content-type': 'text/xml' }).end(answer);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  server.close();
  await rm(dir, { recursive: true });
});
beforeEach(() => {
  asked = [];
  expired = false;
});

const failure = (code: string, message: string): [number, string] => [
  400,
  `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
];

const answerTo = (operation: string): [number, string] => {
  if (expired) return failure('ExpiredToken', 'The security token included in the request is expired');
  if (operation === 'GetCallerIdentity') {
    const identity = '<Arn>arn:aws:iam::111122223333:user/someone</Arn><Account>111122223333</Account>';
    return [200, `<R><GetCallerIdentityResult>${identity}</GetCallerIdentityResult></R>`];
  }
  return failure('ValidationError', 'Stack with id waykeeper-prod does not exist');
};

interface Ended {
  readonly code: number;
  readonly text: string;
}

const deploy = (args: readonly string[], environment: Readonly<Record<string, string>> = CREDENTIALS): Promise<Ended> =>
  new Promise((done) => {
    const { port } = server.address() as AddressInfo;
    const env = {
      ...{ PATH: process.env.PATH, HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' },
      ...{ AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, NO_COLOR: '1', ...environment },
    };
    const running = execFile(
      process.execPath,
      [join(ROOT, 'scripts/deploy.ts'), '--no-plan', '--into', dir, ...args],
      { cwd: ROOT, env },
      (error, out, err) => done({ code: Number(error?.code ?? 0), text: `${out}${err}` }),
    );
    running.stdin?.end();
  });

/** Nothing but questions about who asks and what is there. */
const sent = (): string[] => asked.filter((operation) => !['GetCallerIdentity', 'GetTemplate'].includes(operation));

describe('a deploy', () => {
  it.each([
    ['an unknown option', ['--inot', 'elsewhere'], CREDENTIALS, "Unknown option '--inot'"],
    ['a config that is not there', ['--config', 'nowhere.yml'], CREDENTIALS, 'nowhere.yml: no such file'],
    ['a parameter without its kind', ['--config-from', '/waykeeper/config'], CREDENTIALS, 'expected ssm: and the name'],
    [
      'another account',
      ['--account', '999988887777'],
      CREDENTIALS,
      'credentials of account 111122223333, and --account says 999988887777',
    ],
    ['no Region', [], { ...CREDENTIALS, AWS_REGION: '' }, 'no Region is set: pass --region, or set AWS_REGION'],
    ['no credentials', [], { AWS_REGION: 'eu-west-2' }, 'pass --profile, set AWS_PROFILE'],
  ])('with %s is refused in one sentence, and nothing is sent', async (_, args, environment, sentence) => {
    const { code, text } = await deploy(args, environment);
    expect(text).toContain(sentence);
    expect(text.trim().split('\n')).toHaveLength(1);
    expect(code).toBe(1);
    expect(sent()).toEqual([]);
  });

  it('with expired credentials is refused with what to do, and nothing is sent', async () => {
    expired = true;
    const { code, text } = await deploy([]);
    expect(text).toContain('the credentials have expired: run aws sso login');
    expect([code, sent()]).toEqual([1, []]);
  });

  it('shows where, as whom and what comes, and without a person or --yes sends nothing', async () => {
    const { code, text } = await deploy(['--account', '111122223333']);
    expect(text).toContain('account  111122223333 (arn:aws:iam::111122223333:user/someone)');
    expect(text).toMatch(
      /Region +eu-west-2\nstage +prod\nconfig +waykeeper\.yml\nmode +connections: apply, dns: apply/,
    );
    expect(text).toContain('Nothing is deployed there yet');
    expect(text).toMatch(/Roles may from now on \(\d+\):\n {2}\w+Role: /);
    expect(text).toContain('nobody is here to answer: pass --yes to deploy without a question');
    expect([code, sent()]).toEqual([1, []]);
    expect(asked).toContain('GetTemplate');
  });

  it('with --yes hands the package to osls, whose failure is its own', async () => {
    const { code } = await deploy(['--yes']);
    expect(code).not.toBe(0);
    expect(sent().length).toBeGreaterThan(0);
  });
});
