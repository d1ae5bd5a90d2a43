// Moves that came too late: whose they were, kept as they came, listed for both helpers and the desk, and seen by a person.
import type { LateDecision, MoveSubject, Standing } from '../../domain/delivery/phone.ts';
import type { Role } from '../../domain/people/role.ts';
import { heldStates } from '../../domain/request/life.ts';
import type { Queryable } from '../postgres/pool.ts';

const held = `r.state IN (${heldStates.map(state => `'${state}'`).join(', ')})`;

/** What a phone's move is about; ids of the one subject, null elsewhere. */
export interface Target {
  readonly subject: MoveSubject;
  readonly requestId: string | null;
  readonly bagIds: readonly string[];
  readonly householdId: string | null;
  readonly roundId: string | null;
}

export interface TargetStanding extends Standing {
  readonly requestId: string | null;
  readonly householdId: string | null;
  readonly holderId: string | null;
}

interface StandingRow {
  request_id: string | null;
  household_id: string | null;
  holder_id: string | null;
  was_theirs: boolean;
  is_theirs: boolean;
}

const questions = {
  request: `SELECT r.request_id, r.household_id, r.owner_id AS holder_id,
      EXISTS (SELECT FROM request_event e WHERE e.community_id = $1 AND e.request_id = r.request_id AND e.owner_id = $2) AS was_theirs,
      r.owner_id IS NOT DISTINCT FROM $2 AND ${held} AS is_theirs
    FROM request r WHERE r.community_id = $1 AND r.request_id = ANY ($3::uuid[])`,
  bag: `SELECT r.request_id, r.household_id, r.owner_id AS holder_id,
      EXISTS (SELECT FROM request_event e WHERE e.community_id = $1 AND e.request_id = r.request_id AND e.owner_id = $2)
        OR EXISTS (SELECT FROM custody c WHERE c.community_id = $1 AND c.bag_id = b.bag_id AND c.by_id = $2) AS was_theirs,
      r.owner_id IS NOT DISTINCT FROM $2 AND ${held} AND coalesce((SELECT c.by_id = $2 FROM custody c
        WHERE c.community_id = $1 AND c.bag_id = b.bag_id ORDER BY c.at DESC LIMIT 1), true) AS is_theirs
    FROM bag b JOIN request r ON r.community_id = b.community_id AND r.request_id = b.request_id
    WHERE b.community_id = $1 AND b.bag_id = ANY ($3::uuid[])`,
  household: `SELECT NULL::uuid AS request_id, h.household_id, NULL::uuid AS holder_id,
      EXISTS (SELECT FROM binding b WHERE b.community_id = $1 AND b.person_id = $2
          AND b.place_id IN (h.household_id, h.unit_id, h.building_id))
        OR EXISTS (SELECT FROM role_grant g WHERE g.community_id = $1 AND g.person_id = $2
          AND g.place_id IN (h.unit_id, h.building_id, h.compound_id, h.grid_id, h.area_id)) AS was_theirs,
      false AS is_theirs
    FROM household h WHERE h.community_id = $1 AND h.household_id = ANY ($3::uuid[])`,
  round: `SELECT NULL::uuid AS request_id, NULL::uuid AS household_id, o.helper_id AS holder_id, o.helper_id = $2 AS was_theirs,
      o.helper_id = $2 AND o.state IN ('planned', 'announced', 'running') AS is_theirs
    FROM round o WHERE o.community_id = $1 AND o.round_id = ANY ($3::uuid[])`,
} as const;

/** Undefined where there is no such thing. Of several bags the first that is not in the person's hands speaks for all. */
export async function readStanding(
  db: Queryable,
  communityId: string,
  personId: string,
  target: Target,
): Promise<TargetStanding | undefined> {
  const [question, ids] = {
    request: [questions.request, [target.requestId]] as const,
    bag: [questions.bag, target.bagIds] as const,
    handover: [questions.bag, target.bagIds] as const,
    household: [questions.household, [target.householdId]] as const,
    ask: [questions.household, [target.householdId]] as const,
    round: [questions.round, [target.roundId]] as const,
    care: [questions.household, [target.householdId]] as const,
    survey: [questions.household, [target.householdId]] as const,
  }[target.subject];
  const rows = await db.rows<StandingRow>(question, [communityId, personId, ids]);
  const row = rows.find(one => one.was_theirs && !one.is_theirs) ?? rows[0];
  if (row === undefined) return undefined;
  return {
    requestId: row.request_id,
    householdId: row.household_id,
    holderId: row.holder_id,
    wasTheirs: row.was_theirs,
    isTheirs: row.is_theirs,
  };
}

export interface LateMove {
  readonly moveId: string;
  readonly target: Target;
  readonly standing: TargetStanding;
  readonly move: string;
  readonly reason: string | null;
  readonly byId: string;
  readonly byRole: Role;
  readonly phoneId: string;
  readonly seq: number;
  readonly holderRole: string | null;
  readonly why: string;
  readonly happenedAt: string;
  /** The whole move as it was sent. */
  readonly body: unknown;
}

