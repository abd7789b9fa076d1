/** The real servers that other tests run: they start, answer, read anew and go without a trace. */
import { existsSync } from 'node:fs';
import { dig } from '../../support/dig.ts';
import {
  DNSMASQ,
  NAMED,
  startDnsmasq,
  startNamed,
  startUnbound,
  stopNameServers,
  UNBOUND,
  zoneFile,
} from '../../support/name-servers.ts';
import { describeWith } from '../../support/programs.ts';

afterAll(stopNameServers);

const DIG = { name: 'dig', debianPackage: 'bind9-dnsutils' };

describeWith([NAMED, DIG], 'a real BIND', () => {
  it('serves a zone, serves what the file says after a reload, and leaves nothing behind', async () => {
    const named = await startNamed({
      statements: 'zone "corp.example" { type primary; file "corp.zone"; };',
      files: { 'corp.zone': zoneFile('corp.example', ['www A 10.1.1.1']) },
    });
    expect(await dig(named.port, '+short', 'www.corp.example')).toEqual(['10.1.1.1']);
    named.write('corp.zone', zoneFile('corp.example', ['www A 10.1.1.2'], 2));
    await named.reload();
    expect(await dig(named.port, '+short', 'www.corp.example')).toEqual(['10.1.1.2']);
    await named.stop();
    await named.stop();
    expect(existsSync(named.dir)).toBe(false);
    expect(named.logs()).toContain('exiting');
  });

  it('asks another one that plays the internet', async () => {
    const internet = await startNamed({
      statements: 'zone "." { type primary; file "root.zone"; };',
      files: { 'root.zone': zoneFile('.', ['s3.example. A 203.0.113.7']) },
    });
    const named = await startNamed({
      options: `recursion yes; forward only; forwarders { 127.0.0.1 port ${internet.port}; };`,
    });
    expect(await dig(named.port, '+short', 's3.example')).toEqual(['203.0.113.7']);
  });

  it('that refuses its config is no server, and its log says why', async () => {
    await expect(startNamed({ options: 'nonsense yes;' })).rejects.toThrow(/unknown option 'nonsense'/);
    const statements = 'zone "corp.example" { type primary; file "corp.zone"; };';
    const files = { 'corp.zone': zoneFile('corp.example', ['www A nonsense']) };
    await expect(startNamed({ statements, files })).rejects.toThrow(/bad dotted quad/);
  });
});

describeWith([UNBOUND, DIG], 'a real Unbound', () => {
  it('answers from its own data, and from what the file says after a reload', async () => {
    const unbound = await startUnbound({
      server: '  include: "local.conf"',
      files: { 'local.conf': 'local-data: "www.corp.example. A 10.1.1.1"\n' },
    });
    expect(await dig(unbound.port, '+short', 'www.corp.example')).toEqual(['10.1.1.1']);
    unbound.write('local.conf', 'local-data: "www.corp.example. A 10.1.1.2"\n');
    await unbound.reload();
    expect(await dig(unbound.port, '+short', 'www.corp.example')).toEqual(['10.1.1.2']);
  });
});

describeWith([DNSMASQ, DIG], 'a real dnsmasq', () => {
  it('answers from a hosts file, and from what it says after a reload', async () => {
    const dnsmasq = await startDnsmasq({
      lines: ({ dir }) => `addn-hosts=${dir}/hosts`,
      files: { hosts: '10.1.1.1 www.corp.example\n' },
    });
    expect(await dig(dnsmasq.port, '+short', 'www.corp.example')).toEqual(['10.1.1.1']);
    dnsmasq.write('hosts', '10.1.1.2 www.corp.example\n');
    await dnsmasq.reload();
    expect(await dig(dnsmasq.port, '+short', 'www.corp.example')).toEqual(['10.1.1.2']);
  });
});
