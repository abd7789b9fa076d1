/** What resolvers answer beside the wish: IN_ORDER says what Route 53 holds, and no more. */
import type { Endpoint } from '../../../../lib/aws/types.ts';
import type { Answers, Asked } from '../../../../lib/dns/zones/types.ts';
import { endpoint, recordSet } from '../../../support/aws.ts';
import { type ZoneInput, zoneClaim } from '../../../support/configs.ts';
import { lines } from '../../../support/lines.ts';
import { entriesIn, face, observedZone, plan, zonalName } from '../../../support/zones.ts';

const S3 = 's3.eu-west-2.amazonaws.com';
const RIGHT: Answers = { A: ['10.0.1.1', '10.0.2.1'], AAAA: [] };

interface Given {
  readonly answers?: Answers;
  readonly zone?: string;
  readonly claim?: Partial<ZoneInput>;
  readonly endpoint?: Partial<Endpoint>;
  readonly asked?: Partial<Asked>;
  readonly records?: ReturnType<typeof recordSet>[];
}

const FACES = [face('eni-1', '10.0.1.1'), face('eni-2', '10.0.2.1', { azId: 'euw2-az3' })];

const planned = ({ answers = RIGHT, zone = 'corp.example', ...given }: Given = {}) =>
  plan(
    {
      endpoints: [endpoint({ interfaceIds: ['eni-1', 'eni-2'], ...given.endpoint })],
      interfaces: FACES,
      zones: [observedZone(given.records ?? [recordSet(zone, 'vpce-1')], { name: zone })],
      asked: {
        ...{ zones: ['Z1'], answers: { [zone]: answers }, interfaces: FACES },
        offered: { 'com.amazonaws.eu-west-2.s3': [S3] },
        ...given.asked,
      },
    },
    zoneClaim(given.claim),
  );
const said = (given: Given = {}): string[] => lines(planned(given)).filter((line) => !line.endsWith('IN_ORDER'));
const DIFFERS = ['error Z1/corp.example: ANSWER_DIFFERS'];

describe('a name that is asked', () => {
  it('is right when it answers with the addresses of its endpoint, or with some of them', () => {
    expect(said()).toEqual([]);
    expect(said({ answers: { A: ['10.0.2.1'], AAAA: [] } })).toEqual([]);
  });

  it.each<[string, Answers]>([
    ['nothing', { A: [], AAAA: [] }],
    ['another address', { A: ['192.0.2.1'], AAAA: [] }],
    ['another address among them', { A: ['10.0.1.1', '192.0.2.1'], AAAA: [] }],
    ['an address of a type that the endpoint has not', { ...RIGHT, AAAA: ['2001:db8::1'] }],
  ])('differs when it answers %s', (_, answers) => {
    expect(said({ answers })).toEqual(DIFFERS);
  });

  it('is told with both, the answer and the wish', () => {
    const [found] = planned({ answers: { A: ['192.0.2.1'], AAAA: [] } }).findings;
    expect(found?.reason.message).toContain('answer 192.0.2.1, and the wish is 10.0.1.1, 10.0.2.1');
  });

  it('is compared by addresses, and not by their spelling', () => {
    const records = ['A', 'AAAA'].map((type) => recordSet('corp.example', 'vpce-1', { type }));
    const interfaces = [face('eni-1', '10.0.1.1', { ipv6: ['2a05:d01c::1'] }), face('eni-2', '10.0.2.1')];
    const answers = { A: ['10.0.1.1'], AAAA: ['2A05:D01C:0:0::1'] };
    expect(said({ endpoint: { recordTypes: ['A', 'AAAA'] }, records, answers, asked: { interfaces } })).toEqual([]);
  });

  it('of addresses answers all of the set, and no others', () => {
    const claim: Partial<ZoneInput> = { records: [{ name: '@', to: 'addresses' }] };
    const set = { name: 'corp.example.', type: 'A', ttl: 60, values: ['10.0.1.1', '10.0.2.1'] };
    const text = '"heritage=waykeeper,entry=Z1,changed=2026-11-21T03:00:00.000Z,from=vpce-1"';
    const mark = { name: '_waykeeper.corp.example.', type: 'TXT', ttl: 60, values: [text] };
    const made = (answers: Answers) => said({ claim, records: [set, mark], answers });
    expect(made(RIGHT)).toEqual([]);
    expect(made({ A: ['10.0.1.1'], AAAA: [] })).toEqual(DIFFERS);
  });

  it('of one Availability Zone answers with the address there', () => {
    const name = 'euw2-az2.corp.example';
    const target = zonalName('vpce-1', 'eu-west-2a');
    const made = (A: string[]) =>
      said({
        claim: { records: [{ name: '{azId}', to: 'zonal' }] },
        endpoint: { dnsEntries: entriesIn('vpce-1', 'eu-west-2a') },
        records: [
          recordSet(name, 'vpce-1', {
            alias: { zoneId: 'Z7K1066E3PUKB', name: `${target}.`, evaluateTargetHealth: false },
          }),
        ],
        asked: { answers: { [name]: { A, AAAA: [] } } },
      }).filter((line) => line.includes(name));
    expect(made(['10.0.1.1'])).toEqual([]);
    expect(made(['10.0.2.1'])).toEqual([`error Z1/${name}: ANSWER_DIFFERS`]);
  });

  it('of AWS is wrong when it answers with an endpoint of a service that AWS does not list it for', () => {
    const ecr = { offered: { 'com.amazonaws.eu-west-2.s3': ['api.ecr.eu-west-2.amazonaws.com'] } };
    expect(said({ zone: S3 })).toEqual([]);
    expect(said({ zone: S3, asked: ecr })).toEqual([`error Z1/${S3}: ANSWER_DIFFERS`]);
    expect(said({ asked: ecr })).toEqual([]);
  });

  it('of AWS is asked for by clients whether it is claimed or not', () => {
    const app = { claim: { records: [{ name: 'app' }] }, zone: S3, records: [recordSet(`app.${S3}`, 'vpce-1')] };
    const answered = (own: Answers) => ({ answers: { [`app.${S3}`]: RIGHT, [S3]: own } });
    expect(said({ ...app, asked: answered(RIGHT) })).toEqual([]);
    expect(said({ ...app, asked: answered({ A: [], AAAA: [] }) })).toEqual([`error Z1/${S3}: ANSWER_DIFFERS`]);
    const meant = { ...app, claim: { ...app.claim, hides: 'acknowledged' as const } };
    expect(said({ ...meant, asked: answered({ A: [], AAAA: [] }) })).toEqual([]);
  });

  it('is not compared while it is to change', () => {
    const [only, ...more] = said({ records: [recordSet('corp.example', 'vpce-9')], answers: { A: [], AAAA: [] } });
    expect([only, more]).toEqual([expect.stringMatching(/^replace .*ENDPOINT_CHANGED$/), []]);
  });

  it('was not asked where nobody could, or nobody answered, which is told and is no proof', () => {
    expect(said({ asked: { zones: [] } })).toEqual(['leave Z1/asked: NOT_ASKED']);
    expect(said({ answers: { A: ['10.0.1.1'] } })).toEqual(['leave Z1/corp.example: NOT_ASKED']);
    expect(said({ asked: { answers: {} } })).toEqual(['leave Z1/corp.example: NOT_ASKED']);
  });
});
