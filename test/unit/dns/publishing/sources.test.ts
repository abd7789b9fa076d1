/** Which addresses a source offers. */
import { fromEndpoint, fromVpc } from '../../../../lib/dns/publishing/sources.ts';

const ips = (...last: readonly number[]): string[] => last.map((one) => `10.0.0.${one}`);

describe('what a source offers', () => {
  const endpoint = { id: 'rslvr-in-1', vpcId: 'vpc-1', direction: 'INBOUND', plainDns: true, addressCount: 7 } as const;

  it('is of an endpoint the addresses that are attached; those on their way neither join nor leave', () => {
    const states = [
      ...(['ATTACHED', 'CREATING', 'REMAP_DETACHING', 'DETACHING', 'DELETING', 'FAILED_RESOURCE_GONE'] as const),
      'unknown (SUSPENDED)' as const,
    ];
    const addresses = states.map((status, at) => ({ ip: `10.0.0.${at}`, status }));
    const wanted = {
      id: 'rslvr-in-1',
      serving: ips(0),
      doubtful: ips(1, 2, 6),
      leaving: ips(3, 4),
      complete: true,
      vpcId: 'vpc-1',
    };
    expect(fromEndpoint(endpoint, addresses)).toEqual(wanted);
  });

  it.each([
    [{ direction: 'OUTBOUND' }, 'is of direction OUTBOUND'],
    [{ direction: 'INBOUND_DELEGATION' }, 'is of direction INBOUND_DELEGATION'],
    [{ direction: 'unknown (SIDEWAYS)' }, 'is of direction unknown (SIDEWAYS)'],
    [{ plainDns: false }, 'takes DNS over HTTPS alone'],
  ] as const)('is none of an endpoint with %j: none joins, and it says why', (given, why) => {
    const source = fromEndpoint({ ...endpoint, ...given }, [{ ip: '10.0.0.0', status: 'ATTACHED' }]);
    expect(source).toMatchObject({ serving: [], doubtful: ips(0), unfit: expect.stringContaining(why) });
  });

  it('is of a VPC the third address of its primary range', () => {
    expect(fromVpc({ id: 'vpc-1', cidrs: ['10.0.0.0/16', '100.64.0.0/16', 'fd00::/56'] }).serving).toEqual([
      '10.0.0.2',
    ]);
    expect(fromVpc({ id: 'vpc-1', cidrs: ['172.31.255.252/30'] }).serving).toEqual(['172.31.255.254']);
  });
});
