/** Bodies in S3's own chunks (`aws-chunked`), as the SDK sends streams: sized pieces, then headers that came too late. */
import { AwsError } from './error.ts';
import type { WireRequest } from './message.ts';

const LINE_END = '\r\n';

const incomplete = (): AwsError =>
  new AwsError('IncompleteBody', 'The request body terminated unexpectedly: its aws-chunked encoding is broken.');

/** The line at an offset, and where the next one begins. */
const lineAt = (body: Buffer, offset: number): { readonly line: string; readonly next: number } => {
  const end = body.indexOf(LINE_END, offset);
  if (end < 0) throw incomplete();
  return { line: body.toString('latin1', offset, end), next: end + LINE_END.length };
};

const trailerOf = (body: Buffer, offset: number): Record<string, string> =>
  Object.fromEntries(
    body
      .toString('latin1', offset)
      .split(/\r?\n/)
      .map((line) => /^([^:]+):\s*(.*)$/.exec(line))
      .flatMap((match) => (match ? [[String(match[1]).toLowerCase(), String(match[2])] as const] : [])),
  );

/** The body that chunks make up, and the headers after them. Throws IncompleteBody. Signatures of chunks are not verified. */
const join = (body: Buffer): { readonly whole: Buffer; readonly trailer: Record<string, string> } => {
  const pieces: Buffer[] = [];
  for (let offset = 0; ; ) {
    const { line, next } = lineAt(body, offset);
    const size = Number.parseInt(/^[0-9a-f]+/i.exec(line)?.[0] ?? '', 16);
    if (Number.isNaN(size)) throw incomplete();
    if (size === 0) return { whole: Buffer.concat(pieces), trailer: trailerOf(body, next) };
    if (next + size + LINE_END.length > body.length) throw incomplete();
    pieces.push(body.subarray(next, next + size));
    offset = next + size + LINE_END.length;
  }
};

/** The request with a plain body; one that is not in chunks is given back as it is. */
export const withoutChunks = (request: WireRequest): WireRequest => {
  const encodings = (request.headers['content-encoding'] ?? '').split(/\s*,\s*/);
  const signed = request.headers['x-amz-content-sha256']?.startsWith('STREAMING-');
  if (!signed && !encodings.includes('aws-chunked')) return request;
  const { whole, trailer } = join(Buffer.from(request.body));
  const others = encodings.filter((encoding) => encoding !== 'aws-chunked' && encoding !== '').join(',');
  const headers = { ...request.headers, ...trailer, 'content-length': String(whole.length) };
  return { ...request, body: whole, headers: { ...headers, 'content-encoding': others || undefined } };
};
