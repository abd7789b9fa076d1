/** Runs one real server in a folder of its own, until it is stopped or the test process ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findProgram } from '../programs.ts';

/** Where a server runs: its loopback address, the port for UDP and TCP, and its folder. */
export interface Place {
  readonly address: string;
  readonly port: number;
  readonly dir: string;
}

/** A server that answers. */
export interface NameServer extends Place {
  /** All that it has logged until now. */
  logs(): string;
  /** Writes a file of its folder; the server reads it at the next reload. */
  write(file: string, text: string): void;
  /** Has it read its config and zones again; resolves when its log says so. */
  reload(): Promise<void>;
  /** Ends it and removes its folder. May be called again. */
  stop(): Promise<void>;
}

/** How a kind of server is started and what its log says. */
export interface Kind {
  readonly program: string;
  /** Words of the command line. */
  readonly words: (place: Place) => readonly string[];
  /** Names and texts of the files to write before the start. */
  readonly files: (place: Place) => Readonly<Record<string, string>>;
  /** What the log says at the end of a start, and of a reload. */
  readonly started: RegExp;
  /** What it says when it does not take a part of its config, and goes on without it. */
  readonly refused?: RegExp;
  readonly reloaded: RegExp;
}

export interface Where {
  /** Default: 127.0.0.1. */
  readonly address?: string;
  /** Default: one that is free for UDP and TCP. */
  readonly port?: number;
}

const PATIENCE_MS = 120_000;
const ATTEMPTS = 5;
const IN_USE = /address (already )?in use/i;

const running = new Set<NameServer>();

/** Stops whatever was started and is still running: for `afterAll`, so that a failing test leaves nothing behind. */
export const stopNameServers = async (): Promise<void> => {
  await Promise.all([...running].map((server) => server.stop()));
};

/** Starts a server and waits until it answers. Rejects with its log when it does not. */
export const startProgram = async (kind: Kind, { address = '127.0.0.1', port }: Where): Promise<NameServer> => {
  for (let attempt = 1; ; attempt += 1) {
    const dir = mkdtempSync(join(tmpdir(), `waykeeper-${kind.program}-`));
    const server = launch(kind, { address, port: port ?? (await freePort(address)), dir });
    running.add(server);
    try {
      await server.ready();
      return server;
    } catch (error) {
      await server.stop();
      if (port !== undefined || attempt === ATTEMPTS || !IN_USE.test(server.logs())) throw error;
    }
  }
};

/** A port that nobody listens on, neither for UDP nor for TCP. */
export const freePort = async (address = '127.0.0.1'): Promise<number> => {
  const tcp = createServer().listen(0, address);
  await once(tcp, 'listening');
  const { port } = tcp.address() as { port: number };
  const udp = createSocket(address.includes(':') ? 'udp6' : 'udp4').bind(port, address);
  const free = await once(udp, 'listening').then(
    () => true,
    () => false,
  );
  udp.close();
  tcp.close();
  await once(tcp, 'close');
  return free ? port : freePort(address);
};

/** With `setpriv` the kernel ends the server when the test process dies, however it dies. */
const spawned = (kind: Kind, place: Place): ChildProcess => {
  const program = findProgram(kind.program);
  if (program === undefined) throw new Error(`expected the program ${kind.program}, found none`);
  const tied = findProgram('setpriv');
  const [command = program, ...words] = [...(tied ? [tied, '--pdeathsig', 'KILL'] : []), program, ...kind.words(place)];
  return spawn(command, words, { cwd: place.dir, stdio: ['ignore', 'pipe', 'pipe'] });
};

const writeIn = (dir: string, file: string, text: string): void => {
  mkdirSync(dirname(join(dir, file)), { recursive: true });
  writeFileSync(join(dir, file), text);
};

const launch = (kind: Kind, place: Place): NameServer & { ready(): Promise<void> } => {
  for (const [file, text] of Object.entries(kind.files(place))) writeIn(place.dir, file, text);
  const child = spawned(kind, place);
  let log = '';
  let ended = false;
  const note = (chunk: Buffer) => {
    log += chunk;
  };
  child.stdout?.on('data', note);
  child.stderr?.on('data', note);
  const exited = new Promise<void>((resolve) => child.once('close', resolve)).then(() => {
    ended = true;
  });
  child.on('error', (error) => note(Buffer.from(String(error))));

  const refused = (since: number): boolean => [IN_USE, kind.refused].some((pattern) => pattern?.test(log.slice(since)));
  const until = async (what: string, since: number, holds: () => boolean | Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + PATIENCE_MS; !(await holds()); await pause(10)) {
      const why = ended
        ? 'it ended'
        : refused(since)
          ? 'it refused'
          : Date.now() > end
            ? `not within ${PATIENCE_MS} ms`
            : undefined;
      if (why) throw new Error(`${kind.program} at ${place.address}:${place.port} was to ${what}, but ${why}:\n${log}`);
    }
  };
  const server = {
    ...place,
    logs: () => log,
    write: (file: string, text: string) => writeIn(place.dir, file, text),
    ready: async () => {
      await until('start', 0, () => kind.started.test(log) && !refused(0));
      await until('answer', 0, () => answers(place));
    },
    reload: async () => {
      const before = log.length;
      child.kill('SIGHUP');
      await until('reload', before, () => kind.reloaded.test(log.slice(before)) && !refused(before));
    },
    stop: async () => {
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await exited;
      clearTimeout(force);
      rmSync(place.dir, { recursive: true, force: true });
      running.delete(server);
    },
  };
  return server;
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Asks for the root's SOA record without recursion: whatever comes back shows that somebody is there. */
const QUESTION = Buffer.from('00010000000100000000000000 0006 0001'.replaceAll(' ', ''), 'hex');

const answers = ({ address, port }: Place): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
    const done = (answered: boolean) => {
      clearTimeout(timer);
      socket.close();
      resolve(answered);
    };
    const timer = setTimeout(() => done(false), 200);
    socket.once('message', () => done(true));
    socket.once('error', () => done(false));
    socket.connect(port, address, () => socket.send(QUESTION));
  });
