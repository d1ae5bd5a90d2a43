// Which rights can be given where, and when two bindings of one place cannot stand beside each other.
import { placedRoles, type Role } from './role.ts';

export type GrantPlaceKind = 'community' | 'area' | 'grid' | 'compound' | 'building' | 'unit';

/** Only some roles are of a place; a clerk of one building would be a clerk who sees the others' queue anyway. */
export function mayNamePlace(role: Role, placeKind: GrantPlaceKind): boolean {
  return placeKind === 'community' || (placedRoles as readonly Role[]).includes(role);
}

/** Days as YYYY-MM-DD; without an end it goes on. */
export interface Span {
  readonly fromOn: string;
  readonly toOn: string | null;
}

export function spansMeet(one: Span, other: Span): boolean {
  return (one.toOn === null || other.fromOn <= one.toOn) && (other.toOn === null || one.fromOn <= other.toOn);
}

export interface Bound extends Span {
  readonly personId: string;
  readonly rank: 'primary' | 'backup';
}

/** On any day a place has one primary, and nobody is bound to it twice. */
export function bindingsClash(one: Bound, other: Bound): boolean {
  if (!spansMeet(one, other)) return false;
  return one.personId === other.personId || (one.rank === 'primary' && other.rank === 'primary');
}
