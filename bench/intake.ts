// Intake through the whole program - sign-in, rights, idempotency, event, run booking, durable commit - beside pgbench doing the same inserts.
import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../src/server/log.ts';
import { migrate } from '../src/server/postgres/migrate.ts';
import { openDatabase } from '../src/server/postgres/pool.ts';
import { startProgram } from '../tests/program.ts';
import { closedLoop } from './closed-loop.ts';
import { type Cluster, median, report, startCluster } from './cluster.ts';
import { buildTown, type Town } from './town.ts';

/** Of one turn; there are `rounds` of each. */
const seconds = Number(process.env.BENCH_SECONDS ?? 4);
const rounds = Number(process.env.BENCH_ROUNDS ?? 5);
const clientCounts = (process.env.CLIENTS ?? '1,8,32,64').split(',').map(Number);

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

/** Seconds of CPU that a process and its living and fetched children have used. */
function cpuOf(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      ticks += [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
    } catch {
      // A backend that has just ended counts with its parent.
    }
  }
  return ticks / 100;
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
    let turn = 0;
    const ask = () => {
      turn += 1;
      const body = JSON.stringify({
        id: randomUUID(),
        householdId: town.households[Math.floor(Math.random() * town.households.length)],
        kind: 'groceries',
        channel: 'telephone',
        items: [{ name: '土豆', quantity: 2, unit: '斤' }],
      });
      return { body, cookie: `cailanzi=${town.clerks[turn % town.clerks.length] ?? ''}` };
    };
    const load = (clients: number) => closedLoop(program.origin, '/api/v1/requests', clients, seconds, ask);
    await load(8);
    for (const clients of clientCounts) {
      // A machine is never equally quiet for a minute: short turns of each beside the other, and of them the middle one.
      const turns = [];
      for (let n = 0; n < rounds; n += 1) {
        const one = await runPgbench(cluster, town, true, clients);
        const [program0, postgres0] = [cpuOf([program.child.pid ?? 0]), cpuOf(cluster.pids())];
        const ours = await load(clients);
        const asked = ours.tps * seconds;
        turns.push({
          one,
          ours,
          ratio: ours.tps / one.tps,
          p99: ours.p99 / one.p99,
          programMs: ((cpuOf([program.child.pid ?? 0]) - program0) / asked) * 1000,
          postgresMs: ((cpuOf(cluster.pids()) - postgres0) / asked) * 1000,
        });
      }
      const several = await runPgbench(cluster, town, false, clients);
      report({
        bench: 'intake',
        clients,
        postgres: cluster.version,
        pgbenchSeveralTps: several.tps,
        pgbenchOneTps: median(turns.map(one => one.one.tps)),
        pgbenchOneP99Ms: median(turns.map(one => one.one.p99)),
        cailanziTps: median(turns.map(one => one.ours.tps)),
        cailanziP50Ms: median(turns.map(one => one.ours.p50)),
        cailanziP99Ms: median(turns.map(one => one.ours.p99)),
        ratioToOneStatement: median(turns.map(one => one.ratio)),
        ratios: turns.map(one => Math.round(one.ratio * 100) / 100),
        p99Ratio: median(turns.map(one => one.p99)),
        programCpuMs: median(turns.map(one => one.programMs)),
        postgresCpuMs: median(turns.map(one => one.postgresMs)),
        refused: turns.reduce((sum, one) => sum + one.ours.refused, 0),
      });
    }
  } finally {
    await program.stop();
  }
  await db.close();
} finally {
  cluster.stop();
}
