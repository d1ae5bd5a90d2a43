// When the rounds of one worker start and end, as they are or as they would be after a change, and what that changes.
import type { Crew } from './crew.ts';
import { addStart, dropStart, type Gate } from './gate.ts';
import type { Ground } from './ground.ts';
import { place, type Trip } from './trip.ts';

export function firstSealed(line: readonly Trip[]): number {
  for (let n = line.length - 1; n >= 0; n -= 1) if (!line[n]!.sealed) return n + 1;
  return 0;
}

// The rounds of one worker as they would be, and when; one set of rows for all calls.
const run: Trip[] = [];
let starts = new Float64Array(64);
let ends = new Float64Array(64);
let lates = new Float64Array(64);
let runFrom = 0;
let runLength = 0;

function passOnce(crew: Crew, worker: number, sealedFloor: number): number {
  const { g, gate } = crew;
  let at = runFrom > 0 ? run[runFrom - 1]!.end : -Infinity;
  for (let n = runFrom; n < runLength; n += 1) {
    const trip = run[n]!;
    const placed = place(g, gate, trip, worker, trip.sealed && sealedFloor > at ? sealedFloor : at);
    if (placed === null) return n;
    starts[n] = placed.start;
    ends[n] = placed.end;
    lates[n] = placed.late;
    at = placed.end;
    if (gate !== null) addStart(gate, placed.start);
  }
  return runLength;
}

function takeBack(gate: Gate | null, until: number): void {
  if (gate !== null) for (let n = runFrom; n < until; n += 1) dropStart(gate, starts[n]!);
}

/** Seconds by which protection would be worn too long. */
function wornTooLong(g: Ground, worker: number): { over: number; last: number } {
  let first = g.wornFrom[worker]!;
  let last = g.wornUntil[worker]!;
  for (let n = 0; n < runLength; n += 1) {
    if (!run[n]!.sealed) continue;
    first = Math.min(first, n < runFrom ? run[n]!.start : starts[n]!);
    last = Math.max(last, n < runFrom ? run[n]!.end : ends[n]!);
  }
  return { over: last - first - g.wear[worker]!, last };
}

/** Times `run` from `runFrom` on. False when it cannot be walked; nothing is left at the gate either way. */
function timeRun(crew: Crew, worker: number): boolean {
  const { g, gate } = crew;
  let done = passOnce(crew, worker, -Infinity);
  takeBack(gate, done);
  if (done < runLength) return false;
  if (g.wear[worker]! === Infinity) return true;
  for (let tries = 0; tries < 2; tries += 1) {
    const worn = wornTooLong(g, worker);
    if (!(worn.over > 0)) return true;
    // Put on later: the first sealed round waits for the last one.
    done = passOnce(crew, worker, worn.last - g.wear[worker]!);
    takeBack(gate, done);
    if (done < runLength) return false;
  }
  return !(wornTooLong(g, worker).over > 0);
}

function openRun(crew: Crew, worker: number, index: number, trip: Trip | null, replaces: number): void {
  const line = crew.lines[worker]!;
  runFrom = index;
  // Wear counts from the first sealed round: all of them may have to move.
  if (crew.g.wear[worker]! !== Infinity) runFrom = Math.min(runFrom, firstSealed(line));
  let n = 0;
  for (; n < index; n += 1) run[n] = line[n]!;
  if (trip !== null) run[n++] = trip;
  for (let k = index + replaces; k < line.length; k += 1) run[n++] = line[k]!;
  runLength = n;
  if (starts.length < n) {
    starts = new Float64Array(n * 2);
    ends = new Float64Array(n * 2);
    lates = new Float64Array(n * 2);
  }
}

export const weighed = { seconds: 0, late: 0 };

/**
 * What it would change to put `trip` at `index` of the line of a worker, in place of `replaces` rounds (0 or 1); `trip` null takes one away.
 * False when it cannot be. The change stands in `weighed`.
 */
export function weigh(crew: Crew, worker: number, index: number, trip: Trip | null, replaces: number): boolean {
  const { gate } = crew;
  const line = crew.lines[worker]!;
  openRun(crew, worker, index, trip, replaces);
  const from = runFrom;
  if (gate !== null) for (let n = from; n < line.length; n += 1) dropStart(gate, line[n]!.start);
  const can = gate === null && crew.g.wear[worker]! === Infinity ? timeTail(crew, worker, line, replaces) : timeRun(crew, worker);
  if (gate !== null) for (let n = from; n < line.length; n += 1) addStart(gate, line[n]!.start);
  if (!can) return false;
  let seconds = 0;
  let late = 0;
  for (let n = from; n < runLength; n += 1) {
    seconds += ends[n]! - starts[n]!;
    late += lates[n]!;
  }
  // What was not timed again is as it was; `timeTail` shortened both.
  for (let n = from; n < line.length - untimed; n += 1) {
    seconds -= line[n]!.end - line[n]!.start;
    late -= line[n]!.late;
  }
  untimed = 0;
  weighed.seconds = seconds;
  weighed.late = late;
  return true;
}

