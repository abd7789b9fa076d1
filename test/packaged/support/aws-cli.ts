/** Runs commands of the AWS CLI as the docs show them, through the SDK: as far as their options are what the docs use. */
import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as lambda from '@aws-sdk/client-lambda';
import * as sqs from '@aws-sdk/client-sqs';
import type { Cloud } from '@waykeeper/local-cloud/cloud';

type Send = (command: unknown) => Promise<unknown>;
type Sdk = Readonly<Record<string, unknown>>;

const clients = (cloud: Cloud): Readonly<Record<string, { readonly sdk: Sdk; readonly send: Send }>> => {
  const config = cloud.clientConfig();
  const of = (sdk: object, client: object) => ({
    sdk: sdk as Sdk,
    send: (command: unknown) => (client as { readonly send: Send }).send(command),
  });
  return {
    cloudwatch: of(cloudwatch, new cloudwatch.CloudWatchClient(config)),
    lambda: of(lambda, new lambda.LambdaClient(config)),
    sqs: of(sqs, new sqs.SQSClient({ ...config, useQueueUrlAsEndpoint: false })),
  };
};

/** The commands in a text of Markdown. */
export const commandsIn = (text: string): string[] =>
  [...text.matchAll(/`(aws [^`]+)`/g)].map(([, command = '']) => command);

/** Options of the CLI itself. */
const OF_THE_CLI = ['--cli-binary-format'];

const pascal = (kebab: string): string =>
  kebab.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());

/** Names that the CLI spells in another way than by their words. */
const nameOf = (option: string): string => ({ '--uuid': 'UUID' })[option] ?? pascal(option.slice(2));

/** Runs one command, and answers what AWS does. Throws for a command that the CLI would not take. */
export const runCommand = async (cloud: Cloud, command: string): Promise<unknown> => {
  const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const [aws, service = '', operation = '', ...options] = words;
  const { sdk, send } = clients(cloud)[service] ?? {};
  const Command = sdk?.[`${pascal(operation)}Command`] as (new (input: object) => unknown) | undefined;
  if (aws !== 'aws' || !send || !Command) throw new Error(`no such command: ${command}`);
  return send(new Command(inputOf(options)));
};

const inputOf = (options: readonly string[]): object => {
  const input: Record<string, unknown> = {};
  for (let at = 0; at < options.length; at += 1) {
    const option = options[at] ?? '';
    const value = options[at + 1];
    if (!option.startsWith('--')) continue;
    if (value === undefined || value.startsWith('--')) {
      input[pascal(option.replace(/^--(no-)?/, ''))] = !option.startsWith('--no-');
    } else if (!OF_THE_CLI.includes(option)) {
      input[nameOf(option)] = typed(option, value);
    }
  }
  return input;
};

const typed = (option: string, value: string): unknown => {
  if (/-attribute-names$|^--attribute-names$/.test(option)) return [value];
  return /^\d+$/.test(value) ? Number(value) : value;
};
