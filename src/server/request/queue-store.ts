// The queue as it is read: rows with their door, level, helper and run; counted; and the tellings that may be the same need.
import type { Channel, GoodsClass, Kind, Lane, Substitution, Urgency } from '../../domain/request/kind.ts';
import { openStates, type State } from '../../domain/request/life.ts';
import type { Level } from '../../domain/zone/level.ts';
import type { Reach } from '../http/actor.ts';
import type { Queryable } from '../postgres/pool.ts';
import { levelSql } from '../zone/level-store.ts';

export interface Item {
  name: string;
  quantity: number | null;
  unit: string | null;
  substitution: Substitution;
}

export interface QueueRow {
  request_id: string;
  number: string;
  household_id: string;
  compound_name: string;
  building_label: string;
  unit_label: string;
  door: string;
  level: Level;
  to_the_door: boolean;
  kind: Kind;
  lane: Lane;
  urgency: Urgency;
  channel: Channel;
  goods_class: GoodsClass;
  state: State;
  items: Item[];
  note: string | null;
  asked_at: string;
  due_at: string;
  act_by: string | null;
  escalation: number;
  reopened: number;
  owner_id: string | null;
  owner_name: string | null;
  run_id: string | null;
  run_starts_at: string | null;
  grams: number;
  problem: string | null;
  version: number;
  /** Where the next page goes on. */
  place: string;
}

// life, medicine, ordinary: the alphabet happens to put the lanes in their order, so the index needs no rank of its own.
const order = 'r.lane, r.due_at, r.request_id';
// As exact as the table keeps times, or a page could show a row twice.
const place = `concat_ws('~', r.lane, to_char(r.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), r.request_id)`;

export const queueColumns = `r.request_id, r.number, r.household_id, c.name AS compound_name, b.label AS building_label, u.label AS unit_label,
  h.door, h.to_the_door, ${levelSql('r', '$2')} AS level, r.kind, r.lane, r.urgency, r.channel, r.goods_class, r.state, w.items, w.note, r.asked_at, r.due_at,
  r.act_by, r.escalation, r.reopened, r.owner_id, o.name AS owner_name, r.run_id, n.starts_at AS run_starts_at, r.grams, r.problem, r.version,
  ${place} AS place`;

/** Everything a row shows besides the request itself. */
const looks = `JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
  JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
  JOIN building b ON b.community_id = r.community_id AND b.building_id = r.building_id
  JOIN compound c ON c.community_id = r.community_id AND c.compound_id = r.compound_id
  JOIN request_words w ON w.community_id = r.community_id AND w.request_id = r.request_id
  LEFT JOIN person o ON o.community_id = r.community_id AND o.person_id = r.owner_id
  LEFT JOIN run n ON n.community_id = r.community_id AND n.run_id = r.run_id`;
export const queueTables = `request r ${looks}`;

/** Whoever carries it sees it as long as there is something to do about it. */
const reached = `(in_reach($3::uuid[], r.area_id, r.grid_id, r.compound_id, r.building_id, r.unit_id, r.household_id) OR (r.owner_id = $4::uuid AND r.state = ANY ('{${openStates.join(',')}}')))`;
const isOpen = `r.state IN ('${openStates.join("', '")}')`;
const isLate = `r.due_at < $2 AND r.state IN ('asked', 'sorted', 'offered', 'problem', 'accepted', 'carrying')`;

export interface QueueFilter {
  /** Null: every state. */
  readonly states: readonly State[] | null;
  readonly lane: Lane | null;
  readonly kind: Kind | null;
  readonly compoundId: string | null;
  readonly buildingId: string | null;
  readonly householdId: string | null;
  readonly ownerId: string | null;
  readonly runId: string | null;
  readonly late: boolean;
  readonly search: Search | null;
  readonly after: QueuePlace | null;
  readonly limit: number;
}

/** What somebody looks for: households an address means, a number, or words among what was asked. */
export type Search = { readonly doors: readonly string[] } | { readonly number: string } | { readonly words: string };

export interface QueuePlace {
  readonly lane: Lane;
  readonly dueAt: string;
  readonly requestId: string;
}

