// Who makes a move, in which of their roles, and which requests that role reaches.
import type { Endpoint } from '../../api/endpoint.ts';
import type { Role, Who } from '../../domain/people/role.ts';
import { isRefusal } from '../../domain/refusal.ts';
import { type MoveName, type Mover, moveOf } from '../../domain/request/life.ts';
import { type Actor, admit, everywhere, type Reach } from '../http/actor.ts';
import type { RequestRow } from './moves-store.ts';

export interface Maker {
  readonly communityId: string;
  readonly personId: string | null;
  /** What they may know of at all. */
  readonly sees: Reach;
  /** The role in which they make this move; null: none of theirs does. */
  as(move: MoveName): { readonly role: Mover; readonly reach: Reach } | null;
  /** Who enters from paper what this person has done; see delivery/sheets.ts. */
  readonly fromPaperBy?: string | null;
}

/** `who`: the endpoint's list. A move reaches only as far as the role that makes it, not as far as all roles of the person together. */
export function makerOf(actor: Actor, roles: readonly Role[], sees: Reach, who: Endpoint['who']): Maker {
  const known = new Map<MoveName, ReturnType<Maker['as']>>();
  const look = (move: MoveName): ReturnType<Maker['as']> => {
    const able = roles.filter(role => moveOf(move).by.includes(role));
    const [role] = able;
    if (role === undefined) return null;
    const narrowed = typeof who === 'string' ? {} : Object.fromEntries(able.map(each => [each, who[each]]));
    const admitted = admit(actor, narrowed as Who);
    return isRefusal(admitted) ? null : { role, reach: admitted.reach };
  };
  return {
    communityId: actor.communityId,
    personId: actor.personId,
    sees,
    as(move) {
      const before = known.get(move);
      if (before !== undefined) return before;
      const found = look(move);
      known.set(move, found);
      return found;
    },
  };
}

/** The program itself, when a clock has run out. */
export function theSystem(communityId: string): Maker {
  return {
    communityId,
    personId: null,
    sees: everywhere,
    as: move => (moveOf(move).by.includes('system') ? { role: 'system', reach: everywhere } : null),
  };
}

/** The same as the SQL function in_reach(), for rows that were read already. */
export function isWithin(reach: Reach, row: RequestRow): boolean {
  if (reach.places === null) return true;
  if (reach.ownerId !== null && reach.ownerId === row.owner_id) return true;
  return placesAround(row).some(place => reach.places?.includes(place));
}

export function placesAround(row: RequestRow): string[] {
  const places = [row.household_id, row.unit_id, row.building_id, row.compound_id, row.grid_id, row.area_id];
  return places.filter(place => place !== null);
}
