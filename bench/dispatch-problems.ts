// Problems for the planner drawn from a seed: compounds as they are, districts of them, and small ones in which every rule bites.
import type { FrozenRound, PlanRequest, PlanUnit, PlanWorker, Problem, Urgency } from '../src/domain/dispatch/plan/problem.ts';
import { type Draw, drawFrom } from '../src/domain/dispatch/plan/random.ts';

const travel = {
  walkMetresPerSecond: 1.1,
  metric: 'manhattan',
  liftWaitSeconds: 25,
  liftFloorSeconds: 2.5,
  liftStepSeconds: 12,
  sameFloorSeconds: 8,
  stairFloorSeconds: 12,
};

export interface CompoundWishes {
  /** Compounds in one problem, each with its own people; places are told from its own gate. */
  readonly compounds?: number;
  /** Bind every unit to a primary and a backup. */
  readonly bindings?: boolean;
  readonly binding?: 'strict' | 'soft' | 'off';
  readonly fair?: boolean;
  readonly timeLimitMs?: number;
}

const storeys = [18, 11, 6, 33, 18, 11, 24, 24, 18];
/** Most households ask for a few kilograms, some for a sack of rice or two. */
const weights = [4, 4, 5, 6, 6, 6, 8, 8, 8, 9, 10, 12, 12, 15];

/** Workers per unit in turn: neighbouring units to the same person, so that everybody has about as many. */
function bind(units: readonly PlanUnit[], workers: PlanWorker[]): void {
  const owner = (n: number) => Math.floor((n * workers.length) / units.length);
  workers.forEach((worker, w) => {
    const primary = units.filter((_, n) => owner(n) === w).map(unit => unit.id);
    const backup = units.filter((_, n) => (owner(n) + 1) % workers.length === w).map(unit => unit.id);
    workers[w] = { ...worker, primary, backup };
  });
}

function addCompound(
  problem: { -readonly [K in keyof Problem]: Problem[K] },
  prefix: string,
  draw: Draw,
  wishes: CompoundWishes,
): void {
  const [buildings, units, requests, workers] = [
    [...problem.buildings],
    [] as PlanUnit[],
    [] as PlanRequest[],
    [] as PlanWorker[],
  ];
  storeys.forEach((floors, n) => {
    const building = `${prefix}b${n + 1}`;
    buildings.push({ id: building, floors, lift: floors > 6, zone: n === 8 ? 'sealed' : 'control' });
    for (let k = 0; k < 3; k += 1)
      units.push({ id: `${building}-${k + 1}`, building, x: 60 + 80 * (n % 3) + 20 * k, y: 50 + 70 * Math.floor(n / 3) });
  });
  const floorsOf = new Map(buildings.map(building => [building.id, building.floors]));
  for (let n = 0; n < 574; n += 1) {
    const unit = units[n % units.length] as PlanUnit;
    const urgent = n % 15 === 7;
    requests.push({
      id: `${prefix}r${n + 1}`,
      unit: unit.id,
      floor: 1 + draw.below(floorsOf.get(unit.building) as number),
      class: urgent ? 'P0' : 'P3',
      kg: weights[draw.below(weights.length)] as number,
      boxes: 1,
      readyAt: 0,
      dueAt: urgent ? 5400 : 14_400,
      serviceSeconds: 45,
    });
  }
  const sealed = units.filter(unit => unit.building === `${prefix}b9`);
  const clean = units.filter(unit => unit.building !== `${prefix}b9`);
  for (let n = 0; n < 15; n += 1) {
    const ppe = n % 5 === 4 && n < 10;
    const common = { shift: [0, 14_400] as const, maxKg: 60, maxBoxes: 20, maxRoundSeconds: 1800, workedSeconds: 0 };
    const worker = { id: `${prefix}w${n + 1}`, ppe, ...common };
    workers.push(ppe || prefix !== '' ? { ...worker, primary: (ppe ? sealed : clean).map(unit => unit.id) } : worker);
  }
  if (wishes.bindings) {
    const [guarded, plain] = [workers.filter(worker => worker.ppe), workers.filter(worker => !worker.ppe)];
    bind(sealed, guarded);
    bind(clean, plain);
    workers.splice(0, workers.length, ...plain, ...guarded);
  }
  problem.buildings = buildings;
  problem.units = [...problem.units, ...units];
  problem.requests = [...problem.requests, ...requests];
  problem.workers = [...problem.workers, ...workers];
}

/** 574 requests of 27 units in 9 buildings for 15 people, times the compounds. */
export function compoundProblem(seed: number, wishes: CompoundWishes = {}): Problem {
  const { compounds = 1, binding = 'strict', fair = false, timeLimitMs = 500 } = wishes;
  const problem: { -readonly [K in keyof Problem]: Problem[K] } = {
    gate: { x: 0, y: 0 },
    travel,
    buildings: [],
    units: [],
    requests: [],
    workers: [],
    rules: { binding, fair },
    frozen: [],
    seed,
    timeLimitMs,
  };
  const draw = drawFrom(seed);
  for (let c = 0; c < compounds; c += 1) addCompound(problem, compounds === 1 ? '' : `c${c + 1}-`, draw, wishes);
  return problem;
}

const chance = (draw: Draw, share: number): boolean => draw.next() < share;
const between = (draw: Draw, least: number, most: number): number => least + draw.below(most - least + 1);
const oneOf = <T>(draw: Draw, all: readonly T[]): T => all[draw.below(all.length)] as T;