export async function insertLateMove(tx: Queryable, communityId: string, late: LateMove): Promise<void> {
  const { target, standing } = late;
  await tx.count(
    `WITH kept AS (
       INSERT INTO late_move (community_id, move_id, subject, move, reason, request_id, bag_id, household_id, round_id, by_id, by_role,
         phone_id, seq, holder_id, holder_role, why, happened_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     )
     INSERT INTO late_move_words (community_id, move_id, body) VALUES ($1, $2, $18)`,
    [
      communityId,
      late.moveId,
      target.subject,
      late.move,
      late.reason,
      standing.requestId,
      target.subject === 'bag' ? target.bagIds[0] : null,
      standing.householdId,
      target.roundId,
      late.byId,
      late.byRole,
      late.phoneId,
      late.seq,
      standing.holderId,
      late.holderRole,
      late.why,
      late.happenedAt,
      JSON.stringify(late.body),
    ],
  );
}

interface LateRow {
  move_id: string;
  subject: MoveSubject;
  move: string;
  request_id: string | null;
  number: string | null;
  happened_at: string;
  at: string;
  why: string;
  holder_role: Role | null;
  by_role: Role;
  decision: LateDecision | null;
}

const lateColumns = `l.move_id, l.subject, l.move, l.request_id, r.number, l.happened_at, l.at, l.why, l.holder_role, l.by_role, s.decision`;
const lateTables = `late_move l
  LEFT JOIN request r ON r.community_id = l.community_id AND r.request_id = l.request_id
  LEFT JOIN late_move_seen s ON s.community_id = l.community_id AND s.move_id = l.move_id`;

export interface OwnLateRow extends LateRow {
  mine: boolean;
}

/** A helper's own late moves since then, and those of others about what the helper holds now; newest first. */
export function listOwnLateMoves(db: Queryable, communityId: string, personId: string, since: Date): Promise<OwnLateRow[]> {
  return db.rows<OwnLateRow>(
    `SELECT ${lateColumns}, l.by_id = $2 AS mine FROM ${lateTables}
     WHERE l.community_id = $1 AND l.at > $3
       AND (l.by_id = $2 OR (r.owner_id = $2 AND ${held}))
     ORDER BY l.at DESC LIMIT 200`,
    [communityId, personId, since],
  );
}

export interface DeskLateRow extends LateRow {
  reason: string | null;
  bag_id: string | null;
  household_id: string | null;
  building_label: string | null;
  unit_label: string | null;
  door: string | null;
  compound_name: string | null;
  by_id: string;
  by_name: string;
  holder_name: string | null;
  body: unknown;
  seen_by_name: string | null;
  seen_at: string | null;
}

/** For the desk: what nobody has looked at yet, the oldest first; or what was looked at, the newest first. At most 500. */
export function listLateMoves(db: Queryable, communityId: string, seen: boolean): Promise<DeskLateRow[]> {
  return db.rows<DeskLateRow>(
    `SELECT ${lateColumns}, l.reason, l.bag_id, l.household_id, b.label AS building_label, u.label AS unit_label, h.door,
       c.name AS compound_name, l.by_id, p.name AS by_name, o.name AS holder_name, w.body, q.name AS seen_by_name, s.at AS seen_at
     FROM ${lateTables}
     LEFT JOIN late_move_words w ON w.community_id = l.community_id AND w.move_id = l.move_id
     LEFT JOIN household h ON h.community_id = l.community_id AND h.household_id = l.household_id
     LEFT JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id
     LEFT JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id
     LEFT JOIN compound c ON c.community_id = h.community_id AND c.compound_id = h.compound_id
     JOIN person p ON p.community_id = l.community_id AND p.person_id = l.by_id
     LEFT JOIN person o ON o.community_id = l.community_id AND o.person_id = l.holder_id
     LEFT JOIN person q ON q.community_id = s.community_id AND q.person_id = s.by_id
     WHERE l.community_id = $1 AND (s.move_id IS NOT NULL) = $2
     ORDER BY CASE WHEN $2 THEN NULL ELSE l.at END, l.at DESC LIMIT 500`,
    [communityId, seen],
  );
}

/** Undefined: no such late move. Otherwise what a person decided before, if anybody did; held until the transaction ends. */
export function holdLateMove(
  tx: Queryable,
  communityId: string,
  moveId: string,
): Promise<{ decision: LateDecision | null; seen_by: string | null; request_id: string | null } | undefined> {
  return tx.row(
    `SELECT s.decision, s.by_id AS seen_by, l.request_id FROM late_move l
     LEFT JOIN late_move_seen s ON s.community_id = l.community_id AND s.move_id = l.move_id
     WHERE l.community_id = $1 AND l.move_id = $2 FOR UPDATE OF l`,
    [communityId, moveId],
  );
}

export async function insertSeen(
  tx: Queryable,
  communityId: string,
  seen: { readonly moveId: string; readonly decision: LateDecision; readonly byId: string; readonly byRole: Role },
): Promise<void> {
  await tx.count('INSERT INTO late_move_seen (community_id, move_id, decision, by_id, by_role) VALUES ($1, $2, $3, $4, $5)', [
    communityId,
    seen.moveId,
    seen.decision,
    seen.byId,
    seen.byRole,
  ]);
}
