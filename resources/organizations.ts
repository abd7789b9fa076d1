/** What the connections controller may ask AWS Organizations: nothing, unless a rule of the config asks. */
import type { Config } from '../lib/config/types.ts';
import { allow } from './iam.ts';

/** Acting as the config's role, which may read the organization; without one, reading it as this account. */
export const organizationStatements = ({ connections, organizations }: Config): readonly unknown[] => {
  const asks = connections
    .flatMap(({ reject, accept }) => [...reject, ...accept])
    .some(({ organizationalUnits }) => organizationalUnits !== undefined);
  if (!asks) return [];
  return [organizations ? allow('sts:AssumeRole', organizations.role) : allow('organizations:ListParents', '*')];
};
