/** Conditional reads and writes. Tags are compared with or without their quotes. */
import { AwsError } from '../../wire/error.ts';
import { etagOf, noSuchKey } from './find.ts';
import type { StoredObject } from './state.ts';

interface Conditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

const bare = (tag: string): string => tag.replace(/^"|"$/g, '');
const isSame = (object: StoredObject, tag: string): boolean => tag === '*' || bare(tag) === bare(etagOf(object));

const failed = (Condition: string): AwsError => {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new AwsError('PreconditionFailed', message, 412, { Condition });
};

/**
 * What a write asks of the object in its place. Throws PreconditionFailed, NoSuchKey for `IfMatch` where nothing is, and NotImplemented
 * for an `IfNoneMatch` other than a star. ConditionalRequestConflict, for writes that race, is not simulated.
 */
export const checkWrite = (
  { IfMatch, IfNoneMatch }: Conditions,
  { existing, key }: { readonly existing: StoredObject | undefined; readonly key: string },
): void => {
  if (IfNoneMatch !== undefined && IfNoneMatch !== '*') {
    const message = 'A header you provided implies functionality that is not implemented';
    throw new AwsError('NotImplemented', message, 501, { Header: 'If-None-Match' });
  }
  if (IfNoneMatch !== undefined && existing) throw failed('If-None-Match');
  if (IfMatch === undefined) return;
  if (!existing) throw noSuchKey(key);
  if (!isSame(existing, IfMatch)) throw failed('If-Match');
};

/** HTTP dates have whole seconds. */
const seconds = (ms: number): number => Math.floor(ms / 1000);

/** What a read asks of the object. Throws PreconditionFailed, and NotModified (304, without a body). */
export const checkRead = (input: Conditions, object: StoredObject): void => {
  const { IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince } = input;
  const since = (date: Date): boolean => seconds(object.modifiedAt) > seconds(date.getTime());
  if (IfMatch !== undefined ? !isSame(object, IfMatch) : IfUnmodifiedSince && since(IfUnmodifiedSince)) {
    throw failed(IfMatch === undefined ? 'If-Unmodified-Since' : 'If-Match');
  }
  if (IfNoneMatch !== undefined ? isSame(object, IfNoneMatch) : IfModifiedSince && !since(IfModifiedSince)) {
    throw new AwsError('NotModified', 'Not Modified', 304);
  }
};
