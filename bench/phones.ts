// Three hundred phones come back at once after two hours without signal, forty moves each: until all is quiet, and what it costs the database.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { PhoneMove } from '../src/api/phone.ts';
import { newId } from '../src/server/id.ts';
import { silentLog } from '../src/server/log.ts';
import { insertSession } from '../src/server/people/session-store.ts';
import { newToken } from '../src/server/people/sessions.ts';
import { migrate } from '../src/server/postgres/migrate.ts';
import { type Database, openDatabase } from '../src/server/postgres/pool.ts';
import { startProgram } from '../tests/program.ts';
import { quantile, report, startCluster } from './cluster.ts';
import { buildTown, type Town } from './town.ts';

const phoneCount = Number(process.env.BENCH_PHONES ?? 300);
/** Four moves each: accepted, fetched, wiped, delivered. */
const requestsEach = Number(process.env.BENCH_REQUESTS ?? 10);
const mostInBatch = 20;
const awayMs = 2 * 3_600_000;

interface Phone {
  readonly token: string;
  readonly moves: readonly PhoneMove[];
}

/** Helpers with requests offered to them, packed bags at the gate, and a phone that has walked the whole way without signal. */
async function buildPhones(db: Database, { communityId }: Town): Promise<Phone[]> {
  const people = Array.from({ length: phoneCount }, () => ({ personId: newId(), ...newToken(communityId) }));
  const ids = people.map(({ personId }) => personId);
  await db.count(`INSERT INTO person (community_id, person_id, name) SELECT $1, id, 'helper' FROM unnest($2::uuid[]) id`, [
    communityId,
    ids,
  ]);
  await db.count(
    `INSERT INTO account (community_id, person_id, sign_in_name, password_hash) SELECT $1, id, 'h' || left(id::text, 30), 'none' FROM unnest($2::uuid[]) id`,
    [communityId, ids],
  );
  await db.count(
    `INSERT INTO role_grant (community_id, grant_id, person_id, role, place_id) SELECT $1, gen_random_uuid(), id, 'volunteer', $1 FROM unnest($2::uuid[]) id`,
    [communityId, ids],
  );
  await db.count(
    `INSERT INTO helper (community_id, person_id, on_duty, protection, insured, max_open, max_grams, shift_started_at)
     SELECT $1, id, true, true, true, 200, 1000000, now() FROM unnest($2::uuid[]) id`,
    [communityId, ids],
  );
  for (const { personId, ...token } of people) {
    const dates = { createdAt: new Date(), expiresAt: new Date(Date.now() + 86_400_000) };
    await insertSession(db, { ...token, kind: 'staff', personId, householdId: null, doorCodeId: null, ...dates });
  }
  const made = await db.rows<{ request_id: string; owner_id: string }>(
    `INSERT INTO request (community_id, request_id, number, household_id, unit_id, building_id, compound_id, grid_id, area_id, kind, lane,
       urgency, channel, goods_class, state, grams, minutes, asked_as, asked_at, due_at, owner_id, offered_at)
     SELECT $1, gen_random_uuid(), 'b' || h.n, h.household_id, h.unit_id, h.building_id, h.compound_id, h.grid_id, h.area_id, 'groceries',
       'ordinary', 'normal', 'telephone', 'cold', 'offered', 1500, 6, 'clerk', now() - interval '3 hours', now() + interval '6 hours',
       ($2::uuid[])[1 + (h.n - 1) / $3], now() - interval '2 hours'
     FROM (SELECT *, (row_number() OVER ())::integer AS n FROM household WHERE community_id = $1) h WHERE h.n <= $4
     RETURNING request_id, owner_id`,
    [communityId, ids, requestsEach, phoneCount * requestsEach],
  );
  await db.count(`INSERT INTO request_words (community_id, request_id) SELECT $1, id FROM unnest($2::uuid[]) id`, [
    communityId,
    made.map(row => row.request_id),
  ]);
  await db.count(
    `INSERT INTO request_event (community_id, event_id, request_id, household_id, move, from_state, to_state, by_role, owner_id, move_id, at)
     SELECT community_id, gen_random_uuid(), request_id, household_id, 'offer', 'sorted', 'offered', 'system', owner_id, gen_random_uuid(), offered_at
     FROM request WHERE community_id = $1`,
    [communityId],
  );
  const bags = await db.rows<{ bag_id: string; request_id: string }>(
    `INSERT INTO bag (community_id, bag_id, request_id, label, step, goods_class, made_at)
     SELECT community_id, gen_random_uuid(), request_id, number, 'packed', 'cold', offered_at FROM request WHERE community_id = $1
     RETURNING bag_id, request_id`,
    [communityId],
  );
  await db.count('ANALYZE request, request_words, request_event, bag, person, role_grant, helper, session');
  const bagOf = new Map(bags.map(bag => [bag.request_id, bag.bag_id]));
  const heldBy = Map.groupBy(made, row => row.owner_id);
  return people.map(({ personId, token }) => ({
    token,
    moves: wayToTheDoors((heldBy.get(personId) ?? []).map(({ request_id }) => [request_id, bagOf.get(request_id) as string])),
  }));
}