function trickyRequest(
  draw: Draw,
  n: number,
  units: readonly PlanUnit[],
  floors: ReadonlyMap<string, number>,
  hard: boolean,
): PlanRequest {
  const unit = oneOf(draw, units);
  const readyAt = chance(draw, 0.5) ? 0 : between(draw, 0, hard ? 4000 : 2500);
  return {
    id: `r${n}`,
    unit: unit.id,
    floor: between(draw, chance(draw, 0.1) ? 0 : 1, floors.get(unit.building) as number),
    class: oneOf<Urgency>(draw, ['P0', 'P1', 'P2', 'P3']),
    kg: chance(draw, 0.03) ? 70 : between(draw, 1, 30) / (chance(draw, 0.3) ? 10 : 1),
    boxes: between(draw, 0, 4),
    readyAt,
    dueAt: readyAt + between(draw, 100, 6000),
    serviceSeconds: between(draw, 0, 120),
    ...(chance(draw, 0.25) ? { openAt: between(draw, 0, 4500) } : {}),
    ...(chance(draw, 0.25) ? { maxOutSeconds: between(draw, 100, 900) } : {}),
  };
}

function trickyWorker(draw: Draw, n: number, units: readonly PlanUnit[], hard: boolean): PlanWorker {
  const from = chance(draw, 0.6) ? 0 : between(draw, 0, 2000);
  const long = between(draw, hard ? 600 : 3000, 7000);
  const list = () => units.filter(() => chance(draw, 0.4)).map(unit => unit.id);
  const pause = from + between(draw, 0, long);
  return {
    id: `w${n}`,
    shift: [from, from + long],
    ppe: chance(draw, 0.4),
    maxKg: chance(draw, 0.05) ? 0 : between(draw, 20, 60),
    maxBoxes: between(draw, 3, 12),
    maxRoundSeconds: between(draw, 500, 1800),
    workedSeconds: chance(draw, 0.5) ? 0 : between(draw, 0, 5000),
    ...(chance(draw, 0.3) ? { breaks: [[pause, pause + between(draw, 0, 900)] as const] } : {}),
    ...(chance(draw, 0.4) ? { wearSeconds: between(draw, 400, 4000) } : {}),
    ...(chance(draw, 0.4) ? { primary: list() } : {}),
    ...(chance(draw, 0.3) ? { backup: list() } : {}),
  };
}

/** Rounds that were announced before: not necessarily wise ones, and not all of them keep every rule. */
function trickyFrozen(draw: Draw, requests: readonly PlanRequest[], workers: readonly PlanWorker[]): FrozenRound[] {
  if (requests.length < 4 || workers.length === 0) return [];
  const taken = requests.filter(() => chance(draw, 0.12)).slice(0, 4);
  const rounds: FrozenRound[] = [];
  for (const own of taken.length > 2 ? [taken.slice(0, 2), taken.slice(2)] : [taken]) {
    if (own.length === 0) continue;
    const worker = oneOf(draw, workers);
    const startAt = worker.shift[0] + between(draw, 0, 900);
    const stops = own.map((request, n) => ({ request: request.id, arriveAt: startAt + 200 * (n + 1) }));
    const endAt = startAt + 200 * own.length + 300;
    rounds.push({ round: { worker: worker.id, startAt, endAt, stops }, state: oneOf(draw, ['accepted', 'running']) });
  }
  return rounds;
}

/** At most `most` requests; everything that is optional is sometimes there, and sometimes in the way. */
export function trickyProblem(seed: number, most = 40): Problem {
  const draw = drawFrom(seed * 7919 + 17);
  const hard = chance(draw, 0.5);
  const buildings = Array.from({ length: between(draw, 1, 4) }, (_, n) => ({
    id: `b${n}`,
    floors: between(draw, 1, 20),
    lift: chance(draw, 0.6),
    zone: oneOf(draw, ['open', 'control', 'sealed'] as const),
  }));
  const units = buildings.flatMap(building =>
    Array.from({ length: between(draw, 1, 3) }, (_, n) => ({
      id: `${building.id}-${n}`,
      building: building.id,
      x: between(draw, -150, 200),
      y: between(draw, -150, 200),
    })),
  );
  const floors = new Map(buildings.map(building => [building.id, building.floors]));
  const requests = Array.from({ length: draw.below(most + 1) }, (_, n) => trickyRequest(draw, n, units, floors, hard));
  const workers = Array.from({ length: draw.below(7) }, (_, n) => trickyWorker(draw, n, units, hard));
  return {
    gate: { x: between(draw, -20, 20), y: 0 },
    ...(chance(draw, 0.3) ? { gateCapacity: draw.below(4), gateWindowSeconds: between(draw, 0, 400) } : {}),
    travel: chance(draw, 0.7)
      ? travel
      : { ...travel, liftWaitSeconds: between(draw, 0, 9) / 2, liftFloorSeconds: 1.3, liftStepSeconds: 0.7 },
    buildings,
    units,
    requests,
    workers,
    rules: { binding: oneOf(draw, ['strict', 'soft', 'off']), fair: chance(draw, 0.4) },
    frozen: chance(draw, 0.3) ? trickyFrozen(draw, requests, workers) : [],
    seed: draw.below(1000),
    timeLimitMs: 60_000,
  };
}
