// Intake through the whole program - sign-in, rights, idempotency, event, run booking, durable commit - beside pgbench doing the same inserts.
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../src/server/log.ts';
import { migrate } from '../src/server/postgres/migrate.ts';
import { openDatabase } from '../src/server/postgres/pool.ts';
import { startProgram } from '../tests/program.ts';
import { type Cluster, quantile, report, startCluster } from './cluster.ts';
import { buildTown, type Town } from './town.ts';

const seconds = Number(process.env.BENCH_SECONDS ?? 10);
const clientCounts = [1, 8, 32, 64];

/** The rows of one intake, as the program writes them; one statement, or one transaction of several. No colons in the JSON: pgbench would take them for variables. */
function pgbenchScript(town: Town, oneStatement: boolean): string {
  const inserts = {
    receipt: `INSERT INTO receipt (community_id, move_id, actor_id, body_digest, answer) SELECT '${town.communityId}', gen_random_uuid(), gen_random_uuid(), sha256('x'), '["0190a5a0-0000-7000-8000-000000000000", "1124-00000", "asked", "ordinary", "2026-11-24", "lane", "due", "state"]'`,
    request: `INSERT INTO request (community_id, request_id, number, household_id, unit_id, building_id, compound_id, grid_id, area_id, kind, lane, urgency, channel, state, grams, minutes, run_id, asked_as, asked_at, due_at, act_by)
      SELECT h.community_id, :r::uuid, '1124-00000', h.household_id, h.unit_id, h.building_id, h.compound_id, h.grid_id, h.area_id, 'groceries', 'ordinary', 'normal', 'telephone', 'asked', 1500, 6, NULL, 'clerk', now(), now() + interval '6 hours', now() + interval '10 minutes'
      FROM household h WHERE h.community_id = '${town.communityId}' AND h.household_id = :h::uuid`,
    words: `INSERT INTO request_words (community_id, request_id, items) VALUES ('${town.communityId}', :r::uuid, '[["name", "土豆", "quantity", 2, "unit", "斤", "substitution", "ask"]]')`,
    event: `INSERT INTO request_event (community_id, event_id, request_id, household_id, move, to_state, by_id, by_role, move_id) VALUES ('${town.communityId}', gen_random_uuid(), :r::uuid, :h::uuid, 'ask', 'asked', gen_random_uuid(), 'clerk', gen_random_uuid())`,
  };
  const choose = `\\set n random(0, ${town.households.length - 1})\nSELECT gen_random_uuid() AS r \\gset\nSELECT household_id AS h FROM bench_household WHERE n = :n \\gset\n`;
  if (!oneStatement) return `${choose}BEGIN;\n${Object.values(inserts).join(';\n')};\nCOMMIT;\n`;
  return `${choose}WITH a AS (${inserts.receipt}), b AS (${inserts.request}), c AS (${inserts.words}) ${inserts.event};\n`;
}

async function runPgbench(cluster: Cluster, town: Town, oneStatement: boolean, clients: number) {
  const folder = mkdtempSync(join(tmpdir(), 'cailanzi-pgbench-'));
  const file = join(folder, 'intake.sql');
  writeFileSync(file, pgbenchScript(town, oneStatement), { mode: 0o644 });
  chmodSync(folder, 0o755);
  try {
    return await cluster.pgbench(file, clients, seconds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Load {
  readonly tps: number;
  readonly p50: number;
  readonly p99: number;
  readonly refused: number;
}

/** Closed loop: each client sends the next when the last was answered. */
async function loadProgram(origin: string, town: Town, clients: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const url = new URL('/api/v1/requests', origin);
  const took: number[] = [];
  let refused = 0;
  const until = performance.now() + seconds * 1000;
  let turn = 0;
  const send = (body: string, cookie: string) =>
    new Promise<number>((answered, failed) => {
      const call = request(
        url,
        {
          method: 'POST',
          agent,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            cookie: `cailanzi=${cookie}`,
          },
        },
        response => {
          response.resume();
          response.once('end', () => answered(response.statusCode ?? 0));
        },
      );
      call.once('error', failed);
      call.end(body);
    });
  const client = async () => {
    while (performance.now() < until) {
      turn += 1;
      const body = JSON.stringify({
        id: randomUUID(),
        householdId: town.households[Math.floor(Math.random() * town.households.length)],
        kind: 'groceries',
        channel: 'telephone',
        items: [{ name: '土豆', quantity: 2, unit: '斤' }],
      });
      const began = performance.now();
      const status = await send(body, town.clerks[turn % town.clerks.length] ?? '');
      if (status === 200) took.push(performance.now() - began);
      else refused += 1;
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const lasted = (performance.now() - began) / 1000;
  agent.destroy();
  took.sort((a, b) => a - b);
  return { tps: took.length / lasted, p50: quantile(took, 0.5), p99: quantile(took, 0.99), refused };
}

const cluster = await startCluster();
try {
  await migrate(cluster.url, silentLog);
  const db = openDatabase(cluster.url, { log: silentLog });
  const town = await buildTown(db, 60, 1500);
  await db.count('CREATE TABLE bench_household AS SELECT row_number() OVER () - 1 AS n, household_id FROM household');
  await db.count('CREATE UNIQUE INDEX ON bench_household (n)');
  const program = await startProgram({
    flags: ['--empty'],
    environment: { DATABASE_URL: cluster.url, CAILANZI_CHECK_ANSWERS: '0' },
  });
  try {
    await loadProgram(program.origin, town, 8);
    for (const clients of clientCounts) {
      const several = await runPgbench(cluster, town, false, clients);
      const one = await runPgbench(cluster, town, true, clients);
      const ours = await loadProgram(program.origin, town, clients);
      const stored = await db.row<{ n: number }>('SELECT count(*)::int AS n FROM request WHERE community_id = $1', [
        town.communityId,
      ]);
      report({
        bench: 'intake',
        clients,
        postgres: cluster.version,
        pgbenchSeveralTps: several.tps,
        pgbenchOneTps: one.tps,
        pgbenchOneP99Ms: one.p99,
        cailanziTps: ours.tps,
        cailanziP50Ms: ours.p50,
        cailanziP99Ms: ours.p99,
        refused: ours.refused,
        ratioToOneStatement: ours.tps / one.tps,
        p99Ratio: ours.p99 / one.p99,
        stored: stored?.n ?? 0,
      });
    }
  } finally {
    await program.stop();
  }
  await db.close();
} finally {
  cluster.stop();
}
