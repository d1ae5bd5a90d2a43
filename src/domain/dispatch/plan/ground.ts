// The problem as numbers in rows, made once: what a plan of 115,000 requests can be reckoned on without a matrix.
import { nearUnits } from './near.ts';
import { lateWeight, type PlanBuilding, type PlanRequest, type Problem, urgencies } from './problem.ts';
import { climbSeconds, wholeSeconds } from './travel.ts';

/** May a worker serve a unit, and how well is that: 0 never, then from best to worst. */
export const tiers = { never: 0, primary: 1, free: 2, backup: 3, stranger: 4 } as const;

/** Fixed times of a worker (breaks, frozen rounds), sorted: from, until, from, until … */
export type Fixed = Float64Array;

export interface Ground {
  readonly problem: Problem;
  readonly requests: number;
  readonly units: number;
  readonly workers: number;
  // Per request.
  readonly unit: Int32Array;
  readonly floor: Float64Array;
  readonly climb: Float64Array;
  readonly lift: Uint8Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Leg from or to the gate. */
  readonly gate: Float64Array;
  /** Milligrams, rounded against the plan, so that sums are exact. */
  readonly weight: Float64Array;
  readonly boxes: Float64Array;
  readonly ready: Float64Array;
  readonly due: Float64Array;
  /** -Infinity where it never matters. */
  readonly open: Float64Array;
  /** Seconds from the gate to the arrival; Infinity where there is no limit. */
  readonly out: Float64Array;
  readonly service: Float64Array;
  readonly urgency: Uint8Array;
  /** Cost of a second late. */
  readonly late: Float64Array;
  readonly sealed: Uint8Array;
  /** In a frozen round: not ours to plan. */
  readonly frozen: Uint8Array;
  // Per unit.
  readonly unitSealed: Uint8Array;
  readonly requestsOf: readonly Int32Array[];
  /** Units of the same kind, nearest first, itself at the head. */
  readonly near: readonly Int32Array[];
  // Per worker.
  readonly from: Float64Array;
  readonly until: Float64Array;
  readonly maxWeight: Float64Array;
  readonly maxBoxes: Float64Array;
  readonly maxRound: Float64Array;
  readonly wear: Float64Array;
  readonly fixed: readonly Fixed[];
  /** History and frozen rounds. */
  readonly base: Float64Array;
  /** New sealed rounds start at or after it, new clean rounds end at or before the other. */
  readonly sealedFrom: Float64Array;
  readonly cleanUntil: Float64Array;
  /** Of the frozen sealed rounds: Infinity, -Infinity if there are none. */
  readonly wornFrom: Float64Array;
  readonly wornUntil: Float64Array;
  /** `tier[unit * workers + worker]`. */
  readonly tier: Uint8Array;
  /** Workers per unit that are not `never`, best first, then in the order of the problem. */
  readonly able: readonly Int32Array[];
  // The gate.
  readonly gateCapacity: number;
  readonly gateWindow: number;
  /** Starts of frozen rounds, sorted. */
  readonly frozenStarts: Float64Array;
  /** Whole-second legs within a unit that cost the same everywhere. */
  readonly sameFloor: number;
}

const milligrams = 1e6;

// Times are told in seconds, mostly whole ones. Others are taken to the next 1024th against the plan: sums of such are exact in every order.
const grains = 1024;
export const upward = (seconds: number): number => Math.ceil(seconds * grains) / grains;
const downward = (seconds: number): number => Math.floor(seconds * grains) / grains;

/** Seconds of one leg; `unit` tells apart like `Door.unit`, so this is `legSeconds` over rows. */
export function leg(g: Ground, a: number, b: number): number {
  const travel = g.problem.travel;
  if (g.unit[a]! === g.unit[b]!) {
    const floors = Math.abs(g.floor[a]! - g.floor[b]!);
    if (floors === 0) return g.sameFloor;
    return Math.floor(
      (g.lift[a]! === 1 ? travel.liftStepSeconds + floors * travel.liftFloorSeconds : floors * travel.stairFloorSeconds) + 0.5,
    );
  }
  const metres = Math.abs(g.x[a]! - g.x[b]!) + Math.abs(g.y[a]! - g.y[b]!);
  return Math.floor(g.climb[a]! + metres / travel.walkMetresPerSecond + g.climb[b]! + 0.5);
}

