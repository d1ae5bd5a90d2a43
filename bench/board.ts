// One committed move to all of N open boards, beside a bare event stream in the same run on the same machine. BOARDS=1000,5000
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type ClientRequest, request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { silentLog } from '../src/server/log.ts';
import { migrate } from '../src/server/postgres/migrate.ts';
import { openDatabase } from '../src/server/postgres/pool.ts';
import { startProgram } from '../tests/program.ts';
import { quantile, report, startCluster } from './cluster.ts';
import { buildTown } from './town.ts';

const counts = (process.env.BOARDS ?? '1000').split(',').map(Number);
const commits = Number(process.env.BENCH_COMMITS ?? 20);

interface Peer {
  readonly origin: string;
  readonly path: string;
  cookie(n: number): string | undefined;
  body(): string;
}

/** Opens the boards, commits once a second, and answers the milliseconds from sending a move to each board's having it. */
async function measure(peer: Peer, boards: number): Promise<{ p50: number; p99: number; missed: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
  const sentAt = new Map<number, number>();
  let turn = 0;
  const got = new Map<number, number[]>();
  const opened: ClientRequest[] = [];
  await Promise.all(
    Array.from(
      { length: boards },
      (_, n) =>
        new Promise<void>((ready, failed) => {
          const cookie = peer.cookie(n);
          const call = request(
            new URL(peer.path, peer.origin),
            { agent, headers: cookie === undefined ? {} : { cookie } },
            response => {
              if (response.statusCode !== 200) failed(new Error(`a board was answered ${response.statusCode}`));
              response.setEncoding('latin1');
              // The counters follow in a message of their own; what counts is when the board has the change.
              let had = -1;
              response.on('data', (chunk: string) => {
                if (had === turn || !chunk.includes('event: cells')) return;
                had = turn;
                const began = sentAt.get(turn);
                if (began !== undefined) got.get(turn)?.push(performance.now() - began);
              });
              ready();
            },
          );
          call.once('error', failed);
          call.end();
          opened.push(call);
        }),
    ),
  );
  await pause(2000);
  let missed = 0;
  const took: number[] = [];
  for (let n = 0; n < commits; n += 1) {
    turn = n;
    got.set(n, []);
    sentAt.set(n, performance.now());
    const body = peer.body();
    const cookie = peer.cookie(0);
    const call = request(new URL('/api/v1/requests', peer.origin), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(cookie === undefined ? {} : { cookie }),
      },
    });
    call.end(body);
    const [response] = await once(call, 'response');
    response.resume();
    await pause(1000);
    const times = got.get(n) ?? [];
    missed += boards - Math.min(boards, times.length);
    if (n > 1) took.push(...times);
  }
  for (const call of opened) call.destroy();
  agent.destroy();
  took.sort((a, b) => a - b);
  return { p50: quantile(took, 0.5), p99: quantile(took, 0.99), missed };
}

async function measureBare(boards: number) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'bare-events.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(child.stdout, 'data');
    return await measure({ origin: String(line).trim(), path: '/', cookie: () => undefined, body: () => '{}' }, boards);
  } finally {
    child.kill('SIGTERM');
  }
}

const cluster = await startCluster();
try {
  await migrate(cluster.url, silentLog);
  const db = openDatabase(cluster.url, { log: silentLog });
  const town = await buildTown(db, 10, 1000);
  for (const boards of counts) {
    const bare = await measureBare(boards);
    const program = await startProgram({
      flags: ['--empty'],
      environment: { DATABASE_URL: cluster.url, CAILANZI_CHECK_ANSWERS: '0' },
    });
    try {
      const ours = await measure(
        {
          origin: program.origin,
          path: '/api/v1/live',
          cookie: n => `cailanzi=${town.clerks[n % town.clerks.length]}`,
          body: () =>
            JSON.stringify({
              id: randomUUID(),
              householdId: town.households[Math.floor(Math.random() * town.households.length)],
              kind: 'rubbish',
              channel: 'telephone',
            }),
        },
        boards,
      );
      report({
        bench: 'board',
        boards,
        bareP50Ms: bare.p50,
        bareP99Ms: bare.p99,
        cailanziP50Ms: ours.p50,
        cailanziP99Ms: ours.p99,
        ratioP50: ours.p50 / bare.p50,
        ratioP99: ours.p99 / bare.p99,
        missed: ours.missed,
      });
    } finally {
      await program.stop();
    }
  }
  await db.close();
} finally {
  cluster.stop();
}
