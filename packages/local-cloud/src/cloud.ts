/**
 * The local cloud, composed: one simulated account behind one port, its functions in children, its time under control.
 * Nothing of it is left after `stop`.
 */
import type { Account } from './account.ts';
import { type Api, startApi } from './api.ts';
import { createCall } from './call.ts';
import { callersOf } from './callers.ts';
import { type ClientConfig, clientConfigOf, type Users, type Who } from './clients.ts';
import { textAttribute } from './delivery/context.ts';
import { createDelivery, type Delivery } from './delivery/delivery.ts';
import { type Inbound, startInbound } from './dns/inbound.ts';
import { type DnsServer, startDns } from './dns/server.ts';
import { createFaults, type Faults, type FaultsInside } from './faults/faults.ts';
import { answerOf } from './functions/answer.ts';
import { type AsyncEvents, createEvents, type Leftover } from './functions/events.ts';
import { createFunctions, type Functions } from './functions/functions.ts';
import { createInFlight, type InFlight } from './functions/in-flight.ts';
import { type Pollers, startPollers } from './functions/pollers.ts';
import { createGuard, type Guard, type Use } from './iam/guard.ts';
import { createJournal, type Journal } from './journal.ts';
import type { Operation, Service } from './service.ts';
import { autoscaling } from './services/autoscaling/index.ts';
import { cloudtrail } from './services/cloudtrail/index.ts';
import { cloudwatch } from './services/cloudwatch/index.ts';
import { ec2 } from './services/ec2/index.ts';
import { elbv2 } from './services/elbv2/index.ts';
import { events } from './services/events/index.ts';
import { createLambda } from './services/lambda/index.ts';
import { organizations } from './services/organizations/index.ts';
import { route53 } from './services/route53/index.ts';
import { route53profiles } from './services/route53profiles/index.ts';
import { route53resolver } from './services/route53resolver/index.ts';
import { s3 } from './services/s3/index.ts';
import { addSchedule, type ScheduleProperties } from './services/scheduler/schedules.ts';
import { sns } from './services/sns/index.ts';
import { createArrivals } from './services/sqs/arrivals.ts';
import { queueOfArn } from './services/sqs/find.ts';
import { createSqs } from './services/sqs/index.ts';
import { ssm } from './services/ssm/index.ts';
import { sts } from './services/sts/index.ts';
import { deployPackage } from './template/deploy.ts';
import { createClock } from './time/clock.ts';
import { createFire } from './time/fire.ts';
import { createTimekeeper } from './time/timekeeper.ts';
import { AwsError } from './wire/error.ts';

export interface CloudOptions {
  /** Changed in place by everything that happens; see `emptyAccount`. */
  readonly account: Account;
  /** Default: any free port. */
  readonly port?: number;
  /** The port of the name servers at the addresses of inbound Resolver endpoints; default: one that is free. */
  readonly inboundPort?: number;
  /** By access key id: consumers in other accounts, for example. Any other key is the operator of this account. */
  readonly users?: Users;
  /** Where local time begins (ms since the epoch); default is real time. */
  readonly start?: number;
}

export interface Cloud {
  readonly url: string;
  /** Its name server, over UDP and TCP: it sees every private zone, and the names of endpoints. */
  readonly dns: { readonly host: string; readonly port: number };
  /**
   * Inbound Resolver endpoints: each of their addresses in 127.0.0.0/8 that is attached, or on its way out, is a name server
   * at that address and this port, as the resolver of the endpoint's VPC. They follow the account: a call, `advance` and
   * `settle` return when they do.
   */
  readonly inbound: { readonly port: number; addresses(): string[] };
  readonly account: Account;
  readonly journal: Journal;
  /** What goes wrong, and which quotas hold: nothing and none unless asked for here. */
  readonly faults: Faults;
  /** Local-cloud time in ms since the epoch. */
  now(): number;
  /**
   * Creates the stack of a package as `osls package` leaves it: its template and zips. `environment` adds variables by function name.
   * Throws TemplateError with all that is wrong.
   */
  deploy(packageDir: string, environment?: Readonly<Record<string, Readonly<Record<string, string>>>>): Promise<void>;
  /**
   * For SDK clients of the operator, of a user of `users` by name, or of a function's own code, which has the function's role. Throws
   * when there is no such user or function.
   */
  clientConfig(who?: Who): ClientConfig;
  /** By what of their policies the stack's roles did what they did, AWS's services in their names included. */
  used(): readonly Use[];
  /** Resolves when nothing is in flight: no invocation, no timer that is due, and no message that an enabled mapping could receive now. */
  settle(): Promise<void>;
  /** Moves local time forward (ms): waits until nothing is in flight, fires what falls due in order, and waits again. */
  advance(ms: number): Promise<void>;
  /** Runs a function and returns its answer. Throws FunctionFailure for what the function throws, AwsError for what Lambda does. */
  invoke(functionName: string, payload: unknown): Promise<unknown>;
  /** A copy of the account as it is now. */
  snapshot(): Account;
  /**
   * Ends all children, closes all ports and deletes all temporary files. Then it throws the first PolicyFault, if there was one: a policy
   * with something unknown in it, or an operation of which the local cloud does not know what it needs.
   */
  stop(): Promise<void>;
}

