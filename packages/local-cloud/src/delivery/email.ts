/** What a person finds in the mailbox that subscribes to a topic. Pure. */

export interface Email {
  readonly subject: string;
  readonly text: string;
}

/** What SNS writes where a publisher gave no subject. */
const NO_SUBJECT = 'AWS Notification Message';

/** A message as SNS sends it by email; one of an alarm in the words that SNS has for these. */
export const emailOf = (message: string, subject: string | undefined): Email => ({
  subject: subject ?? NO_SUBJECT,
  text: alarmText(message) ?? message,
});

interface AlarmMessage {
  readonly AlarmName?: string;
  readonly AlarmDescription?: string | null;
  readonly NewStateValue?: string;
  readonly OldStateValue?: string;
  readonly NewStateReason?: string;
  readonly StateChangeTime?: string;
  readonly Region?: string;
  readonly AWSAccountId?: string;
}

const alarmText = (message: string): string | undefined => {
  const alarm = parsed(message);
  if (alarm.AlarmName === undefined || alarm.NewStateValue === undefined) return undefined;
  const { AlarmName, NewStateValue, NewStateReason, StateChangeTime, Region } = alarm;
  return [
    `You are receiving this email because your Amazon CloudWatch Alarm "${AlarmName}" in the ${Region} region has entered the ${NewStateValue} state, because "${NewStateReason}" at "${StateChangeTime}".`,
    '',
    'Alarm Details:',
    `- Name: ${AlarmName}`,
    `- Description: ${alarm.AlarmDescription ?? ''}`,
    `- State Change: ${alarm.OldStateValue} -> ${NewStateValue}`,
    `- Reason for State Change: ${NewStateReason}`,
    `- AWS Account: ${alarm.AWSAccountId}`,
  ].join('\n');
};

const parsed = (message: string): AlarmMessage => {
  try {
    return (JSON.parse(message) ?? {}) as AlarmMessage;
  } catch {
    return {};
  }
};
