// The problem as the checker keeps it: every thing under its id, every round with what the travel function says of it.
import type { PlanBuilding, PlanRequest, PlanUnit, PlanWorker, Problem } from '../plan/problem.ts';
import { type Door, gateSeconds, legSeconds } from '../plan/travel.ts';
import type { ToldRound } from './told.ts';

export interface Broken {
  /** Which rule; see `rules.ts`, `roster.ts` and `check.ts`. */
  readonly rule: string;
  /** A worker, a request, a round or a figure. */
  readonly where: string;
  readonly why: string;
}

export interface Book {
  readonly problem: Problem;
  readonly units: ReadonlyMap<string, PlanUnit>;
  readonly buildings: ReadonlyMap<string, PlanBuilding>;
  readonly requests: ReadonlyMap<string, PlanRequest>;
  readonly workers: ReadonlyMap<string, PlanWorker>;
  readonly unitNumber: ReadonlyMap<string, number>;
}

export interface WalkedRound {
  readonly name: string;
  readonly told: ToldRound;
  readonly worker: PlanWorker;
  readonly requests: readonly PlanRequest[];
  readonly frozen: boolean;
  readonly sealed: boolean;
  readonly clean: boolean;
  /** Seconds into each stop, and back to the gate at the end. */
  readonly legs: readonly number[];
}

export function openBook(problem: Problem): Book {
  return {
    problem,
    units: new Map(problem.units.map(unit => [unit.id, unit])),
    buildings: new Map(problem.buildings.map(building => [building.id, building])),
    requests: new Map(problem.requests.map(request => [request.id, request])),
    workers: new Map(problem.workers.map(worker => [worker.id, worker])),
    unitNumber: new Map(problem.units.map((unit, n) => [unit.id, n])),
  };
}

function buildingOf(book: Book, request: PlanRequest): PlanBuilding {
  const unit = book.units.get(request.unit) as PlanUnit;
  return book.buildings.get(unit.building) as PlanBuilding;
}

function doorOf(book: Book, request: PlanRequest): Door {
  const unit = book.units.get(request.unit) as PlanUnit;
  const lift = buildingOf(book, request).lift;
  return { unit: book.unitNumber.get(request.unit) as number, floor: request.floor, lift, x: unit.x, y: unit.y };
}

export function isSealed(book: Book, request: PlanRequest): boolean {
  return buildingOf(book, request).zone === 'sealed';
}

/** Walks a round; null when it names somebody or something that does not exist, which `broken` then says. */
export function walk(book: Book, told: ToldRound, name: string, frozen: boolean, broken: Broken[]): WalkedRound | null {
  const worker = book.workers.get(told.worker);
  if (worker === undefined) broken.push({ rule: 'unknown_worker', where: name, why: `there is no worker ${told.worker}` });
  const requests: PlanRequest[] = [];
  for (const stop of told.stops) {
    const request = book.requests.get(stop.request);
    if (request === undefined) broken.push({ rule: 'unknown_request', where: name, why: `there is no request ${stop.request}` });
    else requests.push(request);
  }
  if (worker === undefined || requests.length < told.stops.length) return null;
  const { travel, gate } = book.problem;
  const doors = requests.map(request => doorOf(book, request));
  const first = doors[0];
  const last = doors.at(-1);
  const legs: number[] = [];
  if (first !== undefined && last !== undefined) {
    legs.push(gateSeconds(travel, gate, first));
    doors.slice(1).forEach((door, n) => {
      legs.push(legSeconds(travel, doors[n] as Door, door));
    });
    legs.push(gateSeconds(travel, gate, last));
  }
  const zones = requests.map(request => isSealed(book, request));
  return {
    name,
    told,
    worker,
    requests,
    frozen,
    sealed: zones.includes(true),
    clean: zones.includes(false),
    legs,
  };
}
