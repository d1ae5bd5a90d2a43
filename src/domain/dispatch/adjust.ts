// Changes a plan by hand: what it costs to put a request into another round or another person's hands, and which rule forbids it.
import { type Book, openBook } from './check/book.ts';
import { checkRoster } from './check/roster.ts';
import { checkRound } from './check/rules.ts';
import { counted, type DeskPlan, type DeskRound, type DeskStop, walkAll } from './desk-plan.ts';
import type { PlanWorker, Problem } from './plan/problem.ts';
import { requestOf, walkStops } from './walk.ts';

/** A round of the plan, or a new round of somebody. */
export type Target = { readonly roundId: string } | { readonly helperId: string };

export interface Cost {
  readonly to: Target;
  /** Person-seconds more than now; negative: it saves. */
  readonly seconds: number;
  readonly lateSeconds: number;
  /** The first rule that would be broken; null: it may be done. */
  readonly broken: string | null;
}

interface Change {
  readonly plan: DeskPlan;
  /** Whose rounds are other than before. */
  readonly workers: ReadonlySet<string>;
}

type Draft = Omit<DeskRound, 'stops' | 'endAt' | 'travelSeconds' | 'kg'> & { readonly requests: readonly string[] };

const draftOf = (round: DeskRound): Draft => ({ ...round, requests: round.stops.map(stop => stop.request) });

/** Times, weight and reasons of a round as it is now walked. */
function settle(problem: Problem, draft: Draft, before: ReadonlyMap<string, DeskStop>, byHand: ReadonlySet<string>): DeskRound {
  const walked = walkStops(problem, draft.startAt, draft.requests);
  const requests = draft.requests.map(id => requestOf(problem, id));
  const grams = requests.reduce((sum, request) => sum + Math.round(request.kg * 1000), 0);
  return {
    roundId: draft.roundId,
    worker: draft.worker,
    state: draft.state,
    startAt: walked.startAt,
    endAt: walked.endAt,
    travelSeconds: walked.travelSeconds,
    kg: grams / 1000,
    stops: walked.stops.map((stop, n) => {
      const request = requests[n];
      const known = before.get(stop.request)?.reason;
      return {
        ...stop,
        reason: {
          carrier: byHand.has(stop.request) || known === undefined ? 'by_hand' : known.carrier,
          instead: byHand.has(stop.request) ? null : (known?.instead ?? null),
          together: requests.filter(other => other.unit === request?.unit).length - 1,
          lateSeconds: Math.max(0, stop.arriveAt - (request?.dueAt ?? 0)),
        },
      };
    }),
  };
}

/** One person's rounds one after the other: each keeps its start where it can, and is put off by breaks, by others, and until its goods are ready. */
function flow(
  problem: Problem,
  worker: PlanWorker,
  drafts: readonly Draft[],
  settled: (draft: Draft) => DeskRound,
  notBefore: number,
): DeskRound[] {
  const fixed = drafts.filter(draft => draft.state !== 'planned').map(settled);
  const taken = [...fixed.map(round => [round.startAt, round.endAt] as const), ...(worker.breaks ?? [])];
  let free = Math.max(worker.shift[0], notBefore);
  const planned = drafts
    .filter(draft => draft.state === 'planned')
    .sort((a, b) => a.startAt - b.startAt)
    .map(draft => {
      const ready = draft.requests.map(id => requestOf(problem, id).readyAt);
      let round = settled({ ...draft, startAt: Math.max(draft.startAt, free, ...ready) });
      for (let moved = true; moved; ) {
        const { startAt, endAt } = round;
        const block = taken.find(([from, until]) => startAt < until && endAt > from);
        moved = block !== undefined && block[1] > startAt;
        if (moved && block !== undefined) round = settled({ ...draft, startAt: block[1] });
      }
      free = round.endAt;
      return round;
    });
  return [...fixed, ...planned];
}

/** Rounds of these workers settled again; frozen ones stay to the second. */
function reflow(
  problem: Problem,
  plan: DeskPlan,
  drafts: readonly Draft[],
  workers: ReadonlySet<string>,
  byHand: ReadonlySet<string>,
  notBefore = Number.NEGATIVE_INFINITY,
): DeskPlan {
  const before = new Map(plan.rounds.flatMap(round => round.stops.map(stop => [stop.request, stop])));
  const old = new Map(plan.rounds.map(round => [round.roundId, round]));
  const settled = (draft: Draft): DeskRound => {
    const same = old.get(draft.roundId);
    return draft.state !== 'planned' && same !== undefined ? same : settle(problem, draft, before, byHand);
  };
  const rounds = [...Map.groupBy(drafts, draft => draft.worker)].flatMap(([id, own]) => {
    const worker = problem.workers.find(one => one.id === id);
    if (!workers.has(id) || worker === undefined) return own.flatMap(draft => old.get(draft.roundId) ?? []);
    return flow(problem, worker, own, settled, notBefore);
  });
  const byStart = (a: DeskRound, b: DeskRound) =>
    Number(a.state === 'planned') - Number(b.state === 'planned') ||
    a.startAt - b.startAt ||
    (a.worker < b.worker ? -1 : a.worker > b.worker ? 1 : 0);
  return { ...plan, rounds: rounds.sort(byStart) };
}

/** Everywhere in a round that the request could stand; the quickest way round first. */
function bestOrder(problem: Problem, requests: readonly string[], one: string): string[] {
  let best = [...requests, one];
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at <= requests.length; at++) {
    const order = [...requests.slice(0, at), one, ...requests.slice(at)];
    const { endAt } = walkStops(problem, 0, order);
    if (endAt < least) [least, best] = [endAt, order];
  }
  return best;
}

