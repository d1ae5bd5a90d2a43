// A plan as it stands in plan.json: the reason of a stop is a sentence there.
import type { Plan } from './problem.ts';
import { sayStop } from './say.ts';

export function planFile(plan: Plan): unknown {
  return {
    ...plan,
    rounds: plan.rounds.map(round => ({ ...round, stops: round.stops.map(stop => ({ ...stop, reason: sayStop(stop.reason) })) })),
  };
}
