/** A file that is published: what it should say, and whether that may be written. Pure. */
import type { Finding, Reason, Skip } from '../../../core/plan.ts';
import { FORMATS, UnprintableError } from '../../../dns-files/formats/index.ts';
import { largestSerial } from '../../../dns-files/formats/rpz.ts';
import { composeAnswers, composeForwarders, readPublished } from '../../../dns-files/header.ts';
import type {
  AnswerContent,
  AnswersFormat,
  ForwarderContent,
  ForwarderFormat,
  PublishedFile,
} from '../../../dns-files/types.ts';
import { finding, reason, skip } from '../../codes.ts';
import { describeOwner, isOf, type Owner } from '../../record-sets/owner-mark.ts';
import { ageOf, describeNext, makeBeforeBreak, withinLimit } from '../make-before-break.ts';
import type { ObservedFile, PublishChange, Source } from '../types.ts';

/** A file of one entry, as it is claimed and as it was found. */
interface FileTarget extends Owner {
  readonly adopt: boolean;
  readonly file: ObservedFile;
  readonly now: number;
}

/** Keeps a file of forwarders equal to what the source serves; an address that may still answer stays for `pullSeconds`. */
export const planForwarderFile = (
  target: FileTarget,
  format: ForwarderFormat,
  source: Source,
  content: Omit<ForwarderContent, 'addresses'>,
  pullSeconds: number,
): PublishChange | Skip | Finding => {
  const { entry, by, file, now } = target;
  const found = read(target);
  if ('code' in found) return { key: file.to, reason: found };
  const { values: present = [], from = [] } = found.published ?? {};
  const current = { values: present, at: file.found?.modifiedAt ?? 0, from };
  const drainMs = pullSeconds * 1_000;
  const { mostAddresses: most = Number.POSITIVE_INFINITY } = FORMATS[format];
  const wanted = makeBeforeBreak(source, current, now, drainMs);
  const next = withinLimit(wanted, present, most, ageOf(current, now) >= drainMs);
  const compose = (): string => composeForwarders(entry, format, { ...content, addresses: next.values }, next.from, by);
  const said = `forwarder ${entry}: ${describeNext(present, next) || 'the domains, the port or the format changed'}`;
  const part = planText(target, found.published, next.values, compose, said, !next.adds && present.length > 0);
  // What drains or is deferred is worth a word where all else is in order.
  const later = part.reason.code === 'IN_ORDER' ? describeNext(present, next) : '';
  return later === '' ? part : skip(file.to, 'IN_ORDER', later);
};

/** Keeps a file of answers equal to what is to be answered. */
export const planAnswersFile = (
  target: FileTarget,
  format: AnswersFormat,
  content: AnswerContent,
): PublishChange | Skip | Finding => {
  const found = read(target);
  if ('code' in found) return { key: target.file.to, reason: found };
  const { data } = content;
  const values = 'cname' in data ? [data.cname] : data.addresses;
  // Secondaries take no zone whose serial is before that of theirs, so a file that is made anew goes on from what is there.
  const serial = largestSerial(target.file.found?.text ?? '');
  const previous = { ...(serial === undefined ? {} : { serial }), ...found.published };
  const compose = (): string => composeAnswers(target.entry, format, content, previous, target.now, target.by);
  const before = found.published?.values ?? [];
  const joined = values.filter((value) => !before.includes(value));
  const said =
    joined.length > 0
      ? `the answer is now ${values.join(' ')}`
      : 'an address left, or the domains, the TTL or the format changed';
  return planText(target, found.published, values, compose, `answers ${target.entry}: ${said}`, false);
};

/** What is there, if it is ours: a file that somebody else made is left alone. */
const read = ({ adopt, file, ...owner }: FileTarget): { published: PublishedFile | undefined } | Reason => {
  if (file.homeless) {
    const why = 'its folder is not here: make it, or mount it; a function has no folders of its own';
    return reason('NO_FOLDER', why);
  }
  const { text = '' } = file.found ?? {};
  const published = readPublished(text);
  if (adopt || text.trim() === '' || isOf(published, owner)) return { published };
  const whose = published ? `was published for ${describeOwner(published)}` : 'was not made by Waykeeper';
  return reason('CONFLICT', `there is a file that ${whose}; adopt: true takes it over`);
};

const planText = (
  { file, entry, by }: FileTarget,
  published: PublishedFile | undefined,
  values: readonly string[],
  compose: () => string,
  said: string,
  late: boolean,
): PublishChange | Skip | Finding => {
  const { to, found } = file;
  const text = printed(to, compose);
  if (typeof text !== 'string') return text;
  if (text === found?.text) return skip(to, 'IN_ORDER', `the file says what ${entry} is to say`);
  const { version } = found ?? {};
  return {
    action: 'publish',
    key: to,
    target: { kind: 'file', to, text, ...(version === undefined ? {} : { version }) },
    ...(published ? { before: { values: published.values } } : {}),
    after: { values },
    late,
    reason: why(published, found !== undefined, published && published.by !== by ? `${said}, or its header` : said),
  };
};

const why = (published: PublishedFile | undefined, isThere: boolean, said: string): Reason => {
  if (published?.intact === false) return reason('FILE_EDITED', 'somebody changed the file by hand; it is made anew');
  if (published) return reason('CONTENT_CHANGED', said);
  return isThere
    ? reason('ADOPTED', `the file is taken over, as adopt says; ${said}`)
    : reason('FILE_MISSING', `the file is not there; ${said}`);
};

/** What a format cannot say is a finding: the file stays as it is. */
const printed = (to: string, compose: () => string): string | Finding => {
  try {
    return compose();
  } catch (error) {
    if (!(error instanceof UnprintableError)) throw error;
    return finding(
      to,
      reason('NOT_PRINTABLE', `${error.message}; the file stays`),
      'change what is to be published, or its format',
    );
  }
};
