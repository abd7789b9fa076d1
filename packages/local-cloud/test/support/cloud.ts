/** A local cloud for one test: an empty account, a tiny package, and clients. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { emptyAccount } from '../../src/account.ts';
import { type Cloud, type CloudOptions, startCloud } from '../../src/cloud.ts';
import type { JournalEntry } from '../../src/journal.ts';
import type { Template } from '../../src/template/template.ts';
import { writePackage } from './package.ts';

export interface TestCloud extends Cloud {
  /** Writes a package, deploys it and removes it again. */
  deployStack(resources: Template['Resources'], sources: Readonly<Record<string, string>>): Promise<void>;
  entries<K extends JournalEntry['kind']>(kind: K): Extract<JournalEntry, { kind: K }>[];
  queueUrl(name: string): string;
  sqs(): SQSClient;
}

/** The account's region and id are `eu-west-2` and `111122223333`. */
export const startTestCloud = async (options: Partial<CloudOptions> = {}): Promise<TestCloud> => {
  const cloud = await startCloud({ account: emptyAccount({ id: '111122223333', region: 'eu-west-2' }), ...options });
  const clients: SQSClient[] = [];
  return {
    ...cloud,
    deployStack: async (resources, sources) => {
      const written = await writePackage(resources, sources);
      await cloud.deploy(written.directory).finally(() => written.remove());
    },
    entries: <K extends JournalEntry['kind']>(kind: K) =>
      cloud.journal.entries.filter((entry): entry is Extract<JournalEntry, { kind: K }> => entry.kind === kind),
    queueUrl: (name) => `${cloud.url}/111122223333/${name}`,
    sqs: () => {
      const client = new SQSClient(cloud.clientConfig());
      clients.push(client);
      return client;
    },
    stop: async () => {
      for (const client of clients) client.destroy();
      await cloud.stop();
    },
  };
};
