// The endpoints of the request room.
import { askRequest } from '../../api/request.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { startIntake } from './intake.ts';
import { moveRoutes } from './move-routes.ts';
import { ownRoutes } from './own.ts';

export function routes(deps: Deps): Route[] {
  return [route(askRequest, startIntake(deps)), ...moveRoutes(deps), ...ownRoutes(deps)];
}
