/** Interfaces that an answer of AWS lacks, and those of which there was no answer. */
import { partlySeen } from '../../../../lib/dns/endpoints/addresses.ts';
import { indexed } from '../../../../lib/dns/endpoints/indexed.ts';
import type { Follower } from '../../../../lib/dns/endpoints/types.ts';
import { endpoint } from '../../../support/aws.ts';
import { face, observedDns } from '../../../support/zones.ts';

const follower: Follower = {
  ...{ key: 'answers/s3', endpoint: { id: endpoint().id }, prefer: 'current' },
  ...{ needsAzs: false, needsAddresses: true, needsLookup: false },
};
const seen = indexed(
  observedDns({
    endpoints: [endpoint({ interfaceIds: ['eni-1', 'eni-2'] })],
    interfaces: [face('eni-1', '10.0.1.165')],
  }),
);
const denied = { key: 'answers/s3', code: 'UnauthorizedOperation', error: 'no', retryable: false };

describe('an answer that lacks an interface', () => {
  it('is asked for again', () => {
    expect(partlySeen('answers/s3', follower, { seen, unseen: [] })).toMatchObject([
      { key: 'answers/s3', code: 'INTERFACES_UNSEEN', retryable: true },
    ]);
  });

  it('is none where the endpoint has no interface at all, which is told once and asked for no more', () => {
    const none = indexed(observedDns({ endpoints: [endpoint({ interfaceIds: [] })] }));
    expect(partlySeen('answers/s3', follower, { seen: none, unseen: [] })).toEqual([]);
  });

  it('concerns nobody who needs no addresses', () => {
    expect(partlySeen('answers/s3', { ...follower, needsAddresses: false }, { seen, unseen: [] })).toEqual([]);
  });
});

it('interfaces whose read was denied give that one outcome, under the key of what needs them', () => {
  const read = {
    seen: indexed({ ...seen, interfaces: [] }),
    unseen: [],
    interfacesUnread: { ...denied, key: 'interfaces' },
  };
  expect(partlySeen('Z1/a.example', follower, read)).toEqual([{ ...denied, key: 'Z1/a.example' }]);
  expect(partlySeen('Z1/a.example', { ...follower, needsAddresses: false }, read)).toEqual([]);
});

it('a follower that is unseen for another reason has that one outcome', () => {
  expect(partlySeen('answers/s3', follower, { seen, unseen: [denied] })).toEqual([]);
  expect(partlySeen('answers/s3', follower, { seen, unseen: [{ ...denied, key: 'answers/other' }] })).toHaveLength(1);
});
