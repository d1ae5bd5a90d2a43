// Repairs: what has happened that the planned rounds do not know of, and the smallest change that puts them right.
import type { AnswerOf } from '../../api/endpoint.ts';
import type { makeRepair, PlanEvent, planEvents } from '../../api/plan.ts';
import { deskPlan, judge } from '../../domain/dispatch/desk-plan.ts';
import type { Happened, Mended } from '../../domain/dispatch/mend.ts';
import type { RoundTime } from '../../domain/dispatch/plan/problem.ts';
import { type Posed, poseProblem, type RoundFact, roundKey, type Wishes } from '../../domain/dispatch/pose.ts';
import { walkStops } from '../../domain/dispatch/walk.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { once } from '../delivery/bags.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { doorShown } from './plan-answer.ts';
import { type Gathered, gatherFacts } from './plan-facts.ts';
import { isCompound, readCancelledStops, readDoors, readUrgent } from './plan-facts-store.ts';
import { endPlan, insertPlan, type PlanInput, type PlanOutput, type StoodRound } from './plan-store.ts';
import { runPlanner } from './planner.ts';
import { auditPlan, zeroOf } from './plans.ts';

/** A repair is for now: whoever is told in five minutes can still change what they do. */
const wishes: Wishes = { binding: 'covered', maxRoundSeconds: 4 * 3600, leadSeconds: 300, timeLimitMs: 20_000, without: [] };

/** Requests of the rounds, and those the event brings. */
function requestsOf(event: PlanEvent): readonly string[] {
  if (event.kind === 'urgent') return [event.requestId];
  return event.kind === 'cancelled' ? event.requestIds : [];
}

/** What is planned and not announced may go to anybody who may go there, not only to whom it was given. */
function freed(facts: Gathered): Gathered {
  const open = new Set(facts.rounds.filter(round => round.state === 'planned').map(round => round.roundId));
  const requests = facts.requests.map(request => {
    const owner = facts.helpers.find(helper => helper.helperId === request.ownerId);
    const mayStay = owner === undefined || owner.places === null || owner.places.some(place => request.around.includes(place));
    return request.roundId !== null && open.has(request.roundId) && mayStay ? { ...request, ownerId: null } : request;
  });
  return { ...facts, requests };
}

/** Stops that were cancelled out of a planned round, put back where they stood, for the repair to take out with its time. */
async function withCancelled(tx: Queryable, communityId: string, compoundId: string, facts: Gathered, event: PlanEvent) {
  if (event.kind !== 'cancelled') return facts;
  const gone = await readCancelledStops(tx, communityId, compoundId);
  const rounds = facts.rounds.map(round => {
    const back = gone.filter(stop => stop.roundId === round.roundId && event.requestIds.includes(stop.requestId));
    const stops = [...round.stops, ...back];
    return back.length === 0 ? round : { ...round, stops: stops.sort((a, b) => timeOf(a) - timeOf(b)) };
  });
  // Whoever held it then does not matter any more.
  const requests = facts.requests.map(request =>
    event.requestIds.includes(request.requestId) ? { ...request, ownerId: null } : request,
  );
  return { ...facts, rounds, requests };
}

const timeOf = (stop: RoundFact['stops'][number]): number => (stop.arriveAt === null ? 0 : Date.parse(stop.arriveAt));

/** Planned rounds are the repair's to change; where one has no times, it is taken as it would be walked. */
function asStanding(posed: Posed, facts: Gathered): { problem: Posed['problem']; rounds: RoundTime[]; stood: StoodRound[] } {
  const open = new Map(facts.rounds.filter(round => round.state === 'planned').map(round => [round.roundId, round]));
  const idOf = (round: RoundTime) => posed.roundIds[roundKey(round)] ?? '';
  const mine = posed.problem.frozen.filter(({ round }) => open.has(idOf(round)));
  return {
    problem: { ...posed.problem, frozen: posed.problem.frozen.filter(one => !mine.includes(one)) },
    rounds: mine.map(({ round }) => round),
    stood: mine.map(({ round }) => ({
      roundId: idOf(round),
      version: open.get(idOf(round))?.version ?? 0,
      worker: round.worker,
      startAt: round.startAt,
      endAt: round.endAt,
      requests: round.stops.map(stop => stop.request),
    })),
  };
}

