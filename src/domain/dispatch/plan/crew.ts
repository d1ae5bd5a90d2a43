// The plan while it is being made: who walks which rounds in which order, always within every hard rule, with a way back from a change.
import { addStart, dropStart, type Gate, openGate } from './gate.ts';
import { type Ground, tiers } from './ground.ts';
import { leaveGate, overOf, retime, setTails } from './timing.ts';
import { emptyTrip, measure, type Trip } from './trip.ts';

export interface Crew {
  readonly g: Ground;
  readonly gate: Gate | null;
  /** Per worker, in order of time; clean rounds before sealed ones. */
  readonly lines: Trip[][];
  /** Per request: the round it is in. */
  readonly home: (Trip | null)[];
  /** Per unit: the rounds that stop there. */
  readonly tripsOf: Trip[][];
  /** Per worker: seconds in new rounds. */
  readonly work: Float64Array;
  seconds: number;
  late: number;
  outside: number;
  strangers: number;
  trips: number;
  /** With `fair`: seconds above `fairFrom`, summed over the workers. */
  overload: number;
  fairFrom: number;
  readonly unserved: Int32Array;
  stamp: number;
  readonly lineStamp: Int32Array;
  readonly savedLines: SavedLine[];
  readonly savedTrips: Map<Trip, Trip>;
  saved: Sums | null;
}

interface SavedLine {
  readonly worker: number;
  readonly line: Trip[];
  readonly times: number[];
  readonly work: number;
}

interface Sums {
  readonly seconds: number;
  readonly late: number;
  readonly outside: number;
  readonly strangers: number;
  readonly trips: number;
  readonly overload: number;
  readonly unserved: Int32Array;
}

export function newCrew(g: Ground): Crew {
  const unserved = new Int32Array(4);
  for (let r = 0; r < g.requests; r += 1) if (g.frozen[r] === 0) unserved[g.urgency[r]!]! += 1;
  return {
    g,
    gate: g.gateCapacity === Infinity ? null : openGate(g.gateCapacity, g.gateWindow, g.frozenStarts),
    lines: Array.from({ length: g.workers }, () => []),
    home: new Array<Trip | null>(g.requests).fill(null),
    tripsOf: Array.from({ length: g.units }, () => []),
    work: new Float64Array(g.workers),
    seconds: 0,
    late: 0,
    outside: 0,
    strangers: 0,
    trips: 0,
    overload: 0,
    fairFrom: Infinity,
    unserved,
    stamp: 0,
    lineStamp: new Int32Array(g.workers),
    savedLines: [],
    savedTrips: new Map(),
    saved: null,
  };
}

/** One is outside when the unit or the carrier is bound to somebody else. */
export const isOutside = (tier: number): boolean => tier > tiers.free;

export function tierOf(g: Ground, r: number, worker: number): number {
  return g.tier[g.unit[r]! * g.workers + worker]!;
}

/** Sets what counts as overload and sums it anew. */
export function setFairFrom(crew: Crew, seconds: number): void {
  crew.fairFrom = seconds;
  crew.overload = 0;
  for (let w = 0; w < crew.g.workers; w += 1) crew.overload += overOf(crew, w, crew.work[w]!);
}

/** From here on everything can be taken back. */
export function begin(crew: Crew): void {
  crew.stamp += 1;
  crew.savedLines.length = 0;
  crew.savedTrips.clear();
  const { seconds, late, outside, strangers, trips, overload } = crew;
  crew.saved = { seconds, late, outside, strangers, trips, overload, unserved: crew.unserved.slice() };
}

export function touchLine(crew: Crew, worker: number): void {
  if (crew.lineStamp[worker] === crew.stamp) return;
  crew.lineStamp[worker] = crew.stamp;
  const line = crew.lines[worker]!;
  const times: number[] = [];
  for (const trip of line) times.push(trip.start, trip.end, trip.late);
  crew.savedLines.push({ worker, line: line.slice(), times, work: crew.work[worker]! });
}

function touchTrip(crew: Crew, trip: Trip): void {
  if (!crew.savedTrips.has(trip)) crew.savedTrips.set(trip, { ...trip, stops: trip.stops.slice() });
}

function attach(crew: Crew, trip: Trip): void {
  for (const r of trip.stops) {
    crew.home[r] = trip;
    const trips = crew.tripsOf[crew.g.unit[r]!]!;
    if (!trips.includes(trip)) trips.push(trip);
  }
}

