// Makes rounds of a plan, or changes rounds as a repair proposes: all in one transaction, what has changed since is named and left out.
import type { AnswerOf } from '../../api/endpoint.ts';
import { acceptPlan } from '../../api/plan.ts';
import { fillRound } from '../../domain/delivery/round.ts';
import { takeUpAt } from '../../domain/dispatch/adjust.ts';
import type { DeskRound } from '../../domain/dispatch/desk-plan.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { isHeld } from '../../domain/request/rules.ts';
import { once } from '../delivery/bags.ts';
import { type CandidateRow, type HeldRound, holdCandidates, holdRound } from '../delivery/round-store.ts';
import { updateRound, writeRoundState, writeStops } from '../delivery/round-write-store.ts';
import { auditRound, putTogether, type Maker as RoundMaker } from '../delivery/rounds.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { type Maker, makerOf } from '../request/maker.ts';
import { makeMoves } from '../request/moves.ts';
import { readOpenRounds, readRoundNumbers } from './plan-facts-store.ts';
import { holdPlan, insertParts, type PlanOutput, type PlanRow } from './plan-store.ts';
import { auditPlan } from './plans.ts';
import { readCandidates } from './store.ts';

type Part = AnswerOf<typeof acceptPlan>['parts'][number];
type LeftOut = Part['leftOut'];

interface Taking {
  readonly tx: Queryable;
  readonly now: Date;
  readonly row: PlanRow;
  readonly output: PlanOutput;
  readonly chosen: ReadonlySet<string>;
  /** Whatever the chosen rounds carry, held until the end. */
  readonly requests: ReadonlyMap<string, CandidateRow>;
  readonly makers: { readonly moves: Maker; readonly rounds: RoundMaker };
  readonly at: (seconds: number) => string;
}

export function accept(deps: Deps, call: SignedCall<typeof acceptPlan>): Promise<AnswerOf<typeof acceptPlan> | Refusal> {
  const { communityId, personId } = call.actor;
  const { planId } = call.params;
  const { body } = call;
  return once<AnswerOf<typeof acceptPlan>>(deps, call.actor, `plans/${planId}/acceptance`, body, async (tx, now) => {
    const row = await holdPlan(tx, communityId, planId);
    if (row === undefined) return refuse('not_found');
    if (row.state !== 'ready' || row.output === null || row.version !== body.version)
      return refuse('state_has_changed', { version: row.version });
    const taking = await take(tx, now, call, row, row.output, body.roundIds);
    const parts = row.kind === 'rounds' ? await makeRounds(taking) : await changeRounds(taking);
    if (isRefusal(parts)) return parts;
    await insertParts(tx, communityId, planId, parts, { acceptedBy: personId, now });
    const numbers = await readRoundNumbers(
      tx,
      communityId,
      parts.map(part => part.roundId),
    );
    const leftOut = parts.reduce((sum, part) => sum + part.leftOut.length, 0);
    await auditPlan(tx, call, 'accept_plan', planId, { rounds: parts.filter(part => part.made).length, leftOut });
    return { parts: parts.map(part => ({ ...part, number: numbers.get(part.roundId) ?? null })) };
  });
}

