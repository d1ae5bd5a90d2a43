// A copy of a plan that is being made, and which of two is better: the order of what counts, exactly.

import { type Crew, newCrew, setFairFrom, setTails } from './crew.ts';
import { addStart } from './gate.ts';
import { worth } from './insert.ts';
import { emptyTrip, measure } from './trip.ts';

interface KeptTrip {
  readonly stops: readonly number[];
  readonly start: number;
  readonly end: number;
  readonly late: number;
}

export interface Kept {
  readonly lines: readonly (readonly KeptTrip[])[];
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
  const lines = crew.lines.map(line =>
    line.map(trip => ({ stops: trip.stops.slice(), start: trip.start, end: trip.end, late: trip.late })),
  );
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

/** Makes `crew` what was kept. */
export function recall(crew: Crew, kept: Kept): void {
  const { g } = crew;
  const fresh = newCrew(g);
  crew.home.fill(null);
  for (const trips of crew.tripsOf) trips.length = 0;
  if (crew.gate !== null && fresh.gate !== null) {
    crew.gate.starts = fresh.gate.starts;
    crew.gate.count = fresh.gate.count;
  }
  kept.lines.forEach((line, worker) => {
    let work = 0;
    crew.lines[worker] = line.map(({ stops, start, end, late }) => {
      const trip = Object.assign(emptyTrip(worker), { stops: stops.slice() });
      measure(g, trip);
      Object.assign(trip, { start, end, late });
      for (const r of stops) {
        crew.home[r] = trip;
        const trips = crew.tripsOf[g.unit[r]!]!;
        if (!trips.includes(trip)) trips.push(trip);
      }
      if (crew.gate !== null) addStart(crew.gate, start);
      work += end - start;
      return trip;
    });
    crew.work[worker] = work;
    setTails(crew, worker);
  });
  const { late, outside, strangers, seconds, trips } = kept;
  Object.assign(crew, { late, outside, strangers, seconds, trips });
  crew.unserved.set(kept.unserved);
  setFairFrom(crew, crew.fairFrom);
}
