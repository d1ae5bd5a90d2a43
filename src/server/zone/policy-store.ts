// The rules a community has chosen: one row for each time somebody took over or changed a set; nothing is overwritten.
import type { LevelRules } from '../../domain/zone/rule.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface PolicyRow {
  readonly policyId: string;
  readonly version: number;
  readonly basedOn: string;
  readonly document: string;
  readonly issuer: string;
  readonly region: string;
  readonly from: string;
  readonly until: string | null;
  readonly levels: LevelRules;
  readonly orderNumber: string;
  readonly recordedByName: string | null;
  readonly recordedAt: string;
}

/** The newest first. */
export function listVersions(db: Queryable, communityId: string): Promise<PolicyRow[]> {
  return db.rows<PolicyRow>(
    `SELECT p.policy_id AS "policyId", p.version, p.based_on AS "basedOn", p.document, p.issuer, p.region, p.from_on AS "from",
       p.until_on AS "until", p.levels, p.order_number AS "orderNumber", w.name AS "recordedByName", p.recorded_at AS "recordedAt"
     FROM zone_policy p LEFT JOIN person w ON w.community_id = p.community_id AND w.person_id = p.recorded_by
     WHERE p.community_id = $1 ORDER BY p.version DESC LIMIT 200`,
    [communityId],
  );
}

export interface NewPolicy extends Omit<PolicyRow, 'version' | 'recordedByName' | 'recordedAt'> {
  readonly recordedBy: string;
}

/** The number of the new version. The row of the community is held, so that two editors get two numbers. */
export async function addPolicy(tx: Queryable, communityId: string, policy: NewPolicy): Promise<number> {
  await tx.rows('SELECT FROM community WHERE community_id = $1 FOR NO KEY UPDATE', [communityId]);
  const row = await tx.row<{ version: number }>(
    `INSERT INTO zone_policy (community_id, policy_id, version, based_on, document, issuer, region, from_on, until_on, levels, order_number,
       recorded_by)
     SELECT $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM zone_policy WHERE community_id = $1
     RETURNING version`,
    [
      communityId,
      policy.policyId,
      policy.basedOn,
      policy.document,
      policy.issuer,
      policy.region,
      policy.from,
      policy.until,
      JSON.stringify(policy.levels),
      policy.orderNumber,
      policy.recordedBy,
    ],
  );
  if (row === undefined) throw new Error('a policy was not written');
  return row.version;
}
