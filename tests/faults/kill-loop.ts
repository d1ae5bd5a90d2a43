// Kills the program, its database or both, again and again under load, and tells what became of what was acknowledged.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Postmaster, readPostmaster } from '../../src/server/postgres/postmaster.ts';
import { isAlive } from '../../src/server/postgres/process.ts';
import { databaseOfHome, type Program, startProgram } from '../program.ts';
import { type Comparison, compare } from './compare.ts';
import { type Load, makeRoom, startLoad } from './load.ts';

export interface Figures extends Comparison {
  readonly retried: number;
  /** Calls whose connection ended under way. */
  readonly cut: number;
  /** Answers that told to come back because the database is away. */
  readonly databaseAway: number;
  /** Starts that took over a living database of the killed program. */
  readonly adopted: number;
  /** From each blow to the first acknowledgement of something sent after the part was there again, in seconds, sorted. */
  readonly secondsToAnswer: readonly number[];
}

const running = (home: string): Postmaster | undefined => readPostmaster(join(home, 'postgres'));

function serverOf(program: Program): Postmaster {
  const server = running(program.home);
  if (server === undefined) throw new Error('the database has no server');
  return server;
}

async function again(program: Program, port: number): Promise<Program> {
  if (program.child.exitCode === null && program.child.signalCode === null) await once(program.child, 'exit');
  return startProgram({ home: program.home, environment: { PORT: String(port) } });
}

/** Each deals the blow and returns once the part that was hit is there again. */
const blows = {
  async 'the program is killed'(program: Program, port: number): Promise<Program> {
    const server = serverOf(program);
    program.child.kill('SIGKILL');
    const next = await again(program, port);
    assert.equal(serverOf(next).pid, server.pid, 'the living database is taken over');
    return next;
  },
  async 'the database server is killed'(program: Program): Promise<Program> {
    const { pid } = serverOf(program);
    process.kill(pid, 'SIGKILL');
    await restarted(program, pid);
    return program;
  },
  async 'both are killed'(program: Program, port: number): Promise<Program> {
    const { pid } = serverOf(program);
    program.child.kill('SIGKILL');
    process.kill(pid, 'SIGKILL');
    const next = await again(program, port);
    assert.notEqual(serverOf(next).pid, pid);
    return next;
  },
  async 'the program is asked to stop'(program: Program, port: number): Promise<Program> {
    const { pid } = serverOf(program);
    const exit = once(program.child, 'exit');
    program.child.kill('SIGTERM');
    assert.deepEqual(await exit, [0, null], program.printed());
    assert.equal(isAlive(pid), false, 'the database is stopped too');
    assert.equal(running(program.home), undefined, 'and cleanly');
    return again(program, port);
  },
};

async function restarted(program: Program, pidBefore: number): Promise<void> {
  for (const end = Date.now() + 120_000; ; await pause(10)) {
    const server = running(program.home);
    if (server !== undefined && server.pid !== pidBefore && server.status.startsWith('ready')) return;
    if (Date.now() > end) throw new Error(`the database was not started again:\n${program.printed()}`);
  }
}

export type Fault = keyof typeof blows;
export const faults = Object.keys(blows) as Fault[];

export interface Loop {
  readonly faults: readonly Fault[];
  /** Each fault so many times. */
  readonly rounds: number;
  /** Acknowledged requests between two blows, so that every blow falls into full work and work goes on after it. */
  readonly between: number;
  readonly workers?: number;
}

export async function killLoop({ faults: dealt, rounds, between, workers = 8 }: Loop): Promise<Figures> {
  const port = await freePort();
  let program = await startProgram({ environment: { PORT: String(port) } });
  const { home } = program;
  let load: Load | undefined;
  try {
    await withDatabase(home, makeRoom);
    load = await startLoad(program.origin, workers);
    const secondsToAnswer: number[] = [];
    let adopted = 0;
    for (let round = 0; round < rounds; round++) {
      for (const fault of dealt) {
        await load.progress(between);
        const began = performance.now();
        const before = program;
        program = await blows[fault](program, port);
        await load.answered();
        secondsToAnswer.push((performance.now() - began) / 1000);
        if (program !== before && program.printed().includes('taken over')) adopted += 1;
      }
    }
    await load.progress(between);
    await load.finish();
    const { acknowledged, retried, cut, later } = load;
    const comparison = await withDatabase(home, db => compare(db, acknowledged));
    return {
      ...comparison,
      retried: retried(),
      cut: cut(),
      databaseAway: later.get('database_away') ?? 0,
      adopted,
      secondsToAnswer: secondsToAnswer.sort((a, b) => a - b),
    };
  } finally {
    load?.abandon();
    await endEverything(program);
  }
}

export async function withDatabase<T>(home: string, work: (db: ReturnType<typeof databaseOfHome>) => Promise<T>): Promise<T> {
  const db = databaseOfHome(home);
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

/** Also when a start failed half-way and the database lives without its program. */
export async function endEverything(program: Program): Promise<void> {
  await program.stop({ keep: true });
  const server = running(program.home);
  if (server !== undefined && isAlive(server.pid)) {
    process.kill(server.pid, 'SIGQUIT');
    while (isAlive(server.pid)) await pause(20);
  }
  rmSync(program.home, { recursive: true, force: true });
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '::');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
