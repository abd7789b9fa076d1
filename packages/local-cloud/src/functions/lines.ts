/** Cuts a child's output into lines. */
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

const END = '\u0000end ';

/** Calls `line` for each line that is not empty, and `ended` when the child says that an invocation's output is complete. */
export const readLines = (
  stream: Readable,
  on: { readonly line: (line: string) => void; readonly ended: (requestId: string) => void },
): void => {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (line: string): void => {
    if (line.startsWith(END)) on.ended(line.slice(END.length));
    else if (line.trim() !== '') on.line(line);
  };
  stream.on('data', (chunk: Buffer) => {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  });
  stream.on('end', () => take(rest));
};
