// Who is calling and how far their right reaches in this one call.
import type { Role, Scope, Who } from '../../domain/people/role.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';

/** A signed-in person or household, as of a moment ago (rights are read again every two seconds, see people/sessions.ts). */
export interface Actor {
  readonly communityId: string;
  readonly sessionKey: string;
  readonly kind: 'staff' | 'door' | 'resident' | 'relative';
  /** Null only for a door session that nobody has confirmed yet. */
  readonly personId: string | null;
  readonly householdId: string | null;
  /**
   * Role → the places it is granted for. Empty: no place is named, so where a role reaches only its places it reaches the bound ones
   * alone (a steward added before the buildings are handed out sees nothing yet). Ended and future grants are left out.
   */
  readonly grants: ReadonlyMap<Role, readonly string[]>;
  /** Places the person is bound to today (包楼定户), primary or backup. */
  readonly bound: readonly string[];
  readonly timeZone: string;
  readonly demo: boolean;
  readonly mustChangePassword: boolean;
}

/** What the call may touch: rows inside `places` (null: the whole community; see the SQL function in_reach) or held by `ownerId`. */
export interface Reach {
  readonly places: readonly string[] | null;
  readonly ownerId: string | null;
}

export const everywhere: Reach = { places: null, ownerId: null };

/** The roles of the actor that this endpoint admits, and the union of how far they reach; or the refusal. */
export function admit(
  actor: Actor | null,
  who: Who | 'anyone' | 'door',
): { roles: Role[]; reach: Reach } | Refusal<'not_signed_in' | 'not_allowed'> {
  if (who === 'anyone') return { roles: [], reach: { places: [], ownerId: null } };
  if (actor === null) return refuse('not_signed_in');
  if (who === 'door') {
    return actor.kind === 'door' ? { roles: [], reach: { places: [], ownerId: null } } : refuse('not_allowed');
  }
  const admitted: Role[] = [];
  const places = new Set<string>();
  let everyPlace = false;
  let ownerId: string | null = null;
  for (const [role, granted] of actor.grants) {
    const scope: Scope | undefined = who[role];
    if (scope === undefined) continue;
    admitted.push(role);
    if (scope === 'community') everyPlace = true;
    if (scope === 'household' && actor.householdId !== null) places.add(actor.householdId);
    // Whoever sees the places also sees the requests that were given to them from elsewhere.
    if (scope === 'tasks' || scope === 'places') ownerId = actor.personId;
    if (scope === 'places') {
      for (const place of granted) places.add(place);
      for (const place of actor.bound) places.add(place);
    }
  }
  if (admitted.length === 0) return refuse('not_allowed');
  return { roles: admitted, reach: { places: everyPlace ? null : [...places], ownerId } };
}

/** Who answers for a decision: an endpoint for named persons alone never gets here without one. */
export function namedPerson(actor: Actor): string {
  if (actor.personId === null) throw new Error('a decision without a named person');
  return actor.personId;
}
