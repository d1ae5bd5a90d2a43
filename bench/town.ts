// A whole town in the database for benchmarks: compounds of 594 doors, staff sessions to call with; set-based, nothing personal.
import { newId } from '../src/server/id.ts';
import { insertSession } from '../src/server/people/session-store.ts';
import { newToken } from '../src/server/people/sessions.ts';
import type { Database } from '../src/server/postgres/pool.ts';

export interface Town {
  readonly communityId: string;
  readonly households: readonly string[];
  /** Cookie values of clerks, each with a rate limit of its own. */
  readonly clerks: readonly string[];
}

/** `compounds` × 9 buildings × 3 units × 11 floors × 2 doors. Random version-4 ids where SQL makes them. */
export async function buildTown(db: Database, compounds: number, clerks: number, slug = 'bench'): Promise<Town> {
  const communityId = newId();
  await db.count(
    `INSERT INTO community (community_id, slug, name, division_code, settings) VALUES ($1, $2, 'bench', '999999999999', '{}')`,
    [communityId, slug],
  );
  const areaId = newId();
  const gridId = newId();
  await db.count(`INSERT INTO area (community_id, area_id, name) VALUES ($1, $2, 'a')`, [communityId, areaId]);
  await db.count(`INSERT INTO grid (community_id, grid_id, area_id, name, code) VALUES ($1, $2, $3, 'g', '999999999999001')`, [
    communityId,
    gridId,
    areaId,
  ]);
  await db.count(
    `WITH c AS (INSERT INTO compound (community_id, compound_id, name, sort) SELECT $1, gen_random_uuid(), 'c' || n, n FROM generate_series(1, $2::int) n RETURNING compound_id),
     b AS (INSERT INTO building (community_id, building_id, compound_id, grid_id, label, floors, sort)
       SELECT $1, gen_random_uuid(), compound_id, $3, n || '号楼', 11, n FROM c, generate_series(1, 9) n RETURNING building_id, compound_id),
     u AS (INSERT INTO unit (community_id, unit_id, building_id, grid_id, label, sort)
       SELECT $1, gen_random_uuid(), building_id, $3, n || '单元', n FROM b, generate_series(1, 3) n RETURNING unit_id, building_id)
     INSERT INTO household (community_id, household_id, unit_id, building_id, compound_id, grid_id, area_id, floor, door, sort)
       SELECT $1, gen_random_uuid(), u.unit_id, u.building_id, b.compound_id, $3, $4, f, f || '0' || d, f * 10 + d
       FROM u JOIN b USING (building_id), generate_series(1, 11) f, generate_series(1, 2) d`,
    [communityId, compounds, gridId, areaId],
  );
  await db.count(
    `INSERT INTO run (community_id, run_id, compound_id, starts_at, cutoff_at, capacity_requests, capacity_grams, capacity_minutes)
     SELECT $1, gen_random_uuid(), compound_id, now() + interval '6 hours', now() + interval '5 hours', 1000000, 100000000000, 10000000 FROM compound WHERE community_id = $1`,
    [communityId],
  );
  const households = await db.rows<{ household_id: string }>('SELECT household_id FROM household WHERE community_id = $1', [
    communityId,
  ]);
  const personId = newId();
  await db.count(`INSERT INTO person (community_id, person_id, name) VALUES ($1, $2, 'clerk')`, [communityId, personId]);
  await db.count(`INSERT INTO account (community_id, person_id, sign_in_name, password_hash) VALUES ($1, $2, $3, 'none')`, [
    communityId,
    personId,
    `clerk-${slug}`,
  ]);
  await db.count(`INSERT INTO role_grant (community_id, grant_id, person_id, role, place_id) VALUES ($1, $2, $3, 'clerk', $1)`, [
    communityId,
    newId(),
    personId,
  ]);
  const tokens: string[] = [];
  for (let n = 0; n < clerks; n += 1) {
    const token = newToken(communityId);
    await insertSession(db, {
      ...token,
      kind: 'staff',
      personId,
      householdId: null,
      doorCodeId: null,
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + 86_400_000),
    });
    tokens.push(token.token);
  }
  // Only what has rows: statistics of empty tables would let the first plans read whole tables later.
  await db.count('ANALYZE community, compound, building, unit, household, run, person, session');
  return { communityId, households: households.map(row => row.household_id), clerks: tokens };
}
