// The board and the daily briefing: what stands where now, what was done, and the rows behind each figure.
import { readBoard } from '../../api/brief.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { boardOf } from './board.ts';

export function routes(deps: Deps): Route[] {
  return [route(readBoard, ({ actor, query }) => boardOf(deps.db, actor.communityId, query.compoundId, deps.now()))];
}
