// What finished rounds say about the seconds of each leg: medians of what was really walked, so that a pause or a wrong clock changes nothing.
import { climbSeconds, legSeconds } from './plan/travel.ts';
import {
  type BuildingKind,
  doorSeconds,
  fitIntoRange,
  gateWays,
  type Standing,
  type TravelKind,
  type TravelTimes,
  travelOf,
} from './travel-times.ts';

/** A door of a round that was walked. Times in epoch milliseconds. */
export interface WalkedStop {
  readonly buildingId: string;
  readonly unitId: string;
  readonly floor: number;
  readonly lift: boolean;
  /** When the door was done with, as the helper's phone said. */
  readonly doneAt: number;
  /** When the server was told. */
  readonly toldAt: number;
  /** Written down afterwards from paper: the order is right, the minutes are not. */
  readonly fromPaper: boolean;
}

export interface WalkedRound {
  readonly startedAt: number | null;
  readonly sealed: boolean;
  readonly stops: readonly WalkedStop[];
}

export interface Learned {
  readonly kind: TravelKind;
  /** Null: the same in the whole compound. */
  readonly buildingId: string | null;
  readonly present: number;
  /** Null: too few observations to say. */
  readonly proposed: number | null;
  readonly observations: number;
  readonly needed: number;
  /** Half of the observations lie between these two. */
  readonly low: number;
  readonly high: number;
}

/** Observations without which nothing is proposed. */
export const neededObservations = { gateSeconds: 5, doorSeconds: 8, liftFloorSeconds: 12, stairFloorSeconds: 12 } as const;

/** Faster than anybody walks: several doors were ticked off at one time. */
const leastLegMs = 4_000;
/** Longer than any leg: somebody rested, ate, or was called away. */
const mostLegMs = 20 * 60_000;
const mostGateLegMs = 45 * 60_000;
/** A phone may be without signal for a shift; told later than that, its clock was wrong. */
const mostLagMs = 4 * 3_600_000;
const mostAheadMs = 60_000;

function isTimed({ doneAt, toldAt, fromPaper }: WalkedStop): boolean {
  return !fromPaper && doneAt <= toldAt + mostAheadMs && toldAt - doneAt <= mostLagMs;
}

/** Quantile of sorted numbers, between neighbours in proportion. */
function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part;
  const [low, high] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0];
  return low + (high - low) * (at - Math.floor(at));
}

const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);

interface Leg {
  readonly from: WalkedStop;
  readonly to: WalkedStop;
  readonly seconds: number;
}

/** From one door to the next of the same building, both times believable. */
function legsOf(round: WalkedRound): Leg[] {
  const stops = [...round.stops].sort((a, b) => a.doneAt - b.doneAt);
  return stops.flatMap((to, at) => {
    const from = stops[at - 1];
    if (from === undefined || from.buildingId !== to.buildingId || !isTimed(from) || !isTimed(to)) return [];
    const ms = to.doneAt - from.doneAt;
    return ms < leastLegMs || ms > mostLegMs ? [] : [{ from, to, seconds: ms / 1000 }];
  });
}

/** So many legs over the same number of floors make a middle. */
const fewLegs = 3;

/** Seconds a floor: what the middle leg over so many floors takes more than the middle leg over fewer, for each floor of difference. */
function slopes(legs: readonly Leg[]): number[] {
  const byFloors = Map.groupBy(legs, ({ from, to }) => Math.abs(from.floor - to.floor));
  const middles = [...byFloors].flatMap(([floors, some]) =>
    some.length < fewLegs ? [] : [{ floors, seconds: quantile(sorted(some.map(leg => leg.seconds)), 0.5) }],
  );
  return middles.flatMap((one, at) =>
    middles.slice(at + 1).map(other => (other.seconds - one.seconds) / (other.floors - one.floors)),
  );
}

/** Seconds of walking between two doors of a building, without what is done at them. */
function walkSeconds({ from, to }: Leg, times: TravelTimes): number {
  const travel = travelOf(times);
  const apart = from.unitId === to.unitId ? 0 : 1;
  const point = ({ floor, lift }: WalkedStop, unit: number) => ({
    ...{ unit, floor, lift, y: 0 },
    x: unit * times.seconds.betweenUnitsSeconds * travel.walkMetresPerSecond,
  });
  return legSeconds(travel, point(from, 0), point(to, apart));
}