async function take(
  tx: Queryable,
  now: Date,
  call: SignedCall<typeof acceptPlan>,
  row: PlanRow,
  output: PlanOutput,
  roundIds: readonly string[] | undefined,
): Promise<Taking> {
  const { communityId, personId } = call.actor;
  const done = new Set(row.parts.map(part => part.roundId));
  const open = [
    ...output.plan.rounds.filter(round => round.state === 'planned').map(round => round.roundId),
    ...row.input.stood.map(stood => stood.roundId),
  ].filter(roundId => !done.has(roundId) && (row.kind === 'rounds' || output.changes[roundId] !== undefined));
  const chosen = new Set(roundIds === undefined ? open : open.filter(roundId => roundIds.includes(roundId)));
  const touched = [
    ...output.plan.rounds.filter(round => chosen.has(round.roundId)).flatMap(round => round.stops.map(stop => stop.request)),
    ...row.input.stood.filter(stood => chosen.has(stood.roundId)).flatMap(stood => stood.requests),
  ];
  const of = { requestIds: [...new Set(touched)], helperId: personId ?? communityId, places: null };
  const requests = await holdCandidates(tx, communityId, of, now);
  const zero = Date.parse(row.zero_at);
  return {
    tx,
    now,
    row,
    output,
    chosen,
    requests: new Map(requests.map(request => [request.request_id, request])),
    makers: {
      moves: makerOf(call.actor, call.roles, call.reach, acceptPlan.who),
      rounds: { communityId, personId, role: call.roles[0] ?? 'clerk', reach: call.reach },
    },
    at: seconds => new Date(zero + seconds * 1000).toISOString(),
  };
}

/** Why a request can no longer be carried as planned: a state, or a code; null when it can. `from`: rounds it may be taken out of. */
function whyStale(taking: Taking, requestId: string, worker: string, from: ReadonlySet<string>): string | null {
  const request = taking.requests.get(requestId);
  if (request === undefined) return 'not_found';
  if (request.in_round !== null && !from.has(request.in_round)) return 'in_other_round';
  if (isHeld(request.state)) {
    const moves = request.in_round !== null && request.state !== 'carrying';
    if (request.owner_id !== worker && !moves) return 'already_taken';
  } else if (request.state !== 'sorted' && request.state !== 'asked') return request.state;
  return request.guarded === isPlannedSealed(taking, requestId) ? null : 'zone_changed';
}

function isPlannedSealed({ row }: Taking, requestId: string): boolean {
  const { requests, units, buildings } = row.input.problem;
  const unit = requests.find(request => request.id === requestId)?.unit;
  const building = units.find(one => one.id === unit)?.building;
  return buildings.find(one => one.id === building)?.zone === 'sealed';
}

/** Puts these requests into the helper's hands; answers which are there, and why the others are not. */
async function handOver(
  taking: Taking,
  worker: string,
  requestIds: readonly string[],
): Promise<{ there: ReadonlySet<string>; leftOut: LeftOut }> {
  const asked = requestIds.filter(
    requestId => taking.requests.get(requestId)?.owner_id !== worker || !isTheirs(taking, requestId),
  );
  const outcomes = await makeMoves(
    taking.tx,
    taking.now,
    taking.makers.moves,
    asked.map(requestId => ({
      requestId,
      planned: true,
      move: { id: newId(), move: isTheirs(taking, requestId) ? 'reassign' : 'offer', helperId: worker },
    })),
  );
  const refused = new Map<string, string>();
  outcomes.forEach((outcome, n) => {
    if (isRefusal(outcome)) refused.set(asked[n] ?? '', outcome.refused);
  });
  return {
    there: new Set(requestIds.filter(requestId => !refused.has(requestId))),
    leftOut: [...refused].map(([requestId, why]) => ({ requestId, why })),
  };
}

/** Held by somebody at the moment. */
function isTheirs(taking: Taking, requestId: string): boolean {
  const request = taking.requests.get(requestId);
  return request !== undefined && isHeld(request.state);
}

