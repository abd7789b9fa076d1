/** Buses and rules by what callers call them. */
import type { Account } from '../../account.ts';
import { find } from '../../find.ts';
import { AwsError } from '../../wire/error.ts';
import type { Bus, Rule } from './state.ts';

export const busArn = ({ id, region }: Account, name: string): string =>
  `arn:aws:events:${region}:${id}:event-bus/${name}`;

/** Rules of other buses than the default one have the bus in their ARN. */
export const ruleArn = ({ id, region }: Account, busName: string, name: string): string =>
  `arn:aws:events:${region}:${id}:rule/${busName === 'default' ? '' : `${busName}/`}${name}`;

/** The name of a bus that was given by name or by ARN. */
export const busNameOf = (nameOrArn: string | undefined): string =>
  nameOrArn === undefined ? 'default' : nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);

export const ruleKey = (busName: string, name: string): string => `${busName}/${name}`;

/** Throws ResourceNotFoundException. */
export const findBus = ({ events }: Account, nameOrArn: string | undefined): Bus => {
  const name = busNameOf(nameOrArn);
  return find(events.buses, name, () => new AwsError('ResourceNotFoundException', `Event bus ${name} does not exist.`));
};

/** Throws ResourceNotFoundException for the bus or the rule. */
export const findRule = (account: Account, name: string | undefined, busNameOrArn: string | undefined): Rule => {
  const bus = findBus(account, busNameOrArn);
  return find(
    account.events.rules,
    ruleKey(bus.name, name ?? ''),
    () => new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${bus.name}.`),
  );
};
