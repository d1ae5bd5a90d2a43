// A stored plan as it is shown: ids become doors and names as they are called now, seconds become times.
import type { Plan, PlanHead, PlannedRound, PlannedStop } from '../../api/plan.ts';
import type { DeskRound, DeskStop } from '../../domain/dispatch/desk-plan.ts';
import type { Problem } from '../../domain/dispatch/plan/problem.ts';
import { doorName } from '../../domain/place/door.ts';
import type { Queryable } from '../postgres/pool.ts';
import { type DoorRow, readDoors, readNames } from './plan-facts-store.ts';
import type { PlanHeadRow, PlanRow } from './plan-store.ts';
import { type Progress, progressOf } from './planner.ts';

/** A plan that nobody is making any more was left by a program that ended. */
const forgottenMs = 90_000;

function stateOf(row: PlanHeadRow, now: Date): PlanHead['state'] {
  const over = Date.parse(row.made_at) + row.limit_seconds * 1000 + forgottenMs < now.getTime();
  return row.state === 'running' && over ? 'failed' : row.state;
}

export function headShown(row: PlanHeadRow, now: Date): PlanHead {
  return {
    planId: row.plan_id,
    kind: row.kind,
    state: stateOf(row, now),
    compoundId: row.compound_id,
    compoundName: row.compound_name,
    madeAt: row.made_at,
    madeBy: row.made_by_name,
    rounds: row.rounds,
    requests: row.requests,
    unserved: row.unserved,
    accepted: row.accepted,
    event: row.asked.kind === 'repair' ? row.asked.event : null,
  };
}

export function doorShown(row: DoorRow) {
  return {
    requestId: row.request_id,
    number: row.number,
    door: doorName(row.building_label, row.unit_label, row.door),
    kind: row.kind,
    lane: row.lane,
    level: row.level,
    dueAt: row.due_at,
    grams: row.grams,
  };
}

type Door = ReturnType<typeof doorShown>;

interface Reader {
  readonly at: (seconds: number) => string;
  readonly doors: ReadonlyMap<string, Door>;
  readonly sealed: ReadonlySet<string>;
}

/** Sealed as the plan took it, not as it may have become since. */
function sealedRequests(problem: Problem): Set<string> {
  const sealed = new Set(problem.buildings.filter(building => building.zone === 'sealed').map(building => building.id));
  const units = new Set(problem.units.filter(unit => sealed.has(unit.building)).map(unit => unit.id));
  return new Set(problem.requests.filter(request => units.has(request.unit)).map(request => request.id));
}

function stopShown({ at, doors }: Reader, stop: DeskStop): PlannedStop[] {
  const door = doors.get(stop.request);
  return door === undefined ? [] : [{ ...door, arriveAt: at(stop.arriveAt), reason: stop.reason }];
}

function roundShown(reader: Reader, row: PlanRow, round: DeskRound): PlannedRound {
  const { at, sealed } = reader;
  const stood = row.input.stood.find(one => one.roundId === round.roundId);
  const change = row.output?.changes[round.roundId] ?? 'same';
  const part = row.parts.find(one => one.roundId === round.roundId);
  return {
    roundId: round.roundId,
    helperId: round.worker,
    state: round.state,
    startAt: at(round.startAt),
    endAt: at(round.endAt),
    travelSeconds: round.travelSeconds,
    grams: Math.round(round.kg * 1000),
    sealed: round.stops.some(stop => sealed.has(stop.request)),
    stops: round.stops.flatMap(stop => stopShown(reader, stop)),
    change,
    before:
      stood === undefined || change === 'same'
        ? null
        : { helperId: stood.worker, startAt: at(stood.startAt), endAt: at(stood.endAt), requestIds: [...stood.requests] },
    accepted: part === undefined ? null : { made: part.made, at: part.at, leftOut: [...part.leftOut] },
  };
}

/** Rounds that a repair gives up have no times any more; they are shown as they stood. */
function droppedShown(reader: Reader, row: PlanRow): PlannedRound[] {
  const { at, sealed } = reader;
  return row.input.stood
    .filter(stood => row.output?.changes[stood.roundId] === 'dropped')
    .map(stood => {
      const part = row.parts.find(one => one.roundId === stood.roundId);
      return {
        roundId: stood.roundId,
        helperId: stood.worker,
        state: 'planned' as const,
        startAt: at(stood.startAt),
        endAt: at(stood.endAt),
        travelSeconds: 0,
        grams: 0,
        sealed: stood.requests.some(request => sealed.has(request)),
        stops: [],
        change: 'dropped' as const,
        before: {
          helperId: stood.worker,
          startAt: at(stood.startAt),
          endAt: at(stood.endAt),
          requestIds: [...stood.requests],
        },
        accepted: part === undefined ? null : { made: part.made, at: part.at, leftOut: [...part.leftOut] },
      };
    });
}

export async function planShown(db: Queryable, communityId: string, row: PlanRow, now: Date): Promise<Plan> {
  const { problem } = row.input;
  const plan = row.output?.plan;
  const zero = Date.parse(row.zero_at);
  const at = (seconds: number) => new Date(zero + seconds * 1000).toISOString();
  const ids = problem.requests.map(request => request.id);
  const doors = new Map((await readDoors(db, communityId, ids, now)).map(door => [door.request_id, doorShown(door)]));
  const names = await readNames(
    db,
    communityId,
    problem.workers.map(worker => worker.id),
  );
  const reader: Reader = { at, doors, sealed: sealedRequests(problem) };
  const progress: Progress | null = row.state === 'running' ? progressOf(`${communityId} ${row.plan_id}`) : null;
  const shown = new Set([
    ...(plan?.rounds.flatMap(round => round.stops.map(stop => stop.request)) ?? []),
    ...(plan?.unserved.map(({ request }) => request) ?? []),
  ]);
  const out = new Map<string, number>();
  for (const round of plan?.rounds ?? []) out.set(round.worker, (out.get(round.worker) ?? 0) + round.endAt - round.startAt);
  return {
    ...headShown(row, now),
    version: row.version,
    zeroAt: row.zero_at,
    limitSeconds: row.limit_seconds,
    progress,
    cut: plan?.cut ?? false,
    planMs: plan?.planMs ?? 0,
    workers: problem.workers.map(worker => ({
      helperId: worker.id,
      name: names.get(worker.id) ?? '',
      protection: worker.ppe,
      shiftEndsAt: at(worker.shift[1]),
      roundSeconds: out.get(worker.id) ?? 0,
      workedSeconds: worker.workedSeconds,
    })),
    parts: [...(plan?.rounds.map(round => roundShown(reader, row, round)) ?? []), ...droppedShown(reader, row)],
    gone: plan === undefined ? [] : [...doors.values()].filter(door => !shown.has(door.requestId)),
    notServed: (plan?.unserved ?? []).flatMap(({ request, reason }) => {
      const door = doors.get(request);
      return door === undefined ? [] : [{ ...door, reason }];
    }),
    totals: plan?.totals ?? null,
    bounds: plan?.bounds === undefined ? null : wholeBounds(plan.bounds),
    broken: row.broken,
    conflicts: [...(row.output?.conflicts ?? [])],
  };
}

/** A bound may lie between two seconds; rounded down it still is one. */
function wholeBounds(bounds: NonNullable<PlanRow['output']>['plan']['bounds']): NonNullable<Plan['bounds']> {
  return {
    travelSeconds: Math.floor(bounds.travelSeconds),
    rounds: Math.floor(bounds.rounds),
    maxWorkerSeconds: Math.floor(bounds.maxWorkerSeconds),
    lateSeconds: Math.floor(bounds.lateSeconds),
  };
}