function tierTable(problem: Problem, unitIndex: ReadonlyMap<string, number>, sealed: Uint8Array): Uint8Array {
  const { workers, units, rules } = problem;
  const table = new Uint8Array(units.length * workers.length);
  const owned = new Uint8Array(units.length);
  for (const worker of workers) for (const unit of worker.primary ?? []) owned[unitIndex.get(unit)!] = 1;
  workers.forEach((worker, w) => {
    const bound = worker.primary !== undefined || worker.backup !== undefined;
    const set = (unit: number, tier: number): void => {
      if (worker.ppe || sealed[unit] === 0) table[unit * workers.length + w] = tier;
    };
    if (rules.binding === 'off') for (let u = 0; u < units.length; u += 1) set(u, tiers.free);
    else {
      if (!bound) for (let u = 0; u < units.length; u += 1) set(u, owned[u] === 1 ? tiers.stranger : tiers.free);
      else if (rules.binding === 'soft') for (let u = 0; u < units.length; u += 1) set(u, tiers.stranger);
      for (const unit of worker.backup ?? []) set(unitIndex.get(unit)!, tiers.backup);
      for (const unit of worker.primary ?? []) set(unitIndex.get(unit)!, tiers.primary);
    }
  });
  return table;
}

/** Units that are bound to nobody share one list: a district of thousands of units and people has few different ones. */
function ableWorkers(problem: Problem, table: Uint8Array, sealed: Uint8Array): Int32Array[] {
  const { units, workers, rules } = problem;
  const bound = new Set(
    rules.binding === 'off' ? [] : workers.flatMap(worker => [...(worker.primary ?? []), ...(worker.backup ?? [])]),
  );
  const shared: (Int32Array | undefined)[] = [];
  return units.map((unit, u) => {
    const own = bound.has(unit.id);
    const known = shared[sealed[u]!];
    if (!own && known !== undefined) return known;
    const byTier: number[][] = [[], [], [], [], []];
    for (let w = 0; w < workers.length; w += 1) byTier[table[u * workers.length + w]!]!.push(w);
    const list = Int32Array.from(byTier.slice(1).flat());
    if (!own) shared[sealed[u]!] = list;
    return list;
  });
}

interface Rows {
  readonly fixed: Fixed[];
  readonly base: Float64Array;
  readonly sealedFrom: Float64Array;
  readonly cleanUntil: Float64Array;
  readonly wornFrom: Float64Array;
  readonly wornUntil: Float64Array;
  readonly frozen: Uint8Array;
  readonly frozenStarts: Float64Array;
}

/** Spans as a sorted row. */
export function fixedOf(spans: [number, number][]): Fixed {
  return Float64Array.from(
    spans.sort((a, b) => a[0] - b[0] || a[1] - b[1]).flatMap(([from, until]) => [downward(from), upward(until)]),
  );
}

function frozenRows(problem: Problem, requestIndex: ReadonlyMap<string, number>, sealed: Uint8Array): Rows {
  const { workers } = problem;
  const spans = workers.map(worker => (worker.breaks ?? []).map(([from, until]) => [from, until] as [number, number]));
  const workerIndex = new Map(workers.map((worker, w) => [worker.id, w]));
  const row = (value: number) => new Float64Array(workers.length).fill(value);
  const base = Float64Array.from(workers, worker => worker.workedSeconds);
  const rows = { sealedFrom: row(-Infinity), cleanUntil: row(Infinity), wornFrom: row(Infinity), wornUntil: row(-Infinity) };
  const frozen = new Uint8Array(problem.requests.length);
  for (const { round } of problem.frozen) {
    const w = workerIndex.get(round.worker)!;
    spans[w]!.push([round.startAt, round.endAt]);
    base[w] = base[w]! + round.endAt - round.startAt;
    for (const stop of round.stops) {
      const r = requestIndex.get(stop.request)!;
      frozen[r] = 1;
      if (sealed[r] === 1) {
        rows.cleanUntil[w] = Math.min(rows.cleanUntil[w]!, downward(round.startAt));
        rows.wornFrom[w] = Math.min(rows.wornFrom[w]!, downward(round.startAt));
        rows.wornUntil[w] = Math.max(rows.wornUntil[w]!, upward(round.endAt));
      } else rows.sealedFrom[w] = Math.max(rows.sealedFrom[w]!, upward(round.endAt));
    }
  }
  const fixed = spans.map(fixedOf);
  const frozenStarts = Float64Array.from(problem.frozen.map(({ round }) => round.startAt).sort((a, b) => a - b));
  return { fixed, base, ...rows, frozen, frozenStarts };
}

