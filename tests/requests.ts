// Stored requests to test with, as intake leaves them: the row, its words and the first line of its story.
import type { Kind, Lane, Urgency } from '../src/domain/request/kind.ts';
import { laneOf } from '../src/domain/request/kind.ts';
import type { State } from '../src/domain/request/life.ts';
import { newId } from '../src/server/id.ts';
import type { Queryable } from '../src/server/postgres/pool.ts';
import { insertRows, type TestCommunity } from './community.ts';

export interface RequestOptions {
  readonly door?: string;
  readonly kind?: Kind;
  readonly urgency?: Urgency;
  readonly state?: State;
  readonly ownerId?: string | null;
  readonly grams?: number;
  readonly runId?: string | null;
  readonly actBy?: string | null;
  readonly askedAt?: string;
  readonly items?: readonly { name: string; quantity: number | null; unit: string | null; substitution: string }[];
  readonly note?: string | null;
}

/** Stores a request per option (10-1-101, groceries, asked, unless it says otherwise) and returns their ids. A run is not booked. */
export async function storeRequests(
  db: Queryable,
  community: TestCommunity,
  now: Date,
  options: readonly RequestOptions[],
): Promise<string[]> {
  const community_id = community.communityId;
  const requests = options.map((option, index) => {
    const door = option.door ?? '10-1-101';
    const [building, unit] = door.split('-');
    const sealed = building === '10';
    const kind = option.kind ?? 'groceries';
    const urgency = option.urgency ?? 'normal';
    const lane: Lane = laneOf(kind, urgency);
    const asked_at = option.askedAt ?? now.toISOString();
    return {
      community_id,
      request_id: newId(),
      number: String(1000 + index),
      household_id: community.households[door],
      unit_id: community.units[`${building}-${unit}` as keyof typeof community.units],
      building_id: sealed ? community.buildings.sealed : community.buildings.clean,
      compound_id: community.compoundId,
      grid_id: sealed ? community.grids.grid1 : community.grids.grid2,
      area_id: sealed ? community.areas.area1 : community.areas.area2,
      kind,
      lane,
      urgency,
      channel: 'telephone',
      goods_class: kind === 'medicine' ? 'medicine' : 'ordinary',
      state: option.state ?? 'asked',
      grams: option.grams ?? 1000,
      minutes: 10,
      run_id: option.runId ?? null,
      asked_as: 'clerk',
      recorded_by: community.staff.clerk.personId,
      asked_at,
      due_at: new Date(Date.parse(asked_at) + 4 * 3_600_000).toISOString(),
      act_by: option.actBy === undefined ? new Date(now.getTime() + 3_600_000).toISOString() : option.actBy,
      escalation: 0,
      owner_id: option.ownerId ?? null,
      reopened: 0,
      given_back: 0,
      version: 1,
    };
  });
  await insertRows(db, 'request', requests);
  await insertRows(
    db,
    'request_words',
    requests.map(({ request_id }, index) => ({
      community_id,
      request_id,
      items: options[index]?.items ?? [{ name: '白菜', quantity: 2, unit: '斤', substitution: 'ask' }],
      note: options[index]?.note ?? null,
    })),
  );
  await insertRows(
    db,
    'request_event',
    requests.map(({ request_id, household_id }, index) => ({
      community_id,
      event_id: newId(),
      request_id,
      household_id,
      move: 'ask',
      from_state: null,
      to_state: options[index]?.state ?? 'asked',
      by_id: community.staff.clerk.personId,
      by_role: 'clerk',
      owner_id: options[index]?.ownerId ?? null,
      move_id: request_id,
      at: new Date(Date.now() - 60_000 + index).toISOString(),
    })),
  );
  return requests.map(({ request_id }) => request_id);
}

export interface StoredRequest {
  state: State;
  version: number;
  owner_id: string | null;
  run_id: string | null;
  due_at: string;
  act_by: string | null;
  asked_at: string;
  answered_at: string | null;
  accepted_at: string | null;
  delivered_at: string | null;
  closed_at: string | null;
  escalation: number;
  reopened: number;
  given_back: number;
  problem: string | null;
  merged_into: string | null;
  lane: Lane;
  urgency: Urgency;
  grams: number;
}

export async function readRequest(db: Queryable, requestId: string): Promise<StoredRequest> {
  const row = await db.row<StoredRequest>('SELECT * FROM request WHERE request_id = $1', [requestId]);
  if (row === undefined) throw new Error(`no request ${requestId}`);
  return row;
}

export interface StoredEvent {
  move: string;
  from_state: State | null;
  to_state: State;
  by_id: string | null;
  by_role: string;
  owner_id: string | null;
  reason: string | null;
  move_id: string;
  happened_at: string | null;
}

/** The story of a request, oldest first. */
export function readEvents(db: Queryable, requestId: string): Promise<StoredEvent[]> {
  return db.rows<StoredEvent>('SELECT * FROM request_event WHERE request_id = $1 ORDER BY at, event_id', [requestId]);
}
