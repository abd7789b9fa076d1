import { ListParentsCommand, ListRootsCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { emptyAccount } from '../src/account.ts';
import { type BareApi, clientConfig, startBareApi } from '../src/bare-api.ts';
import { organizations } from '../src/services/organizations/index.ts';
import { addOrganization } from '../src/services/organizations/seed.ts';
import { failure } from './support/failure.ts';

const MANAGEMENT = '100000000001';
const DELEGATED = '100000000002';
const MEMBER = '444455556666';

describe('an organization', () => {
  let api: BareApi;
  beforeEach(async () => {
    const account = emptyAccount();
    addOrganization(account, {
      managementAccount: MANAGEMENT,
      delegatedAdministrators: [DELEGATED],
      units: { 'ou-ab12-11111111': 'root', 'ou-ab12-22222222': 'ou-ab12-11111111' },
      accounts: { [MEMBER]: 'ou-ab12-22222222' },
    });
    api = await startBareApi([organizations], account);
  });
  afterEach(() => api.stop());

  const parents = async (ChildId: string, caller = MANAGEMENT) => {
    const client = new OrganizationsClient(clientConfig(api.url, `AKIA${caller}`));
    return (await client.send(new ListParentsCommand({ ChildId }))).Parents;
  };

  it('names what an account and each unit above it lie in, up to the root', async () => {
    expect(await parents('444455556666')).toEqual([{ Id: 'ou-ab12-22222222', Type: 'ORGANIZATIONAL_UNIT' }]);
    expect(await parents('ou-ab12-22222222')).toEqual([{ Id: 'ou-ab12-11111111', Type: 'ORGANIZATIONAL_UNIT' }]);
    expect(await parents('ou-ab12-11111111')).toEqual([{ Id: 'r-ab12', Type: 'ROOT' }]);
  });

  it('answers a delegated administrator, and no other member', async () => {
    expect(await parents('444455556666', DELEGATED)).toHaveLength(1);
    expect(await failure(parents('444455556666', MEMBER))).toHaveProperty('name', 'AccessDeniedException');
  });

  it.each([
    ['999999999999', 'ChildNotFoundException'],
    ['ou-ab12-99999999', 'ChildNotFoundException'],
    ['everybody', 'InvalidInputException'],
  ])('refuses %s with %s', async (id, name) => {
    expect(await failure(parents(id))).toHaveProperty('name', name);
  });

  it('names the one root, whose ARN names the organization', async () => {
    const client = new OrganizationsClient(clientConfig(api.url, `AKIA${MANAGEMENT}`));
    expect((await client.send(new ListRootsCommand({}))).Roots).toMatchObject([
      { Id: 'r-ab12', Arn: `arn:aws:organizations::${MANAGEMENT}:root/o-ab12cd34ef/r-ab12` },
    ]);
  });

  it('refuses everything while there is no organization', async () => {
    delete api.account.organizations.organization;
    expect(await failure(parents('444455556666'))).toHaveProperty('name', 'AWSOrganizationsNotInUseException');
  });
});
