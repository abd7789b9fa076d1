/** The ids by which people know what a message tells of: a search of the log for any of them finds the run. Pure. */

interface Message {
  readonly id?: unknown;
  readonly MessageId?: unknown;
  readonly detail?: { readonly eventID?: unknown; readonly requestID?: unknown } | null;
}

/**
 * Of the message itself, of the event or notification in it, and of the API call that the event tells of ("CloudTrail record
 * contents": `eventID`, and `requestID`, which whoever made the call was answered with).
 */
export const messageIds = ({ messageId, body }: { readonly messageId: string; readonly body: string }): string[] => {
  const { id, MessageId, detail } = parsed(body);
  return [messageId, id, MessageId, detail?.eventID, detail?.requestID].filter((one) => typeof one === 'string');
};

const parsed = (body: string): Message => {
  try {
    return (JSON.parse(body) ?? {}) as Message;
  } catch {
    return {};
  }
};
