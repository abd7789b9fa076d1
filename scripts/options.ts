/** What the scripts that package and deploy read from their command lines alike, and how they end. */
import { ConfigError, ConfigUnreadableError } from '../lib/config/errors.ts';
import { StackError } from '../resources/errors.ts';

/** What Parameter Store takes as a name (`PutParameter`, AWS Systems Manager API reference). */
const PARAMETER = /^ssm:([\w.-]+|(?:\/[\w.-]+)+)$/;

/** The parameter's name. Throws StackError for anything else than `ssm:` and a name. */
export const parameterOf = (from: string | undefined): string | undefined => {
  if (from === undefined) return undefined;
  const [, name] = PARAMETER.exec(from) ?? [];
  if (name === undefined) {
    throw new StackError(
      `--config-from: expected ssm: and the name of a parameter, such as ssm:/waykeeper/config, found ${from}`,
    );
  }
  return name;
};

/** The flags that osls takes of ours. */
export const oslsFlags = (options: {
  readonly stage?: string | undefined;
  readonly region?: string | undefined;
}): string[] =>
  (['stage', 'region'] as const).flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [`--${name}`, value];
  });

/** Ends with the code that `main` answers. What is wrong with the config or the stack is said as it is, the rest with its trace. */
export const orSay = async (main: () => Promise<number>): Promise<void> => {
  try {
    process.exitCode = await main();
  } catch (error) {
    const plain = [ConfigError, ConfigUnreadableError, StackError].some((kind) => error instanceof kind);
    console.error(plain ? (error as Error).message : error);
    process.exitCode = 1;
  }
};
