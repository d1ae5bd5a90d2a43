// Two promises under a rush, through HTTP: an order gets one helper whoever else taps, and an id makes one request however often it is sent.
import { randomUUID } from 'node:crypto';
import { askRequest, moveMany, moveRequest } from '../src/api/request.ts';
import { newId } from '../src/server/id.ts';
import { insertSession } from '../src/server/people/session-store.ts';
import { newToken } from '../src/server/people/sessions.ts';
import type { Database } from '../src/server/postgres/pool.ts';
import { endEverything, withDatabase } from '../tests/faults/kill-loop.ts';
import { startProgram } from '../tests/program.ts';
import { report } from './cluster.ts';
import { buildTown, type Town } from './town.ts';

const orders = Number(process.env.BENCH_ORDERS ?? 1000);
const keys = Number(process.env.BENCH_KEYS ?? 10_000);
const helperCount = 8;
/** The rate limit is per session: each helper taps on that many devices. */
const devices = Math.ceil(orders / 100);

interface Answered {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the program answers is compared, not used
  readonly body: any;
}

let later = 0;

/** Sends until the answer is no "come back later". */
async function post(url: string, token: string | undefined, body: unknown): Promise<Answered> {
  for (;;) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: `cailanzi=${token}` },
      body: JSON.stringify(body),
    });
    const answered = { status: response.status, body: await response.json() };
    if (response.status !== 503 && response.status !== 429) return answered;
    later += 1;
    await new Promise(again => setTimeout(again, 100));
  }
}

const urlOf = (origin: string, path: string, requestId = ''): string => `${origin}${path.replace('{requestId}', requestId)}`;
const pick = <T>(all: readonly T[], n: number): T => all[n % all.length] as T;

/** `count` times `work`, so many at once. */
async function each(count: number, atOnce: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) await work(next++);
    }),
  );
}

/** Grid workers who answer for every door of the town. */
async function buildHelpers(db: Database, { communityId }: Town): Promise<{ personId: string; tokens: string[] }[]> {
  const helpers: { personId: string; tokens: string[] }[] = [];
  for (let n = 0; n < helperCount; n += 1) {
    const personId = newId();
    await db.count(`INSERT INTO person (community_id, person_id, name) VALUES ($1, $2, $3)`, [
      communityId,
      personId,
      `helper ${n}`,
    ]);
    await db.count(`INSERT INTO account (community_id, person_id, sign_in_name, password_hash) VALUES ($1, $2, $3, 'none')`, [
      communityId,
      personId,
      `helper-${n}`,
    ]);
    await db.count(
      `INSERT INTO role_grant (community_id, grant_id, person_id, role, place_id, place_kind) SELECT $1, $2, $3, 'grid_worker', grid_id, 'grid' FROM grid WHERE community_id = $1`,
      [communityId, newId(), personId],
    );
    await db.count(
      `INSERT INTO helper (community_id, person_id, on_duty, protection, insured, max_open, max_grams, shift_started_at)
       VALUES ($1, $2, true, true, true, 200, 1000000, now())`,
      [communityId, personId],
    );
    const tokens: string[] = [];
    for (let device = 0; device < devices; device += 1) {
      const token = newToken(communityId);
      const [createdAt, expiresAt] = [new Date(), new Date(Date.now() + 86_400_000)];
      await insertSession(db, { ...token, kind: 'staff', personId, householdId: null, doorCodeId: null, createdAt, expiresAt });
      tokens.push(token.token);
    }
    helpers.push({ personId, tokens });
  }
  return helpers;
}

