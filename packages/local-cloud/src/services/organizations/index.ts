/** The simulated AWS Organizations: what an account or a unit lies in, and which organization it is, for those who may ask. */
import * as client from '@aws-sdk/client-organizations';
import type { Call, Service } from '../../service.ts';
import { AwsError } from '../../wire/error.ts';
import { permissions } from './permissions.ts';
import type { Organization } from './state.ts';

const CHILD = /^(\d{12}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32})$/;

/** Throws AWSOrganizationsNotInUseException without an organization, AccessDeniedException for an ordinary member of it. */
const readable = ({ account, caller }: Call): Organization => {
  const { organization } = account.organizations;
  if (!organization) {
    throw new AwsError('AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.');
  }
  const { managementAccountId, delegatedAdministrators } = organization;
  if (![managementAccountId, ...delegatedAdministrators].includes(caller.accountId)) {
    throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
  }
  return organization;
};

/** Throws InvalidInputException for what is no id, and ChildNotFoundException. */
const listParents = (
  { ChildId = '' }: client.ListParentsRequest,
  call: Call,
): Pick<client.ListParentsResponse, 'Parents'> => {
  const { rootId, accounts, units } = readable(call);
  if (!CHILD.test(ChildId)) {
    const why = `You provided a value that does not match the required pattern: expected an account or unit id, found '${ChildId}'.`;
    throw new AwsError('InvalidInputException', why, 400, { Reason: 'INVALID_PATTERN' });
  }
  const parent = accounts[ChildId] ?? units[ChildId];
  if (parent === undefined) {
    const why = `You specified an account or organizational unit that doesn't exist: ${ChildId}.`;
    throw new AwsError('ChildNotFoundException', why);
  }
  return { Parents: [{ Id: parent, Type: parent === rootId ? 'ROOT' : 'ORGANIZATIONAL_UNIT' }] };
};

/** An organization has one root; its ARN names the organization, too. */
const listRoots = (_: client.ListRootsRequest, call: Call): client.ListRootsResponse => {
  const { id, rootId, managementAccountId } = readable(call);
  const Arn = `arn:aws:organizations::${managementAccountId}:root/${id}/${rootId}`;
  return { Roots: [{ Id: rootId, Arn, Name: 'Root', PolicyTypes: [] }] };
};

export const organizations: Service = {
  signingName: 'organizations',
  client,
  permissions,
  operations: { ListParents: listParents, ListRoots: listRoots },
};
