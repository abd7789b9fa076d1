import { execFileSync } from 'node:child_process';
import { parseTsigKey } from '../../../lib/dns-update/key.ts';
import { describeWith, findProgram } from '../../support/programs.ts';

describeWith([{ name: 'tsig-keygen', debianPackage: 'bind9' }], 'what tsig-keygen prints', () => {
  it.each(['hmac-sha256', 'hmac-sha512'])('is a key: %s', (algorithm) => {
    const text = execFileSync(findProgram('tsig-keygen') ?? '', ['-a', algorithm, 'way.keeper'], { encoding: 'utf8' });
    const { name, algorithm: found, secret } = parseTsigKey(text, 'x');
    expect([name, found, secret.length]).toEqual(['way.keeper', algorithm, algorithm === 'hmac-sha256' ? 32 : 64]);
  });
});
