/** `reaccept` by hand, and the two things that AWS may do about it. */
import * as make from '@waykeeper/local-cloud/seed';
import { emptyAccount } from '@waykeeper/local-cloud/state';
import type { Report } from '../../../lib/core/plan.ts';
import { config, ruleSet, zoneClaim } from '../../support/configs.ts';
import { askingByHand } from '../entry/support/by-hand.ts';

const SERVICE = 'vpce-svc-0a';
const REJECTED = `${SERVICE}/vpce-01`;
const CONFIG = config({
  mode: 'apply',
  connections: [ruleSet({ services: { id: SERVICE } })],
  dns: { zones: [zoneClaim()] },
});

const world = () => {
  const account = emptyAccount({ id: '999988887777', region: 'eu-west-2' });
  make.addEndpointService(account, { id: SERVICE });
  const asked = { service: SERVICE, owner: '111122223333', createdAt: 0 };
  make.addEndpointConnection(account, { ...asked, endpoint: 'vpce-01', state: 'rejected' });
  make.addEndpointConnection(account, { ...asked, endpoint: 'vpce-02', state: 'pendingAcceptance' });
  return account;
};

const { account, writes, ...byHand } = askingByHand(world);
const ask = async (payload: object): Promise<Report | undefined> => {
  const reports = await byHand.ask(payload, CONFIG);
  expect(reports).toHaveLength(1);
  return reports[0];
};

const stateOf = (endpoint: string) => account().ec2.endpointConnections[endpoint]?.state;

describe('a rejected connection that the rules accept', () => {
  it('is accepted by hand, and nothing else is done', async () => {
    const report = await ask({ mode: 'apply', reaccept: [REJECTED] });
    expect(report).toMatchObject({ controller: 'connections', verdict: 'changed', converged: true, rounds: 2 });
    expect(report?.outcomes).toEqual([{ key: REJECTED, status: 'applied' }]);
    expect([stateOf('vpce-01'), stateOf('vpce-02')]).toEqual(['pending', 'pendingAcceptance']);
    expect(writes()).toEqual(['AcceptVpcEndpointConnections']);
  });

  it('is shown in a plan, without a write', async () => {
    const report = await ask({ reaccept: [REJECTED] });
    expect(report?.plan.changes.map(({ action, key }) => `${action} ${key}`)).toEqual([`accept ${REJECTED}`]);
    expect(writes()).toEqual([]);
  });

  it('is what AWS says of it where it does not allow that, and that is its last word', async () => {
    account().ec2.rejectedMayBeAccepted = false;
    const report = await ask({ mode: 'apply', reaccept: [REJECTED] });
    expect(report).toMatchObject({ verdict: 'failed', converged: false });
    expect(report?.outcomes).toEqual([
      {
        key: REJECTED,
        status: 'failed',
        code: 'InvalidState',
        error: 'The endpoint connection of vpce-01 is rejected; expected pendingAcceptance.',
        retryable: false,
      },
    ]);
    expect(writes()).toEqual(['AcceptVpcEndpointConnections']);
    expect(stateOf('vpce-01')).toBe('rejected');
  });

  it('has what else is due done where the controller is named', async () => {
    await ask({ mode: 'apply', controllers: ['connections'], reaccept: [REJECTED] });
    expect([stateOf('vpce-01'), stateOf('vpce-02')]).toEqual(['pending', 'pending']);
  });
});

describe('a connection that is not one to accept again', () => {
  it.each([
    ['waits', `${SERVICE}/vpce-02`, 'it is pendingAcceptance, and only a rejected one can be'],
    ['is not there', `${SERVICE}/vpce-03`, 'no service that a rule set selects has such a connection'],
  ])('has the whole request refused where it %s, whatever else was asked for', async (_, key, why) => {
    const said = { name: 'PayloadError', message: `reaccept: ${key} is not accepted again: ${why}` };
    const both = { mode: 'apply', controllers: ['connections', 'dns'], reaccept: [REJECTED, key] };
    for (const request of [{ mode: 'apply', reaccept: [REJECTED, key] }, both]) {
      await expect(ask(request)).rejects.toMatchObject(said);
    }
    expect(writes()).toEqual([]);
    expect(stateOf('vpce-01')).toBe('rejected');
  });
});
