// 包楼定户: who is bound to which buildings, units and households, on which days.
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export interface BindingRow {
  readonly binding_id: string;
  readonly person_id: string;
  readonly person_name: string;
  readonly place_kind: 'building' | 'unit' | 'household';
  readonly place_id: string;
  readonly rank: 'primary' | 'backup';
  readonly from_on: string;
  readonly to_on: string | null;
}

export interface BindingFilter {
  /** That day alone; without it today and everything to come. */
  readonly on: string | undefined;
  readonly today: string;
  readonly personId: string | undefined;
  readonly buildingId: string | undefined;
  readonly touched: readonly string[] | null;
}

export function listBindingRows(db: Queryable, communityId: string, filter: BindingFilter): Promise<BindingRow[]> {
  return db.rows<BindingRow>(
    `SELECT b.binding_id, b.person_id, p.name AS person_name, b.place_kind, b.place_id, b.rank, b.from_on, b.to_on
     FROM binding b JOIN person p ON p.community_id = b.community_id AND p.person_id = b.person_id
     WHERE b.community_id = $1 AND p.removed_at IS NULL
       AND (b.to_on IS NULL OR b.to_on >= coalesce($2::date, $3::date)) AND ($2::date IS NULL OR b.from_on <= $2::date)
       AND ($4::uuid IS NULL OR b.person_id = $4)
       AND ($5::uuid IS NULL OR b.place_id = $5
         OR b.place_id IN (SELECT unit_id FROM unit WHERE community_id = $1 AND building_id = $5)
         OR b.place_id IN (SELECT household_id FROM household WHERE community_id = $1 AND building_id = $5))
       AND ($6::uuid[] IS NULL OR b.place_id = ANY ($6::uuid[]))
     ORDER BY b.from_on, b.binding_id`,
    [communityId, filter.on ?? null, filter.today, filter.personId ?? null, filter.buildingId ?? null, filter.touched],
  );
}

/** Every binding of one place that has not ended before a day. */
export function bindingsOfPlace(tx: Queryable, communityId: string, placeId: string, since: string): Promise<BindingRow[]> {
  return tx.rows<BindingRow>(
    `SELECT binding_id, person_id, '' AS person_name, place_kind, place_id, rank, from_on, to_on FROM binding
     WHERE community_id = $1 AND place_id = $2 AND (to_on IS NULL OR to_on >= $3::date)`,
    [communityId, placeId, since],
  );
}

export interface NewBinding {
  readonly personId: string;
  readonly placeKind: 'building' | 'unit' | 'household';
  readonly placeId: string;
  readonly rank: 'primary' | 'backup';
  readonly fromOn: string;
  readonly toOn: string | null;
}

export async function insertBinding(tx: Queryable, communityId: string, binding: NewBinding, by: string | null): Promise<string> {
  const bindingId = newId();
  await tx.count(
    `INSERT INTO binding (community_id, binding_id, person_id, place_kind, place_id, rank, from_on, to_on, made_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      communityId,
      bindingId,
      binding.personId,
      binding.placeKind,
      binding.placeId,
      binding.rank,
      binding.fromOn,
      binding.toOn,
      by,
    ],
  );
  return bindingId;
}

export function holdBinding(tx: Queryable, communityId: string, bindingId: string): Promise<BindingRow | undefined> {
  return tx.row<BindingRow>(
    `SELECT binding_id, person_id, '' AS person_name, place_kind, place_id, rank, from_on, to_on FROM binding
     WHERE community_id = $1 AND binding_id = $2 FOR UPDATE`,
    [communityId, bindingId],
  );
}

export async function endBindingRow(tx: Queryable, communityId: string, bindingId: string, toOn: string): Promise<void> {
  await tx.count('UPDATE binding SET to_on = $3 WHERE community_id = $1 AND binding_id = $2', [communityId, bindingId, toOn]);
}
