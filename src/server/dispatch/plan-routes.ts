// The endpoints of the planner at the desk: plans, changes by hand, acceptance, repairs.
import {
  acceptPlan,
  cancelPlan,
  listPlans,
  makePlan,
  makeRepair,
  moveStop,
  planEvents,
  readPlan,
  stopCosts,
} from '../../api/plan.ts';
import { refuse } from '../../domain/refusal.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { accept } from './plan-acceptance.ts';
import { headShown, planShown } from './plan-answer.ts';
import { readPlanRow, readPlans } from './plan-store.ts';
import { begin, cancel, costs, move } from './plans.ts';
import { beginRepair, seeEvents } from './repairs.ts';

export function planRoutes(deps: Deps): Route[] {
  const { db, now } = deps;
  return [
    route(makePlan, call => begin(deps, call)),
    route(listPlans, async ({ actor, query }) => {
      const rows = await readPlans(db, actor.communityId, query.compoundId ?? null);
      return { plans: rows.map(row => headShown(row, now())) };
    }),
    route(readPlan, async ({ actor, params }) => {
      const row = await readPlanRow(db, actor.communityId, params.planId);
      return row === undefined ? refuse('not_found') : planShown(db, actor.communityId, row, now());
    }),
    route(cancelPlan, call => cancel(deps, call)),
    route(stopCosts, call => costs(deps, call)),
    route(moveStop, call => move(deps, call)),
    route(acceptPlan, call => accept(deps, call)),
    route(planEvents, call => seeEvents(deps, call)),
    route(makeRepair, call => beginRepair(deps, call)),
  ];
}
