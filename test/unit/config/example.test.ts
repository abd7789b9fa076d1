import { readFileSync } from 'node:fs';
import { parseConfig } from '../../../lib/config/parse.ts';

describe('the example config', () => {
  const config = parseConfig(readFileSync(new URL('../../../waykeeper.yml', import.meta.url), 'utf8'), 'waykeeper.yml');

  it('claims what the demo plays with', () => {
    expect(config).toMatchObject({
      mode: { connections: 'apply', dns: 'apply', routes: 'apply' },
      connections: [
        {
          name: 'payments',
          services: { tags: { waykeeper: 'payments' } },
          reject: [{ name: 'blocked', accounts: ['777788889999'] }],
          accept: [
            { name: 'partners', accounts: ['111122223333'], maxPerAccount: 5 },
            { name: 'our-org', organizationalUnits: ['ou-ab12-11111111'] },
          ],
          revoke: true,
        },
      ],
      dns: {
        zones: [
          {
            zone: 'Z0PRIVATES3EUWEST2',
            endpoint: { tags: { waykeeper: 's3' } },
            records: [
              { name: '@' },
              { name: '*' },
              { name: '{azId}', to: 'zonal' },
              { name: 'addresses', to: 'addresses', ttl: 60, answering: false },
            ],
          },
        ],
        forwarders: [
          {
            name: 'onprem-s3',
            domains: ['s3.eu-west-2.amazonaws.com'],
            from: { resolverEndpoint: 'rslvr-in-0prod' },
            publish: [
              { resolverRule: 'rslvr-rr-0spokes' },
              { record: 's3.forwarders.corp.example', zone: 'Z0CORPEXAMPLE', ttl: 60 },
              { file: 'bind', to: 's3://corp-dns/s3.conf', pullSeconds: 300 },
            ],
          },
        ],
        answers: [
          {
            name: 'onprem-s3-rpz',
            domains: ['s3.eu-west-2.amazonaws.com'],
            from: { endpoint: { tags: { waykeeper: 's3' } }, as: 'addresses', answering: false },
            publish: [{ file: 'rpz', to: 's3://corp-dns/rpz.zone', origin: 'rpz.corp.example', ttl: 60 }],
          },
        ],
      },
      routes: [
        {
          name: 'edge-firewall',
          appliances: [
            { name: 'fw-a', interface: 'eni-0fwa' },
            { name: 'fw-b', interface: 'eni-0fwb' },
          ],
          choose: 'preferred',
          health: { alarms: ['{appliance}-failover'] },
          legs: [
            { tables: { tags: { waykeeper: 'app' } }, destinations: ['0.0.0.0/0', '::/0'] },
            { tables: { ids: ['rtb-0edge'] }, destinations: ['10.0.1.0/24', '10.0.2.0/24'] },
          ],
          holdDownSeconds: 300,
        },
      ],
    });
  });

  it('starts with the line that editors find the schema by', () => {
    const text = readFileSync(new URL('../../../waykeeper.yml', import.meta.url), 'utf8');
    expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./waykeeper.schema.json');
  });
});
