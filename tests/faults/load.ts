// Keeps asking and sorting through the real interface while parts are killed, and afterwards compares what was acknowledged with what is stored.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { findHouseholds } from '../../src/api/place.ts';
import { askRequest, moveRequest } from '../../src/api/request.ts';
import { signIn } from '../../src/api/session.ts';
import type { Database } from '../../src/server/postgres/pool.ts';
import { Client, type Reply } from '../client.ts';
import { demoPassword } from '../program.ts';

export interface Figures {
  /** Requests and moves that were answered with 200. */
  readonly acknowledged: number;
  /** Sendings after the first one of the same id. */
  readonly retried: number;
  /** Acknowledged, but not stored. */
  readonly lost: number;
  /** Stored more than once: the sum of the next three. Numbers for people are drawn by lot within a day and may meet; ids may not. */
  readonly doubled: number;
  readonly doubledAsks: number;
  readonly doubledSorts: number;
  /** Stored requests of this load beyond the acknowledged ones. */
  readonly tooMany: number;
  /** Stored without one of its parts: words, story, receipt. */
  readonly partial: number;
}

interface Kept {
  readonly requestId: string;
  readonly number: string;
  sortId?: string;
}

export interface Load {
  /** Until so many more were acknowledged: the system works again. */
  progress(count: number): Promise<void>;
  /** No new ones; what is under way is sent until it is answered. */
  finish(): Promise<void>;
  compare(db: Database): Promise<Figures>;
}

/** As a phone or a desk does: the same id is sent until there is an answer that is no "come back later". */
export async function startLoad(origin: string, workers: number): Promise<Load> {
  const desk = await signedIn(origin);
  const { households } = await desk.get(findHouseholds, { query: { limit: 1000 } });
  const doors = households.filter(({ living }) => living === 'lived_in').map(({ householdId }) => householdId);
  if (doors.length < 500) throw new Error(`the sample has ${doors.length} doors`);
  const acknowledged: Kept[] = [];
  const failures: string[] = [];
  let moves = 0;
  let retried = 0;
  let turn = 0;
  let finishing = false;

  async function untilAnswered<E extends typeof askRequest | typeof moveRequest>(
    send: () => Promise<Reply<E>>,
  ): Promise<Reply<E>> {
    for (let attempt = 0; ; attempt++) {
      if (attempt > 0) retried += 1;
      try {
        const reply = await send();
        if (reply.status !== 503 && reply.status !== 429) return reply;
      } catch (error) {
        // The connection was refused or cut: whether it was stored is unknown, which is what the id is for.
        if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
      }
      await pause(10 + Math.random() * 40);
    }
  }

  async function work(client: Client): Promise<void> {
    while (!finishing) {
      const id = randomUUID();
      turn += 1;
      const householdId = doors[turn % doors.length] ?? '';
      const body = {
        id,
        householdId,
        kind: 'medicine' as const,
        channel: 'telephone' as const,
        items: [medicine],
        note: `第${turn}次`,
      };
      const asked = await untilAnswered(() => client.send(askRequest, { body }));
      if (asked.status !== 200) {
        failures.push(`ask: ${asked.status} ${asked.refusal?.code}`);
        continue;
      }
      const kept: Kept = { requestId: asked.answer.requestId, number: asked.answer.number };
      acknowledged.push(kept);
      if (turn % 2 === 0) continue;
      const moveId = randomUUID();
      const parts = { params: { requestId: kept.requestId }, body: { id: moveId, move: 'sort' as const } };
      const sorted = await untilAnswered(() => client.send(moveRequest, parts));
      if (sorted.status === 200) {
        kept.sortId = moveId;
        moves += 1;
      } else failures.push(`sort: ${sorted.status} ${sorted.refusal?.code}`);
    }
  }

  // A session each: the limit of calls is per session.
  const clients = await Promise.all(Array.from({ length: workers }, () => signedIn(origin)));
  const all = Promise.all(clients.map(work));
  all.catch(() => {});

  return {
    async progress(count) {
      const goal = acknowledged.length + count;
      const ended = all.then(() => {
        throw new Error('the load ended before its time');
      });
      ended.catch(() => {});
      while (acknowledged.length < goal) await Promise.race([pause(20), ended]);
    },
    async finish() {
      finishing = true;
      await all;
      if (failures.length > 0) throw new Error(`${failures.length} calls were refused: ${failures.slice(0, 5).join('; ')}`);
    },
    async compare(db) {
      const found = await db.row<Omit<Figures, 'acknowledged' | 'retried' | 'doubled'>>(comparison, [
        JSON.stringify(acknowledged.map(({ requestId, number, sortId }) => ({ request_id: requestId, number, sort_id: sortId }))),
      ]);
      if (found === undefined) throw new Error('the comparison gave no answer');
      const doubled = found.doubledAsks + found.doubledSorts + found.tooMany;
      return { acknowledged: acknowledged.length + moves, retried, doubled, ...found };
    },
  };
}

const medicine = { name: '血压计电池', quantity: 1, unit: '盒', substitution: 'none' as const };

async function signedIn(origin: string): Promise<Client> {
  const client = new Client(origin);
  await client.get(signIn, { body: { name: 'clerk', password: demoPassword } });
  return client;
}

/** Every id that was sent is acknowledged by then: the load sends each until it is. */
const comparison = `
  with acknowledged as (
    select * from jsonb_to_recordset($1::jsonb) as a (request_id uuid, number text, sort_id uuid)
  ), parts as (
    select r.state,
           (select count(*) from request_words w where w.request_id = r.request_id) as words,
           (select count(*) from request_event e where e.request_id = r.request_id and e.move = 'ask') as asks,
           (select count(*) from request_event e where e.request_id = r.request_id and e.move = 'sort') as sorts,
           (select count(*) from receipt c where c.move_id = r.request_id) as receipts
      from request r join acknowledged using (request_id)
  )
  select (select count(*) from acknowledged a
           where not exists (select from request r where r.request_id = a.request_id and r.number = a.number))
       + (select count(*) from acknowledged a where a.sort_id is not null
            and not exists (select from request_event e where e.request_id = a.request_id and e.move_id = a.sort_id)) as lost,
         (select count(*) from parts where asks > 1) as "doubledAsks",
         (select count(*) from parts where sorts > 1) as "doubledSorts",
         abs((select count(*) from request_words where note ~ '^第[0-9]+次$') - (select count(*) from acknowledged)) as "tooMany",
         (select count(*) from parts
           where words <> 1 or asks <> 1 or receipts <> 1 or (state = 'sorted') <> (sorts = 1)) as partial`;
