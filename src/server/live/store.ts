// Reads what changed from the rows themselves: events, contacts, custody, late moves, zones, calls and messages. Nothing of the stream lives in memory only.
import { heldStates } from '../../domain/request/life.ts';
import type { Queryable } from '../postgres/pool.ts';

export type ChangeKind = 'event' | 'contact' | 'custody' | 'late' | 'zone' | 'call' | 'message';

/** One change. `state`: of the request now. `owner_id`: the helper it concerns. */
export interface Change {
  readonly kind: ChangeKind;
  readonly community_id: string;
  /** Of the row; a zone is seen once for its change and once for each edge of its time. */
  readonly id: string;
  readonly household_id: string | null;
  readonly request_id: string | null;
  readonly from_state: string | null;
  readonly state: string | null;
  readonly owner_id: string | null;
}

export interface Read {
  readonly changes: readonly Change[];
  /** The database's clock when the reading began, in ISO: everything that was visible then is in `changes`. */
  readonly readAt: string;
}

/**
 * Commits do not come in the order of their times, so whoever reads goes back a little each time and leaves out what was seen. `now()`
 * bounds the lower edge: after the clock was set back, the rows written since are not behind the reader.
 */
const edge = `least($2::timestamptz, now()) - make_interval(secs => $3::double precision)`;
// The edge stands in each branch as an expression: taken from a subquery, the planner cannot see how little lies behind it.
const tail = `
  SELECT 'clock' AS kind, NULL::uuid AS community_id, now()::text AS id, NULL::uuid AS household_id, NULL::uuid AS request_id,
    NULL::text AS from_state, NULL::text AS state, NULL::uuid AS owner_id
  UNION ALL
  SELECT 'event', e.community_id, e.event_id::text, e.household_id, e.request_id, e.from_state, e.to_state, e.owner_id
  FROM request_event e WHERE e.community_id = ANY ($1::uuid[]) AND e.at > ${edge}
  UNION ALL
  SELECT 'contact', c.community_id, c.contact_id::text, c.household_id, NULL, NULL, NULL, NULL
  FROM contact c WHERE c.community_id = ANY ($1::uuid[]) AND c.at > ${edge}
  UNION ALL
  SELECT 'custody', c.community_id, c.custody_id::text, r.household_id, c.request_id, NULL, r.state, r.owner_id
  FROM custody c JOIN request r ON r.community_id = c.community_id AND r.request_id = c.request_id
  WHERE c.community_id = ANY ($1::uuid[]) AND c.at > ${edge}
  UNION ALL
  SELECT 'late', l.community_id, l.move_id || told.word, coalesce(r.household_id, l.household_id), l.request_id, NULL, r.state, told.to_id
  FROM late_move l LEFT JOIN request r ON r.community_id = l.community_id AND r.request_id = l.request_id
  CROSS JOIN LATERAL (VALUES ('by', l.by_id), ('holder', l.holder_id)) AS told (word, to_id)
  WHERE l.community_id = ANY ($1::uuid[]) AND l.at > ${edge}
  UNION ALL
  SELECT 'call', p.community_id, p.phone_call_id || ' ' || p.at, NULL, NULL, NULL, NULL, p.person_id
  FROM phone_call p WHERE p.community_id = ANY ($1::uuid[]) AND p.at > ${edge}
  UNION ALL
  SELECT 'message', m.community_id, m.channel_message_id || ' ' || m.changed_at, NULL, NULL, NULL, NULL, NULL
  FROM channel_message m WHERE m.community_id = ANY ($1::uuid[]) AND m.changed_at > ${edge}
  UNION ALL
  SELECT 'message', r.community_id, r.channel_reply_id || ' ' || r.changed_at, NULL, NULL, NULL, NULL, NULL
  FROM channel_reply r WHERE r.community_id = ANY ($1::uuid[]) AND r.changed_at > ${edge}
  UNION ALL
  -- danger without a door calls on everybody at the desk, as a telephone does
  SELECT 'call', p.community_id, p.paste_row_id::text, NULL, NULL, NULL, NULL, NULL
  FROM paste_row p WHERE p.community_id = ANY ($1::uuid[]) AND p.alarm_at > ${edge}
  UNION ALL
  SELECT 'zone', z.community_id, z.zone_id || turn.word, NULL, NULL, NULL, NULL, NULL
  FROM zone z CROSS JOIN LATERAL (VALUES
    (z.changed_at, 'changed' || z.changed_at), (z.starts_at, 'starts'), (z.ended_at, 'ends')) AS turn (at, word)
  WHERE z.community_id = ANY ($1::uuid[]) AND turn.at > ${edge} AND turn.at <= now()`;

/** What changed in these communities since `since` (ISO; null: since now), going back another `overlapSeconds`. */
export async function readTail(
  db: Queryable,
  communityIds: readonly string[],
  since: string | null,
  overlapSeconds: number,
): Promise<Read> {
  const rows = await db.rows<Omit<Change, 'kind'> & { readonly kind: ChangeKind | 'clock' }>(tail, [
    communityIds,
    since ?? 'infinity',
    overlapSeconds,
  ]);
  const clock = rows.find(row => row.kind === 'clock');
  if (clock === undefined) throw new Error('the database told no time');
  const readAt = new Date(`${clock.id.replace(' ', 'T').replace(/\+00$/, '')}Z`).toISOString();
  return { changes: rows.filter(row => row.kind !== 'clock') as Change[], readAt };
}

