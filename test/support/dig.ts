import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The lines that `dig` prints when it asks a name server on loopback. */
export const dig = async (port: number, ...words: readonly string[]): Promise<string[]> => {
  try {
    const common = ['@127.0.0.1', '-p', String(port), '+tries=1', '+time=2'];
    const { stdout } = await promisify(execFile)('dig', [...common, ...words]);
    return stdout.split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('these tests ask `dig`, which is not there (Debian: apt-get install bind9-dnsutils)');
  }
};
