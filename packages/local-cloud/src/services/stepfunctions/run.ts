/** What a state machine does: here those of one task, which publishes to a topic. Pure. */
import { AwsError } from '../../wire/error.ts';
import type { Definition } from './state.ts';

/** What is published, as the parameters of the task make it of the input. */
export interface Published {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
}

const refuse = (what: string): AwsError =>
  new AwsError('NotImplemented', `${what} is not simulated by the local cloud.`, 501);

/** Throws NotImplemented for a machine of another kind, when it is deployed as when it runs. */
export const taskOf = ({ StartAt, States }: Definition): Readonly<Record<string, string>> => {
  const task = States[StartAt];
  const isPublish = /^arn:[^:]+:states:::sns:publish$/.test(task?.Resource ?? '');
  if (!(task?.Type === 'Task' && isPublish && task.End && Object.keys(States).length === 1)) {
    throw refuse('A state machine that does anything but publish to a topic');
  }
  return task.Parameters ?? {};
};

/** Runs a machine on an input. Throws what SNS says of a subject or message that it does not take, and Step Functions of a missing path. */
export const runMachine = (definition: Definition, input: unknown): Published => {
  const parameters = Object.entries(taskOf(definition)).map(([name, value]) =>
    name.endsWith('.$') ? [name.slice(0, -2), evaluate(value, input)] : [name, value],
  );
  const { TopicArn = '', Message = '', Subject } = Object.fromEntries(parameters) as Record<string, string>;
  if (Subject !== undefined && !isSubject(Subject)) {
    throw new AwsError('InvalidParameter', `Invalid parameter: Subject, found ${JSON.stringify(Subject)}`);
  }
  return { topicArn: TopicArn, message: Message, ...(Subject === undefined ? {} : { subject: Subject }) };
};

/** "Must be ASCII text that begins with a letter, number, or punctuation mark; no line breaks or control characters; less than 100 characters long" (SNS API reference, Publish). */
const isSubject = (text: string): boolean => /^[!-~][ -~]{0,98}$/.test(text);

const evaluate = (expression: string, input: unknown): string => {
  const [, template, paths] = /^States\.Format\('([^']*)'((?:,\s*\$[\w.-]*)*)\)$/.exec(expression) ?? [];
  if (template === undefined || paths === undefined) return textAt(expression, input);
  const values = paths
    .split(',')
    .slice(1)
    .map((path) => textAt(path.trim(), input));
  return template.replaceAll('{}', () => values.shift() ?? '');
};

const textAt = (path: string, input: unknown): string => {
  if (!/^\$(\.[\w-]+)+$/.test(path)) throw refuse(`The expression ${path}`);
  const found = path
    .split('.')
    .slice(1)
    .reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>> | undefined)?.[name], input);
  if (typeof found === 'string') return found;
  throw new AwsError('States.Runtime', `The JSONPath '${path}' could not be found in the input.`);
};