/** The event in the ids of the problem; null when there is nothing to do about it. */
function happenedOf(event: PlanEvent, { problem }: Posed): Happened | null {
  switch (event.kind) {
    case 'urgent': {
      const request = problem.requests.find(one => one.id === event.requestId);
      return request === undefined ? null : { kind: 'urgent', request };
    }
    case 'cancelled':
      return { kind: 'cancelled', requestIds: event.requestIds.filter(id => problem.requests.some(one => one.id === id)) };
    case 'dropped_out':
      return problem.workers.some(worker => worker.id === event.helperId)
        ? { kind: 'dropped_out', workerId: event.helperId }
        : null;
    case 'sealed': {
      const building = problem.buildings.find(one => one.id === `${event.buildingId}/sealed`);
      return building === undefined ? null : { kind: 'sealed', buildingId: building.id };
    }
    case 'lift': {
      const ids = [event.buildingId, `${event.buildingId}/sealed`];
      const buildingIds = problem.buildings.map(building => building.id).filter(id => ids.includes(id));
      return buildingIds.length === 0 ? null : { kind: 'lift', buildingIds, runs: event.runs };
    }
  }
}

export async function beginRepair(
  deps: Deps,
  call: SignedCall<typeof makeRepair>,
): Promise<AnswerOf<typeof makeRepair> | Refusal> {
  const { body } = call;
  const { compoundId, event } = body;
  const { communityId, personId } = call.actor;
  let made: { input: PlanInput; rounds: RoundTime[]; problem: Posed['problem']; happened: Happened } | undefined;
  const answer = await once<AnswerOf<typeof makeRepair>>(deps, call.actor, 'repairs', body, async (tx, now) => {
    if (!(await isCompound(tx, communityId, compoundId))) return refuse('not_found');
    const zeroAt = zeroOf(now);
    const gathered = await gatherFacts(tx, communityId, { compoundId, loose: false, also: requestsOf(event) }, now);
    const facts = await withCancelled(tx, communityId, compoundId, freed(gathered), event);
    if (event.kind === 'urgent' && facts.requests.some(one => one.requestId === event.requestId && one.roundId !== null))
      return refuse('state_has_changed', {});
    const posed = poseProblem(facts, wishes, zeroAt, 1);
    const happened = happenedOf(event, posed);
    // Nothing of what was planned has to do with it.
    if (happened === null) return refuse('state_has_changed', {});
    const { problem, rounds, stood } = asStanding(posed, facts);
    // The new request is put in by the repair itself.
    const requests = problem.requests.filter(request => happened.kind !== 'urgent' || request.id !== happened.request.id);
    made = { input: { ...posed, stood }, rounds, problem: { ...problem, requests }, happened };
    await insertPlan(tx, communityId, {
      planId: body.id,
      compoundId,
      zeroAt,
      limitSeconds: wishes.timeLimitMs / 1000,
      asked: { kind: 'repair', event },
      input: made.input,
      madeBy: personId,
      now,
    });
    await auditPlan(tx, call, 'make_repair', body.id, { event: event.kind, rounds: rounds.length });
    return { planId: body.id, state: 'running' };
  });
  if (!isRefusal(answer) && made !== undefined) void finish(deps, communityId, body.id, made);
  return answer;
}

async function finish(
  deps: Deps,
  communityId: string,
  planId: string,
  made: { input: PlanInput; rounds: RoundTime[]; problem: Posed['problem']; happened: Happened },
): Promise<void> {
  const { db, log, now, live } = deps;
  const { problem, rounds, happened, input } = made;
  try {
    const at = wishes.leadSeconds;
    const done = await runPlanner(`${communityId} ${planId}`, { kind: 'repair', problem, rounds, at, happened });
    if (done === 'stopped' || done instanceof Error || done.kind !== 'mended') {
      if (done instanceof Error) log.error({ err: done, planId }, 'a repair failed');
      await endPlan(db, communityId, planId, { state: done === 'stopped' ? 'cancelled' : 'failed' }, now());
    } else {
      const output = outputOf(input, done.mended);
      const broken = judge(done.mended.problem, output.plan);
      if (broken.length > 0) log.error({ planId, rules: broken.map(({ rule }) => rule) }, 'the checker rejected a repair');
      await endPlan(db, communityId, planId, { state: broken.length > 0 ? 'rejected' : 'ready', output, broken }, now());
    }
  } catch (error) {
    log.error({ err: error, planId }, 'a repair could not be kept');
  }
  live.poke(communityId);
}

