// Writes rounds: a new one, its stops in their order, and its states.
import type { RoundState } from '../../domain/delivery/round.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface NewRound {
  readonly roundId: string;
  /** Drawn; false is answered when another round has it, draw again. */
  readonly number: string;
  readonly helperId: string;
  readonly startAt: string;
  readonly endAt: string | null;
  readonly capacityGrams: number;
  readonly capacityBags: number;
  readonly sealed: boolean;
  readonly madeBy: string | null;
  readonly now: Date;
}

export async function insertRound(tx: Queryable, communityId: string, round: NewRound): Promise<boolean> {
  const written = await tx.count(
    `INSERT INTO round (community_id, round_id, number, helper_id, state, start_at, end_at, capacity_grams, capacity_bags, sealed, made_by,
       made_at)
     VALUES ($1, $2, $3, $4, 'planned', $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (community_id, number) DO NOTHING`,
    [
      communityId,
      round.roundId,
      round.number,
      round.helperId,
      round.startAt,
      round.endAt,
      round.capacityGrams,
      round.capacityBags,
      round.sealed,
      round.madeBy,
      round.now,
    ],
  );
  return written === 1;
}

export interface RoundChange {
  readonly startAt: string | null;
  /** undefined: as it was. */
  readonly endAt: string | null | undefined;
  readonly capacityGrams: number;
  readonly capacityBags: number;
  readonly sealed: boolean | null;
}

export async function updateRound(tx: Queryable, communityId: string, roundId: string, change: RoundChange): Promise<void> {
  await tx.count(
    `UPDATE round SET start_at = coalesce($3, start_at), end_at = CASE WHEN $4::boolean THEN $5::timestamptz ELSE end_at END,
       capacity_grams = $6, capacity_bags = $7, sealed = coalesce($8, sealed), version = version + 1
     WHERE community_id = $1 AND round_id = $2`,
    [
      communityId,
      roundId,
      change.startAt,
      change.endAt !== undefined,
      change.endAt ?? null,
      change.capacityGrams,
      change.capacityBags,
      change.sealed,
    ],
  );
}

export interface PlannedStop {
  readonly requestId: string;
  readonly unitId: string;
  readonly arriveAt: string | null;
}

/**
 * The open stops of a round as they shall be, in this order; others that were open leave it as taken out. A unit keeps the number of its
 * sheet, a new one gets the next.
 */
export async function writeStops(
  tx: Queryable,
  communityId: string,
  roundId: string,
  stops: readonly PlannedStop[],
  now: Date,
): Promise<void> {
  const known = await tx.rows<{ unit_id: string; sheet: number }>(
    `SELECT DISTINCT r.unit_id, s.sheet FROM round_stop s JOIN request r ON r.community_id = s.community_id AND r.request_id = s.request_id
     WHERE s.community_id = $1 AND s.round_id = $2`,
    [communityId, roundId],
  );
  const sheets = new Map(known.map(row => [row.unit_id, row.sheet]));
  let last = Math.max(0, ...sheets.values());
  const rows = stops.map((stop, index) => {
    const sheet = sheets.get(stop.unitId) ?? ++last;
    sheets.set(stop.unitId, sheet);
    return { request_id: stop.requestId, position: index + 1, sheet, arrive_at: stop.arriveAt };
  });
  await tx.count(
    `UPDATE round_stop SET outcome = 'left', reason = 'taken_out', closed_at = $4
     WHERE community_id = $1 AND round_id = $2 AND outcome IS NULL AND request_id <> ALL ($3)`,
    [communityId, roundId, rows.map(row => row.request_id), now],
  );
  await tx.count(
    `INSERT INTO round_stop (community_id, round_id, request_id, position, sheet, arrive_at)
     SELECT $1, $2, request_id, position, sheet, arrive_at
     FROM jsonb_to_recordset($3::jsonb) AS a(request_id uuid, position integer, sheet integer, arrive_at timestamptz)
     ON CONFLICT (community_id, round_id, request_id) DO UPDATE SET position = excluded.position, sheet = excluded.sheet,
       arrive_at = excluded.arrive_at, outcome = NULL, reason = NULL, closed_at = NULL`,
    [communityId, roundId, JSON.stringify(rows)],
  );
}

/** The state, and when a round is over, whatever was still to be walked leaves it. */
export async function writeRoundState(
  tx: Queryable,
  communityId: string,
  of: { readonly roundId: string; readonly state: RoundState; readonly over: boolean; readonly reason: string },
  now: Date,
): Promise<void> {
  await tx.count(
    `UPDATE round SET state = $3, version = version + 1, started_at = CASE WHEN $3 = 'running' THEN $5 ELSE started_at END,
       closed_at = CASE WHEN $4::boolean THEN $5::timestamptz END
     WHERE community_id = $1 AND round_id = $2`,
    [communityId, of.roundId, of.state, of.over, now],
  );
  if (!of.over) return;
  await tx.count(
    `UPDATE round_stop SET outcome = 'left', reason = $3, closed_at = $4 WHERE community_id = $1 AND round_id = $2 AND outcome IS NULL`,
    [communityId, of.roundId, of.reason, now],
  );
}
