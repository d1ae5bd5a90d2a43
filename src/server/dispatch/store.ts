// Helpers with their rights, bindings and load, as the proposals and the checks of an offer need them.
import type { Binding, Candidate } from '../../domain/dispatch/propose.ts';
import { helperRoles, type Role } from '../../domain/people/role.ts';
import { heldStates } from '../../domain/request/life.ts';
import type { Level } from '../../domain/zone/level.ts';
import { levelsWithProtection } from '../../domain/zone/policy.ts';
import type { Queryable } from '../postgres/pool.ts';
import { levelSql, rulesAt } from '../zone/level-store.ts';

interface CandidateRow {
  helper_id: string;
  name: string;
  roles: Role[];
  granted: string[];
  everywhere: boolean;
  bindings: Binding[];
  on_duty: boolean;
  protection: boolean;
  max_open: number;
  max_grams: number;
  shift_started_at: string | null;
  went_sealed_at: string | null;
  offered: number;
  held: number;
  open_grams: number;
  carries_to: string[];
  holds_levels: Level[];
}

export interface KnownCandidate extends Candidate {
  readonly name: string;
  readonly offered: number;
  readonly held: number;
}

/** All helpers of the community, or those named, with what they hold now. One question. */
export async function readCandidates(
  db: Queryable,
  communityId: string,
  now: Date,
  personIds: readonly string[] | null = null,
): Promise<KnownCandidate[]> {
  const rows = await db.rows<CandidateRow>(
    `WITH today AS (
       SELECT ($2::timestamptz AT TIME ZONE time_zone)::date AS day FROM community WHERE community_id = $1
     ), granted AS (
       SELECT person_id, array_agg(DISTINCT role) AS roles,
         coalesce(array_agg(DISTINCT place_id) FILTER (WHERE place_kind <> 'community'), '{}') AS places,
         bool_or(place_kind = 'community') AS everywhere
       FROM role_grant
       WHERE community_id = $1 AND role = ANY ($4) AND starts_at <= $2 AND (ended_at IS NULL OR ended_at > $2)
         AND ($3::uuid[] IS NULL OR person_id = ANY ($3))
       GROUP BY person_id
     )
     SELECT g.person_id AS helper_id, p.name, g.roles, g.places AS granted, g.everywhere,
       coalesce(h.on_duty, true) AS on_duty, coalesce(h.protection, false) AS protection,
       coalesce(h.max_open, 12) AS max_open, coalesce(h.max_grams, 30000) AS max_grams, h.shift_started_at, h.went_sealed_at,
       coalesce((SELECT jsonb_agg(jsonb_build_object('placeId', b.place_id, 'rank', b.rank))
         FROM binding b, today t
         WHERE b.community_id = $1 AND b.person_id = g.person_id AND b.from_on <= t.day AND (b.to_on IS NULL OR b.to_on >= t.day)), '[]')
         AS bindings,
       l.offered, l.held, l.open_grams, l.carries_to, l.holds_levels
     FROM granted g
     JOIN person p ON p.community_id = $1 AND p.person_id = g.person_id AND p.removed_at IS NULL
     LEFT JOIN helper h ON h.community_id = $1 AND h.person_id = g.person_id
     CROSS JOIN LATERAL (
       SELECT (count(*) FILTER (WHERE r.state = 'offered'))::integer AS offered,
         (count(*) FILTER (WHERE r.state <> 'offered'))::integer AS held, coalesce(sum(r.grams), 0)::integer AS open_grams,
         coalesce(array_agg(DISTINCT r.building_id), '{}') AS carries_to,
         coalesce(array_agg(DISTINCT ${levelSql('r', '$2')}), '{}') AS holds_levels
       FROM request r WHERE r.community_id = $1 AND r.owner_id = g.person_id AND r.state IN (${heldStates.map(state => `'${state}'`).join(', ')})
     ) l
     ORDER BY g.person_id`,
    [communityId, now, personIds, helperRoles],
  );
  const guarded = levelsWithProtection(await rulesAt(db, communityId, now));
  return rows.map(row => ({
    helperId: row.helper_id,
    name: row.name,
    roles: helperRoles.filter(role => row.roles.includes(role)),
    places: row.everywhere ? null : [...row.granted, ...row.bindings.map(binding => binding.placeId)],
    granted: row.granted,
    bindings: row.bindings,
    onDuty: row.on_duty,
    protection: row.protection,
    maxOpen: row.max_open,
    maxGrams: row.max_grams,
    open: row.offered + row.held,
    openGrams: row.open_grams,
    shiftStartedAt: row.shift_started_at,
    wentSealedAt: row.went_sealed_at,
    carriesTo: row.carries_to,
    holdsSealed: row.holds_levels.some(level => guarded.includes(level)),
    offered: row.offered,
    held: row.held,
  }));
}

/** Which of these helpers answer for a place inside the reach; everybody when the reach is the whole community. */
export async function helpersInReach(
  db: Queryable,
  communityId: string,
  places: readonly string[] | null,
  helpers: readonly KnownCandidate[],
): Promise<Set<string>> {
  if (places === null) return new Set(helpers.map(helper => helper.helperId));
  const rows = await db.rows<{ place_id: string }>(
    `SELECT DISTINCT unnest(ARRAY[area_id, grid_id, compound_id, building_id, unit_id, household_id]) AS place_id
     FROM household WHERE community_id = $1 AND in_reach($2::uuid[], area_id, grid_id, compound_id, building_id, unit_id, household_id)`,
    [communityId, places],
  );
  const inside = new Set(rows.map(row => row.place_id));
  return new Set(
    helpers
      .filter(helper => helper.places === null || helper.places.some(place => inside.has(place)))
      .map(helper => helper.helperId),
  );
}

/** How many deliveries each helper has made since midnight in the community's time zone. */
export async function doneToday(db: Queryable, communityId: string, now: Date): Promise<Map<string, number>> {
  const rows = await db.rows<{ owner_id: string; done: number }>(
    `SELECT owner_id, count(*)::integer AS done FROM request
     WHERE community_id = $1 AND state IN ('delivered', 'served') AND owner_id IS NOT NULL
       AND delivered_at >= (SELECT date_trunc('day', $2::timestamptz AT TIME ZONE time_zone) AT TIME ZONE time_zone
                            FROM community WHERE community_id = $1)
     GROUP BY owner_id`,
    [communityId, now],
  );
  return new Map(rows.map(row => [row.owner_id, row.done]));
}