/** A changed round keeps the id of the one it was, unless it went to somebody else. */
function outputOf(input: PlanInput, mended: Mended): PlanOutput {
  const roundIds: Record<string, string> = { ...input.roundIds };
  const changes: Record<string, 'changed' | 'added' | 'dropped'> = {};
  for (const { before, after } of mended.changed) {
    const roundId = input.roundIds[roundKey(before)];
    if (roundId === undefined) continue;
    if (after === null || after.worker !== before.worker) changes[roundId] = 'dropped';
    else {
      changes[roundId] = 'changed';
      roundIds[roundKey(after)] = roundId;
    }
  }
  const added = new Set<string>();
  const plan = deskPlan(mended.problem, { ...input, roundIds }, mended.plan, () => {
    const id = newId();
    added.add(id);
    return id;
  });
  for (const round of plan.rounds) if (added.has(round.roundId)) changes[round.roundId] = 'added';
  const conflicts = mended.conflicts.flatMap(round => input.roundIds[roundKey(round)] ?? []);
  return { plan, conflicts: [...new Set(conflicts)], changes };
}

export async function seeEvents(deps: Deps, call: SignedCall<typeof planEvents>): Promise<AnswerOf<typeof planEvents> | Refusal> {
  const { communityId } = call.actor;
  const { compoundId } = call.params;
  const { db } = deps;
  const now = deps.now();
  if (!(await isCompound(db, communityId, compoundId))) return refuse('not_found');
  const facts = freed(await gatherFacts(db, communityId, { compoundId, loose: false }, now));
  const posed = poseProblem(facts, wishes, zeroOf(now), 1);
  const planned = facts.rounds.filter(round => round.state === 'planned');
  const found: { event: PlanEvent; requestIds: readonly string[]; roundIds: readonly string[] }[] = [
    ...(await readUrgent(db, communityId, compoundId)).map(requestId => ({
      event: { kind: 'urgent' as const, requestId },
      requestIds: [requestId],
      roundIds: [],
    })),
    ...(await cancelledIn(db, communityId, compoundId, facts, posed)),
    ...gone(facts, planned),
    ...sealed(facts, planned),
  ];
  const doors = await readDoors(
    db,
    communityId,
    found.flatMap(one => one.requestIds),
    now,
  );
  return {
    events: found.map(({ event, requestIds, roundIds }) => ({
      event,
      doors: doors.filter(door => requestIds.includes(door.request_id)).map(doorShown),
      roundIds: [...roundIds],
    })),
  };
}

/** A round that still keeps time for somebody who cancelled. */
async function cancelledIn(db: Queryable, communityId: string, compoundId: string, facts: Gathered, { problem }: Posed) {
  const stops = await readCancelledStops(db, communityId, compoundId);
  return [...Map.groupBy(stops, stop => stop.roundId)].flatMap(([roundId, left]) => {
    const round = facts.rounds.find(one => one.roundId === roundId && one.state === 'planned');
    if (round === undefined || round.endAt === null) return [];
    const order = round.stops.map(stop => stop.requestId);
    const needs = walkStops(problem, 0, order).endAt;
    const keeps = (Date.parse(round.endAt) - Date.parse(round.startAt)) / 1000;
    const requestIds = left.map(stop => stop.requestId);
    return keeps - needs < 1 ? [] : [{ event: { kind: 'cancelled' as const, requestIds }, requestIds, roundIds: [roundId] }];
  });
}

/** Helpers off duty, or without a role, who have rounds to walk. */
function gone(facts: Gathered, planned: Gathered['rounds']) {
  return [...Map.groupBy(planned, round => round.helperId)].flatMap(([helperId, rounds]) => {
    if (facts.helpers.find(helper => helper.helperId === helperId)?.onDuty === true) return [];
    return [
      {
        event: { kind: 'dropped_out' as const, helperId },
        requestIds: rounds.flatMap(round => round.stops.map(stop => stop.requestId)),
        roundIds: rounds.map(round => round.roundId),
      },
    ];
  });
}

/** Buildings with sealed doors in rounds that were made for clean ones. */
function sealed(facts: Gathered, planned: Gathered['rounds']) {
  const inClean = new Map(
    planned.filter(round => !round.sealed).flatMap(round => round.stops.map(stop => [stop.requestId, round.roundId] as const)),
  );
  const wrong = facts.requests.filter(request => inClean.has(request.requestId) && request.guarded);
  return [...Map.groupBy(wrong, request => request.buildingId)].map(([buildingId, requests]) => ({
    event: { kind: 'sealed' as const, buildingId },
    requestIds: requests.map(request => request.requestId),
    roundIds: [...new Set(requests.flatMap(request => inClean.get(request.requestId) ?? []))],
  }));
}
