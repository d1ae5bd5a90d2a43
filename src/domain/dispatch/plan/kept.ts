// A copy of a plan that is being made, and which of two is better: the order of what counts, exactly.

import { type Crew, enlist, newCrew, setFairFrom } from './crew.ts';
import { worth } from './insert.ts';
import { setTails } from './timing.ts';
import { emptyTrip, lateOf, measure } from './trip.ts';

export interface Placed {
  readonly stops: readonly number[];
  readonly start: number;
  readonly end: number;
}

export interface Kept {
  readonly lines: readonly (readonly Placed[])[];
  readonly unserved: Int32Array;
  readonly late: number;
  readonly outside: number;
  readonly strangers: number;
  readonly overload: number;
  readonly seconds: number;
  readonly trips: number;
}

export function keep(crew: Crew): Kept {
  const { late, outside, strangers, overload, seconds, trips } = crew;
  const lines = crew.lines.map(line => line.map(trip => ({ stops: trip.stops.slice(), start: trip.start, end: trip.end })));
  return { lines, unserved: crew.unserved.slice(), late, outside, strangers, overload, seconds, trips };
}

type Sums = Omit<Kept, 'lines'>;

/** Is `a` better than `b`? Unserved by class, lateness, outside, then load and seconds together, then rounds. */
export function isBetter(a: Sums, b: Sums): boolean {
  for (let c = 0; c < 4; c += 1) if (a.unserved[c] !== b.unserved[c]) return a.unserved[c]! < b.unserved[c]!;
  if (a.late !== b.late) return a.late < b.late;
  if (a.outside !== b.outside) return a.outside < b.outside;
  const secondsOf = (sums: Sums) => sums.seconds + worth.overload * sums.overload + worth.stranger * sums.strangers;
  const [x, y] = [secondsOf(a), secondsOf(b)];
  if (x !== y) return x < y;
  return a.trips < b.trips;
}

/** Makes `crew` what was kept, or what stands in a plan: the rounds of every worker with their times. */
export function recall(crew: Crew, lines: readonly (readonly Placed[])[]): void {
  const { g } = crew;
  const { fairFrom, stamp } = crew;
  const fresh = newCrew(g);
  lines.forEach((line, worker) => {
    fresh.lines[worker] = line.map(({ stops, start, end }) => {
      const trip = Object.assign(emptyTrip(worker), { stops: stops.slice() });
      measure(g, trip);
      trip.start = start;
      trip.end = end;
      trip.late = lateOf(g, trip);
      enlist(fresh, trip);
      return trip;
    });
    setTails(fresh, worker);
  });
  Object.assign(crew, fresh, { stamp: stamp + 1 });
  setFairFrom(crew, fairFrom);
}
