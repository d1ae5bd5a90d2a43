// 出门证: permits to go out, counted against the rule, shown at the gate, out and back.
import type { ExitPurpose } from '../../domain/zone/rule.ts';
import type { Queryable } from '../postgres/pool.ts';

/** Permits that nobody has used yet, with where they lead. */
export function findUnused(
  db: Queryable,
  communityId: string,
  at: Date,
): Promise<
  {
    exit_permit_id: string;
    counted: boolean;
    compound_id: string;
    building_id: string;
    unit_id: string;
    household_id: string;
  }[]
> {
  return db.rows(
    `SELECT x.exit_permit_id, x.counted, h.compound_id, h.building_id, h.unit_id, h.household_id
     FROM exit_permit x JOIN household h ON h.community_id = x.community_id AND h.household_id = x.household_id
     WHERE x.community_id = $1 AND x.out_at IS NULL AND x.revoked_at IS NULL AND x.valid_on >= ($2::timestamptz - interval '1 day')::date`,
    [communityId, at],
  );
}

export async function countOutside(db: Queryable, communityId: string, householdIds: readonly string[]): Promise<number> {
  const row = await db.row<{ n: number }>(
    `SELECT count(*)::integer AS n FROM exit_permit
     WHERE community_id = $1 AND household_id = ANY ($2) AND out_at IS NOT NULL AND back_at IS NULL`,
    [communityId, householdIds],
  );
  return row?.n ?? 0;
}

export async function revokeExits(db: Queryable, communityId: string, exitIds: readonly string[], at: Date): Promise<void> {
  if (exitIds.length === 0) return;
  await db.count(
    'UPDATE exit_permit SET revoked_at = $3 WHERE community_id = $1 AND exit_permit_id = ANY ($2) AND out_at IS NULL AND revoked_at IS NULL',
    [communityId, exitIds, at],
  );
}

export interface ExitRow {
  readonly exit_permit_id: string;
  readonly household_id: string;
  readonly building_label: string;
  readonly unit_label: string;
  readonly door: string;
  readonly code: string;
  readonly purpose: ExitPurpose;
  readonly counted: boolean;
  readonly minutes: number | null;
  readonly issued_at: string;
  readonly valid_on: string;
  readonly out_at: string | null;
  readonly back_at: string | null;
  readonly revoked_at: string | null;
}

const columns = `x.exit_permit_id, x.household_id, b.label AS building_label, u.label AS unit_label, h.door, x.code, x.purpose, x.counted,
  x.minutes, x.issued_at, x.valid_on, x.out_at, x.back_at, x.revoked_at`;
const tables = `exit_permit x
  JOIN household h ON h.community_id = x.community_id AND h.household_id = x.household_id
  JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id
  JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id`;
const inReach = 'in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)';

/** Of a day, and whoever is still outside, first. */
export function listExits(db: Queryable, communityId: string, places: readonly string[] | null, on: string): Promise<ExitRow[]> {
  return db.rows<ExitRow>(
    `SELECT ${columns} FROM ${tables}
     WHERE x.community_id = $1 AND ${inReach} AND (x.valid_on = $3 OR x.out_at IS NOT NULL AND x.back_at IS NULL)
     ORDER BY (x.out_at IS NOT NULL AND x.back_at IS NULL) DESC, x.issued_at DESC, x.exit_permit_id LIMIT 500`,
    [communityId, places, on],
  );
}

export function findExits(
  db: Queryable,
  communityId: string,
  places: readonly string[] | null,
  of: { readonly code?: string; readonly exitId?: string; readonly householdId?: string; readonly from?: string },
): Promise<ExitRow[]> {
  return db.rows<ExitRow>(
    `SELECT ${columns} FROM ${tables}
     WHERE x.community_id = $1 AND ${inReach} AND ($3::text IS NULL OR x.code = $3) AND ($4::uuid IS NULL OR x.exit_permit_id = $4)
       AND ($5::uuid IS NULL OR x.household_id = $5) AND ($6::date IS NULL OR x.valid_on >= $6)
     ORDER BY x.issued_at DESC LIMIT 50`,
    [communityId, places, of.code ?? null, of.exitId ?? null, of.householdId ?? null, of.from ?? null],
  );
}

