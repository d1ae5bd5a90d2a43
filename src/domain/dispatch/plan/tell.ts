// Writes out a plan that was made: rounds with times and reasons, who goes without and why, and the totals.
import type { Crew } from './crew.ts';
import { type Ground, tiers } from './ground.ts';
import type { CarrierCode, PlannedRound, PlannedStop, Totals, Unserved } from './problem.ts';
import { insteadOf, refusalOf } from './refuse.ts';
import { arrivalsOf, emptyTrip, measure, type Trip } from './trip.ts';

interface Told {
  readonly rounds: PlannedRound[];
  readonly unserved: Unserved[];
  readonly totals: Totals;
  /** The part of the totals that no plan can change. */
  readonly frozen: { readonly travelSeconds: number; readonly rounds: number; readonly lateSeconds: number };
}

const carrierOf: Readonly<Record<number, CarrierCode>> = {
  [tiers.primary]: 'primary',
  [tiers.free]: 'free',
  [tiers.backup]: 'backup',
  [tiers.stranger]: 'stranger',
};

/** Kilograms as they stand in the problem, summed without the dust of binary fractions. */
function kgOf(g: Ground, stops: readonly number[]): number {
  return Math.round(stops.reduce((sum, r) => sum + g.problem.requests[r]!.kg, 0) * 1e6) / 1e6;
}

function plannedStops(
  g: Ground,
  stops: readonly number[],
  arrive: readonly number[],
  carrier: (r: number) => CarrierCode,
): PlannedStop[] {
  return stops.map((r, n) => {
    const code = carrier(r);
    const instead = code === 'backup' || code === 'stranger' ? insteadOf(g, r) : null;
    const together = stops.filter(other => g.unit[other] === g.unit[r]).length - 1;
    const lateSeconds = Math.max(0, arrive[n]! - g.problem.requests[r]!.dueAt);
    return {
      request: g.problem.requests[r]!.id,
      arriveAt: arrive[n]!,
      reason: { carrier: code, instead, together, lateSeconds },
    };
  });
}

function roundOf(g: Ground, trip: Trip): PlannedRound {
  const carrier = (r: number) => carrierOf[g.tier[g.unit[r]! * g.workers + trip.worker]!]!;
  return {
    worker: g.problem.workers[trip.worker]!.id,
    startAt: trip.start,
    endAt: trip.end,
    stops: plannedStops(g, trip.stops, arrivalsOf(g, trip), carrier),
    travelSeconds: trip.travel,
    kg: kgOf(g, trip.stops),
  };
}

function frozenRounds(g: Ground): PlannedRound[] {
  const index = new Map(g.problem.requests.map((request, r) => [request.id, r]));
  return g.problem.frozen.map(({ round, state }) => {
    const trip = emptyTrip(0);
    trip.stops = round.stops.map(stop => index.get(stop.request)!);
    measure(g, trip);
    const arrive = round.stops.map(stop => stop.arriveAt);
    const { worker, startAt, endAt } = round;
    const stops = plannedStops(g, trip.stops, arrive, () => state);
    return { worker, startAt, endAt, stops, travelSeconds: trip.travel, kg: kgOf(g, trip.stops) };
  });
}

function outsideFrozen(g: Ground): number {
  const worker = new Map(g.problem.workers.map((one, w) => [one.id, w]));
  const unit = new Map(g.problem.requests.map((request, r) => [request.id, g.unit[r]!]));
  const owned = new Set(g.problem.workers.flatMap(one => one.primary ?? []));
  if (g.problem.rules.binding === 'off') return 0;
  let outside = 0;
  for (const { round } of g.problem.frozen) {
    const one = g.problem.workers[worker.get(round.worker)!]!;
    for (const stop of round.stops) {
      const id = g.problem.units[unit.get(stop.request)!]!.id;
      const free = one.primary === undefined && one.backup === undefined && !owned.has(id);
      if (!free && !one.primary?.includes(id)) outside += 1;
    }
  }
  return outside;
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const lateOf = (rounds: readonly PlannedRound[]): number =>
  sum(rounds.flatMap(round => round.stops.map(stop => stop.reason.lateSeconds)));

/** Everything of a plan but its bounds. */
export function tell(crew: Crew): Told {
  const { g } = crew;
  const frozen = frozenRounds(g);
  const trips = crew.lines.flat().sort((a, b) => a.start - b.start || a.worker - b.worker);
  const rounds = [...frozen, ...trips.map(trip => roundOf(g, trip))];
  const unserved = crew.home.flatMap((trip, r) =>
    trip === null && g.frozen[r] === 0 ? [{ request: g.problem.requests[r]!.id, reason: refusalOf(crew, r) }] : [],
  );
  const loads = crew.work.map((work, w) => work + g.base[w]!);
  const travelOf = (list: readonly PlannedRound[]) => sum(list.map(round => round.travelSeconds));
  return {
    rounds,
    unserved,
    totals: {
      travelSeconds: travelOf(rounds),
      rounds: rounds.length,
      maxWorkerSeconds: loads.reduce((most, one) => Math.max(most, one), 0),
      minWorkerSeconds: g.workers === 0 ? 0 : loads.reduce((least, one) => Math.min(least, one)),
      lateSeconds: lateOf(rounds),
      outsidePrimary: crew.outside + outsideFrozen(g),
    },
    frozen: { travelSeconds: travelOf(frozen), rounds: frozen.length, lateSeconds: lateOf(frozen) },
  };
}