async function doubleAccept(origin: string, db: Database, town: Town): Promise<void> {
  const helpers = await buildHelpers(db, town);
  const ids: string[] = [];
  await each(orders, 16, async n => {
    const id = randomUUID();
    const body = { id, householdId: pick(town.households, n), kind: 'medicine', channel: 'telephone', items: [], grams: 10 };
    const asked = await post(urlOf(origin, askRequest.path), pick(town.clerks, n), body);
    if (asked.status !== 200) throw new Error(`ask: ${JSON.stringify(asked)}`);
    ids.push(id);
  });
  for (let from = 0; from < ids.length; from += 200) {
    const moves = ids.slice(from, from + 200).map(requestId => ({ requestId, move: { move: 'sort', id: randomUUID() } }));
    const sorted = await post(urlOf(origin, moveMany.path), town.clerks[0], { moves });
    if (sorted.status !== 200) throw new Error(`sort: ${JSON.stringify(sorted)}`);
  }
  const [owners, refusals] = [new Map<string, string>(), new Map<string, number>()];
  let [several, nobody, toldWho] = [0, 0, 0];
  const began = performance.now();
  await each(orders, 4, async n => {
    const requestId = ids[n] as string;
    // Another one first each time, so that nobody's hands are full before the end.
    const inTurn = [...helpers.slice(n % helperCount), ...helpers.slice(0, n % helperCount)];
    const taps = inTurn.map(({ tokens }) =>
      post(urlOf(origin, moveRequest.path, requestId), pick(tokens, n), { id: randomUUID(), move: 'accept' }),
    );
    const answers = await Promise.all(taps);
    const won = answers.flatMap(({ status }, index) => (status === 200 ? [inTurn[index]?.personId as string] : []));
    if (won.length > 1) several += 1;
    if (won.length === 0) nobody += 1;
    owners.set(requestId, won[0] ?? '');
    for (const { status, body } of answers) {
      if (status === 200) continue;
      refusals.set(body.code, (refusals.get(body.code) ?? 0) + 1);
      if (body.facts?.ownerId === won[0]) toldWho += 1;
    }
  });
  const seconds = (performance.now() - began) / 1000;
  const stored = await db.rows<{ request_id: string; owner_id: string | null; accepts: number }>(
    `SELECT r.request_id, r.owner_id, (SELECT count(*) FROM request_event e WHERE e.community_id = r.community_id
       AND e.request_id = r.request_id AND e.move = 'accept') AS accepts FROM request r WHERE r.community_id = $1 AND r.request_id = ANY ($2)`,
    [town.communityId, ids],
  );
  const asAnswered = stored.filter(row => row.owner_id === owners.get(row.request_id) && row.accepts === 1).length;
  report({
    bench: 'double accept',
    orders,
    helpers: helperCount,
    oneOwnerAsAnswered: asAnswered,
    severalOwners: several,
    nobody,
    losersToldWho: toldWho,
    refusals: Object.fromEntries(refusals),
    later,
    seconds,
  });
}

async function doubleSubmit(origin: string, db: Database, town: Town): Promise<void> {
  later = 0;
  let [sent, differing, refusedOther, failed] = [0, 0, 0, 0];
  const ids: string[] = [];
  const began = performance.now();
  await each(keys, 4, async n => {
    const id = randomUUID();
    ids.push(id);
    const copies = 1 + (n % 10);
    const body = {
      id,
      householdId: pick(town.households, orders + n),
      kind: 'groceries',
      channel: 'telephone',
      items: [],
      note: `${n}`,
    };
    const url = urlOf(origin, askRequest.path);
    const send = (copy: number) => post(url, pick(town.clerks, n * 11 + copy), body);
    const answers = await Promise.all(Array.from({ length: copies }, (_, copy) => send(copy)));
    sent += copies;
    if (answers.some(({ status }) => status !== 200)) failed += 1;
    if (new Set(answers.map(answer => JSON.stringify(answer.body))).size !== 1) differing += 1;
    const other = await post(url, pick(town.clerks, n * 11 + 10), { ...body, note: 'another' });
    if (other.status === 422 && other.body.code === 'same_id_other_body') refusedOther += 1;
  });
  const seconds = (performance.now() - began) / 1000;
  const stored = await db.row<{ requests: number; ours: number; asks: number }>(
    `SELECT (SELECT count(*) FROM request WHERE community_id = $1 AND kind = 'groceries') AS requests,
       (SELECT count(*) FROM request WHERE community_id = $1 AND request_id = ANY ($2)) AS ours,
       (SELECT count(*) FROM request_event WHERE community_id = $1 AND move = 'ask' AND request_id = ANY ($2)) AS asks`,
    [town.communityId, ids],
  );
  report({ bench: 'double submit', keys, sent, ...stored, differing, failed, refusedOther, later, seconds });
}

const program = await startProgram({ flags: ['--empty'] });
try {
  await withDatabase(program.home, async db => {
    const town = await buildTown(db, 60, 1500);
    await doubleAccept(program.origin, db, town);
    await doubleSubmit(program.origin, db, town);
  });
} finally {
  await endEverything(program);
}
