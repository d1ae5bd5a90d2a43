// (being written)
import type { Deps, Route } from '../http/route.ts';

export function routes(_deps: Deps): Route[] {
  return [];
}
