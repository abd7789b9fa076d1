/** How a zone stands: where its entries lead, whose its names are and what is hidden, for all who plan by it. */
import { indexed } from '../../../../lib/dns/endpoints/indexed.ts';
import { namesOf, stateOf } from '../../../../lib/dns/zones/state.ts';
import { endpoint, recordSet, secondsAgo } from '../../../support/aws.ts';
import { dnsClaims, zoneClaim } from '../../../support/configs.ts';
import { around, observedDns, observedZone } from '../../../support/zones.ts';

const found = observedZone([
  recordSet('app.corp.example', 'vpce-1'),
  { name: 'app.corp.example.', type: 'TXT', ttl: 60, values: ['"heritage=external-dns,external-dns/owner=prod"'] },
  { name: 'lab.corp.example.', type: 'NS', ttl: 60, values: ['ns.example.'] },
]);
const { zones: claims } = dnsClaims(
  zoneClaim({ records: [{ name: 'app' }, { name: 'deep.lab' }, { name: 'app.corp.example' }] }),
  zoneClaim({ endpoint: { id: 'vpce-gone' }, records: [{ name: 'app' }, { name: 'db' }] }),
);
const endpoints = [endpoint({ id: 'vpce-2', createdAt: secondsAgo(1) }), endpoint()];
const observed = indexed(observedDns({ zones: [found], endpoints }));
const state = stateOf(found, claims, observed, ['elsewhere.corp.example']);

describe('the state of a zone', () => {
  it('tells what each entry follows, by where the sets at its names lead', () => {
    expect(
      state.entries.map(({ followed }) => ('endpoint' in followed ? followed.endpoint.id : followed.reason.code)),
    ).toEqual(['vpce-1', 'NO_ENDPOINT']);
  });

  it('tells which names are claimed, by more than one, and by another tool', () => {
    expect([...state.twice]).toEqual(['app.corp.example']);
    expect(state.claimed.has('elsewhere.corp.example')).toBe(true);
    expect(['app', 'db'].map((name) => state.ownerOf(`${name}.corp.example`) !== undefined)).toEqual([true, false]);
  });

  it('has no name among its own that is refused', () => {
    expect(namesOf(state)).toEqual([
      'app.corp.example',
      'deep.lab.corp.example',
      'app.corp.example',
      'db.corp.example',
    ]);
  });

  it('tells what is hidden, by the zone itself and by what its VPCs ask first', () => {
    expect([...state.hidden.keys()]).toEqual(['deep.lab.corp.example']);
    const sources = [{ kind: 'zone' as const, id: 'Z9', domain: 'db.corp.example' }];
    const surroundings = [around({ id: 'vpc-1', sources })];
    const seen = stateOf(found, claims, { ...observed, surroundings }, []);
    expect([...seen.hidden.keys()]).toEqual(['deep.lab.corp.example', 'db.corp.example']);
  });
});
