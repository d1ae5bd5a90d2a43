// The planner: one problem in, one plan out, with bounds, reasons and refusals; the same for the same problem unless the clock cuts it.
import { balance } from './balance.ts';
import { boundsOf, loadBoundOf } from './bound.ts';
import { type Crew, newCrew, setFairFrom } from './crew.ts';
import { firstPlan, insertAll } from './first.ts';
import { layGround } from './ground.ts';
import { improve } from './improve.ts';
import { newPace, type Pace } from './pace.ts';
import { polish } from './polish.ts';
import { letUrgentPrecede } from './precede.ts';
import type { Plan, Problem } from './problem.ts';
import { type Draw, drawFrom } from './random.ts';
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
  return Math.round(effort * Math.min(1500 + 4 * requests, 50_000, 3e9 / requests));
}

/** Pairs of rounds to look at in one polishing; beyond some rounds that would be a part of the plan only. */
const polishedPairs = 20_000;
const polishedRequests = 20_000;

/** Twice warm to cool, with the fine work in between: what one of them cannot find opens the other a way. */
function improveAll(crew: Crew, draw: Draw, moves: number, effort: number, pace: Pace, isOver: () => boolean): void {
  const hunts = [
    { warm: 8, cool: 1, part: [0, 0.5] },
    { warm: 2, cool: 0.5, part: [0.5, 1] },
  ] as const;
  for (const hunt of hunts) {
    improve(crew, draw, { ...hunt, moves: Math.round(moves / 2), pace, stops: 10 });
    if (crew.g.requests <= polishedRequests) polish(crew, Math.round(polishedPairs * Math.min(1, effort)), isOver);
  }
}

/** Work above this share of the least possible load of the most loaded counts against a plan that has to be fair. */
const fairShare = 1.03;

/** The rest of the time is for the last touch, and then for evening out, bounds and reasons. */
const searchShare = 0.8;
const polishShare = 0.88;

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
  let cut = false;
  const isPast = (share: number) => (): boolean => {
    const past = now() - began > share * problem.timeLimitMs;
    cut ||= past;
    return past;
  };
  const g = layGround(problem);
  const crew = newCrew(g);
  firstPlan(crew);
  onFirst?.();
  if (problem.rules.fair) setFairFrom(crew, fairShare * loadBoundOf(crew));
  const pace = newPace(() => (now() - began) / (searchShare * problem.timeLimitMs));
  improveAll(crew, drawFrom(problem.seed), movesFor(g.requests, effort), effort, pace, isPast(polishShare));
  const left = unservedOf(crew);
  if (left.length > 0 && !isPast(1)()) insertAll({ crew, draw: null, blink: 0, wide: true }, left.slice(0, 500));
  letUrgentPrecede(crew, unservedOf(crew).slice(0, 500), isPast(1.2));
  balance(crew, isPast(1));
  const { frozen, ...told } = tell(crew);
  return { ...told, bounds: boundsOf(crew, frozen), cut: cut || pace.cut, planMs: Math.round((now() - began) * 10) / 10 };
}
