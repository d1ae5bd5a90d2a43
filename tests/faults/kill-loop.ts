// Kills the program, its database or both, again and again under load, and tells what became of what was acknowledged.
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { readPostmaster } from '../../src/server/postgres/postmaster.ts';
import { databaseOfHome } from '../database.ts';
import { type Program, startProgram } from '../program.ts';
import { type Figures, startLoad } from './load.ts';

type Blow = (program: Program) => Promise<Program>;

async function again(program: Program, port: number): Promise<Program> {
  await once(program.child, 'exit');
  return startProgram({ home: program.home, environment: { PORT: String(port) } });
}

function killDatabase(program: Program): void {
  const server = readPostmaster(join(program.home, 'postgres'));
  if (server === undefined) throw new Error('the database has no server');
  process.kill(server.pid, 'SIGKILL');
}

const blows = {
  'the program is killed':
    (port: number): Blow =>
    async program => {
      program.child.kill('SIGKILL');
      return again(program, port);
    },
  'the database server is killed': (): Blow => async program => {
    killDatabase(program);
    return program;
  },
  'both are killed':
    (port: number): Blow =>
    async program => {
      program.child.kill('SIGKILL');
      killDatabase(program);
      return again(program, port);
    },
} satisfies Record<string, (port: number) => Blow>;

export type Fault = keyof typeof blows;
export const faults = Object.keys(blows) as Fault[];

/** `between`: how much is acknowledged between one kill and the next, so that every kill falls into full work and work goes on after it. */
export async function killLoop(fault: Fault, rounds: number, between: number, workers = 8): Promise<Figures> {
  const port = await freePort();
  let program = await startProgram({ environment: { PORT: String(port) } });
  try {
    const load = await startLoad(program.origin, workers);
    for (let round = 0; round < rounds; round++) {
      await load.progress(between);
      program = await blows[fault](port)(program);
    }
    await load.progress(between);
    await load.finish();
    const db = databaseOfHome(program.home);
    try {
      return await load.compare(db);
    } finally {
      await db.close();
    }
  } finally {
    await program.stop({ keep: true });
    rmSync(program.home, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '::');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
