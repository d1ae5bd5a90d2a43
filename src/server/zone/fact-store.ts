// What was said about a place under an order since it began: cases, rounds of tests in counts, conditions confirmed.
import type { ZoneFact } from '../../domain/zone/release.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface FactRow extends ZoneFact {
  readonly zoneFactId: string;
  readonly zoneId: string;
  readonly orderNumber: string | null;
  readonly plannedEndAt: string | null;
  readonly byName: string | null;
}

/** Of these orders, the oldest first. */
export function readFacts(db: Queryable, communityId: string, zoneIds: readonly string[]): Promise<FactRow[]> {
  return db.rows<FactRow>(
    `SELECT f.zone_fact_id AS "zoneFactId", f.zone_id AS "zoneId", f.kind, f.happened_at AS "happenedAt", f.expected, f.tested, f.positive,
       f.what, f.order_number AS "orderNumber", f.planned_end_at AS "plannedEndAt", p.name AS "byName"
     FROM zone_fact f LEFT JOIN person p ON p.community_id = f.community_id AND p.person_id = f.by_id
     WHERE f.community_id = $1 AND f.zone_id = ANY ($2) ORDER BY f.happened_at, f.at, f.zone_fact_id`,
    [communityId, zoneIds],
  );
}

export interface NewFact {
  readonly zoneFactId: string;
  readonly zoneId: string;
  readonly kind: ZoneFact['kind'];
  readonly happenedAt: string;
  readonly expected?: number;
  readonly tested?: number;
  readonly positive?: number;
  readonly what?: string;
  readonly orderNumber?: string | undefined;
  readonly plannedEndAt?: string | undefined;
  readonly byId: string;
}

export async function addFact(tx: Queryable, communityId: string, fact: NewFact): Promise<void> {
  await tx.count(
    `INSERT INTO zone_fact (community_id, zone_fact_id, zone_id, kind, happened_at, expected, tested, positive, what, order_number,
       planned_end_at, by_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [
      communityId,
      fact.zoneFactId,
      fact.zoneId,
      fact.kind,
      fact.happenedAt,
      fact.expected ?? null,
      fact.tested ?? null,
      fact.positive ?? null,
      fact.what ?? null,
      fact.orderNumber ?? null,
      fact.plannedEndAt ?? null,
      fact.byId,
    ],
  );
}

/** A case puts off the end that the order expected; where the new order names none, nothing is expected any more. */
export async function putOffEnd(tx: Queryable, communityId: string, zoneId: string, plannedEndAt: string | null): Promise<void> {
  await tx.count('UPDATE zone SET planned_end_at = $3, changed_at = clock_timestamp() WHERE community_id = $1 AND zone_id = $2', [
    communityId,
    zoneId,
    plannedEndAt,
  ]);
}