/** Rounds at the end of the line that the last `timeTail` found unmoved. */
let untimed = 0;

/** Like `timeRun` without gate and wear: stops at the first round that need not move. */
function timeTail(crew: Crew, worker: number, line: readonly Trip[], replaces: number): boolean {
  const { g } = crew;
  let at = runFrom > 0 ? run[runFrom - 1]!.end : -Infinity;
  const shift = runLength - line.length;
  for (let n = runFrom; n < runLength; n += 1) {
    const trip = run[n]!;
    const old = n - shift;
    if (n > runFrom && old >= runFrom + replaces) {
      const before = old > 0 ? line[old - 1]!.end : -Infinity;
      if (at >= before && at <= trip.start) {
        untimed = runLength - n;
        runLength = n;
        return true;
      }
    }
    const placed = place(g, null, trip, worker, at);
    if (placed === null) return false;
    starts[n] = placed.start;
    ends[n] = placed.end;
    lates[n] = placed.late;
    at = placed.end;
  }
  return true;
}

export const overOf = (crew: Crew, worker: number, work: number): number => {
  const over = crew.g.base[worker]! + work - crew.fairFrom;
  return Math.max(over, 0);
};

/** By how much `seconds` more (or less) for a worker change the overload. */
export function overloadBy(crew: Crew, worker: number, seconds: number): number {
  if (crew.fairFrom === Infinity) return 0;
  const work = crew.work[worker]!;
  return overOf(crew, worker, work + seconds) - overOf(crew, worker, work);
}

/** Times the line anew from `index` on and keeps the sums. False when it cannot be walked: take it back then. */
export function retime(crew: Crew, worker: number, index: number): boolean {
  const { gate } = crew;
  const line = crew.lines[worker]!;
  openRun(crew, worker, index, null, 0);
  if (!timeRun(crew, worker)) {
    // Whatever the times are worth: `rollback` takes from the gate what stands in the lines.
    if (gate !== null) for (let n = runFrom; n < line.length; n += 1) addStart(gate, line[n]!.start);
    return false;
  }
  let work = 0;
  for (let n = 0; n < line.length; n += 1) {
    const trip = line[n]!;
    if (n >= runFrom) {
      crew.late += lates[n]! - trip.late;
      trip.start = starts[n]!;
      trip.end = ends[n]!;
      trip.late = lates[n]!;
      if (gate !== null) addStart(gate, trip.start);
    }
    work += trip.end - trip.start;
  }
  crew.overload -= overOf(crew, worker, crew.work[worker]!);
  crew.seconds += work - crew.work[worker]!;
  crew.work[worker] = work;
  crew.overload += overOf(crew, worker, work);
  setTails(crew, worker);
  return true;
}

/** How far the end of each round may move; only where neither gate, wear nor fixed times have a say. */
export function setTails(crew: Crew, worker: number): void {
  const { g, gate } = crew;
  const line = crew.lines[worker]!;
  const simple = gate === null && g.wear[worker]! === Infinity && g.fixed[worker]!.length === 0;
  let tail = 0;
  for (let n = line.length - 1; n >= 0; n -= 1) {
    const trip = line[n]!;
    const after = line[n + 1];
    if (!simple) tail = 0;
    else if (after === undefined) tail = g.until[worker]! - trip.end;
    else {
      const onTime = after.plain && after.late === 0 ? after.onTime - after.start : 0;
      tail = after.start - trip.end + Math.min(tail, onTime);
    }
    trip.tail = tail;
  }
}

/** Takes the starts of a line from `index` on off the gate, before `retime` puts them back. */
export function leaveGate(crew: Crew, worker: number, index: number): void {
  if (crew.gate === null) return;
  const line = crew.lines[worker]!;
  const from = crew.g.wear[worker]! === Infinity ? index : Math.min(index, firstSealed(line));
  for (let n = from; n < line.length; n += 1) dropStart(crew.gate, line[n]!.start);
}
