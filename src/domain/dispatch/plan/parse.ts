// Reads a problem.json: everything the planner may rely on afterwards, or an error that names the field and what is wrong with it.
import {
  type BindingRule,
  bindingRules,
  type FrozenRound,
  type PlanBuilding,
  type PlanRequest,
  type PlanUnit,
  type PlanWorker,
  type Problem,
  type RoundTime,
  type Span,
  type Travel,
  type Urgency,
  urgencies,
  type ZoneLevel,
  zoneLevels,
} from './problem.ts';

/** `field` is a path such as `requests[3].unit`. */
export interface BadField {
  readonly field: string;
  readonly wrong: string;
}

export type Parsed = { readonly ok: true; readonly problem: Problem } | { readonly ok: false; readonly bad: BadField };

/** Thrown and caught in this file only: a reader of nested fields that stops at the first wrong one. */
class Wrong extends Error {
  readonly field: string;
  constructor(field: string, wrong: string) {
    super(wrong);
    this.field = field;
  }
}

type Fields = Readonly<Record<string, unknown>>;

// Written by hand, not in zod: a district is 115,000 requests, and the errors name what a person looks for.
function objectOf(value: unknown, field: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Wrong(field, 'must be an object');
  return value as Fields;
}

function listOf(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Wrong(field, 'must be a list');
  return value;
}

/** An empty prefix is the file itself. */
const under = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);

