/** A pattern that AWS would refuse, said with the place in it. */
import { AwsError } from '../../wire/error.ts';

/** `where` is the path inside the pattern, such as `detail.state[0].prefix`. */
export const invalidPattern = (where: string, expected: string, found: unknown): AwsError => {
  const shown = found === undefined ? 'nothing' : JSON.stringify(found);
  const reason = `${where || 'the pattern'}: expected ${expected}, found ${shown}`;
  return new AwsError('InvalidEventPatternException', `Event pattern is not valid. Reason: ${reason}`);
};
