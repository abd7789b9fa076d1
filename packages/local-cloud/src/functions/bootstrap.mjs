/**
 * The child's half of Lambda's contract, in place of the managed Node runtime: finds the function's export, asks the Runtime API for one
 * event after the other, and answers with what the function returned. It shifts `Date` (never timers) to local-cloud time, so that the
 * packaged bundle needs to know nothing of it. Plain JavaScript without dependencies, since it runs beside the bundle.
 */
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const write = {
  stdout: process.stdout.write.bind(process.stdout),
  stderr: process.stderr.write.bind(process.stderr),
};
const RealDate = Date;
let offset = Number(process.argv[2] ?? 0);
let current;

const now = () => RealDate.now() + offset;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, as) => Reflect.construct(target, args.length === 0 ? [now()] : args, as),
  apply: () => new RealDate(now()).toString(),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});
RealDate.prototype.constructor = globalThis.Date;

// Private addresses are those of the simulated VPC: what listens there listens on a port of loopback here. Nothing may leave this machine.
const listeners = JSON.parse(process.env.LOCAL_CLOUD_LISTENERS ?? '{}');
const NOBODY = 1;
const realConnect = Socket.prototype.connect;
Socket.prototype.connect = function connect(...args) {
  const options = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (/^(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))\./.test(options?.host ?? '')) {
    const port = listeners[`${options.host}:${options.port}`] ?? NOBODY;
    Object.assign(options, { host: '127.0.0.1', port });
  }
  return realConnect.apply(this, args);
};

// node:http, since fetch gives up on an answer after five minutes and an idle environment may wait longer for its next event.
const call = (method, path, body, headers = {}) =>
  new Promise((resolve, reject) => {
    const sent = request({ host, port, method, path: `/2018-06-01/runtime/${path}`, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString() }));
      answer.on('error', reject);
    });
    // The local cloud is gone: nobody is left to tell.
    sent.on('error', () => process.exit(1));
    sent.end(body);
  });

const fault = (error, type) => ({
  errorType: type ?? error?.name ?? 'Error',
  errorMessage: error?.message ?? String(error),
  trace: error?.stack?.split('\n') ?? [],
});
const named = (name, message) => Object.assign(new Error(message), { name });

/** Tells the local cloud that all output of this invocation was written, so that no line is missed when its answer arrives. */
const endOutput = (id) => {
  write.stdout(`\n\u0000end ${id}\n`);
  write.stderr(`\n\u0000end ${id}\n`);
};

const load = async (spec) => {
  const dot = spec.lastIndexOf('.');
  const base = join(process.env.LAMBDA_TASK_ROOT, spec.slice(0, dot));
  // The order of the managed runtime: the bare name, then .js, .mjs, .cjs.
  const file = [base, `${base}.js`, `${base}.mjs`, `${base}.cjs`].find((path) => existsSync(path));
  if (!file) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${spec.slice(0, dot)}'`);
  const module = await import(pathToFileURL(file).href);
  const found = module[spec.slice(dot + 1)] ?? module.default?.[spec.slice(dot + 1)];
  if (typeof found !== 'function') throw named('Runtime.HandlerNotFound', `${spec} is undefined or not exported`);
  if (found.length >= 3) {
    throw named(
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers.',
    );
  }
  return found;
};

const contextOf = (id, headers) => {
  const deadline = Number(headers['lambda-runtime-deadline-ms']);
  return {
    awsRequestId: id,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => deadline - now(),
  };
};

const invoke = async (handler, next) => {
  const id = next.headers['lambda-runtime-aws-request-id'];
  offset = Number(next.headers['local-clock-offset-ms']);
  process.env._X_AMZN_TRACE_ID = next.headers['lambda-runtime-trace-id'];
  current = id;
  let answer;
  try {
    const value = await handler(JSON.parse(next.body), contextOf(id, next.headers));
    answer = ['response', JSON.stringify(value === undefined ? null : value) ?? 'null'];
  } catch (error) {
    answer = ['error', JSON.stringify(fault(error))];
  }
  endOutput(id);
  current = undefined;
  await call('POST', `invocation/${id}/${answer[0]}`, answer[1]);
};

const die = (type) => async (error) => {
  if (current) {
    endOutput(current);
    await call('POST', `invocation/${current}/error`, JSON.stringify(fault(error, type)));
  }
  process.exit(129);
};
process.on('uncaughtException', die());
process.on('unhandledRejection', die('Runtime.UnhandledPromiseRejection'));

const start = async () => {
  try {
    return await load(process.env._HANDLER);
  } catch (error) {
    const missing = error?.code === 'ERR_MODULE_NOT_FOUND' || error?.code === 'MODULE_NOT_FOUND';
    const type = missing
      ? 'Runtime.ImportModuleError'
      : error instanceof SyntaxError
        ? 'Runtime.UserCodeSyntaxError'
        : undefined;
    await call('POST', 'init/error', JSON.stringify(fault(error, type)));
    return process.exit(1);
  }
};

const handler = await start();
for (;;) await invoke(handler, await call('GET', 'invocation/next'));
