// A plan as the desk keeps it: rounds with an id each, the reason of every stop, and what a person has changed by hand since.
import { type Book, type Broken, openBook, type WalkedRound, walk } from './check/book.ts';
import { checkPlan, recount } from './check/check.ts';
import type { Bounds, CarrierCode, InsteadCode, Plan, Problem, Totals, Unserved } from './plan/problem.ts';
import { type Posed, roundKey } from './pose.ts';

/** `covers`: bound to neither as primary nor as backup, but may go there; `holds`: had it already; `by_hand`: put there by the desk. */
export const carrierCodes = [
  'primary',
  'backup',
  'stranger',
  'free',
  'accepted',
  'running',
  'covers',
  'holds',
  'by_hand',
] as const satisfies readonly (CarrierCode | 'covers' | 'holds' | 'by_hand')[];
export const insteadCodes = [
  'primary_absent',
  'primary_no_ppe',
  'primary_too_weak',
  'primary_full',
] as const satisfies readonly InsteadCode[];

export interface DeskStop {
  readonly request: string;
  readonly arriveAt: number;
  readonly reason: {
    readonly carrier: (typeof carrierCodes)[number];
    readonly instead: InsteadCode | null;
    /** Other stops of the same round in the same unit. */
    readonly together: number;
    readonly lateSeconds: number;
  };
}

export interface DeskRound {
  /** Also the id of the real round that it becomes. */
  readonly roundId: string;
  readonly worker: string;
  readonly state: 'planned' | 'accepted' | 'running';
  readonly startAt: number;
  readonly endAt: number;
  readonly stops: readonly DeskStop[];
  readonly travelSeconds: number;
  readonly kg: number;
}

export interface DeskPlan {
  readonly rounds: readonly DeskRound[];
  readonly unserved: readonly Unserved[];
  readonly totals: Totals;
  readonly bounds: Bounds;
  readonly cut: boolean;
  readonly planMs: number;
}

/** `newId` names the rounds that do not stand for a real one yet. */
export function deskPlan(problem: Problem, known: Omit<Posed, 'problem'>, plan: Plan, newId: () => string): DeskPlan {
  const units = new Map(problem.requests.map(request => [request.id, request.unit]));
  const held = new Set(known.held);
  const rounds = plan.rounds.map((round): DeskRound => {
    const cover = new Set(known.coverOnly[round.worker]);
    const state = round.stops[0]?.reason.carrier;
    return {
      ...round,
      roundId: known.roundIds[roundKey(round)] ?? newId(),
      state: state === 'accepted' || state === 'running' ? state : 'planned',
      stops: round.stops.map(stop => {
        const { carrier } = stop.reason;
        const frozen = carrier === 'accepted' || carrier === 'running';
        const covers = carrier === 'backup' && cover.has(units.get(stop.request) ?? '');
        return {
          ...stop,
          reason: { ...stop.reason, carrier: !frozen && held.has(stop.request) ? 'holds' : covers ? 'covers' : carrier },
        };
      }),
    };
  });
  const { unserved, totals, bounds, cut, planMs } = plan;
  return { rounds, unserved, totals, bounds, cut, planMs };
}

/** Every way in which a plan breaks a rule; empty when it is good. */
export function judge(problem: Problem, plan: DeskPlan): Broken[] {
  return checkPlan(problem, plan);
}

export function walkAll(book: Book, rounds: readonly DeskRound[]): WalkedRound[] {
  return rounds.map(round => walk(book, round, round.roundId, round.state !== 'planned', [])).filter(round => round !== null);
}

/**
 * The figures of a plan that was changed by hand. What the desk gave up in what counts more may be saved in what counts less, so no bound
 * stands above its figure.
 */
export function counted(problem: Problem, plan: DeskPlan): DeskPlan {
  const book = openBook(problem);
  const totals = recount(book, walkAll(book, plan.rounds));
  const bounds = {
    travelSeconds: Math.min(plan.bounds.travelSeconds, totals.travelSeconds),
    rounds: Math.min(plan.bounds.rounds, totals.rounds),
    maxWorkerSeconds: Math.min(plan.bounds.maxWorkerSeconds, totals.maxWorkerSeconds),
    lateSeconds: Math.min(plan.bounds.lateSeconds, totals.lateSeconds),
  };
  return { ...plan, totals, bounds };
}
