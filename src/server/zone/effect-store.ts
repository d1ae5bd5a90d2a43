// What a change of levels or rules is judged by: the open requests with their hands and rounds, the doors, who is bound, who is outside.
import type { RoundState } from '../../domain/delivery/round.ts';
import { openStates, type State } from '../../domain/request/life.ts';
import type { Queryable } from '../postgres/pool.ts';
import { levelSql } from './level-store.ts';

export interface OpenRow {
  readonly request_id: string;
  readonly number: string;
  readonly state: State;
  readonly owner_id: string | null;
  readonly helper_name: string | null;
  readonly owner_protected: boolean;
  readonly household_id: string;
  readonly unit_id: string;
  readonly building_id: string;
  readonly compound_id: string;
  readonly to_the_door: boolean;
  readonly building_label: string;
  readonly unit_label: string;
  readonly door: string;
  readonly round_id: string | null;
  readonly round_number: string | null;
  readonly round_state: RoundState | null;
}

export function readOpen(db: Queryable, communityId: string): Promise<OpenRow[]> {
  return db.rows<OpenRow>(
    `SELECT r.request_id, r.number, r.state, r.owner_id, o.name AS helper_name, coalesce(p.protection, false) AS owner_protected,
       r.household_id, r.unit_id, r.building_id, r.compound_id, h.to_the_door, b.label AS building_label, u.label AS unit_label, h.door,
       d.round_id, d.number AS round_number, d.state AS round_state
     FROM request r
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN unit u ON u.community_id = r.community_id AND u.unit_id = r.unit_id
     JOIN building b ON b.community_id = r.community_id AND b.building_id = r.building_id
     LEFT JOIN person o ON o.community_id = r.community_id AND o.person_id = r.owner_id
     LEFT JOIN helper p ON p.community_id = r.community_id AND p.person_id = r.owner_id
     LEFT JOIN round_stop s ON s.community_id = r.community_id AND s.request_id = r.request_id AND s.outcome IS NULL
     LEFT JOIN round d ON d.community_id = s.community_id AND d.round_id = s.round_id AND d.state IN ('planned', 'announced', 'running')
     WHERE r.community_id = $1 AND r.state = ANY ('{${openStates.join(',')}}')
     ORDER BY b.sort, b.label, u.sort, u.label, h.floor, h.door, r.request_id`,
    [communityId],
  );
}

/**
 * Holds these requests until the transaction ends and counts their versions up: whoever looked at one under the old rule, and is about to
 * write, has lost, reads again and finds the new one.
 */
export async function holdTouched(tx: Queryable, communityId: string, requestIds: readonly string[]): Promise<void> {
  if (requestIds.length === 0) return;
  await tx.rows('SELECT FROM request WHERE community_id = $1 AND request_id = ANY ($2) ORDER BY request_id FOR UPDATE', [
    communityId,
    requestIds,
  ]);
  await tx.count('UPDATE request SET version = version + 1 WHERE community_id = $1 AND request_id = ANY ($2)', [
    communityId,
    requestIds,
  ]);
}

export interface DoorRow {
  readonly household_id: string;
  readonly unit_id: string;
  readonly building_id: string;
  readonly compound_id: string;
  readonly lived_in: boolean;
  readonly to_the_door: boolean;
}

export function readDoors(db: Queryable, communityId: string): Promise<DoorRow[]> {
  return db.rows<DoorRow>(
    `SELECT household_id, unit_id, building_id, compound_id, living = 'lived_in' AS lived_in, to_the_door
     FROM household WHERE community_id = $1 AND living <> 'removed'`,
    [communityId],
  );
}

export interface BoundRow {
  readonly person_id: string;
  readonly name: string;
  readonly place_id: string;
  readonly protection: boolean;
}

