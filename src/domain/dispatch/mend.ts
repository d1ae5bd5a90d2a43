// Mends rounds that are being carried out after one thing has happened, and says what became of each of them.
import type { Plan, PlanRequest, Problem, RoundTime, UnservedCode } from './plan/problem.ts';
import { cancelRequest, dropWorker, insertRequest, planOf, type Repair, sealBuilding, switchLift } from './plan/repair.ts';
import { problemOf, type Standing, type StandingRound, takeUp } from './plan/standing.ts';

/** What has happened, in the ids of the problem. */
export type Happened =
  | { readonly kind: 'urgent'; readonly request: PlanRequest }
  | { readonly kind: 'cancelled'; readonly requestIds: readonly string[] }
  | { readonly kind: 'dropped_out'; readonly workerId: string }
  | { readonly kind: 'sealed'; readonly buildingId: string }
  | { readonly kind: 'lift'; readonly buildingIds: readonly string[]; readonly runs: boolean };

export interface MendWork {
  /** `frozen`: announced and running rounds. */
  readonly problem: Problem;
  /** Rounds that may be changed. */
  readonly rounds: readonly RoundTime[];
  /** Seconds; a round that starts before it is not changed. */
  readonly at: number;
  readonly happened: Happened;
}

export interface Mended {
  /** Everything that is walked now, with the problem it answers. */
  readonly problem: Problem;
  readonly plan: Plan;
  readonly changed: readonly { readonly before: RoundTime; readonly after: RoundTime | null }[];
  readonly added: readonly RoundTime[];
  readonly unserved: readonly { readonly request: string; readonly reason: UnservedCode }[];
  readonly conflicts: readonly RoundTime[];
}

type Result = Pick<Repair, 'changed' | 'added' | 'unserved' | 'conflicts'>;

const nothing: Result = { changed: [], added: [], unserved: [], conflicts: [] };

/** Several repairs one after the other told as one: a round that was changed twice is one change. */
function both(first: Result, second: Result): Result {
  const added = new Set(first.added);
  const changed = new Map<StandingRound, StandingRound | null>(first.changed.map(({ before, after }) => [before, after]));
  for (const { before, after } of second.changed) {
    if (added.delete(before)) {
      if (after !== null) added.add(after);
      continue;
    }
    const origin = [...changed].find(([, now]) => now === before)?.[0] ?? before;
    changed.set(origin, after);
  }
  return {
    changed: [...changed].map(([before, after]) => ({ before, after })),
    added: [...added, ...second.added],
    unserved: [...first.unserved, ...second.unserved],
    conflicts: [...first.conflicts, ...second.conflicts],
  };
}

function repair(standing: Standing, happened: Happened): Result & { readonly standing: Standing } {
  switch (happened.kind) {
    case 'urgent': {
      const { before, after, added, refused } = insertRequest(standing, happened.request);
      return {
        standing,
        changed: before === null ? [] : [{ before, after }],
        added: added === null ? [] : [added],
        unserved: refused === null ? [] : [{ request: happened.request.id, reason: refused }],
        conflicts: [],
      };
    }
    case 'cancelled':
      return happened.requestIds.reduce(
        (so, id) => {
          const next = cancelRequest(so.standing, id);
          return { standing: next.standing, ...both(so, next) };
        },
        { standing, ...nothing },
      );
    case 'dropped_out':
      return dropWorker(standing, happened.workerId);
    case 'sealed':
      return sealBuilding(standing, happened.buildingId);
    case 'lift':
      return happened.buildingIds.reduce(
        (so, id) => {
          const next = switchLift(so.standing, id, happened.runs);
          return { standing: next.standing, ...both(so, next) };
        },
        { standing, ...nothing },
      );
  }
}

export function mend({ problem, rounds, at, happened }: MendWork, now: () => number): Mended {
  const standing = takeUp(problem, [...problem.frozen.map(({ round }) => round), ...rounds], at);
  const { standing: after, ...result } = repair(standing, happened);
  return { problem: problemOf(after), plan: planOf(after, now), ...result };
}
