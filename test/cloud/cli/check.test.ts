import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { promisify } from 'node:util';
import { run } from '../../../cli/program.ts';

/** Runs a command line and returns what it printed and its exit code. */
const waykeeper = async (...args: string[]) => {
  const [out, err] = [new PassThrough(), new PassThrough()];
  const code = await run(args, { out, err });
  return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
};

let folder = '';
const write = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waykeeper-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('waykeeper check', () => {
  it('finds the example in order and shows what it claims, without colours off a terminal', async () => {
    expect(await waykeeper('check')).toEqual({
      code: 0,
      err: '',
      out: `waykeeper.yml: in order

  SECTION      MODE   NAME                CLAIMS                                              FOR
  connections  apply  payments            endpoint services tagged waykeeper=payments         reject blocked; accept partners, our-org
  dns          apply  Z0PRIVATES3EUWEST2  records @, *, {azId}, addresses                     endpoint tagged waykeeper=s3
  dns          apply  onprem-s3           targets of rule rslvr-rr-0spokes                    s3.eu-west-2.amazonaws.com: ask inbound endpoint rslvr-in-0prod
  dns          apply  onprem-s3           record s3.forwarders.corp.example in Z0CORPEXAMPLE  s3.eu-west-2.amazonaws.com: ask inbound endpoint rslvr-in-0prod
  dns          apply  onprem-s3           bind file s3://corp-dns/s3.conf                     s3.eu-west-2.amazonaws.com: ask inbound endpoint rslvr-in-0prod
  dns          apply  onprem-s3-rpz       rpz file s3://corp-dns/rpz.zone                     s3.eu-west-2.amazonaws.com: answer addresses of endpoint tagged waykeeper=s3
  routes       apply  edge-firewall       0.0.0.0/0, ::/0 in tables tagged waykeeper=app      fw-a, fw-b
  routes       apply  edge-firewall       10.0.1.0/24, 10.0.2.0/24 in tables rtb-0edge        fw-a, fw-b
`,
    });
  });

  it('claims nothing with an empty config', async () => {
    const { out } = await waykeeper('check', await write('empty.yml', 'version: 1'));
    expect(out).toMatch(/in order\n\n {2}It claims nothing\.\n$/);
  });

  it('warns of what was acknowledged and has ended, which is no fault', async () => {
    const entry = '{ code: SPLIT, key: edge/vpc-1, until: 2020-01-31, reason: CHG-17 }';
    const file = await write('ended.yml', `version: 1\nacknowledge: [${entry}]\n`);
    const warning = 'acknowledge[0]: SPLIT of edge/vpc-1 was acknowledged until 2020-01-31, and counts again';
    const text = await waykeeper('check', file);
    expect([text.code, text.out]).toEqual([0, expect.stringContaining(`in order\n  warning: ${warning}\n`)]);
    const { code, out } = await waykeeper('check', '--output', 'json', file);
    expect([code, JSON.parse(out)]).toMatchObject([0, { ok: true, faults: [], warnings: [warning] }]);
  });

  it('prints every fault on standard error, and fails', async () => {
    const file = await write('faulty.yml', 'version: 2\nmoode: plan\n');
    expect(await waykeeper('check', file)).toEqual({
      code: 1,
      out: '',
      err: `${file}:1:10 version: expected the number 1, found the number 2
  1 | version: 2
    |          ^
${file}:2:1 moode: expected a known key (did you mean "mode"?), found the unknown key "moode"
  1 | version: 2
  2 | moode: plan
    | ^
2 faults
`,
    });
  });

  it('says in one sentence that a file cannot be read, and fails', async () => {
    const file = join(folder, 'nowhere.yml');
    expect(await waykeeper('check', file)).toEqual({
      code: 1,
      out: '',
      err: `waykeeper: cannot read ${file}: no such file\n`,
    });
  });

  it('prints JSON for machines', async () => {
    const good = await waykeeper('check', '--output', 'json');
    expect(good.code).toBe(0);
    expect(JSON.parse(good.out)).toMatchObject({
      ok: true,
      file: 'waykeeper.yml',
      faults: [],
      claims: [
        { section: 'connections', name: 'payments' },
        { section: 'dns', name: 'Z0PRIVATES3EUWEST2' },
        ...['onprem-s3', 'onprem-s3', 'onprem-s3', 'onprem-s3-rpz'].map((name) => ({ section: 'dns', name })),
        { section: 'routes' },
        { section: 'routes' },
      ],
    });
    const file = await write('bad.yml', 'version: 2');
    const bad = await waykeeper('check', file, '--output', 'json');
    expect([bad.code, bad.err]).toEqual([1, '']);
    expect(JSON.parse(bad.out)).toEqual({
      ok: false,
      file,
      faults: [{ path: 'version', line: 1, column: 10, expected: 'the number 1', found: 'the number 2' }],
      warnings: [],
      claims: [],
    });
    const missing = await waykeeper('check', join(folder, 'nowhere.yml'), '--output', 'json');
    expect(missing.code).toBe(1);
    expect(JSON.parse(missing.out)).toMatchObject({ ok: false, faults: [{ expected: 'a readable file' }] });
  });

  it('says where in the file a star stands that has no quotes', async () => {
    const file = await write(
      'star.yml',
      'version: 1\ndns:\n  zones:\n    - { zone: Z1, endpoint: { id: vpce-0a }, records: [{ name: * }] }\n',
    );
    const { code, err } = await waykeeper('check', file);
    expect([code, err]).toEqual([
      1,
      `${file}:4:64: expected quotes around it: "*", found *, with which YAML refers to an anchor
  2 | dns:
  3 |   zones:
  4 |     - { zone: Z1, endpoint: { id: vpce-0a }, records: [{ name: * }] }
    |                                                                ^
1 fault
`,
    ]);
  });

  it('answers in SARIF, with the places of the faults', async () => {
    const file = await write('sarif.yml', 'version: 2\n');
    const { code, out } = await waykeeper('check', file, '--output', 'sarif');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: { driver: { name: 'waykeeper', rules: [{ id: 'config-fault' }, { id: 'config-warning' }] } },
          results: [
            {
              ruleId: 'config-fault',
              level: 'error',
              message: { text: 'version: expected the number 1, found the number 2' },
              locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 10 } } }],
            },
          ],
        },
      ],
    });
    expect(JSON.parse((await waykeeper('check', '--output', 'sarif')).out)).toMatchObject({ runs: [{ results: [] }] });
  });

  it('answers in annotations of GitHub, and in Markdown', async () => {
    const file = await write('actions.yml', 'version: 2\n');
    const text = 'expected the number 1, found the number 2';
    expect((await waykeeper('check', file, '--output', 'github')).out).toBe(
      `::error file=${file},line=1,col=10,title=version::${text}\n`,
    );
    expect((await waykeeper('check', file, '--output', 'markdown')).out).toBe(
      `\`${file}\`: 1 fault\n\n| line | key | fault |\n| --- | --- | --- |\n| 1:10 | version | ${text} |\n`,
    );
    expect((await waykeeper('check', '--output', 'markdown')).out).toContain(
      '| section | mode | name | claims | for |',
    );
  });

  it('alone answers so', async () => {
    const { code, err } = await waykeeper('plan', '--output', 'sarif');
    expect([code, err]).toEqual([1, expect.stringContaining('--output sarif is how check alone answers')]);
  });

  it('describes every kind of claim', async () => {
    const { out } = await waykeeper('check', 'test/unit/config/support/everything.yml');
    for (const text of [
      'reject blocked, far; accept partners',
      'of com.amazonaws.eu-west-2.s3 in vpc-0bbb',
      'targets of rule rslvr-rr-0ddd ',
      'record s3.forwarders.corp.example in Z0EXAMPLE ',
      'bind file s3://corp-dns/s3.conf ',
      's3.eu-west-2.amazonaws.com: ask inbound endpoint rslvr-in-0ccc\n',
      'a.example: ask the resolver of vpc-0bbb\n',
      'b.example: ask 10.1.2.3, fd00::1\n',
      'policies in rpz.corp.example on 10.10.0.53:53 ',
      's3.eu-west-2.amazonaws.com: answer the name of endpoint vpce-0aaa\n',
      'c.example: answer the answering addresses of endpoint tagged a=b\n',
      'a TXT record',
      'associations of tables tagged tier=private',
    ]) {
      expect(out).toContain(text);
    }
  });
});

describe('waykeeper', () => {
  it('prints the JSON Schema', async () => {
    const { code, out } = await waykeeper('schema');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ title: 'Waykeeper config' });
  });

  it('helps', async () => {
    const { code, out } = await waykeeper('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/check \[file\]/);
  });

  it('fails helpfully without a command, and with one that it does not know', async () => {
    const bare = await waykeeper();
    expect([bare.code, bare.err.startsWith('Usage: waykeeper')]).toEqual([1, true]);
    const unknown = await waykeeper('chek');
    expect(unknown.code).toBe(1);
    expect(unknown.err).toMatch(/unknown command 'chek'\n\(Did you mean check\?\)/);
  });

  it('runs as a program, whose exit code is that of the command', async () => {
    const program = promisify(execFile)(process.execPath, ['cli/main.ts', 'check', join(folder, 'nowhere.yml')]);
    await expect(program).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('no such file') });
  });
});

describe('waykeeper --version', () => {
  it('prints the version of the package', async () => {
    expect(await waykeeper('--version')).toEqual({ code: 0, err: '', out: '0.1.0\n' });
  });
});
