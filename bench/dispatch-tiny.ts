// Problems so small that every plan of them can be tried, drawn from a seed.
import { type Problem, urgencies } from '../src/domain/dispatch/plan/problem.ts';
import { drawFrom } from '../src/domain/dispatch/plan/random.ts';
import { trickyProblem } from './dispatch-problems.ts';

/** At most `most` requests and two workers; no gate, no wear time, nothing frozen. */
export function tinyProblem(seed: number, most = 4): Problem {
  const draw = drawFrom(seed * 104_729 + 5);
  const { gateCapacity: _, gateWindowSeconds: __, ...tricky } = trickyProblem(seed, 12);
  const workers = tricky.workers.slice(0, 1 + draw.below(2)).map(({ wearSeconds: ___, ...worker }) => worker);
  const requests = tricky.requests.slice(0, 1 + draw.below(most)).map(request => ({
    ...request,
    class: urgencies[draw.below(4)] ?? 'P3',
    kg: Math.min(request.kg, 25),
  }));
  return { ...tricky, workers, requests, frozen: [] };
}
