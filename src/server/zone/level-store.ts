// The level and the rules of a door as fragments of a question, so that every list of the program asks for them in the same words.
import { readRules } from '../../domain/zone/policy.ts';
import type { LevelRules } from '../../domain/zone/rule.ts';
import type { Queryable } from '../postgres/pool.ts';

/** Does the order `zone` cover the door `row` stands for? `row`: of household or request, or anything with its places. */
export function coversSql(zone: string, row: string): string {
  return `(${zone}.place_id IN (${row}.community_id, ${row}.compound_id, ${row}.building_id, ${row}.unit_id, ${row}.household_id)
      AND (${zone}.floor IS NULL OR ${zone}.floor = (SELECT f.floor FROM household f
        WHERE f.community_id = ${row}.community_id AND f.household_id = ${row}.household_id))
    OR ${zone}.place_kind = 'sub_area' AND EXISTS (SELECT FROM sub_area_door d
        WHERE d.community_id = ${row}.community_id AND d.household_id = ${row}.household_id AND d.sub_area_id = ${zone}.place_id))`;
}

export function activeSql(zone: string, at: string): string {
  return `${zone}.starts_at <= ${at} AND (${zone}.ended_at IS NULL OR ${zone}.ended_at > ${at})`;
}

function strictestSql(row: string, at: string, what: string): string {
  return `(SELECT ${what} FROM zone z
    WHERE z.community_id = ${row}.community_id AND ${activeSql('z', at)} AND ${coversSql('z', row)}
    ORDER BY array_position(ARRAY['sealed', 'control', 'precaution', 'open'], z.level), greatest(z.starts_at, z.recorded_at) LIMIT 1)`;
}

/** The strictest level that holds at `at` for a row of household or request; 'open' where nothing is recorded. */
export function levelSql(row: string, at: string): string {
  return `coalesce(${strictestSql(row, at, 'z.level')}, 'open')`;
}

/** Since when that level holds; of an order that was recorded later, since then: nobody could know of it before. */
export function levelSinceSql(row: string, at: string): string {
  return strictestSql(row, at, 'greatest(z.starts_at, z.recorded_at)');
}

/** The rules a community has chosen that are in force at `at`, as jsonb; null where it has chosen none. See domain readRules(). */
export function rulesSql(communityId: string, at: string): string {
  return `(SELECT p.levels FROM zone_policy p JOIN community k ON k.community_id = p.community_id
    WHERE p.community_id = ${communityId} AND p.from_on <= (${at}::timestamptz AT TIME ZONE k.time_zone)::date
      AND (p.until_on IS NULL OR p.until_on > (${at}::timestamptz AT TIME ZONE k.time_zone)::date)
    ORDER BY p.from_on DESC, p.version DESC LIMIT 1)`;
}

export async function rulesAt(db: Queryable, communityId: string, at: Date): Promise<LevelRules> {
  return readRules(await db.row<{ zoneRules: unknown }>(`SELECT ${rulesSql('$1', '$2')} AS "zoneRules"`, [communityId, at]));
}
