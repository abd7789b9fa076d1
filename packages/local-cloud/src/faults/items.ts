/** Calls for several things of which AWS refuses some in an answer that is otherwise a success. */
import type { Bag } from '../wire/message.ts';

interface Refusal {
  readonly code: string;
  readonly message: string;
}

interface Items {
  /** The member of the input that lists them. */
  readonly member: string;
  /** Puts those that were refused into the answer to the others; `items` are all that were asked for. */
  merge(output: Bag, items: readonly unknown[], refused: number, why: Refusal): Bag;
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const unsuccessful = (member: string): Items => ({
  member,
  merge: (output, items, refused, { code: Code, message: Message }) => {
    const failed = items.slice(0, refused).map((ResourceId) => ({ ResourceId, Error: { Code, Message } }));
    return { ...output, Unsuccessful: [...listOf(output.Unsuccessful), ...failed] };
  },
});

const batch: Items = {
  member: 'Entries',
  merge: (output, items, refused, { code: Code, message: Message }) => {
    const failed = items.slice(0, refused).map((item) => {
      const { Id } = item as { readonly Id?: string };
      return { Id, Code, Message, SenderFault: false };
    });
    return { Successful: [], ...output, Failed: [...listOf(output.Failed), ...failed] };
  },
};

const putEvents: Items = {
  member: 'Entries',
  merge: (output, items, refused, { code: ErrorCode, message: ErrorMessage }) => {
    const failed = items.slice(0, refused).map(() => ({ ErrorCode, ErrorMessage }));
    const FailedEntryCount = Number(output.FailedEntryCount ?? 0) + failed.length;
    return { ...output, FailedEntryCount, Entries: [...failed, ...listOf(output.Entries)] };
  },
};

const OPERATIONS: Readonly<Record<string, Items>> = {
  'ec2 AcceptVpcEndpointConnections': unsuccessful('VpcEndpointIds'),
  'ec2 RejectVpcEndpointConnections': unsuccessful('VpcEndpointIds'),
  'ec2 DeleteVpcEndpoints': unsuccessful('VpcEndpointIds'),
  'ec2 DeleteVpcEndpointConnectionNotifications': unsuccessful('ConnectionNotificationIds'),
  'events PutEvents': putEvents,
  'sqs ChangeMessageVisibilityBatch': batch,
  'sqs DeleteMessageBatch': batch,
  'sqs SendMessageBatch': batch,
};

/** How an operation answers that some items were refused; undefined for one that cannot. */
export const itemsOf = (service: string, operation: string): Items | undefined => {
  const key = `${service} ${operation}`;
  return Object.hasOwn(OPERATIONS, key) ? OPERATIONS[key] : undefined;
};

/** Carries out a call without the first so many of its items, and answers that they were refused. */
export const withoutItems = async (
  { member, merge }: Items,
  { input, refused, why }: { readonly input: Bag; readonly refused: number; readonly why: Refusal },
  operate: (input: Bag) => Promise<Bag>,
): Promise<Bag> => {
  const items = listOf(input[member]);
  const left = items.slice(refused);
  return merge(left.length === 0 ? {} : await operate({ ...input, [member]: left }), items, refused, why);
};
