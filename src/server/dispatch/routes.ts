// The endpoints of dispatch: who could go and why, who carries how much, and the runs.
import { helperLoads, listRuns, propose, setRunPlan } from '../../api/dispatch.ts';
import { propose as rank } from '../../domain/dispatch/propose.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { isWithin } from '../request/maker.ts';
import { readRequests } from '../request/moves-store.ts';
import { needOf } from './need.ts';
import { planRoutes } from './plan-routes.ts';
import { changeRunPlan, showRuns } from './runs.ts';
import { doneToday, helpersInReach, readCandidates } from './store.ts';

export function routes(deps: Deps): Route[] {
  const { db, now } = deps;
  return [
    route(propose, async call => {
      const { communityId } = call.actor;
      const at = now();
      const [rows, candidates] = await Promise.all([
        readRequests(db, communityId, call.body.requestIds, at),
        readCandidates(db, communityId, at),
      ]);
      const seen = rows.filter(row => isWithin(call.reach, row));
      const ranked = rank(seen.map(needOf), candidates, at.toISOString());
      const known = new Map(candidates.map(candidate => [candidate.helperId, candidate]));
      return {
        proposals: [...new Set(call.body.requestIds)].flatMap(requestId => {
          const helpers = ranked.get(requestId);
          if (helpers === undefined) return [];
          return {
            requestId,
            helpers: helpers.map(({ helperId, role, score, because, open, openGrams, fit }) => ({
              helperId,
              name: known.get(helperId)?.name ?? '',
              role,
              score,
              because: [...because],
              open,
              maxOpen: known.get(helperId)?.maxOpen ?? 0,
              openGrams,
              fit,
            })),
          };
        }),
      };
    }),
    route(helperLoads, async call => {
      const { communityId } = call.actor;
      const at = now();
      const [all, done] = await Promise.all([readCandidates(db, communityId, at), doneToday(db, communityId, at)]);
      const inside = await helpersInReach(db, communityId, call.reach.places, all);
      return {
        helpers: all
          .filter(helper => inside.has(helper.helperId))
          .sort((a, b) => b.open - a.open || (a.helperId < b.helperId ? -1 : 1))
          .map(helper => ({
            helperId: helper.helperId,
            name: helper.name,
            roles: [...helper.roles],
            onDuty: helper.onDuty,
            protection: helper.protection,
            offered: helper.offered,
            held: helper.held,
            doneToday: done.get(helper.helperId) ?? 0,
            maxOpen: helper.maxOpen,
            openGrams: helper.openGrams,
          })),
      };
    }),
    route(listRuns, call => showRuns(deps, call)),
    route(setRunPlan, call => changeRunPlan(deps, call)),
    ...planRoutes(deps),
  ];
}
