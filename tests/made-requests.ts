// Requests written straight into the tables, for tests that look at what is shown and counted, not at how a request gets there.
import type { Kind } from '../src/domain/request/kind.ts';
import { laneOf } from '../src/domain/request/kind.ts';
import type { MoveName, State } from '../src/domain/request/life.ts';
import { newId } from '../src/server/id.ts';
import type { Queryable } from '../src/server/postgres/pool.ts';
import { insertRows, type TestCommunity } from './community.ts';

export interface MadeRequest {
  readonly id?: string;
  readonly door: string;
  readonly kind?: Kind;
  readonly urgency?: 'normal' | 'soon' | 'life';
  readonly state?: State;
  readonly askedAt: Date;
  readonly answeredAt?: Date | null;
  readonly dueAt?: Date;
  readonly deliveredAt?: Date | null;
  readonly closedAt?: Date | null;
  readonly ownerId?: string | null;
  readonly reopened?: number;
}

let made = 0;

/** The ids, in the order given. */
export async function makeRequests(db: Queryable, of: TestCommunity, requests: readonly MadeRequest[]): Promise<string[]> {
  const { rows: places } = { rows: await db.rows<{ household_id: string }>(placesOf, [of.communityId]) };
  const placeOf = new Map(places.map(place => [place.household_id, place]));
  const rows = requests.map(request => {
    const kind = request.kind ?? 'groceries';
    const urgency = request.urgency ?? 'normal';
    return {
      ...placeOf.get(of.households[request.door] as string),
      community_id: of.communityId,
      request_id: request.id ?? newId(),
      number: String(1000 + made++),
      kind,
      lane: laneOf(kind, urgency),
      urgency,
      channel: 'telephone',
      goods_class: kind === 'medicine' ? 'medicine' : 'ordinary',
      state: request.state ?? 'asked',
      grams: 0,
      minutes: 0,
      asked_as: 'clerk',
      asked_at: request.askedAt,
      answered_at: request.answeredAt ?? null,
      due_at: request.dueAt ?? new Date(request.askedAt.getTime() + 4 * 3_600_000),
      escalation: 0,
      owner_id: request.ownerId ?? null,
      delivered_at: request.deliveredAt ?? null,
      closed_at: request.closedAt ?? null,
      reopened: request.reopened ?? 0,
      given_back: 0,
      version: 1,
    };
  });
  await insertRows(db, 'request', rows);
  const words = rows.map(({ community_id, request_id }) => ({ community_id, request_id, items: [] }));
  await insertRows(db, 'request_words', words);
  return rows.map(row => row.request_id);
}

const placesOf = `SELECT household_id, unit_id, building_id, compound_id, grid_id, area_id FROM household WHERE community_id = $1`;

/** One move, as the tables show it afterwards: the request in its new state and the event beside it. Returns the event's id. */
export async function makeMove(
  db: Queryable,
  of: TestCommunity,
  requestId: string,
  move: MoveName,
  to: State,
  { ownerId = null, concerns = ownerId }: { ownerId?: string | null; concerns?: string | null } = {},
): Promise<string> {
  const eventId = newId();
  await db.count(
    `WITH before AS (SELECT state, household_id FROM request WHERE community_id = $1 AND request_id = $2),
     moved AS (
       UPDATE request SET state = $5, owner_id = $6, delivered_at = CASE WHEN $5 = 'delivered' THEN now() ELSE delivered_at END
       WHERE community_id = $1 AND request_id = $2
     )
     INSERT INTO request_event (community_id, event_id, request_id, household_id, move, from_state, to_state, by_role, owner_id, move_id)
     SELECT $1, $3, $2, household_id, $4, state, $5, 'clerk', $7, $3 FROM before`,
    [of.communityId, requestId, eventId, move, to, ownerId, concerns],
  );
  return eventId;
}
