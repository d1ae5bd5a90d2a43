// Keeps asking and moving through the real interface while parts are killed, as phones and desks do: the same id until there is an answer.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { findHouseholds } from '../../src/api/place.ts';
import { type AskedMove, askRequest, moveRequest } from '../../src/api/request.ts';
import { signIn } from '../../src/api/session.ts';
import type { State } from '../../src/domain/request/life.ts';
import type { Database } from '../../src/server/postgres/pool.ts';
import { Client, type Reply } from '../client.ts';
import { demoPassword } from '../program.ts';
import type { Acknowledged } from './compare.ts';

export interface Load {
  readonly acknowledged: readonly Acknowledged[];
  /** Sendings after the first one of the same id. */
  readonly retried: () => number;
  /** How often "come back later" was answered, by code. */
  readonly later: ReadonlyMap<string, number>;
  /** Calls whose connection was cut while they were under way. */
  readonly cut: () => number;
  /** Until so many more requests were acknowledged. */
  progress(count: number): Promise<void>;
  /** Until something that is sent from now on is acknowledged. */
  answered(): Promise<void>;
  /** Until a call sent from now on is told to come back later because of `code`. */
  toldLater(code: string): Promise<void>;
  /** No new ones; what is under way is sent until it is answered. Throws when anything was refused for good. */
  finish(): Promise<void>;
  /** Ends at once, whatever is under way. */
  abandon(): void;
}

/** Refusals after which the same call is sent again; each must say when. */
const laterCodes = new Set(['database_away', 'busy', 'disk_full', 'too_many_requests']);
const patienceMs = 120_000;

/** What is to be made of a request after it was taken down; the weight changes what its run has booked, cancelling gives it back. */
const plans: readonly (readonly Omit<AskedMove, 'id'>[])[] = [
  [],
  [{ move: 'sort' }],
  [{ move: 'sort' }, { move: 'cancel' }],
  [{ move: 'amend', grams: 2500 } as Omit<AskedMove, 'id'>],
];

/** Half of the requests are ordinary and take places in runs; room for them all is made here, so that nothing is refused for want of it. */
export async function makeRoom(db: Database): Promise<void> {
  await db.count(`update community set settings = settings || '{"mostOpenPerHousehold": 1000}'`);
  await db.count('update run set capacity_requests = 1000000, capacity_grams = 10000000000, capacity_minutes = 10000000');
}

export async function startLoad(origin: string, workers: number): Promise<Load> {
  const desk = await signedIn(origin);
  const { households } = await desk.get(findHouseholds, { query: { limit: 1000 } });
  const doors = households.filter(({ living }) => living === 'lived_in').map(({ householdId }) => householdId);
  if (doors.length < 500) throw new Error(`the sample has ${doors.length} doors`);
  const acknowledged: Acknowledged[] = [];
  const later = new Map<string, number>();
  const failures: string[] = [];
  let latestAnswered = 0;
  const latestLater = new Map<string, number>();
  let [retried, cut, turn] = [0, 0, 0];
  let [finishing, abandoned] = [false, false];

  async function untilAnswered<E extends typeof askRequest | typeof moveRequest>(
    send: () => Promise<Reply<E>>,
  ): Promise<Reply<E>> {
    for (let attempt = 0; ; attempt++) {
      if (abandoned) throw new Error('abandoned');
      if (attempt > 0) retried += 1;
      const sentAt = performance.now();
      try {
        const reply = await send();
        if (reply.status === 200) latestAnswered = Math.max(latestAnswered, sentAt);
        if (reply.status !== 503 && reply.status !== 429) return reply;
        const code = reply.refusal?.code ?? 'no code';
        if (!laterCodes.has(code) || !reply.headers.has('retry-after')) {
          failures.push(`${reply.status} ${code}, retry-after ${reply.headers.get('retry-after')}`);
        }
        later.set(code, (later.get(code) ?? 0) + 1);
        latestLater.set(code, Math.max(latestLater.get(code) ?? 0, sentAt));
      } catch (error) {
        // The connection was refused or cut: whether it was stored is unknown, which is what the id is for.
        if (!(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
        if ((error.cause as { code?: string } | undefined)?.code !== 'ECONNREFUSED') cut += 1;
      }
      await pause(50 + Math.random() * 100);
    }
  }

  async function work(client: Client): Promise<void> {
    while (!finishing) {
      turn += 1;
      const [ordinary, plan] = [turn % 2 === 1, plans[(turn >> 1) % plans.length] ?? []];
      const body = {
        id: randomUUID(),
        householdId: doors[turn % doors.length] ?? '',
        kind: ordinary ? ('groceries' as const) : ('medicine' as const),
        channel: 'telephone' as const,
        items: [ordinary ? potatoes : battery],
        note: `第${turn}次`,
      };
      const asked = await untilAnswered(() => client.send(askRequest, { body }));
      if (asked.status !== 200) {
        failures.push(`ask: ${asked.status} ${JSON.stringify(asked.refusal)}`);
        continue;
      }
      const { requestId, number } = asked.answer;
      const kept = { requestId, number, state: asked.answer.state as State, moveIds: [] as string[] };
      acknowledged.push(kept);
      for (const step of plan) {
        const move = { ...step, id: randomUUID() } as AskedMove;
        const moved = await untilAnswered(() => client.send(moveRequest, { params: { requestId }, body: move }));
        if (moved.status !== 200) {
          failures.push(`${move.move}: ${moved.status} ${JSON.stringify(moved.refusal)}`);
          break;
        }
        kept.moveIds.push(move.id);
        kept.state = moved.answer.state;
      }
    }
  }

  // A session each: the limit of calls is per session.
  const clients = await Promise.all(Array.from({ length: workers }, () => signedIn(origin)));
  const all = Promise.all(clients.map(work));
  const ended = all.then(() => {
    throw new Error('the load ended before its time');
  });
  ended.catch(() => {});

  async function until(what: string, reached: () => boolean): Promise<void> {
    for (const end = performance.now() + patienceMs; !reached(); await Promise.race([pause(10), ended])) {
      if (performance.now() > end)
        throw new Error(`${what}: not within ${patienceMs / 1000} s; ${failures.slice(0, 5).join('; ')}`);
    }
  }

  return {
    acknowledged,
    retried: () => retried,
    later,
    cut: () => cut,
    async progress(count) {
      const goal = acknowledged.length + count;
      await until(`${count} more requests`, () => acknowledged.length >= goal);
    },
    async answered() {
      const since = performance.now();
      await until('an acknowledgement', () => latestAnswered >= since);
    },
    async toldLater(code) {
      const since = performance.now();
      await until(code, () => (latestLater.get(code) ?? 0) >= since);
    },
    async finish() {
      finishing = true;
      await all;
      if (failures.length > 0) throw new Error(`${failures.length} calls were refused: ${failures.slice(0, 5).join('; ')}`);
    },
    abandon() {
      finishing = true;
      abandoned = true;
    },
  };
}

const potatoes = { name: '土豆', quantity: 2, unit: '斤', substitution: 'ask' as const };
const battery = { name: '血压计电池', quantity: 1, unit: '盒', substitution: 'none' as const };

async function signedIn(origin: string): Promise<Client> {
  const client = new Client(origin);
  await client.get(signIn, { body: { name: 'clerk', password: demoPassword } });
  return client;
}