function detach(crew: Crew, trip: Trip): void {
  for (const r of trip.stops) {
    if (crew.home[r] === trip) crew.home[r] = null;
    const trips = crew.tripsOf[crew.g.unit[r]!]!;
    const at = trips.indexOf(trip);
    if (at >= 0) trips.splice(at, 1);
  }
}

/** Takes everything since `begin` back. */
export function rollback(crew: Crew): void {
  const { gate } = crew;
  for (const { worker } of crew.savedLines)
    for (const trip of crew.lines[worker]!) {
      if (gate !== null) dropStart(gate, trip.start);
      if (trip.born === crew.stamp) detach(crew, trip);
    }
  for (const trip of crew.savedTrips.keys()) detach(crew, trip);
  for (const [trip, before] of crew.savedTrips) Object.assign(trip, before);
  for (const { worker, line, times, work } of crew.savedLines) {
    const now = crew.lines[worker]!;
    now.length = 0;
    line.forEach((trip, n) => {
      trip.start = times[n * 3]!;
      trip.end = times[n * 3 + 1]!;
      trip.late = times[n * 3 + 2]!;
      now.push(trip);
      if (gate !== null) addStart(gate, trip.start);
    });
    crew.work[worker] = work;
    setTails(crew, worker);
  }
  for (const trip of crew.savedTrips.keys()) if (trip.born !== crew.stamp) attach(crew, trip);
  const { unserved, ...sums } = crew.saved!;
  Object.assign(crew, sums);
  crew.unserved.set(unserved);
}

function count(crew: Crew, r: number, worker: number, by: number): void {
  const tier = tierOf(crew.g, r, worker);
  crew.unserved[crew.g.urgency[r]!]! -= by;
  if (isOutside(tier)) crew.outside += by;
  if (tier === tiers.stranger) crew.strangers += by;
}

/** Counts a placed round that was put into a line. */
export function enlist(crew: Crew, trip: Trip): void {
  attach(crew, trip);
  for (const r of trip.stops) count(crew, r, trip.worker, 1);
  if (crew.gate !== null) addStart(crew.gate, trip.start);
  crew.work[trip.worker]! += trip.end - trip.start;
  crew.seconds += trip.end - trip.start;
  crew.late += trip.late;
  crew.trips += 1;
}

/** Puts a request into a round. */
export function addStop(crew: Crew, trip: Trip, position: number, r: number): boolean {
  const { worker } = trip;
  touchLine(crew, worker);
  touchTrip(crew, trip);
  const index = crew.lines[worker]!.indexOf(trip);
  leaveGate(crew, worker, index);
  trip.stops.splice(position, 0, r);
  measure(crew.g, trip);
  crew.home[r] = trip;
  const trips = crew.tripsOf[crew.g.unit[r]!]!;
  if (!trips.includes(trip)) trips.push(trip);
  count(crew, r, worker, 1);
  return retime(crew, worker, index);
}

/** Puts a round into the line of a worker, with all its requests. */
export function addTrip(crew: Crew, worker: number, index: number, stops: readonly number[]): boolean {
  touchLine(crew, worker);
  const trip = emptyTrip(worker);
  trip.born = crew.stamp;
  trip.stops = stops.slice();
  measure(crew.g, trip);
  leaveGate(crew, worker, index);
  crew.lines[worker]!.splice(index, 0, trip);
  crew.trips += 1;
  attach(crew, trip);
  for (const r of stops) count(crew, r, worker, 1);
  return retime(crew, worker, index);
}

/** Takes some stops out of a round; a round without stops is gone. */
export function dropStops(crew: Crew, trip: Trip, gone: (r: number) => boolean): boolean {
  const { worker } = trip;
  touchLine(crew, worker);
  touchTrip(crew, trip);
  const line = crew.lines[worker]!;
  const index = line.indexOf(trip);
  leaveGate(crew, worker, index);
  detach(crew, trip);
  for (const r of trip.stops) if (gone(r)) count(crew, r, worker, -1);
  trip.stops = trip.stops.filter(r => !gone(r));
  if (trip.stops.length === 0) {
    line.splice(index, 1);
    crew.trips -= 1;
    crew.late -= trip.late;
  } else {
    measure(crew.g, trip);
    attach(crew, trip);
  }
  return retime(crew, worker, index);
}