async function makeRounds(taking: Taking): Promise<Part[] | Refusal> {
  const { row, output, chosen, now } = taking;
  const rounds = output.plan.rounds.filter(round => chosen.has(round.roundId));
  const stale = new Map<string, string>();
  for (const round of rounds)
    for (const stop of round.stops) {
      const why = whyStale(taking, stop.request, round.worker, new Set());
      if (why !== null) stale.set(stop.request, why);
    }
  const seconds = Math.ceil((now.getTime() - Date.parse(row.zero_at)) / 1000);
  const late = takeUpAt(row.input.problem, output.plan, new Set(stale.keys()), seconds);
  const busy = await busyWith(taking, new Set(output.plan.rounds.map(round => round.roundId)));
  const parts: Part[] = [];
  for (const planned of rounds) {
    const leftOut = planned.stops.flatMap(({ request }) => {
      const why = stale.get(request);
      return why === undefined ? [] : [{ requestId: request, why }];
    });
    const round = late.rounds.find(one => one.roundId === planned.roundId);
    const why = round === undefined ? 'nothing_left' : (late.broken.get(planned.roundId) ?? busy(round));
    if (round === undefined || why !== null) {
      parts.push({ roundId: planned.roundId, made: false, number: null, why, leftOut });
      continue;
    }
    const part = await makeOne(taking, round, leftOut);
    if (isRefusal(part)) return part;
    parts.push(part);
  }
  return parts;
}

/** What has come between since: a person who is gone, or a round made by hand at the same time. */
async function busyWith(taking: Taking, known: ReadonlySet<string>): Promise<(round: DeskRound) => string | null> {
  const { tx, row, now, at, makers } = taking;
  const { communityId } = makers.rounds;
  const helpers = await readCandidates(tx, communityId, now, [...new Set(row.input.problem.workers.map(worker => worker.id))]);
  const others = (await readOpenRounds(tx, communityId, row.compound_id)).filter(round => !known.has(round.roundId));
  return round => {
    const helper = helpers.find(one => one.helperId === round.worker);
    if (helper === undefined) return 'helper_unknown';
    if (!helper.onDuty) return 'off_duty';
    const clash = others.some(
      other =>
        other.helperId === round.worker &&
        Date.parse(other.startAt) < Date.parse(at(round.endAt)) &&
        Date.parse(other.endAt ?? other.startAt) > Date.parse(at(round.startAt)),
    );
    return clash ? 'helper_busy' : null;
  };
}

/** One new round; the stops that cannot come along are added to `leftOut`. */
async function makeOne(taking: Taking, round: DeskRound, leftOut: LeftOut): Promise<Part | Refusal> {
  const { tx, now, at, makers, requests } = taking;
  const capacity = capacityOf(taking, round.worker);
  const loads = round.stops.flatMap(stop => requests.get(stop.request) ?? []);
  // What was packed heavier than it was thought to be goes with the next.
  const light = new Set(fillRound(loads, capacity).map(request => request.request_id));
  const fit = round.stops.filter(stop => light.has(stop.request));
  leftOut.push(
    ...loads.flatMap(({ request_id }) => (light.has(request_id) ? [] : [{ requestId: request_id, why: 'too_heavy' }])),
  );
  const handed = await handOver(
    taking,
    round.worker,
    fit.map(stop => stop.request),
  );
  leftOut.push(...handed.leftOut);
  const stops = fit.filter(stop => handed.there.has(stop.request));
  const part = { roundId: round.roundId, number: null, leftOut };
  if (stops.length === 0) return { ...part, made: false, why: 'nothing_left' };
  const refused = await putTogether(tx, now, makers.rounds, {
    roundId: round.roundId,
    helperId: round.worker,
    startAt: at(round.startAt),
    endAt: at(round.endAt),
    stops: stops.map(stop => ({ requestId: stop.request, arriveAt: at(stop.arriveAt) })),
    order: 'given',
  });
  return refused ?? { ...part, made: true, why: null };
}

/** As the planner took it for the problem, weights as they are now. */
function capacityOf({ row }: Taking, workerId: string) {
  const worker = row.input.problem.workers.find(one => one.id === workerId);
  return { grams: Math.round((worker?.maxKg ?? 0) * 1000), bags: worker?.maxBoxes ?? 0 };
}