const wasHeld = `e.from_state IN (${heldStates.map(state => `'${state}'`).join(', ')})`;
const holderBefore = `
  SELECT b.owner_id FROM request_event b
  WHERE b.community_id = e.community_id AND b.request_id = e.request_id AND b.event_id <> e.event_id
    AND b.at <= e.at AND b.owner_id IS NOT NULL
  ORDER BY b.at DESC, b.event_id DESC LIMIT 1`;

/** Who held each of these requests before the move, where somebody did: they have lost it, or keep it. Event id → helper. */
export async function readHoldersBefore(
  db: Queryable,
  communityId: string,
  eventIds: readonly string[],
): Promise<Map<string, string>> {
  if (eventIds.length === 0) return new Map();
  const rows = await db.rows<{ event_id: string; owner_id: string }>(
    `SELECT e.event_id, p.owner_id FROM request_event e
     CROSS JOIN LATERAL (${holderBefore}) p
     WHERE e.community_id = $1 AND e.event_id = ANY ($2::uuid[]) AND ${wasHeld}`,
    [communityId, eventIds],
  );
  return new Map(rows.map(row => [row.event_id, row.owner_id]));
}

/** For those who come back: each household with its last change since then. */
export interface Missed {
  /** Household → milliseconds of its last change. */
  readonly households: ReadonlyMap<string, number>;
  /** Request → milliseconds of its last change. */
  readonly requests: ReadonlyMap<string, number>;
  /** Milliseconds of the last change of levels; 0 when there was none. */
  readonly zonesAt: number;
}

export async function readMissed(db: Queryable, communityId: string, since: Date): Promise<Missed> {
  const rows = await db.rows<{ kind: 'household' | 'request' | 'zone'; id: string; at: string }>(
    `WITH told AS (
       SELECT household_id, request_id, at FROM request_event WHERE community_id = $1 AND at > $2
       UNION ALL
       SELECT household_id, NULL, at FROM contact WHERE community_id = $1 AND at > $2
       UNION ALL
       SELECT r.household_id, c.request_id, c.at
       FROM custody c JOIN request r ON r.community_id = c.community_id AND r.request_id = c.request_id
       WHERE c.community_id = $1 AND c.at > $2
       UNION ALL
       SELECT household_id, request_id, at FROM late_move WHERE community_id = $1 AND at > $2
     )
     SELECT 'household' AS kind, household_id AS id, max(at) AS at FROM told WHERE household_id IS NOT NULL GROUP BY household_id
     UNION ALL
     SELECT 'request', request_id, max(at) FROM told WHERE request_id IS NOT NULL GROUP BY request_id
     UNION ALL
     SELECT 'zone', zone_id, turn.at
     FROM zone z CROSS JOIN LATERAL (VALUES (z.changed_at), (z.starts_at), (z.ended_at)) AS turn (at)
     WHERE z.community_id = $1 AND turn.at > $2 AND turn.at <= now()`,
    [communityId, since],
  );
  const pick = (kind: string) => new Map(rows.filter(row => row.kind === kind).map(row => [row.id, Date.parse(row.at)]));
  return { households: pick('household'), requests: pick('request'), zonesAt: Math.max(0, ...pick('zone').values()) };
}

export interface MissedPoke {
  readonly request_id: string;
  readonly state: string;
  readonly household_id: string;
  /** Who holds it now, whom the change concerned, and who held it before: each is told. */
  readonly owner_ids: readonly string[];
  readonly at: string;
}

/** The requests of these households, or those that these helpers hold or have just lost, that changed since then. */
export function readMissedPokes(
  db: Queryable,
  communityId: string,
  householdIds: readonly string[],
  ownerIds: readonly string[],
  since: Date,
): Promise<MissedPoke[]> {
  return db.rows<MissedPoke>(
    `SELECT r.request_id, r.state, r.household_id, array_remove(ARRAY[r.owner_id, m.owner_id, m.owner_before], NULL) AS owner_ids, m.at
     FROM (
       SELECT e.request_id, e.owner_id, p.owner_id AS owner_before, e.at
       FROM request_event e
       LEFT JOIN LATERAL (${holderBefore}) p ON ${wasHeld}
       WHERE e.community_id = $1 AND e.at > $2
       UNION ALL
       SELECT c.request_id, NULL, NULL, c.at FROM custody c WHERE c.community_id = $1 AND c.at > $2
       UNION ALL
       SELECT l.request_id, l.by_id, l.holder_id, l.at FROM late_move l
       WHERE l.community_id = $1 AND l.at > $2 AND l.request_id IS NOT NULL
     ) m
     JOIN request r ON r.community_id = $1 AND r.request_id = m.request_id
     WHERE r.household_id = ANY ($3::uuid[]) OR r.owner_id = ANY ($4::uuid[])
       OR m.owner_id = ANY ($4::uuid[]) OR m.owner_before = ANY ($4::uuid[])`,
    [communityId, since, householdIds, ownerIds],
  );
}

/** The database's clock, in ISO: the place from which a list that is read now can be followed. Read it before the list. */
export async function readClock(db: Queryable): Promise<string> {
  const row = await db.row<{ at: string }>('SELECT now() AS at');
  if (row === undefined) throw new Error('the database told no time');
  return row.at;
}

/** Wakes the other programs on the same database. */
export async function notifyOthers(db: Queryable, channel: string, payloads: readonly string[]): Promise<void> {
  await db.rows('SELECT pg_notify($1, payload) FROM unnest($2::text[]) AS payload', [channel, payloads]);
}
