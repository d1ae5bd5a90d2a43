// Keeps the planner's idea of the tables fresh in their first minutes, when everybody asks at once and the server has not looked yet.
import type { Queryable } from './pool.ts';

/**
 * Looks anew at tables that have more than doubled since anybody looked. Every index begins with the community, so on a table of which the
 * server knows nothing all of them seem equally good, and a request is looked up by reading all of its community. Autovacuum looks once a
 * minute at most; a rush fills the tables within seconds. Returns how many tables were looked at: a few, ever more seldom.
 */
export async function refreshStatistics(db: Queryable): Promise<number> {
  const grown = await db.rows<{ name: string }>(
    `SELECT quote_ident(relname) AS name FROM pg_stat_user_tables
     WHERE schemaname = 'public' AND n_mod_since_analyze >= 200 AND n_mod_since_analyze > n_live_tup / 2 ORDER BY relname`,
  );
  for (const { name } of grown) await db.count(`ANALYZE ${name}`);
  return grown.length;
}
