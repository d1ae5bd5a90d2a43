// Seconds from starting the installed program to its first healthy answer - first start, later starts - and its memory. REQUESTS=1000000 stores that many first, backs them up and restores them.
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readOrMakeKey } from '../src/server/home.ts';
import { silentLog } from '../src/server/log.ts';
import { backUp, restore } from '../src/server/postgres/back-up.ts';
import { startEmbedded, urlOfHome } from '../src/server/postgres/embedded.ts';
import { superuser } from '../src/server/postgres/initdb.ts';
import { openDatabase } from '../src/server/postgres/pool.ts';
import { databaseOfHome, type Program, startProgram } from '../tests/program.ts';
import { report } from './cluster.ts';
import { buildTown } from './town.ts';

/** Resident memory of the program alone, in MB. */
function memoryOf(program: Program): number {
  const status = readFileSync(`/proc/${program.child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function timed(options: Parameters<typeof startProgram>[0]): Promise<{ program: Program; seconds: number }> {
  const began = performance.now();
  const program = await startProgram(options);
  const healthy = await fetch(`${program.origin}/healthz`);
  if (!healthy.ok) throw new Error('the program said it was ready and was not');
  return { program, seconds: (performance.now() - began) / 1000 };
}

/** Requests of the past, each with its words and its first event, spread over sixty compounds. */
async function fill(home: string, requests: number): Promise<void> {
  const asAdmin = new URL(databaseOfHome(home).url);
  asAdmin.username = superuser;
  asAdmin.password = readOrMakeKey(home, 'database-admin');
  const db = openDatabase(asAdmin.href, { log: silentLog, statementTimeoutMs: 600_000 });
  const { communityId, households } = await buildTown(db, 60, 0);
  const doors = 'SELECT h.*, row_number() OVER () - 1 AS n FROM household h WHERE h.community_id = $1';
  await db.transaction(async tx => {
    // The rows fit each other by making; checking each against its household takes longer than writing it.
    await tx.count("SET LOCAL session_replication_role = 'replica'");
    await tx.count(
      `WITH door AS MATERIALIZED (${doors}), asked AS (
       INSERT INTO request (community_id, request_id, number, household_id, unit_id, building_id, compound_id, grid_id, area_id, kind, lane,
         urgency, channel, state, grams, minutes, asked_as, asked_at, due_at, delivered_at, closed_at)
       SELECT $1, gen_random_uuid(), '0101-' || g, d.household_id, d.unit_id, d.building_id, d.compound_id, d.grid_id, d.area_id, 'groceries',
         'ordinary', 'normal', 'telephone', 'served', 1500, 6, 'clerk', at, at + interval '6 hours', at + interval '5 hours',
         at + interval '6 hours'
       FROM generate_series(1, $2::int) g JOIN door d ON d.n = g % $3::int, LATERAL (SELECT now() - g * interval '5 seconds' AS at) t
       RETURNING community_id, request_id, household_id, asked_at
     ), words AS (
       INSERT INTO request_words (community_id, request_id, items)
       SELECT community_id, request_id, '[{"name": "土豆", "quantity": 2, "unit": "斤", "substitution": "ask"}]' FROM asked
     )
     INSERT INTO request_event (community_id, event_id, request_id, household_id, move, to_state, by_role, move_id, at)
     SELECT community_id, gen_random_uuid(), request_id, household_id, 'ask', 'asked', 'clerk', request_id, asked_at FROM asked`,
      [communityId, requests, households.length],
    );
  });
  await db.close();
}

/** Seconds to copy everything out while the program runs, and to put it into a new database, every table compared. */
async function backUpAndRestore(home: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cailanzi-back-up-'));
  const [taken, other] = [join(folder, 'taken'), join(folder, 'home')];
  const began = performance.now();
  const { rows } = await backUp(urlOfHome(home) ?? '', join(home, 'files'), taken, new Date());
  const backedUp = performance.now();
  const embedded = await startEmbedded({ home: other, log: silentLog });
  const ready = performance.now();
  await restore(embedded.url, join(other, 'files'), taken, silentLog);
  const restored = performance.now();
  await embedded.stop();
  await rm(folder, { recursive: true, force: true });
  report({ bench: 'back up', rows, backUpSeconds: (backedUp - began) / 1000, restoreSeconds: (restored - ready) / 1000 });
}

const environment = { CAILANZI_CHECK_ANSWERS: '0' };
const requests = Number(process.env.REQUESTS ?? 0);
const first = await timed({ environment });
if (requests > 0) {
  await fill(first.program.home, requests);
  await backUpAndRestore(first.program.home);
}
await first.program.stop({ keep: true });
const later: number[] = [];
let idle = 0;
for (let turn = 0; turn < 3; turn += 1) {
  const { program, seconds } = await timed({ home: first.program.home, environment });
  later.push(seconds);
  await pause(5000);
  idle = memoryOf(program);
  await program.stop({ keep: true });
}
later.sort((a, b) => a - b);
report({ bench: 'start', requests, firstSeconds: first.seconds, laterSeconds: later[1] ?? 0, idleMemoryMb: idle });
await rm(first.program.home, { recursive: true, force: true });