/** The text stays verbatim: no sign of it is a pattern. */
function pattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, sign => `\\${sign}`)}%`;
}

/** Words are looked for in what is open or was asked so lately; a number or a door finds everything. */
const searchedDays = 3;

/** SQL and value ($14) of a search. */
function searching(search: Search | null): [sql: string, value: unknown] {
  if (search === null) return ['$14::text IS NULL', null];
  if ('doors' in search) return ['r.household_id = ANY ($14::uuid[])', search.doors];
  if ('number' in search) return ['r.number LIKE $14', pattern(search.number)];
  const { words } = search;
  // ILIKE would make small letters of every row first; letters as typed, small and big find nearly all that it finds.
  const forms = [...new Set([words, words.toLowerCase(), words.toUpperCase()])].map(pattern);
  // Letters also stand in the keys of the list, so what they find is looked at again.
  const named =
    forms.length > 1 ? `AND EXISTS (SELECT FROM jsonb_array_elements(w.items) i WHERE i ->> 'name' LIKE ANY ($14))` : '';
  return [
    `(${isOpen} OR r.asked_at > $2::timestamptz - interval '${searchedDays} days')
     AND EXISTS (SELECT FROM request_words w WHERE w.community_id = r.community_id AND w.request_id = r.request_id
       AND ((w.items::text LIKE ANY ($14::text[]) ${named}) OR w.note LIKE ANY ($14)))`,
    forms,
  ];
}

/**
 * At least one more row than `limit` says that there is a next page. The rows are chosen by the narrow table alone, along its index, and only those
 * chosen are looked up elsewhere. Whether only open ones are wanted stands in the text, or the planner could not know that the index of the
 * open ones will do; so does the limit, of which it would else think the worst.
 */
export function readQueue(db: Queryable, communityId: string, reach: Reach, now: Date, filter: QueueFilter): Promise<QueueRow[]> {
  const [searched, value] = searching(filter.search);
  const onlyOpen = filter.late || (filter.states?.every(state => (openStates as readonly State[]).includes(state)) ?? false);
  return db.rows<QueueRow>(
    `SELECT ${queueColumns} FROM (
       SELECT r.* FROM request r
       WHERE r.community_id = $1 AND ${onlyOpen ? isOpen : 'true'} AND ${reached}
         AND ($5::text[] IS NULL OR r.state = ANY ($5)) AND ($6::text IS NULL OR r.lane = $6) AND ($7::text IS NULL OR r.kind = $7)
         AND ($8::uuid IS NULL OR r.compound_id = $8) AND ($9::uuid IS NULL OR r.building_id = $9)
         AND ${filter.householdId === null ? '$10::uuid IS NULL' : 'r.household_id = $10'}
         AND ($11::uuid IS NULL OR r.owner_id = $11) AND ($12::uuid IS NULL OR r.run_id = $12)
         AND (NOT $13::boolean OR (${isLate})) AND ${searched}
         AND ${filter.after === null ? '$15::text IS NULL AND $16::timestamptz IS NULL AND $17::uuid IS NULL' : `(${order}) > ($15, $16::timestamptz, $17::uuid)`}
       ORDER BY ${order} LIMIT ${filter.limit <= 50 ? 51 : 201}
     ) r ${looks}
     ORDER BY ${order}`,
    [
      communityId,
      now,
      reach.places,
      reach.ownerId,
      filter.states,
      filter.lane,
      filter.kind,
      filter.compoundId,
      filter.buildingId,
      filter.householdId,
      filter.ownerId,
      filter.runId,
      filter.late,
      value,
      filter.after?.lane ?? null,
      filter.after?.dueAt ?? null,
      filter.after?.requestId ?? null,
    ],
  );
}

/** Open requests by state, and how many of them are late. */
export async function countQueue(
  db: Queryable,
  communityId: string,
  reach: Reach,
  now: Date,
  compoundId: string | null,
): Promise<{ states: Map<State, number>; late: number }> {
  const rows = await db.rows<{ state: State; n: number; late: number }>(
    `SELECT r.state, count(*)::int AS n, count(*) FILTER (WHERE ${isLate})::int AS late FROM request r
     WHERE r.community_id = $1 AND ${reached} AND ($5::uuid IS NULL OR r.compound_id = $5) AND r.state = ANY ($6::text[])
     GROUP BY r.state`,
    [communityId, now, reach.places, reach.ownerId, compoundId, openStates],
  );
  return { states: new Map(rows.map(row => [row.state, row.n])), late: rows.reduce((sum, row) => sum + row.late, 0) };
}

export interface TellingRow {
  request_id: string;
  household_id: string;
  kind: Kind;
  channel: Channel;
  items: Item[];
  note: string | null;
  pasted: string | null;
  asked_at: string;
}

/** What these households asked for between two moments and what still counts, to be compared. */
export function readTellings(
  db: Queryable,
  communityId: string,
  householdIds: readonly string[],
  from: Date,
  until: Date,
): Promise<TellingRow[]> {
  return db.rows<TellingRow>(
    `SELECT r.request_id, r.household_id, r.kind, r.channel, w.items, w.note, w.pasted, r.asked_at
     FROM request r JOIN request_words w ON w.community_id = r.community_id AND w.request_id = r.request_id
     WHERE r.community_id = $1 AND r.household_id = ANY ($2::uuid[]) AND r.asked_at BETWEEN $3 AND $4
       AND r.state NOT IN ('merged', 'cancelled', 'refused')`,
    [communityId, householdIds, from, until],
  );
}
