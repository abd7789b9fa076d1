import type { ResourceRecordSet } from '@aws-sdk/client-route-53';
import { addHostedZone } from '../src/services/route53/seed.ts';
import { failure } from './support/failure.ts';
import { a, useRoute53, ZONE } from './support/route53.ts';

const { change, api, list, names } = useRoute53();

describe('listing record sets', () => {
  it('sorts by reversed labels, with the wildcard before the names beside it', async () => {
    const labels = ['b', 'a.b', '*', 'a-b', 'A'];
    await change(
      ...labels.map((label): ['CREATE', ResourceRecordSet] => ['CREATE', a(`${label}.app.corp.example`, '10.0.0.1')]),
    );
    expect(await names()).toEqual([
      'app.corp.example. NS',
      'app.corp.example. SOA',
      '\\052.app.corp.example. A',
      'a-b.app.corp.example. A',
      'a.app.corp.example. A',
      'b.app.corp.example. A',
      'a.b.app.corp.example. A',
    ]);
  });

  it('gives 300 a page, and goes on where the page before ended', async () => {
    addHostedZone(api().account, {
      id: ZONE,
      name: 'app.corp.example',
      private: true,
      records: Array.from({ length: 350 }, (_, index) => ({
        Name: `n${index}.app.corp.example`,
        Type: 'A',
        TTL: 1,
        ResourceRecords: [{ Value: '10.0.0.1' }],
      })),
    });
    const first = await list();
    expect(first).toMatchObject({ IsTruncated: true, MaxItems: 300, NextRecordType: 'A' });
    const second = await list({ StartRecordName: first.NextRecordName, StartRecordType: first.NextRecordType });
    expect(second.IsTruncated).toBe(false);
    const all = [...(first.ResourceRecordSets ?? []), ...(second.ResourceRecordSets ?? [])];
    expect([all.length, new Set(all.map(({ Name, Type }) => Name + String(Type))).size]).toEqual([352, 352]);
  });

  it('starts at a name, type and identifier', async () => {
    const sets = ['one', 'two'].map((SetIdentifier) => ({
      ...a('w.app.corp.example', '10.0.0.1'),
      SetIdentifier,
      Weight: 1,
    }));
    await change(...sets.map((set): ['CREATE', ResourceRecordSet] => ['CREATE', set]));
    const page = await list({
      StartRecordName: 'W.app.corp.example',
      StartRecordType: 'A',
      StartRecordIdentifier: 'two',
      MaxItems: 1,
    });
    expect(page.ResourceRecordSets?.map(({ SetIdentifier }) => SetIdentifier)).toEqual(['two']);
  });

  it('refuses a start type without a name', async () => {
    expect(await failure(list({ StartRecordType: 'A' }))).toMatchObject({ name: 'InvalidInput' });
  });
});
