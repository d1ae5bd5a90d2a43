// What the second telling of a need adds to the first, when a clerk merges the two.
import type { Kind } from './kind.ts';
import { addedItems } from './rules.ts';
import { thingIn } from './same-thing.ts';

/**
 * Things of the second that the first does not have, by whatever name (洋芋 is 土豆), so that nothing is counted twice. Medicine counts as the
 * same only by the very same name: two boxes too many are sent back, one left out is missed.
 */
export function newThings<Item extends { readonly name: string }>(
  kind: Kind,
  first: readonly Item[],
  second: readonly Item[],
): Item[] {
  if (kind === 'medicine') return addedItems(first, second);
  const known = new Set(first.map(item => thingIn(item.name)));
  return second.filter(item => !known.has(thingIn(item.name)));
}