const STACK = 'local';

/** What runs the functions and delivers to them, wired together. */
interface Runtime {
  readonly inFlight: InFlight;
  readonly functions: Functions;
  readonly asyncEvents: AsyncEvents;
  readonly delivery: Delivery;
  readonly pollers: Pollers;
}

/** All that answers calls. */
interface Front {
  readonly services: readonly Service[];
  readonly guard: Guard;
}

interface Base {
  readonly account: Account;
  readonly journal: Journal;
  readonly faults: FaultsInside;
  readonly now: () => number;
  /** The API's URL, which is known only once it listens. */
  readonly endpoint: () => string;
}

const createRuntime = (base: Base): Runtime => {
  const { account, now } = base;
  const inFlight = createInFlight();
  const arrivals = createArrivals();
  const functions = createFunctions({ ...base, inFlight });
  const invoke = (arn: string, payload: unknown, cause: number): void =>
    void asyncEvents.accept(arn, JSON.stringify(payload), cause);
  const delivery = createDelivery({ ...base, arrivals, invoke });
  const send = (leftover: Leftover): void => sendLeftover(base, delivery, leftover);
  const asyncEvents = createEvents({ account, functions, inFlight, now, send });
  const { queues, flow } = delivery;
  const pollers = startPollers({ account, functions, inFlight, queues, flow, arrivals, now });
  return { inFlight, functions, asyncEvents, delivery, pollers };
};

/** Takes what is left of an asynchronous event to its queue or topic; what is not there is journalled, as AWS only counts it. */
const sendLeftover = ({ account, journal }: Base, delivery: Delivery, leftover: Leftover): void => {
  const { arn, body, cause } = leftover;
  if (account.sns.topics[arn]) {
    delivery.emit({ to: 'topic', topicArn: arn, message: body }, cause);
    return;
  }
  const queue = queueOfArn(account, arn);
  if (!queue) {
    const lost = { from: 'lambda', target: arn, code: 'NotFound', message: 'There is no such queue or topic.' };
    journal.add({ kind: 'undelivered', ...lost }, cause);
    return;
  }
  const attributes = Object.entries(leftover.attributes).map(([name, value]) => [name, textAttribute(value)] as const);
  delivery.queues.send(queue.name, { body, attributes: Object.fromEntries(attributes) }, cause);
};

const servicesOf = (base: Base, { functions, asyncEvents, delivery, pollers }: Runtime): readonly Service[] => {
  const lambda = createLambda({
    invoke: (name, payload) => functions.invoke(name, payload),
    accept: (name, payload) => asyncEvents.accept(name, payload),
    check: (name, payload, when) => functions.check(name, payload, when),
    retry: (requestId) => asyncEvents.retry(requestId),
    poll: () => pollers.poll(),
  });
  const sqs = createSqs({ arrivals: delivery.arrivals, now: base.now, baseUrl: base.endpoint });
  return [
    ...[ec2, elbv2, autoscaling, route53, route53profiles, route53resolver, s3, cloudwatch, cloudtrail],
    ...[events, sns, sqs, ssm, sts, organizations, lambda],
  ];
};

const frontOf = (base: Base, runtime: Runtime): Front => {
  const services = servicesOf(base, runtime);
  return { services, guard: createGuard({ account: base.account, services }) };
};

