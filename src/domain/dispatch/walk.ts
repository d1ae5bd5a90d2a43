// Walks stops in a given order from a given start: when each door is reached, and when the gate again.
import type { PlanRequest, Problem, StopTime } from './plan/problem.ts';
import { type Door, gateSeconds, legSeconds } from './plan/travel.ts';

type Ground = Pick<Problem, 'units' | 'buildings' | 'requests' | 'travel' | 'gate'>;

interface Place {
  readonly request: PlanRequest;
  readonly door: Door;
}

const known = new WeakMap<readonly PlanRequest[], Map<string, Place>>();

/** Request → its door; kept as long as the list of requests is. */
function placesOf(ground: Ground): Map<string, Place> {
  const before = known.get(ground.requests);
  if (before !== undefined) return before;
  const buildings = new Map(ground.buildings.map(building => [building.id, building]));
  const units = new Map(ground.units.map((unit, n) => [unit.id, { unit, n }]));
  const places = new Map<string, Place>();
  for (const request of ground.requests) {
    const found = units.get(request.unit);
    if (found === undefined) throw new Error(`there is no unit ${request.unit}`);
    const { x, y, building } = found.unit;
    const lift = buildings.get(building)?.lift ?? false;
    places.set(request.id, { request, door: { unit: found.n, floor: request.floor, lift, x, y } });
  }
  known.set(ground.requests, places);
  return places;
}

export function requestOf(ground: Ground, id: string): PlanRequest {
  const place = placesOf(ground).get(id);
  if (place === undefined) throw new Error(`there is no request ${id}`);
  return place.request;
}

export interface Walked {
  readonly startAt: number;
  readonly endAt: number;
  readonly stops: readonly StopTime[];
  readonly travelSeconds: number;
}

/** Waits where a door is not open yet. */
export function walkStops(ground: Ground, startAt: number, requests: readonly string[]): Walked {
  const places = placesOf(ground);
  let at = startAt;
  let travelSeconds = 0;
  let before: Door | null = null;
  const go = (leg: number): void => {
    at += leg;
    travelSeconds += leg;
  };
  const stops = requests.map(id => {
    const place = places.get(id);
    if (place === undefined) throw new Error(`there is no request ${id}`);
    go(before === null ? gateSeconds(ground.travel, ground.gate, place.door) : legSeconds(ground.travel, before, place.door));
    at = Math.max(at, place.request.openAt ?? at);
    const arriveAt = at;
    at += place.request.serviceSeconds;
    before = place.door;
    return { request: id, arriveAt };
  });
  if (before !== null) go(gateSeconds(ground.travel, ground.gate, before));
  return { startAt, endAt: at, stops, travelSeconds };
}