export interface ExitDoor {
  readonly household_id: string;
  readonly unit_id: string;
  readonly building_id: string;
  readonly compound_id: string;
}

/** The door and its building, held so that two desks do not give out the same permit; undefined when it is not within reach. */
export async function holdExitDoor(
  tx: Queryable,
  communityId: string,
  places: readonly string[] | null,
  householdId: string,
): Promise<ExitDoor | undefined> {
  return tx.row<ExitDoor>(
    `SELECT h.household_id, h.unit_id, h.building_id, h.compound_id FROM household h
     JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id
     WHERE h.community_id = $1 AND ${inReach} AND h.household_id = $3 AND h.living <> 'removed' FOR UPDATE OF b`,
    [communityId, places, householdId],
  );
}

/** The days on which counted permits were used, or may still be, in a household or a building, since a day. */
export async function readUsedDays(
  db: Queryable,
  communityId: string,
  of: { readonly householdId?: string; readonly buildingId?: string },
  from: string,
  today: string,
): Promise<string[]> {
  const rows = await db.rows<{ valid_on: string }>(
    `SELECT x.valid_on FROM exit_permit x JOIN household h ON h.community_id = x.community_id AND h.household_id = x.household_id
     WHERE x.community_id = $1 AND ($2::uuid IS NULL OR x.household_id = $2) AND ($3::uuid IS NULL OR h.building_id = $3)
       AND x.counted AND x.revoked_at IS NULL AND x.valid_on >= $4 AND (x.out_at IS NOT NULL OR x.valid_on >= $5)
     ORDER BY x.valid_on`,
    [communityId, of.householdId ?? null, of.buildingId ?? null, from, today],
  );
  return rows.map(row => row.valid_on);
}

export interface NewExit {
  readonly exitId: string;
  readonly householdId: string;
  readonly code: string;
  readonly purpose: ExitPurpose;
  readonly counted: boolean;
  readonly minutes: number | null;
  readonly issuedBy: string | null;
  readonly issuedAt: Date;
  readonly validOn: string;
}

/** False: the code is taken, draw another. */
export async function addExit(tx: Queryable, communityId: string, exit: NewExit): Promise<boolean> {
  const written = await tx.count(
    `INSERT INTO exit_permit (community_id, exit_permit_id, household_id, code, purpose, counted, minutes, issued_by, issued_at, valid_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (community_id, code) DO NOTHING`,
    [
      communityId,
      exit.exitId,
      exit.householdId,
      exit.code,
      exit.purpose,
      exit.counted,
      exit.minutes,
      exit.issuedBy,
      exit.issuedAt,
      exit.validOn,
    ],
  );
  return written === 1;
}

export type ExitMove = 'out' | 'back' | 'revoke';

/** One conditional update; false when the permit is no longer where the move begins. */
export async function writeExitMove(
  tx: Queryable,
  communityId: string,
  exitId: string,
  move: ExitMove,
  byId: string | null,
  at: Date,
): Promise<boolean> {
  const [set, where] = {
    out: ['out_at = $3, out_by = $4', 'out_at IS NULL AND revoked_at IS NULL'],
    back: ['back_at = $3, back_by = $4', 'out_at IS NOT NULL AND back_at IS NULL'],
    revoke: ['revoked_at = $3, revoked_by = $4', 'out_at IS NULL AND revoked_at IS NULL'],
  }[move] as [string, string];
  const written = await tx.count(`UPDATE exit_permit SET ${set} WHERE community_id = $1 AND exit_permit_id = $2 AND ${where}`, [
    communityId,
    exitId,
    at,
    byId,
  ]);
  return written === 1;
}
