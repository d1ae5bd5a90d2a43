// The endpoints of the request room.
import type { Deps, Route } from '../http/route.ts';
import { moveRoutes } from './move-routes.ts';

export function routes(deps: Deps): Route[] {
  return [...moveRoutes(deps)];
}
