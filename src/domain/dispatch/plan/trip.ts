// One round being planned: its stops, what they weigh and take, and when a worker can walk it.
import { type Gate, nextStart } from './gate.ts';
import { type Ground, leg } from './ground.ts';

export interface Trip {
  worker: number;
  /** The change it was made in. */
  born: number;
  stops: number[];
  sealed: boolean;
  weight: number;
  boxes: number;
  travel: number;
  service: number;
  ready: number;
  /** No stop with an opening time that could matter: the seconds do not depend on the start. */
  plain: boolean;
  /** Of a plain trip: the least of (limit - seconds out) over its cold stops. */
  coldSlack: number;
  /** Of a plain trip: the last start at which no stop is late. */
  onTime: number;
  // Once placed:
  start: number;
  end: number;
  late: number;
  /** Seconds by which the end may move without any effect but later ends; 0 where that is not known. */
  tail: number;
  /** The search that looked at it last. */
  asked: number;
}

export function emptyTrip(worker: number): Trip {
  return {
    worker,
    born: 0,
    stops: [],
    sealed: false,
    weight: 0,
    boxes: 0,
    travel: 0,
    service: 0,
    ready: -Infinity,
    plain: true,
    coldSlack: Infinity,
    onTime: Infinity,
    start: 0,
    end: 0,
    late: 0,
    tail: 0,
    asked: 0,
  };
}

/** What is allowed to be learned of a trip from its stops alone. */
export function measure(g: Ground, trip: Trip): void {
  const { stops } = trip;
  let weight = 0;
  let boxes = 0;
  let travel = 0;
  let service = 0;
  let ready = -Infinity;
  let plain = true;
  let coldSlack = Infinity;
  let onTime = Infinity;
  let before = -1;
  for (let n = 0; n < stops.length; n += 1) {
    const r = stops[n]!;
    travel += before < 0 ? g.gate[r]! : leg(g, before, r);
    const out = travel + service;
    weight += g.weight[r]!;
    boxes += g.boxes[r]!;
    if (g.ready[r]! > ready) ready = g.ready[r]!;
    if (g.open[r]! !== -Infinity) plain = false;
    if (g.out[r]! - out < coldSlack) coldSlack = g.out[r]! - out;
    if (g.due[r]! - out < onTime) onTime = g.due[r]! - out;
    service += g.service[r]!;
    before = r;
  }
  if (before >= 0) {
    travel += g.gate[before]!;
    trip.sealed = g.sealed[before] === 1;
  }
  trip.weight = weight;
  trip.boxes = boxes;
  trip.travel = travel;
  trip.service = service;
  trip.ready = ready;
  trip.plain = plain;
  trip.coldSlack = coldSlack;
  trip.onTime = onTime;
}

const back = { start: 0, end: 0, late: 0 };
let arrivals = new Float64Array(64);

/** Walks from a start: fills `arrivals`, answers the end. */
function walkFrom(g: Ground, stops: readonly number[], start: number): number {
  if (arrivals.length < stops.length) arrivals = new Float64Array(stops.length * 2);
  let at = start;
  let before = -1;
  for (let n = 0; n < stops.length; n += 1) {
    const r = stops[n]!;
    at += before < 0 ? g.gate[r]! : leg(g, before, r);
    if (at < g.open[r]!) at = g.open[r]!;
    arrivals[n] = at;
    at += g.service[r]!;
    before = r;
  }
  return before < 0 ? at : at + g.gate[before]!;
}

/** The last start that ends at the same time; `kind` keeps every stop from becoming late by it. */
function lastStart(g: Ground, stops: readonly number[], end: number, kind: boolean): number {
  let leave = end;
  let after = -1;
  for (let n = stops.length - 1; n >= 0; n -= 1) {
    const r = stops[n]!;
    leave -= after < 0 ? g.gate[r]! : leg(g, r, after);
    let arrive = leave - g.service[r]!;
    if (kind) arrive = Math.min(arrive, Math.max(arrivals[n]!, g.due[r]!));
    leave = arrive;
    after = r;
  }
  return leave - (after < 0 ? 0 : g.gate[after]!);
}