/** A repair: first everything that leaves a round leaves it, then everything finds its new place. */
async function changeRounds(taking: Taking): Promise<Part[] | Refusal> {
  const { tx, now, output, row, chosen, makers } = taking;
  const { communityId } = makers.rounds;
  const parts: Part[] = [];
  const held = new Map<string, HeldRound>();
  for (const stood of row.input.stood) {
    if (!chosen.has(stood.roundId)) continue;
    const round = await holdRound(tx, communityId, stood.roundId);
    if (round === undefined || round.state !== 'planned' || round.version !== stood.version)
      parts.push({ roundId: stood.roundId, made: false, number: null, why: 'state_has_changed', leftOut: [] });
    else held.set(stood.roundId, round);
  }
  const free = new Set(held.keys());
  for (const roundId of held.keys()) {
    const after = output.plan.rounds.find(round => round.roundId === roundId);
    const stay = after?.stops.filter(stop => taking.requests.get(stop.request)?.in_round === roundId) ?? [];
    await writeStops(tx, communityId, roundId, stopsOf(taking, stay), now);
  }
  for (const round of output.plan.rounds) {
    if (!chosen.has(round.roundId) || output.changes[round.roundId] === undefined) continue;
    const before = held.get(round.roundId);
    if (output.changes[round.roundId] === 'changed' && before === undefined) continue;
    const stale = round.stops.flatMap(({ request }) => {
      const why = whyStale(taking, request, round.worker, free);
      return why === null ? [] : [{ requestId: request, why }];
    });
    const left = { ...round, stops: round.stops.filter(stop => !stale.some(one => one.requestId === stop.request)) };
    const part = before === undefined ? await makeOne(taking, left, stale) : await changeOne(taking, left, stale);
    if (isRefusal(part)) return part;
    parts.push(part);
  }
  for (const roundId of held.keys()) {
    if (output.changes[roundId] !== 'dropped') continue;
    await writeRoundState(tx, communityId, { roundId, state: 'dropped', over: true, reason: 'round_dropped' }, now);
    await auditRound(tx, makers.rounds, 'drop_round', roundId, {});
    parts.push({ roundId, made: true, number: null, why: null, leftOut: [] });
  }
  await giveBack(taking, free);
  return parts;
}

function stopsOf(taking: Taking, stops: DeskRound['stops']) {
  return stops.flatMap(stop => {
    const request = taking.requests.get(stop.request);
    return request === undefined
      ? []
      : [{ requestId: stop.request, unitId: request.unit_id, arriveAt: taking.at(stop.arriveAt) }];
  });
}

async function changeOne(taking: Taking, round: DeskRound, leftOut: LeftOut): Promise<Part> {
  const { tx, now, at, makers } = taking;
  const { communityId } = makers.rounds;
  const handed = await handOver(
    taking,
    round.worker,
    round.stops.map(stop => stop.request),
  );
  leftOut.push(...handed.leftOut);
  const stops = round.stops.filter(stop => handed.there.has(stop.request));
  const capacity = capacityOf(taking, round.worker);
  await updateRound(tx, communityId, round.roundId, {
    startAt: at(round.startAt),
    endAt: at(round.endAt),
    capacityGrams: capacity.grams,
    capacityBags: capacity.bags,
    sealed: stops.some(stop => isPlannedSealed(taking, stop.request)),
  });
  await writeStops(tx, communityId, round.roundId, stopsOf(taking, stops), now);
  await auditRound(tx, makers.rounds, 'change_round', round.roundId, { stops: stops.length });
  return { roundId: round.roundId, made: true, number: null, why: null, leftOut };
}

/** What lost its round and found no other goes back to the desk, so that it waits where it is seen. */
async function giveBack(taking: Taking, free: ReadonlySet<string>): Promise<void> {
  const { output, requests } = taking;
  const lost = output.plan.unserved
    .map(({ request }) => requests.get(request))
    .filter(request => request !== undefined)
    .filter(request => request.in_round !== null && free.has(request.in_round) && isHeld(request.state));
  await makeMoves(
    taking.tx,
    taking.now,
    taking.makers.moves,
    lost.map(request => ({ requestId: request.request_id, move: { id: newId(), move: 'take_back' } })),
  );
}