function numberOf(of: Fields, name: string, prefix: string, least = 0, whole = false): number {
  const value = of[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Wrong(under(prefix, name), 'must be a number');
  if (value < least) throw new Wrong(under(prefix, name), `must be ${least} or more`);
  if (whole && !Number.isSafeInteger(value)) throw new Wrong(under(prefix, name), 'must be a whole number');
  if (value > 1e12) throw new Wrong(under(prefix, name), 'must be 1000000000000 or less');
  return value;
}

function metresOf(of: Fields, name: string, prefix: string): number {
  return numberOf(of, name, prefix, -1e9);
}

function textOf(of: Fields, name: string, prefix: string): string {
  const value = of[name];
  if (typeof value !== 'string' || value === '') throw new Wrong(under(prefix, name), 'must be a text that is not empty');
  return value;
}

function truthOf(of: Fields, name: string, prefix: string): boolean {
  const value = of[name];
  if (typeof value !== 'boolean') throw new Wrong(under(prefix, name), 'must be true or false');
  return value;
}

function oneOf<T extends string>(of: Fields, name: string, prefix: string, allowed: readonly T[]): T {
  const value = of[name];
  if (!allowed.includes(value as T)) throw new Wrong(under(prefix, name), `must be one of ${allowed.join(', ')}`);
  return value as T;
}

const given = (of: Fields, name: string): boolean => of[name] !== undefined && of[name] !== null;

function spanOf(value: unknown, field: string): Span {
  const list = listOf(value, field);
  if (list.length !== 2) throw new Wrong(field, 'must be two times, from and until');
  const pair = { from: list[0], until: list[1] };
  const from = numberOf(pair, 'from', field, -1e12);
  const until = numberOf(pair, 'until', field, -1e12);
  if (until < from) throw new Wrong(field, 'must not end before it begins');
  return [from, until];
}

/** Reads a list of things with an id each, and refuses an id that stands twice. */
function withIds<T extends { readonly id: string }>(value: unknown, name: string, read: (of: Fields, field: string) => T): T[] {
  const seen = new Set<string>();
  return listOf(value, name).map((entry, n) => {
    const field = `${name}[${n}]`;
    const thing = read(objectOf(entry, field), field);
    if (seen.has(thing.id)) throw new Wrong(`${field}.id`, `${thing.id} stands twice`);
    seen.add(thing.id);
    return thing;
  });
}

function travelOf(value: unknown): Travel {
  const of = objectOf(value, 'travel');
  oneOf(of, 'metric', 'travel', ['manhattan']);
  const walkMetresPerSecond = numberOf(of, 'walkMetresPerSecond', 'travel');
  if (walkMetresPerSecond === 0) throw new Wrong('travel.walkMetresPerSecond', 'must be more than 0');
  const seconds = (name: string) => numberOf(of, name, 'travel');
  return {
    walkMetresPerSecond,
    liftWaitSeconds: seconds('liftWaitSeconds'),
    liftFloorSeconds: seconds('liftFloorSeconds'),
    liftStepSeconds: seconds('liftStepSeconds'),
    sameFloorSeconds: seconds('sameFloorSeconds'),
    stairFloorSeconds: seconds('stairFloorSeconds'),
  };
}

function requestOf(of: Fields, field: string, units: ReadonlyMap<string, PlanBuilding>): PlanRequest {
  const unit = textOf(of, 'unit', field);
  const building = units.get(unit);
  if (building === undefined) throw new Wrong(`${field}.unit`, `there is no unit ${unit}`);
  const floor = numberOf(of, 'floor', field, 0, true);
  if (floor > building.floors) throw new Wrong(`${field}.floor`, `building ${building.id} has ${building.floors} floors`);
  const request = {
    id: textOf(of, 'id', field),
    unit,
    floor,
    class: oneOf<Urgency>(of, 'class', field, urgencies),
    kg: numberOf(of, 'kg', field),
    boxes: numberOf(of, 'boxes', field, 0, true),
    readyAt: numberOf(of, 'readyAt', field, -1e12),
    dueAt: numberOf(of, 'dueAt', field, -1e12),
    serviceSeconds: numberOf(of, 'serviceSeconds', field),
  };
  return {
    ...request,
    ...(given(of, 'openAt') ? { openAt: numberOf(of, 'openAt', field, -1e12) } : {}),
    ...(given(of, 'maxOutSeconds') ? { maxOutSeconds: numberOf(of, 'maxOutSeconds', field) } : {}),
  };
}

function boundUnits(value: unknown, field: string, units: ReadonlyMap<string, PlanBuilding>): string[] {
  const seen = new Set<string>();
  listOf(value, field).forEach((unit, n) => {
    if (typeof unit !== 'string' || !units.has(unit)) throw new Wrong(`${field}[${n}]`, `there is no unit ${String(unit)}`);
    seen.add(unit);
  });
  return [...seen];
}

function workerOf(of: Fields, field: string, units: ReadonlyMap<string, PlanBuilding>): PlanWorker {
  return {
    id: textOf(of, 'id', field),
    shift: spanOf(of.shift, `${field}.shift`),
    ppe: truthOf(of, 'ppe', field),
    maxKg: numberOf(of, 'maxKg', field),
    maxBoxes: numberOf(of, 'maxBoxes', field, 0, true),
    maxRoundSeconds: numberOf(of, 'maxRoundSeconds', field),
    workedSeconds: numberOf(of, 'workedSeconds', field),
    ...(given(of, 'breaks')
      ? { breaks: listOf(of.breaks, `${field}.breaks`).map((b, n) => spanOf(b, `${field}.breaks[${n}]`)) }
      : {}),
    ...(given(of, 'wearSeconds') ? { wearSeconds: numberOf(of, 'wearSeconds', field) } : {}),
    ...(given(of, 'primary') ? { primary: boundUnits(of.primary, `${field}.primary`, units) } : {}),
    ...(given(of, 'backup') ? { backup: boundUnits(of.backup, `${field}.backup`, units) } : {}),
  };
}

function roundOf(
  of: Fields,
  field: string,
  workers: ReadonlySet<string>,
  requests: ReadonlySet<string>,
  used: Set<string>,
): RoundTime {
  const worker = textOf(of, 'worker', field);
  if (!workers.has(worker)) throw new Wrong(`${field}.worker`, `there is no worker ${worker}`);
  const startAt = numberOf(of, 'startAt', field, -1e12);
  const endAt = numberOf(of, 'endAt', field, -1e12);
  if (endAt < startAt) throw new Wrong(`${field}.endAt`, 'must not be before startAt');
  const stops = listOf(of.stops, `${field}.stops`).map((entry, n) => {
    const at = `${field}.stops[${n}]`;
    const stop = objectOf(entry, at);
    const request = textOf(stop, 'request', at);
    if (!requests.has(request)) throw new Wrong(`${at}.request`, `there is no request ${request}`);
    if (used.has(request)) throw new Wrong(`${at}.request`, `${request} is in two frozen stops`);
    used.add(request);
    return { request, arriveAt: numberOf(stop, 'arriveAt', at, -1e12) };
  });
  return { worker, startAt, endAt, stops };
}

function problemOf(value: unknown): Problem {
  const of = objectOf(value, 'problem');
  const gate = objectOf(of.gate, 'gate');
  const travel = travelOf(of.travel);
  const buildings = withIds<PlanBuilding>(of.buildings, 'buildings', (b, field) => ({
    id: textOf(b, 'id', field),
    floors: numberOf(b, 'floors', field, 0, true),
    lift: truthOf(b, 'lift', field),
    zone: oneOf<ZoneLevel>(b, 'zone', field, zoneLevels),
  }));
  const byId = new Map(buildings.map(building => [building.id, building]));
  const buildingOf = new Map<string, PlanBuilding>();
  const units = withIds<PlanUnit>(of.units, 'units', (u, field) => {
    const building = textOf(u, 'building', field);
    const stands = byId.get(building);
    if (stands === undefined) throw new Wrong(`${field}.building`, `there is no building ${building}`);
    const unit = { id: textOf(u, 'id', field), building, x: metresOf(u, 'x', field), y: metresOf(u, 'y', field) };
    buildingOf.set(unit.id, stands);
    return unit;
  });
  const requests = withIds(of.requests, 'requests', (r, field) => requestOf(r, field, buildingOf));
  const workers = withIds(of.workers, 'workers', (w, field) => workerOf(w, field, buildingOf));
  const rules = objectOf(of.rules, 'rules');
  const workerIds = new Set(workers.map(worker => worker.id));
  const requestIds = new Set(requests.map(request => request.id));
  const used = new Set<string>();
  const frozen = listOf(of.frozen, 'frozen').map((entry, n): FrozenRound => {
    const fields = objectOf(entry, `frozen[${n}]`);
    const state = oneOf(fields, 'state', `frozen[${n}]`, ['accepted', 'running'] as const);
    const field = `frozen[${n}].round`;
    return { round: roundOf(objectOf(fields.round, field), field, workerIds, requestIds, used), state };
  });
  return {
    gate: { x: metresOf(gate, 'x', 'gate'), y: metresOf(gate, 'y', 'gate') },
    ...(given(of, 'gateCapacity') ? { gateCapacity: numberOf(of, 'gateCapacity', '', 0, true) } : {}),
    ...(given(of, 'gateWindowSeconds') ? { gateWindowSeconds: numberOf(of, 'gateWindowSeconds', '') } : {}),
    travel,
    buildings,
    units,
    requests,
    workers,
    rules: { binding: oneOf<BindingRule>(rules, 'binding', 'rules', bindingRules), fair: truthOf(rules, 'fair', 'rules') },
    frozen,
    seed: numberOf(of, 'seed', '', -1e12),
    timeLimitMs: numberOf(of, 'timeLimitMs', ''),
  };
}

/** Reads what JSON.parse gave. Fields the contract does not know are left aside. */
export function parseProblem(value: unknown): Parsed {
  try {
    return { ok: true, problem: problemOf(value) };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, bad: { field: error.field, wrong: error.message } };
    throw error;
  }
}