/** As it is walked: everything accepted, fetched at the gate, wiped, and then from door to door. */
function wayToTheDoors(errands: readonly (readonly [requestId: string, bagId: string])[]): PhoneMove[] {
  const on = (move: 'accept' | 'fetch' | 'deliver') =>
    errands.map(([requestId]) => ({ on: 'request', requestId, body: { move } }) as const);
  const wiped = errands.map(([, bagId]) => ({ on: 'bag', bagId, body: { step: 'disinfected', agent: 'wiped' } }) as const);
  const way = [...on('accept'), ...on('fetch'), ...wiped, ...on('deliver')];
  return way.map((move, index) => ({
    id: randomUUID(),
    seq: index + 1,
    at: new Date(Date.now() - awayMs + (index * awayMs) / way.length).toISOString(),
    ...move,
  }));
}

let later = 0;

async function post(url: string, token: string, body: unknown): Promise<unknown> {
  for (;;) {
    const headers = { 'content-type': 'application/json', cookie: `cailanzi=${token}` };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer: unknown = await response.json();
    if (response.status === 200) return answer;
    if (response.status !== 503 && response.status !== 429) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
    later += 1;
    await new Promise(again => setTimeout(again, 250 + Math.random() * 500));
  }
}

interface Return {
  readonly secondsToQuiet: number;
  readonly callMs: readonly number[];
  /** From the signal to the answer of each move. */
  readonly ackMs: readonly number[];
  readonly notDone: number;
}

type SendAll = (phone: Phone, called: (ms: number) => void, answered: (outcome: string) => void) => Promise<void>;

async function comeBack(phones: readonly Phone[], sendAll: SendAll): Promise<Return> {
  later = 0;
  const callMs: number[] = [];
  const ackMs: number[] = [];
  let notDone = 0;
  const began = performance.now();
  await Promise.all(
    phones.map(phone =>
      sendAll(
        phone,
        ms => callMs.push(ms),
        outcome => {
          ackMs.push(performance.now() - began);
          if (outcome !== 'done') notDone += 1;
        },
      ),
    ),
  );
  const secondsToQuiet = (performance.now() - began) / 1000;
  return { secondsToQuiet, callMs: callMs.toSorted((a, b) => a - b), ackMs: ackMs.toSorted((a, b) => a - b), notDone };
}

const together =
  (origin: string): SendAll =>
  async ({ token, moves }, called, answered) => {
    const phoneId = randomUUID();
    let waiting = moves;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostInBatch);
      const sent = performance.now();
      const body = { phoneId, phoneNow: new Date().toISOString(), moves: batch };
      const { moves: answers } = (await post(`${origin}/api/v1/my/moves`, token, body)) as {
        moves: { id: string; outcome: string }[];
      };
      called(performance.now() - sent);
      for (const { outcome } of answers) answered(outcome);
      const settled = new Set(answers.map(({ id }) => id));
      waiting = waiting.filter(({ id }) => !settled.has(id));
    }
  };

/** The same moves, each in a call of its own: what an outbox without a batch would do. */
const alone =
  (origin: string): SendAll =>
  async ({ token, moves }, called, answered) => {
    for (const move of moves) {
      const sent = performance.now();
      const path = move.on === 'bag' ? `bags/${move.bagId}/steps` : `requests/${(move as { requestId: string }).requestId}/moves`;
      await post(`${origin}/api/v1/${path}`, token, { ...move.body, id: move.id, happenedAt: move.at });
      called(performance.now() - sent);
      answered('done');
    }
  };

