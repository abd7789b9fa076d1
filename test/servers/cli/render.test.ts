import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { run } from '../../../cli/program.ts';
import { describeWith } from '../../support/programs.ts';

const CONFIG = `version: 1
dns:
  forwarders:
    - name: onprem-s3
      domains: [s3.eu-west-2.amazonaws.com]
      from: { addresses: ["10.1.2.3"] }
      publish: [{ file: bind, to: /nowhere }]
`;

describeWith([{ name: 'named-checkconf', debianPackage: 'bind9-utils' }], 'a checker that is there', () => {
  it('is asked before the file is replaced', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'waykeeper-render-'));
    const config = join(folder, 'waykeeper.yml');
    writeFileSync(config, CONFIG);
    const [out, err] = [new PassThrough(), new PassThrough()];
    await run(['render', 'onprem-s3', '--config', config, '--out', join(folder, 's3.conf')], { out, err });
    rmSync(folder, { recursive: true });
    expect(String(out.read())).toContain('(accepted by named-checkconf)');
  });
});