/**
 * What the rounds of a compound say, oldest round first. A floor is judged by legs of one staircase; what is left of a leg between two doors
 * of a building is its time at the door; what is left of the first leg, from setting out to the first door, its way from the gate.
 */
export function learnTravel(times: TravelTimes, buildings: readonly Standing[], rounds: readonly WalkedRound[]): Learned[] {
  const legs = rounds.flatMap(legsOf);
  const answers: Learned[] = [];
  const seconds: Record<TravelKind, number> = { ...times.seconds };
  for (const [kind, lift] of [
    ['liftFloorSeconds', true],
    ['stairFloorSeconds', false],
  ] as const) {
    const some = legs.filter(({ from, to }) => to.lift === lift && from.unitId === to.unitId && from.floor !== to.floor);
    if (some.length === 0) continue;
    const learned = say(kind, null, times.seconds[kind], slopes(some), some.length);
    answers.push(learned);
    seconds[kind] = learned.proposed ?? seconds[kind];
  }

  // Doors and gates are what is left when floors take what was just learned.
  const walked: TravelTimes = { seconds, buildings: times.buildings };
  const travel = travelOf(walked);
  const atDoor = Map.groupBy(legs, leg => leg.to.buildingId);
  const ways = gateWays(times, buildings);
  const doorOf = new Map<string, number>();
  const byBuilding: Learned[] = [];
  for (const { buildingId: id } of buildings) {
    const left = (atDoor.get(id) ?? []).map(leg => leg.seconds - walkSeconds(leg, walked));
    const present = doorSeconds(times, id);
    const learned = left.length === 0 ? undefined : say('doorSeconds', id, present, left, left.length);
    if (learned) byBuilding.push(learned);
    doorOf.set(id, learned?.proposed ?? present);
  }
  for (const { buildingId: id } of buildings) {
    const left = rounds.flatMap(round => {
      const [first] = [...round.stops].sort((a, b) => a.doneAt - b.doneAt);
      if (first === undefined || first.buildingId !== id || round.startedAt === null || !isTimed(first)) return [];
      const ms = first.doneAt - round.startedAt;
      if (ms < leastLegMs || ms > mostGateLegMs) return [];
      const guarded = round.sealed ? times.seconds.sealedSeconds : 0;
      return [ms / 1000 - climbSeconds(travel, first.lift, first.floor) - (doorOf.get(id) ?? 0) - guarded];
    });
    if (left.length > 0) byBuilding.push(say('gateSeconds', id, Math.round(ways.get(id) ?? 0), left, left.length));
  }
  const order = new Map(buildings.map(({ buildingId }, at) => [buildingId, at]));
  byBuilding.sort((a, b) => (order.get(a.buildingId ?? '') ?? 0) - (order.get(b.buildingId ?? '') ?? 0));
  return [...answers, ...byBuilding];
}

function say(
  kind: BuildingKind | 'liftFloorSeconds' | 'stairFloorSeconds',
  buildingId: string | null,
  present: number,
  values: readonly number[],
  observations: number,
): Learned {
  const all = sorted(values);
  const needed = neededObservations[kind];
  const fit = (part: number) => fitIntoRange(kind, quantile(all, part));
  const enough = observations >= needed && all.length > 0;
  return {
    kind,
    buildingId,
    present,
    proposed: enough ? fit(0.5) : null,
    observations,
    needed,
    low: all.length > 0 ? fit(0.25) : present,
    high: all.length > 0 ? fit(0.75) : present,
  };
}

/** The times as they will be when these are taken over. */
export function adoptLearned(times: TravelTimes, adopted: readonly Learned[]): TravelTimes {
  const seconds: Record<TravelKind, number> = { ...times.seconds };
  const buildings: Record<string, Partial<Record<BuildingKind, number>>> = { ...times.buildings };
  for (const { kind, buildingId, proposed } of adopted) {
    if (proposed === null) continue;
    if (buildingId === null) seconds[kind] = proposed;
    else buildings[buildingId] = { ...buildings[buildingId], [kind as BuildingKind]: proposed };
  }
  return { seconds, buildings };
}