/** Everybody bound today, with the place. */
export function readBoundHelpers(db: Queryable, communityId: string, at: Date): Promise<BoundRow[]> {
  return db.rows<BoundRow>(
    `SELECT b.person_id, p.name, b.place_id, coalesce(h.protection, false) AS protection
     FROM binding b
     JOIN community c ON c.community_id = b.community_id
     JOIN person p ON p.community_id = b.community_id AND p.person_id = b.person_id AND p.removed_at IS NULL
     LEFT JOIN helper h ON h.community_id = b.community_id AND h.person_id = b.person_id
     WHERE b.community_id = $1 AND b.from_on <= ($2::timestamptz AT TIME ZONE c.time_zone)::date
       AND (b.to_on IS NULL OR b.to_on >= ($2::timestamptz AT TIME ZONE c.time_zone)::date)
     ORDER BY p.name, b.person_id`,
    [communityId, at],
  );
}

export async function nameUnits(db: Queryable, communityId: string, unitIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.rows<{ unit_id: string; name: string }>(
    `SELECT u.unit_id, concat_ws(' ', b.label, nullif(u.label, '')) AS name FROM unit u
     JOIN building b ON b.community_id = u.community_id AND b.building_id = u.building_id
     WHERE u.community_id = $1 AND u.unit_id = ANY ($2) ORDER BY b.sort, b.label, u.sort, u.label`,
    [communityId, unitIds],
  );
  return new Map(rows.map(row => [row.unit_id, row.name]));
}

/** Deliveries between two times to doors that lay under the order, by somebody without protection: they stay as they were done. */
export async function countUnprotectedDeliveries(
  db: Queryable,
  communityId: string,
  householdIds: readonly string[],
  from: string,
  until: Date,
): Promise<number> {
  const row = await db.row<{ n: number }>(
    `SELECT count(*)::integer AS n FROM request_event e
     LEFT JOIN helper h ON h.community_id = e.community_id AND h.person_id = e.by_id
     WHERE e.community_id = $1 AND e.household_id = ANY ($2) AND e.move = 'deliver' AND h.protection IS NOT TRUE
       AND coalesce(e.happened_at, e.at) >= $3 AND coalesce(e.happened_at, e.at) < $4`,
    [communityId, householdIds, from, until],
  );
  return row?.n ?? 0;
}

/** Rounds: stops that may stay no longer leave, those behind guarded doors go to the end, in their order; then what the round is now. */
export async function reorderRounds(
  tx: Queryable,
  communityId: string,
  of: {
    readonly leave: readonly string[];
    readonly last: readonly string[];
    readonly guardedLevels: readonly string[];
    readonly at: Date;
  },
): Promise<void> {
  if (of.leave.length > 0) {
    await tx.count(
      `UPDATE round_stop SET outcome = 'left', reason = 'zone_change', closed_at = $3
       WHERE community_id = $1 AND request_id = ANY ($2) AND outcome IS NULL`,
      [communityId, of.leave, of.at],
    );
  }
  if (of.last.length > 0) {
    await tx.count(
      `UPDATE round_stop s SET position = s.position + m.most
       FROM (SELECT round_id, max(position) AS most FROM round_stop WHERE community_id = $1 GROUP BY round_id) m
       WHERE s.community_id = $1 AND s.round_id = m.round_id AND s.request_id = ANY ($2) AND s.outcome IS NULL`,
      [communityId, of.last],
    );
  }
  await tx.count(
    `UPDATE round d SET sealed = w.guarded, version = d.version + 1
     FROM (SELECT s.round_id, bool_or(${levelSql('r', '$2')} = ANY ($3)) AS guarded
           FROM round_stop s JOIN request r ON r.community_id = s.community_id AND r.request_id = s.request_id
           WHERE s.community_id = $1 AND s.outcome IS NULL GROUP BY s.round_id) w
     WHERE d.community_id = $1 AND d.round_id = w.round_id AND d.state IN ('planned', 'announced', 'running') AND d.sealed <> w.guarded`,
    [communityId, of.at, of.guardedLevels],
  );
}
