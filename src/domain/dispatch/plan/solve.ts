// The planner: one problem in, one plan out, with bounds, reasons and refusals; the same for the same problem unless the clock cuts it.
import { balance } from './balance.ts';
import { boundsOf, loadBoundOf } from './bound.ts';
import { type Crew, newCrew, setFairFrom } from './crew.ts';
import { firstPlan, insertAll } from './first.ts';
import { layGround } from './ground.ts';
import { improve } from './improve.ts';
import type { Plan, Problem } from './problem.ts';
import { drawFrom } from './random.ts';
import { tell } from './tell.ts';

export interface Options {
  /** Milliseconds of any clock; only for `planMs` and to stop at `timeLimitMs`. */
  readonly now: () => number;
  /** Multiplies the number of changes that are tried; 1 unless set. */
  readonly effort?: number;
  /** Told when the first plan stands, before it is improved. */
  readonly onFirst?: () => void;
}

/** Changes to try: in proportion to the requests, less for a district, which has to be ready in seconds too. */
function movesFor(requests: number, effort: number): number {
  return Math.round(effort * Math.min(2000 + 12 * requests, 50_000, 3e9 / requests));
}

/** Work above this share of the least possible load of the most loaded counts against a plan that has to be fair. */
const fairShare = 1.03;

/** Beyond, evening out finished rounds takes longer than all the rest. */
const balancedWorkers = 400;

function unservedOf(crew: Crew): number[] {
  const { g } = crew;
  return crew.home.flatMap((trip, r) => (trip === null && g.frozen[r] === 0 ? [r] : []));
}

/** The plan must not depend on the order in which things happen to stand in the file. */
export function inOrder(problem: Problem): Problem {
  const byId = <T extends { readonly id: string }>(all: readonly T[]): T[] => [...all].sort((a, b) => (a.id < b.id ? -1 : 1));
  const { buildings, units, requests, workers, frozen } = problem;
  return {
    ...problem,
    buildings: byId(buildings),
    units: byId(units),
    requests: byId(requests),
    workers: byId(workers),
    frozen: [...frozen].sort(({ round: a }, { round: b }) => a.startAt - b.startAt || (a.worker < b.worker ? -1 : 1)),
  };
}

/** Plans a problem that `parseProblem` has read. */
export function planRounds(given: Problem, { now, effort = 1, onFirst }: Options): Plan {
  const began = now();
  const problem = inOrder(given);
  const isOver = (): boolean => now() - began > problem.timeLimitMs;
  const g = layGround(problem);
  const crew = newCrew(g);
  firstPlan(crew);
  onFirst?.();
  if (problem.rules.fair) setFairFrom(crew, fairShare * loadBoundOf(crew));
  const moves = movesFor(g.requests, effort);
  const cut = improve(crew, drawFrom(problem.seed), { moves, isOver, warm: 8, cool: 0.5, stops: 10 });
  const left = unservedOf(crew);
  if (left.length > 0) insertAll({ crew, draw: null, blink: 0, wide: true }, left.slice(0, 500));
  if (g.workers <= balancedWorkers) balance(crew, isOver);
  const { frozen, ...told } = tell(crew);
  return { ...told, bounds: boundsOf(crew, frozen), cut, planMs: Math.round((now() - began) * 10) / 10 };
}