/** The plan with the request in `to`; undefined when there is no such place or no such request to move. `newId` names a new round. */
function put(problem: Problem, plan: DeskPlan, requestId: string, to: Target, newId: string): Change | undefined {
  const from = plan.rounds.find(round => round.stops.some(stop => stop.request === requestId));
  const loose = plan.unserved.some(({ request }) => request === requestId);
  if (from === undefined ? !loose : from.state !== 'planned') return undefined;
  const target = 'roundId' in to ? plan.rounds.find(round => round.roundId === to.roundId) : undefined;
  if ('roundId' in to && (target === undefined || target.state !== 'planned' || target === from)) return undefined;
  const helperId = 'roundId' in to ? (target?.worker ?? '') : to.helperId;
  if (!problem.workers.some(worker => worker.id === helperId)) return undefined;
  // A round of its own it has already.
  if (target === undefined && from?.worker === helperId && from.stops.length === 1) return undefined;
  const drafts = plan.rounds.flatMap((round): Draft[] => {
    const draft = draftOf(round);
    if (round === target) return [{ ...draft, requests: bestOrder(problem, draft.requests, requestId) }];
    if (round !== from) return [draft];
    const left = draft.requests.filter(id => id !== requestId);
    return left.length === 0 ? [] : [{ ...draft, requests: left }];
  });
  // After whatever they have to do already.
  const last = Math.max(0, ...plan.rounds.filter(round => round.worker === helperId).map(round => round.endAt));
  if (target === undefined)
    drafts.push({ roundId: newId, worker: helperId, state: 'planned', startAt: last, requests: [requestId] });
  const workers = new Set([helperId, ...(from === undefined ? [] : [from.worker])]);
  const unserved = plan.unserved.filter(({ request }) => request !== requestId);
  return { plan: reflow(problem, { ...plan, unserved }, drafts, workers, new Set([requestId])), workers };
}

const outSeconds = (plan: DeskPlan): number => plan.rounds.reduce((sum, round) => sum + round.endAt - round.startAt, 0);
const lateSeconds = (plan: DeskPlan): number =>
  plan.rounds.reduce((sum, round) => sum + round.stops.reduce((late, stop) => late + stop.reason.lateSeconds, 0), 0);

/** The first rule that the rounds of these workers break. */
function firstBroken(book: Book, { plan, workers }: Change): string | null {
  // Only the gate is shared with everybody else.
  const shared = book.problem.gateCapacity !== undefined;
  const walked = walkAll(
    book,
    plan.rounds.filter(round => shared || workers.has(round.worker)),
  );
  for (const round of walked) {
    if (round.frozen || !workers.has(round.worker.id)) continue;
    const [first] = checkRound(book, round);
    if (first !== undefined) return first.rule;
  }
  return checkRoster(book, walked)[0]?.rule ?? null;
}

/** For every round and every person of the plan, what it would cost to put the request there. Cheapest first, the forbidden ones last. */
export function costsOf(problem: Problem, plan: DeskPlan, requestId: string): Cost[] {
  const targets: Target[] = [
    ...plan.rounds.filter(round => round.state === 'planned').map(({ roundId }) => ({ roundId })),
    ...problem.workers.filter(worker => worker.shift[1] > worker.shift[0]).map(worker => ({ helperId: worker.id })),
  ];
  const now = { out: outSeconds(plan), late: lateSeconds(plan) };
  const book = openBook(problem);
  return targets
    .flatMap((to): Cost[] => {
      const change = put(problem, plan, requestId, to, 'new');
      if (change === undefined) return [];
      return [
        {
          to,
          seconds: outSeconds(change.plan) - now.out,
          lateSeconds: lateSeconds(change.plan) - now.late,
          broken: firstBroken(book, change),
        },
      ];
    })
    .sort((a, b) => Number(a.broken !== null) - Number(b.broken !== null) || a.seconds - b.seconds);
}

export type Moved = { readonly ok: true; readonly plan: DeskPlan } | { readonly ok: false; readonly broken: string | null };

/** Puts a request elsewhere. `broken: null`: there is no such place. */
export function moveStop(problem: Problem, plan: DeskPlan, requestId: string, to: Target, newId: string): Moved {
  const change = put(problem, plan, requestId, to, newId);
  if (change === undefined) return { ok: false, broken: null };
  const broken = firstBroken(openBook(problem), change);
  return broken === null ? { ok: true, plan: counted(problem, change.plan) } : { ok: false, broken };
}

/**
 * The plan when some of it is taken up late, and without what is no longer to be carried: nothing starts before `at`. Rounds that then
 * break a rule are named with it.
 */
export function takeUpAt(
  problem: Problem,
  plan: DeskPlan,
  gone: ReadonlySet<string>,
  at: number,
): { readonly rounds: readonly DeskRound[]; readonly broken: ReadonlyMap<string, string> } {
  const drafts = plan.rounds.flatMap((round): Draft[] => {
    const draft = draftOf(round);
    const requests = draft.requests.filter(id => round.state !== 'planned' || !gone.has(id));
    return requests.length === 0 ? [] : [{ ...draft, requests }];
  });
  const late = plan.rounds.filter(
    round => round.state === 'planned' && (round.startAt < at || round.stops.some(stop => gone.has(stop.request))),
  );
  const workers = new Set(late.map(round => round.worker));
  const next = reflow(problem, plan, drafts, workers, new Set(), at);
  const book = openBook(problem);
  const broken = new Map<string, string>();
  const walked = walkAll(book, next.rounds);
  for (const round of walked) {
    if (round.frozen) continue;
    const own = walked.filter(other => other.worker === round.worker && other !== round);
    const [first] = [...checkRound(book, round), ...checkRoster(book, [round, ...own])];
    if (first !== undefined) broken.set(round.name, first.rule);
  }
  return { rounds: next.rounds, broken };
}
