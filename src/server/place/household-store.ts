// Corrections of a door, a flat that is split, and who was heard from.
import type { Role } from '../../domain/people/role.ts';
import { openStates } from '../../domain/request/life.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { coverSplitDoors } from '../zone/sub-area-store.ts';

export interface DoorState {
  readonly household_id: string;
  readonly unit_id: string;
  readonly door: string;
  readonly living: string;
  readonly has_open: boolean;
}

/** The door, held until the transaction ends; undefined when it is not within reach. */
export function holdHousehold(
  tx: Queryable,
  communityId: string,
  places: readonly string[] | null,
  householdId: string,
): Promise<DoorState | undefined> {
  return tx.row<DoorState>(
    `SELECT h.household_id, h.unit_id, h.door, h.living, EXISTS (SELECT FROM request r
       WHERE r.community_id = h.community_id AND r.household_id = h.household_id AND r.state = ANY ('{${openStates.join(',')}}')) AS has_open
     FROM household h WHERE h.community_id = $1 AND h.household_id = $3
       AND in_reach($2::uuid[], h.area_id, h.grid_id, h.compound_id, h.building_id, h.unit_id, h.household_id)
     FOR UPDATE`,
    [communityId, places, householdId],
  );
}

export async function doorIsTaken(
  tx: Queryable,
  communityId: string,
  household: Pick<DoorState, 'unit_id' | 'household_id'>,
  doors: readonly string[],
): Promise<boolean> {
  const row = await tx.row<{ taken: boolean }>(
    `SELECT EXISTS (SELECT FROM household WHERE community_id = $1 AND unit_id = $2 AND household_id <> $3 AND door = ANY ($4)) AS taken`,
    [communityId, household.unit_id, household.household_id, doors],
  );
  return row?.taken === true;
}

export interface DoorChange {
  readonly door?: string | undefined;
  readonly aliases?: readonly string[] | undefined;
  readonly living?: string | undefined;
  readonly floor?: number | undefined;
  readonly toTheDoor?: boolean | undefined;
}

export async function changeDoor(tx: Queryable, communityId: string, householdId: string, change: DoorChange): Promise<void> {
  await tx.count(
    `UPDATE household SET door = coalesce($3, door), aliases = coalesce($4, aliases), living = coalesce($5, living),
       floor = coalesce($6, floor), to_the_door = coalesce($7, to_the_door)
     WHERE community_id = $1 AND household_id = $2`,
    [
      communityId,
      householdId,
      change.door ?? null,
      change.aliases ?? null,
      change.living ?? null,
      change.floor ?? null,
      change.toTheDoor ?? null,
    ],
  );
}

/** The first name goes to the door there is, the others become doors beside it. All keep the old name as an alias. */
export async function splitDoor(
  tx: Queryable,
  communityId: string,
  household: DoorState,
  doors: readonly string[],
): Promise<string[]> {
  const ids = [household.household_id, ...doors.slice(1).map(() => newId())];
  const alias = doors.includes(household.door) ? [] : [household.door];
  await tx.count(
    `UPDATE household SET door = $3, aliases = aliases || $4::text[] WHERE community_id = $1 AND household_id = $2`,
    [communityId, household.household_id, doors[0], alias],
  );
  await tx.count(
    `INSERT INTO household (community_id, household_id, unit_id, building_id, compound_id, grid_id, area_id, floor, door, aliases, sort,
       to_the_door)
     SELECT h.community_id, n.household_id, h.unit_id, h.building_id, h.compound_id, h.grid_id, h.area_id, h.floor, n.door, $5::text[], h.sort,
       h.to_the_door
     FROM household h CROSS JOIN unnest($3::uuid[], $4::text[]) AS n (household_id, door)
     WHERE h.community_id = $1 AND h.household_id = $2`,
    [communityId, household.household_id, ids.slice(1), doors.slice(1), alias],
  );
  await coverSplitDoors(tx, communityId, household.household_id, ids.slice(1));
  return ids;
}

export interface Contact {
  readonly householdId: string;
  readonly how: 'at_the_door' | 'telephone' | 'page' | 'delivery';
  readonly outcome: 'needs_nothing' | 'asked' | 'no_answer' | 'spoke';
  /** What they have at home, and by when to ask again; null: nobody asked. */
  readonly supply: { readonly days: number; readonly askAgainAt: string } | null;
  readonly byId: string | null;
  readonly byRole: Role;
  readonly at: Date;
  /** When it was, where that was earlier than now (paper, an offline phone). */
  readonly happenedAt: string | null;
  /** Where the household's last contact tells more than how it was made. */
  readonly heardHow?: 'care';
}

/**
 * Writes the contact and, unless nobody answered, that the household was heard from. The latest time counts: a slip of paper entered in
 * the evening does not take back the call of the afternoon.
 */
export async function addContact(tx: Queryable, communityId: string, contact: Contact): Promise<void> {
  await tx.count(
    // The time of the row is the database's: the live stream reads by it.
    `INSERT INTO contact (community_id, contact_id, household_id, how, outcome, by_id, by_role, happened_at, days_of_supply)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      communityId,
      newId(),
      contact.householdId,
      contact.how,
      contact.outcome,
      contact.byId,
      contact.byRole,
      contact.happenedAt,
      contact.supply?.days ?? null,
    ],
  );
  if (contact.outcome === 'no_answer') return;
  const saidAt = contact.happenedAt ?? contact.at;
  await tx.count(
    `UPDATE household SET heard_at = $3, heard_how = $4
     WHERE community_id = $1 AND household_id = $2 AND (heard_at IS NULL OR heard_at < $3)`,
    [communityId, contact.householdId, saidAt, contact.heardHow ?? contact.how],
  );
  if (contact.supply === null) return;
  await tx.count(
    `UPDATE household SET days_of_supply = $4, supply_said_at = $3, ask_again_at = $5
     WHERE community_id = $1 AND household_id = $2 AND (supply_said_at IS NULL OR supply_said_at < $3)`,
    [communityId, contact.householdId, saidAt, contact.supply.days, contact.supply.askAgainAt],
  );
}
