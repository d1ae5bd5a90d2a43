// People: staff and their rights, bindings, residents and relatives, telephones shown with a reason.
import type { Deps, Route } from '../http/route.ts';
import { bindingRoutes } from './binding-routes.ts';
import { residentRoutes } from './resident-routes.ts';
import { staffRoutes } from './staff-routes.ts';

export function routes(deps: Deps): Route[] {
  return [...staffRoutes(deps), ...bindingRoutes(deps), ...residentRoutes(deps)];
}