/** Makes the calls of a deployment; they cause what such calls cause, but are no part of the journal. */
const deployerOf = ({ account, now }: Base, services: readonly Service[], delivery: Delivery) => {
  const principal = { type: 'role', name: 'cloudformation' } as const;
  const caller = { accessKeyId: 'LOCALDEPLOY', accountId: account.id, region: account.region, principal };
  return async (service: string, operation: string, input: object): Promise<unknown> => {
    if (service === 'scheduler') return addSchedule(account, input as ScheduleProperties, now());
    const run: Operation | undefined = services.find((each) => each.signingName === service)?.operations[operation];
    if (!run) throw new AwsError('NotImplemented', `${operation} of ${service} is not simulated.`, 501);
    const call = createCall({ account, caller, now: now(), service });
    const output = await run(input as never, call);
    for (const emission of call.emissions) delivery.emit(emission);
    return output;
  };
};

/** Opens everything that listens, or nothing: the API, its name server, and those of inbound endpoints, which each change follows. */
const openPorts = async (
  options: CloudOptions,
  { account, journal, faults, now }: Base,
  { functions, delivery }: Runtime,
  { services, guard }: Front,
): Promise<{ readonly api: Api; readonly dns: DnsServer; readonly inbound: Inbound }> => {
  const { port, inboundPort } = options;
  const inbound = await startInbound(account, inboundPort);
  const opened: { stop(): Promise<void> }[] = [inbound];
  try {
    const dns = await startDns({ account });
    opened.push(dns);
    const api = await startApi({
      ...{ account, services, journal, faults, now, kill: functions.kill },
      checks: [guard.check],
      caller: callersOf({ ...options, functions, now }),
      finished: (call) => {
        delivery.finished(call);
        return call.readOnly ? undefined : inbound.follow();
      },
      ...(port === undefined ? {} : { port }),
    });
    return { api, dns, inbound };
  } catch (error) {
    await Promise.all(opened.map((each) => each.stop()));
    throw error;
  }
};

/** Starts a local cloud around an account. Rejects when a port is in use. */
export const startCloud = async (options: CloudOptions): Promise<Cloud> => {
  const { account, start } = options;
  const clock = createClock(start === undefined ? {} : { start });
  const journal = createJournal(clock.now);
  const listening: { api?: Api } = {};
  const faults = createFaults({ account, journal, now: clock.now });
  const base: Base = { account, journal, faults, now: clock.now, endpoint: () => listening.api?.url ?? '' };
  const runtime = createRuntime(base);
  const { inFlight, functions, delivery, pollers } = runtime;
  const { services, guard } = frontOf(base, runtime);
  const { api, dns, inbound } = await openPorts(options, base, runtime, { services, guard });
  listening.api = api;
  const idle = (): Promise<void> => {
    pollers.poll();
    return inFlight.finished();
  };
  const fire = createFire({ ...base, services, delivery });
  const timekeeper = createTimekeeper({
    ...{ account, clock, idle, moved: delivery.arrivals.wakeAll, failed: inFlight.fail },
    fire: (timer) => {
      faults.changes();
      fire(timer);
      inFlight.start(inbound.follow);
    },
  });
  timekeeper.start();
  const advance = async (ms: number): Promise<void> => {
    await timekeeper.advance(ms);
    await idle();
    await inbound.follow();
    // What was in flight may have scheduled something for this very moment.
    if (account.timers.some(({ at }) => at <= clock.now())) await advance(0);
  };
  return {
    ...{ url: api.url, dns: { host: dns.host, port: dns.port }, account, journal, faults, now: clock.now, advance },
    inbound: { port: inbound.port, addresses: inbound.addresses },
    settle: () => advance(0),
    clientConfig: (who) => clientConfigOf({ account, users: options.users ?? {}, functions, endpoint: api.url }, who),
    used: guard.used,
    snapshot: () => structuredClone(account),
    invoke: async (functionName, payload) => answerOf(await functions.invoke(functionName, JSON.stringify(payload))),
    deploy: async (packageDir, environment = {}) => {
      const site = { accountId: account.id, region: account.region, stackName: STACK, queueBase: api.url };
      const call = deployerOf(base, services, delivery);
      await deployPackage({
        ...{ packageDir, account, site, environment, call, install: functions.install, used: guard.note },
        now: clock.now,
      });
      pollers.poll();
    },
    stop: async () => {
      timekeeper.stop();
      pollers.stop();
      await functions.stop();
      await Promise.all([api.stop(), dns.stop()]);
      await inFlight.ended();
      await inbound.stop();
      // Whatever a test expected, it was not of a world that could not be decided on.
      if (guard.faults[0]) throw guard.faults[0];
    },
  };
};
