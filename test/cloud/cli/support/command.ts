/** The command in this process, on a local cloud that each test begins anew. */
import { PassThrough, type Readable } from 'node:stream';
import { type Cloud, startCloud } from '@waykeeper/local-cloud/cloud';
import type { Account } from '@waykeeper/local-cloud/state';
import type { Terminal } from '../../../../cli/terminal.ts';
import { goTo } from '../../../support/environment.ts';

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Starts a cloud for the tests of a file, and stops it after them. */
export const commandOn = (world: () => Account) => {
  let cloud: Cloud;
  let run: (args: readonly string[], terminal: Terminal) => Promise<number>;
  let from = 0;
  const become = (account: Account): void => {
    Object.assign(cloud.account, account);
    from = cloud.journal.entries.length;
  };
  beforeAll(async () => {
    cloud = await startCloud({ account: world() });
    goTo(cloud);
    ({ run } = await import('../../../../cli/program.ts'));
  });
  beforeEach(() => become(world()));
  afterAll(() => cloud.stop());
  return {
    cloud: (): Cloud => cloud,
    become,
    /** What was written since the world began. */
    writes: (): string[] =>
      cloud.journal.entries
        .slice(from)
        .flatMap((entry) => (entry.kind === 'call' && !entry.readOnly ? [entry.operation] : []))
        .filter((operation) => operation !== 'PutEvents'),
    waykeeper: async (args: readonly string[], stdin?: Readable): Promise<Ended> => {
      const [out, err] = [new PassThrough(), new PassThrough()];
      const code = await run(args, { out, err, ...(stdin ? { in: stdin } : {}) });
      return { code, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
    },
  };
};

/** A person at a terminal who answers so. */
export const answering = (answer: string): Readable => {
  const stdin = new PassThrough();
  stdin.end(`${answer}\n`);
  return Object.assign(stdin, { isTTY: true });
};