function requestsByUnit(unit: Int32Array, units: number): Int32Array[] {
  const lists: number[][] = Array.from({ length: units }, () => []);
  unit.forEach((u, r) => {
    lists[u]!.push(r);
  });
  return lists.map(list => Int32Array.from(list));
}

/**
 * Cold goods are to be at the door in time; where that is possible at all, they are planned to be out of hands in time too, which is
 * what a stricter reading of the limit asks for.
 */
function coldLimit({ maxOutSeconds = Infinity, serviceSeconds }: PlanRequest, direct: number): number {
  const handedOver = maxOutSeconds - serviceSeconds;
  return direct <= handedOver ? handedOver : maxOutSeconds;
}

/** Lays the problem out; who only wants to place a request or two does not ask what is near what. */
export function layGround(problem: Problem, { near = true } = {}): Ground {
  const { requests, units, workers, travel, gate } = problem;
  const unitIndex = new Map(units.map((unit, n) => [unit.id, n]));
  const requestIndex = new Map(requests.map((request, n) => [request.id, n]));
  const buildings = new Map(problem.buildings.map(building => [building.id, building]));
  const buildingOf = units.map(unit => buildings.get(unit.building) as PlanBuilding);
  const unitSealed = Uint8Array.from(buildingOf, building => (building.zone === 'sealed' ? 1 : 0));
  const column = (value: (request: PlanRequest) => number) => Float64Array.from(requests, value);
  const unit = Int32Array.from(requests, request => unitIndex.get(request.unit)!);
  const floor = column(request => request.floor);
  const lift = Uint8Array.from(unit, u => (buildingOf[u]!.lift ? 1 : 0));
  const climb = Float64Array.from(unit, (_, r) => climbSeconds(travel, lift[r] === 1, floor[r]!));
  const x = Float64Array.from(unit, u => units[u]!.x);
  const y = Float64Array.from(unit, u => units[u]!.y);
  const gateLeg = Float64Array.from(unit, (_, r) => {
    const metres = Math.abs(gate.x - x[r]!) + Math.abs(gate.y - y[r]!);
    return wholeSeconds(metres / travel.walkMetresPerSecond + climb[r]!);
  });
  const ready = column(request => upward(request.readyAt));
  const sealed = Uint8Array.from(unit, u => unitSealed[u]!);
  const table = tierTable(problem, unitIndex, unitSealed);
  const able = ableWorkers(problem, table, unitSealed);
  const row = (value: (worker: Problem['workers'][number]) => number) => Float64Array.from(workers, value);
  return {
    problem,
    requests: requests.length,
    units: units.length,
    workers: workers.length,
    unit,
    floor,
    climb,
    lift,
    x,
    y,
    gate: gateLeg,
    weight: column(request => Math.ceil(request.kg * milligrams - 1e-3)),
    boxes: column(request => request.boxes),
    ready,
    due: column(request => downward(request.dueAt)),
    open: Float64Array.from(requests, (request, r) => {
      const opens = request.openAt ?? -Infinity;
      return opens <= request.readyAt + gateLeg[r]! ? -Infinity : upward(opens);
    }),
    out: Float64Array.from(requests, (request, r) => downward(coldLimit(request, gateLeg[r]!))),
    service: column(request => upward(request.serviceSeconds)),
    urgency: Uint8Array.from(requests, request => urgencies.indexOf(request.class)),
    late: column(request => lateWeight[request.class]),
    sealed,
    unitSealed,
    requestsOf: requestsByUnit(unit, units.length),
    near: near ? nearUnits(problem, unitSealed, able) : [],
    from: row(worker => upward(worker.shift[0])),
    until: row(worker => downward(worker.shift[1])),
    maxWeight: row(worker => Math.floor(worker.maxKg * milligrams + 1e-3)),
    maxBoxes: row(worker => worker.maxBoxes),
    maxRound: row(worker => downward(worker.maxRoundSeconds)),
    wear: row(worker => downward(worker.wearSeconds ?? Infinity)),
    ...frozenRows(problem, requestIndex, sealed),
    tier: table,
    able,
    gateCapacity: problem.gateCapacity ?? Infinity,
    gateWindow: problem.gateWindowSeconds ?? 0,
    sameFloor: wholeSeconds(travel.sameFloorSeconds),
  };
}
