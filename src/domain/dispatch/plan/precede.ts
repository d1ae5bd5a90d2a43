// The more urgent goes first: where one of a class goes without, somebody of a lesser class who is carried gives way.
import { addStop, begin, type Crew, dropStops, rollback, tierOf } from './crew.ts';
import { tiers } from './ground.ts';
import { changed } from './improve.ts';
import { bestPlace, settle } from './insert.ts';
import type { Trip } from './trip.ts';

/** Rounds that are asked to make room for one request. */
const mostTrips = 60;

function tripsFor(crew: Crew, r: number): Trip[] {
  const { g } = crew;
  const near = new Set<Trip>();
  for (const unit of g.near[g.unit[r]!]!) for (const trip of crew.tripsOf[unit]!) near.add(trip);
  for (const w of g.able[g.unit[r]!]!.subarray(0, mostTrips)) for (const trip of crew.lines[w]!) near.add(trip);
  return [...near]
    .filter(trip => (trip.sealed ? 1 : 0) === g.sealed[r] && tierOf(g, r, trip.worker) !== tiers.never)
    .slice(0, mostTrips);
}

/** Puts `r` into a round in place of the least urgent, heaviest stop that is enough; true when that is better for the plan. */
function replaceIn(crew: Crew, r: number, trip: Trip): boolean {
  const { g } = crew;
  const room = g.maxWeight[trip.worker]! - trip.weight;
  const boxes = g.maxBoxes[trip.worker]! - trip.boxes;
  const yielding = trip.stops
    .filter(
      other =>
        g.urgency[other]! > g.urgency[r]! && g.weight[other]! + room >= g.weight[r]! && g.boxes[other]! + boxes >= g.boxes[r]!,
    )
    .sort((a, b) => g.urgency[b]! - g.urgency[a]! || g.weight[b]! - g.weight[a]! || a - b);
  for (const other of yielding.slice(0, 2))
    for (let p = 0; p < trip.stops.length; p += 1) {
      begin(crew);
      // The new one first, though both at once may not fit: a round without a stop would be gone.
      addStop(crew, trip, p, r);
      if (dropStops(crew, trip, one => one === other) && changed(crew) < 0) {
        const where = bestPlace({ crew, draw: null, blink: 0, wide: false }, other);
        if (where !== null) {
          begin(crew);
          if (!settle(crew, other, where) || changed(crew) >= 0) rollback(crew);
        }
        return true;
      }
      rollback(crew);
    }
  return false;
}

/** Tries it for everybody who goes without, the most urgent first. */
export function letUrgentPrecede(crew: Crew, unserved: readonly number[], isOver: () => boolean): void {
  const { g } = crew;
  const waiting = unserved.filter(r => g.urgency[r]! < 3).sort((a, b) => g.urgency[a]! - g.urgency[b]! || a - b);
  for (const r of waiting) {
    if (isOver()) return;
    for (const trip of tripsFor(crew, r)) if (replaceIn(crew, r, trip)) break;
  }
}
