/** Alarms by name. */
import type { Account } from '../../account.ts';
import { find } from '../../find.ts';
import { AwsError } from '../../wire/error.ts';
import type { Alarm } from './state.ts';

/** Throws ResourceNotFound. */
export const findAlarm = ({ monitoring }: Account, name: string | undefined): Alarm =>
  find(monitoring.alarms, name, () => new AwsError('ResourceNotFound', `The alarm ${name} does not exist.`, 404));
