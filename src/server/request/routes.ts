// The endpoints of the request room.
import { askRequest } from '../../api/request.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { detailRoutes } from './detail.ts';
import { startIntake } from './intake.ts';
import { moveRoutes } from './move-routes.ts';
import { ownRoutes } from './own.ts';
import { queueRoutes } from './queue.ts';

export function routes(deps: Deps): Route[] {
  return [
    route(askRequest, startIntake(deps)),
    ...moveRoutes(deps),
    ...ownRoutes(deps),
    ...queueRoutes(deps),
    ...detailRoutes(deps),
  ];
}