/** What the desk feels meanwhile: milliseconds of looking at the queue, four times a second. */
function watchDesk(origin: string, clerk: string): () => Promise<number[]> {
  const took: number[] = [];
  let over = false;
  const watching = (async () => {
    while (!over) {
      const sent = performance.now();
      const response = await fetch(`${origin}/api/v1/requests?limit=50`, { headers: { cookie: `cailanzi=${clerk}` } });
      await response.arrayBuffer();
      took.push(performance.now() - sent);
      await new Promise(again => setTimeout(again, 250));
    }
  })();
  return async () => {
    over = true;
    await watching;
    return took.toSorted((a, b) => a - b);
  };
}

function cpuOf(pids: readonly number[]): number {
  const ticks = pids.map(pid => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
  });
  return ticks.reduce((sum, one) => sum + one, 0) / 100;
}

async function measure(way: 'together' | 'alone') {
  const cluster = await startCluster();
  try {
    await migrate(cluster.url, silentLog);
    const db = openDatabase(cluster.url, { log: silentLog });
    const town = await buildTown(db, Math.ceil((phoneCount * requestsEach) / 594) + 1, 1);
    const phones = await buildPhones(db, town);
    const environment = { DATABASE_URL: cluster.url, CAILANZI_CHECK_ANSWERS: '0' };
    const program = await startProgram({ flags: ['--empty'], environment });
    try {
      const sum = () => db.row<{ commits: number }>(`SELECT sum(xact_commit)::integer AS commits FROM pg_stat_database`);
      const pid = program.child.pid ?? 0;
      const [program0, postgres0, commits0] = [cpuOf([pid]), cpuOf(cluster.pids()), (await sum())?.commits ?? 0];
      const ours = process.cpuUsage();
      const desk = watchDesk(program.origin, town.clerks[0] ?? '');
      const back = await comeBack(phones, way === 'together' ? together(program.origin) : alone(program.origin));
      const deskMs = await desk();
      const generator = process.cpuUsage(ours);
      const moves = back.ackMs.length;
      const programCpuMs = ((cpuOf([pid]) - program0) / moves) * 1000;
      const postgresCpuMs = ((cpuOf(cluster.pids()) - postgres0) / moves) * 1000;
      await new Promise(counted => setTimeout(counted, 1200));
      const commits = ((await sum())?.commits ?? 0) - commits0;
      const state = await db.row<{ delivered: number; at_door: number; lines: number; doubled: number }>(
        `SELECT (SELECT count(*)::integer FROM request WHERE state = 'delivered') AS delivered,
           (SELECT count(*)::integer FROM bag WHERE step = 'door') AS at_door, (SELECT count(*)::integer FROM custody) AS lines,
           (SELECT count(*)::integer FROM (SELECT FROM request_event GROUP BY move_id HAVING count(*) > 1) d) AS doubled`,
      );
      const requests = phoneCount * requestsEach;
      report({
        bench: 'phones',
        way,
        phones: phoneCount,
        movesEach: requestsEach * 4,
        postgres: cluster.version,
        secondsToQuiet: back.secondsToQuiet,
        movesPerSecond: moves / back.secondsToQuiet,
        callP50Ms: quantile(back.callMs, 0.5),
        callP99Ms: quantile(back.callMs, 0.99),
        moveP50Ms: quantile(back.ackMs, 0.5),
        moveP99Ms: quantile(back.ackMs, 0.99),
        deskP50Ms: quantile(deskMs, 0.5),
        deskP99Ms: quantile(deskMs, 0.99),
        later,
        programCpuMsAMove: programCpuMs,
        postgresCpuMsAMove: postgresCpuMs,
        commitsAMove: commits / moves,
        generatorCpuSeconds: (generator.user + generator.system) / 1e6,
        lost: requests - (state?.delivered ?? 0) + (requests - (state?.at_door ?? 0)),
        doubled: (state?.doubled ?? 0) + Math.max(0, (state?.lines ?? 0) - requests * 3),
        notDone: back.notDone,
      });
      return back;
    } finally {
      await program.stop();
      await db.close();
    }
  } finally {
    cluster.stop();
  }
}

const [first, second] = [await measure('together'), await measure('alone')];
report({ bench: 'phones', ratioToAlone: second.secondsToQuiet / first.secondsToQuiet });