/** Within the limits that depend on waiting: cold goods and the time of a round. Uses `arrivals`. */
function withinLimits(g: Ground, worker: number, stops: readonly number[], start: number, end: number): boolean {
  if (end - start > g.maxRound[worker]!) return false;
  for (let n = 0; n < stops.length; n += 1) if (arrivals[n]! - start > g.out[stops[n]!]!) return false;
  return true;
}

/** A start at or after `from` for a trip with waiting; NaN when there is none. Leaves `arrivals` filled for it. */
function startWithWaiting(g: Ground, worker: number, stops: readonly number[], from: number): number {
  const end = walkFrom(g, stops, from);
  const kindStart = Math.max(from, lastStart(g, stops, end, true));
  const kindEnd = walkFrom(g, stops, kindStart);
  if (withinLimits(g, worker, stops, kindStart, kindEnd)) return kindStart;
  walkFrom(g, stops, from);
  const late = Math.max(from, lastStart(g, stops, end, false));
  const lateEnd = walkFrom(g, stops, late);
  return withinLimits(g, worker, stops, late, lateEnd) ? late : Number.NaN;
}

/** The end of the fixed time that a walk from `start` to `end` would cut into; -Infinity when there is none. */
function cutInto(fixed: Float64Array, start: number, end: number): number {
  let until = -Infinity;
  for (let n = 0; n < fixed.length; n += 2) {
    if (fixed[n]! >= end) break;
    if (fixed[n + 1]! > start && fixed[n + 1]! > until) until = fixed[n + 1]!;
  }
  return until;
}

function lateness(g: Ground, stops: readonly number[]): number {
  let late = 0;
  for (let n = 0; n < stops.length; n += 1) {
    const over = arrivals[n]! - g.due[stops[n]!]!;
    if (over > 0) late += over * g.late[stops[n]!]!;
  }
  return late;
}

/**
 * Places a trip at the first possible time at or after `from`: shift, fixed times, readiness, opening, cold limits, the time of a round,
 * what was frozen in the other kind of building, and the gate. Answers null when there is no such time. The answer is one object,
 * used again by the next call.
 */
export function place(g: Ground, gate: Gate | null, trip: Trip, worker: number, from: number): typeof back | null {
  const { stops, plain } = trip;
  const seconds = trip.travel + trip.service;
  if (plain && (seconds > g.maxRound[worker]! || trip.coldSlack < 0)) return null;
  let start = Math.max(from, trip.ready, g.from[worker]!);
  let until = g.until[worker]!;
  if (trip.sealed) start = Math.max(start, g.sealedFrom[worker]!);
  else until = Math.min(until, g.cleanUntil[worker]!);
  const fixed = g.fixed[worker]!;
  for (;;) {
    if (start > until) return null;
    if (!plain) {
      start = startWithWaiting(g, worker, stops, start);
      if (Number.isNaN(start)) return null;
    }
    const end = plain ? start + seconds : walkFrom(g, stops, start);
    if (end > until) return null;
    const after = fixed.length === 0 ? -Infinity : cutInto(fixed, start, end);
    if (after > start) {
      start = after;
      continue;
    }
    const let_ = gate === null ? start : nextStart(gate, start);
    if (let_ > start) {
      start = let_;
      continue;
    }
    back.start = start;
    back.end = end;
    if (!plain) back.late = lateness(g, stops);
    else if (start <= trip.onTime) back.late = 0;
    else {
      walkFrom(g, stops, start);
      back.late = lateness(g, stops);
    }
    return back;
  }
}

/** Cost of the lateness of a trip that starts when it starts. */
export function lateOf(g: Ground, trip: Trip): number {
  walkFrom(g, trip.stops, trip.start);
  return lateness(g, trip.stops);
}

/** Arrival at every stop of a placed trip. */
export function arrivalsOf(g: Ground, trip: Trip): number[] {
  walkFrom(g, trip.stops, trip.start);
  return Array.from({ length: trip.stops.length }, (_, n) => arrivals[n]!);
}
