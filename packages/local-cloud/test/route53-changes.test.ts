import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  type ResourceRecordSet,
} from '@aws-sdk/client-route-53';
import { failure } from './support/failure.ts';
import { a, alias, ENDPOINT, useRoute53, ZONE } from './support/route53.ts';

const { change, client, api, list, messages, names } = useRoute53();

describe('a change batch', () => {
  it('writes record sets in the form of AWS', async () => {
    await change(['CREATE', a('*.App.corp.example', '10.0.0.1')], ['CREATE', alias('db.app.corp.example', ENDPOINT)]);
    expect((await list({ StartRecordName: 'app.corp.example', StartRecordType: 'T' })).ResourceRecordSets).toEqual([
      { Name: '\\052.app.corp.example.', Type: 'A', TTL: 60, ResourceRecords: [{ Value: '10.0.0.1' }] },
      {
        Name: 'db.app.corp.example.',
        Type: 'A',
        AliasTarget: { HostedZoneId: 'Z7K1066E3PUKB', DNSName: `${ENDPOINT}.`, EvaluateTargetHealth: false },
      },
    ]);
  });

  it('is pending until it has propagated', async () => {
    const { ChangeInfo } = await change(['CREATE', a('x.app.corp.example', '10.0.0.1')]);
    const status = async () =>
      (await client().send(new GetChangeCommand({ Id: String(ChangeInfo?.Id) }))).ChangeInfo?.Status;
    expect(ChangeInfo).toMatchObject({ Id: expect.stringMatching(/^\/change\/C[0-9A-Z]+$/), Status: 'PENDING' });
    expect(await status()).toBe('PENDING');
    api().advance(60_000);
    expect(await status()).toBe('INSYNC');
  });

  it('changes nothing when one change of it is wrong, and says all that is wrong', async () => {
    const wrong = change(
      ['CREATE', a('x.app.corp.example', '10.0.0.1')],
      ['DELETE', a('y.app.corp.example', '10.0.0.2')],
      ['CREATE', a('z.elsewhere.example', '10.0.0.3')],
    );
    expect(await messages(wrong)).toEqual([
      "Tried to delete resource record set [name='y.app.corp.example.', type='A'] but it was not found",
      'RRSet with DNS name z.elsewhere.example. is not permitted in zone app.corp.example.',
    ]);
    expect(await names()).toEqual(['app.corp.example. NS', 'app.corp.example. SOA']);
  });

  it('repeats its faults in the message of the error', async () => {
    const error = await failure(change(['DELETE', a('y.app.corp.example', '10.0.0.2')]));
    expect(error.message).toBe(
      "[Tried to delete resource record set [name='y.app.corp.example.', type='A'] but it was not found]",
    );
  });

  it('refuses to create what exists', async () => {
    await change(['CREATE', a('x.app.corp.example', '10.0.0.1')]);
    expect(await messages(change(['CREATE', a('x.app.corp.example', '10.0.0.2')]))).toEqual([
      "Tried to create resource record set [name='x.app.corp.example.', type='A'] but it already exists",
    ]);
  });

  it('upserts what exists and what does not', async () => {
    await change(['UPSERT', a('x.app.corp.example', '10.0.0.1')]);
    await change(['UPSERT', a('x.app.corp.example', '10.0.0.2')]);
    const { ResourceRecordSets } = await list({ StartRecordName: 'x.app.corp.example' });
    expect(ResourceRecordSets?.[0]?.ResourceRecords).toEqual([{ Value: '10.0.0.2' }]);
  });

  it('deletes only what matches exactly, in any order of values', async () => {
    await change(['CREATE', a('x.app.corp.example', '10.0.0.1', '10.0.0.2')]);
    const otherTtl = { ...a('x.app.corp.example', '10.0.0.1', '10.0.0.2'), TTL: 61 };
    expect(await messages(change(['DELETE', otherTtl]))).toEqual([
      "Tried to delete resource record set [name='x.app.corp.example.', type='A'] but the values provided do not match the current values",
    ]);
    await change(['DELETE', a('x.app.corp.example', '10.0.0.2', '10.0.0.1')]);
    expect(await names()).toHaveLength(2);
  });

  it('may delete and create one name', async () => {
    await change(['CREATE', a('x.app.corp.example', '10.0.0.1')]);
    await change(['DELETE', a('x.app.corp.example', '10.0.0.1')], ['CREATE', alias('x.app.corp.example', ENDPOINT)]);
    expect((await list({ StartRecordName: 'x.app.corp.example' })).ResourceRecordSets?.[0]?.AliasTarget).toBeDefined();
  });

  it('refuses to delete one record set twice', async () => {
    const set = a('x.app.corp.example', '10.0.0.1');
    await change(['CREATE', set]);
    expect(await messages(change(['DELETE', set], ['DELETE', set]))).toHaveLength(1);
    expect(await names()).toHaveLength(3);
  });

  it('keeps the NS and SOA records of the zone', async () => {
    const { ResourceRecordSets = [] } = await list();
    const deletions = ResourceRecordSets.map((set): [Change['Action'], ResourceRecordSet] => ['DELETE', set]);
    expect(await messages(change(...deletions))).toEqual([
      'A HostedZone must contain at least one NS record for the zone itself.',
      'A HostedZone must contain exactly one SOA record.',
    ]);
  });

  const cname = (Name: string): ResourceRecordSet => ({ ...a(Name, 'target.example'), Type: 'CNAME' });

  it('lets a CNAME stand alone', async () => {
    await change(['CREATE', a('x.app.corp.example', '10.0.0.1')], ['CREATE', cname('y.app.corp.example')]);
    expect(await messages(change(['CREATE', cname('x.app.corp.example')]))).toEqual([
      'RRSet of type CNAME with DNS name x.app.corp.example. is not permitted as it conflicts with other records with the same DNS name in zone app.corp.example.',
    ]);
    expect(await messages(change(['UPSERT', a('y.app.corp.example', '10.0.0.1')]))).toEqual([
      'RRSet of type A with DNS name y.app.corp.example. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone app.corp.example.',
    ]);
    expect(await messages(change(['CREATE', cname('app.corp.example')]))).toEqual([
      'RRSet of type CNAME with DNS name app.corp.example. is not permitted at apex in zone app.corp.example.',
    ]);
  });

  it.each([
    ['A', '10.0.0.256', 'ARRDATAIllegalIPv4Address'],
    ['AAAA', '10.0.0.1', 'AAAARRDATAIllegalIPv6Address'],
    ['TXT', 'bare', 'enclosed in quotation marks'],
  ] as const)('refuses the %s value %s', async (Type, value, problem) => {
    const [message] = (await messages(change(['CREATE', { ...a('x.app.corp.example', value), Type }]))) ?? [];
    expect(message).toContain(problem);
  });

  const many = (count: number) =>
    a('x.app.corp.example', ...Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i & 255}`));
  const named = (set: ResourceRecordSet, Name: string): ResourceRecordSet => ({ ...set, Name });
  const wide = ['p', 'q', 'r'].map((label) => named(many(334), `${label}.app.corp.example`));

  it('holds 1,000 values at most', async () => {
    expect(await messages(change(...wide.map((set): ['CREATE', ResourceRecordSet] => ['CREATE', set])))).toEqual([
      'Number of records limit of 1000 exceeded.',
    ]);
    const [p, q] = wide as [ResourceRecordSet, ResourceRecordSet];
    await change(['CREATE', p], ['CREATE', q]);
  });

  it('counts an upsert twice', async () => {
    const [p, q] = wide as [ResourceRecordSet, ResourceRecordSet];
    expect(await messages(change(['UPSERT', p], ['UPSERT', q]))).toEqual(['Number of records limit of 1000 exceeded.']);
  });

  it('holds 32,000 characters of values at most', async () => {
    const long = Array.from({ length: 9 }, (_, index): ['CREATE', ResourceRecordSet] => [
      'CREATE',
      { ...a(`t${index}.app.corp.example`, `"${'x'.repeat(3_998)}"`), Type: 'TXT' },
    ]);
    expect(await messages(change(...long))).toEqual(['Number of characters limit of 32000 exceeded.']);
    await change(...long.slice(0, 8));
  });

  it.each([
    ['a name of no AWS zone', alias('x.app.corp.example', 'www.example.org')],
    ['a missing name of the zone', alias('x.app.corp.example', 'y.app.corp.example', ZONE)],
    ['a name outside the zone', alias('x.app.corp.example', 'y.elsewhere.example', ZONE)],
  ])('refuses an alias to %s', async (_, set) => {
    const [message] = (await messages(change(['CREATE', set]))) ?? [];
    expect(message).toMatch(/^Tried to create an alias that targets .*, but/);
  });

  it('takes an alias to a record set of its own zone', async () => {
    await change(
      ['CREATE', a('y.app.corp.example', '10.0.0.1')],
      ['CREATE', alias('x.app.corp.example', 'y.app.corp.example', ZONE)],
    );
    expect(await names()).toHaveLength(4);
  });

  it('refuses an alias whose zone id is a name', async () => {
    const error = await failure(change(['CREATE', alias('x.app.corp.example', 'Z7K1066E3PUKB', ENDPOINT)]));
    expect(error).toMatchObject({ name: 'InvalidInput', message: expect.stringContaining('less than or equal to 32') });
  });

  it.each([
    ['neither values nor alias', { Name: 'x.app.corp.example', Type: 'A' } as const, 'but found none'],
    ['values and alias', { ...a('x.app.corp.example', '10.0.0.1'), ...alias('', ENDPOINT) }, 'but found more than one'],
    ['a set identifier alone', { ...a('x.app.corp.example', '10.0.0.1'), SetIdentifier: 'a' }, 'but found none'],
    ['a weight alone', { ...a('x.app.corp.example', '10.0.0.1'), Weight: 1 }, "Missing field 'SetIdentifier'"],
  ])('refuses a record set with %s', async (_, set, message) => {
    const error = await failure(change(['CREATE', set]));
    expect(error).toMatchObject({ name: 'InvalidInput', message: expect.stringContaining(message) });
  });

  const weighted = (SetIdentifier: string, TTL = 60) => ({
    ...a('w.app.corp.example', '10.0.0.1'),
    SetIdentifier,
    Weight: 1,
    TTL,
  });

  it('keeps routing policies of one name apart', async () => {
    await change(['CREATE', weighted('one')], ['CREATE', weighted('two')]);
    expect(await messages(change(['CREATE', a('w.app.corp.example', '10.0.0.1')]))).toHaveLength(1);
    expect(await messages(change(['CREATE', weighted('three', 61)]))).toHaveLength(1);
    expect(
      (await list({ StartRecordName: 'w.app.corp.example' })).ResourceRecordSets?.map(
        ({ SetIdentifier }) => SetIdentifier,
      ),
    ).toEqual(['one', 'two']);
  });

  it('needs a zone that exists', async () => {
    const input = {
      HostedZoneId: 'ZNONE',
      ChangeBatch: { Changes: [{ Action: 'CREATE' as const, ResourceRecordSet: a('x.', '10.0.0.1') }] },
    };
    const error = await failure(client().send(new ChangeResourceRecordSetsCommand(input)));
    expect(error).toMatchObject({
      name: 'NoSuchHostedZone',
      message: 'No hosted zone found with ID: ZNONE',
      $metadata: { httpStatusCode: 404 },
    });
  });

  it('needs every required member', async () => {
    const error = await failure(change(['CREATE', { Name: 'x.app.corp.example', Type: undefined }]));
    expect(error).toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('ChangeBatch.Changes.1.ResourceRecordSet.Type'),
    });
  });
});

it('knows no change that was never made', async () => {
  expect(await failure(client().send(new GetChangeCommand({ Id: 'C0' })))).toMatchObject({ name: 'NoSuchChange' });
});
