import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The lines that `dig` prints when it asks a name server at any address of loopback. */
export const digAt = async (host: string, port: number, ...words: readonly string[]): Promise<string[]> => {
  try {
    const common = [`@${host}`, '-p', String(port), '+tries=1', '+time=20'];
    const { stdout } = await promisify(execFile)('dig', [...common, ...words]);
    return stdout.split('\n').filter(Boolean);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('these tests ask `dig`, which is not there (Debian: apt-get install bind9-dnsutils)');
  }
};
