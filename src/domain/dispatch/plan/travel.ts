// How long it takes to walk from door to door, in closed form; the one thing, with the shapes, that planner and checker share.
import type { Travel } from './problem.ts';

/** A door as far as walking is concerned; `unit` is any number that two doors share exactly when they share a staircase. */
export interface Door {
  readonly unit: number;
  readonly floor: number;
  readonly lift: boolean;
  readonly x: number;
  readonly y: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Whole seconds, half up. */
export function wholeSeconds(seconds: number): number {
  return Math.floor(seconds + 0.5);
}

/** Seconds between the ground and a floor: the wait for the lift and the ride, or the stairs. The same up and down. */
export function climbSeconds(travel: Travel, lift: boolean, floor: number): number {
  return lift ? travel.liftWaitSeconds + floor * travel.liftFloorSeconds : floor * travel.stairFloorSeconds;
}

/** Seconds between two doors, one leg. */
export function legSeconds(travel: Travel, from: Door, to: Door): number {
  if (from.unit === to.unit) {
    const floors = Math.abs(from.floor - to.floor);
    if (floors === 0) return wholeSeconds(travel.sameFloorSeconds);
    return wholeSeconds(
      from.lift ? travel.liftStepSeconds + floors * travel.liftFloorSeconds : floors * travel.stairFloorSeconds,
    );
  }
  const metres = Math.abs(from.x - to.x) + Math.abs(from.y - to.y);
  return wholeSeconds(
    climbSeconds(travel, from.lift, from.floor) + metres / travel.walkMetresPerSecond + climbSeconds(travel, to.lift, to.floor),
  );
}

/** Seconds between the gate and a door, either way. */
export function gateSeconds(travel: Travel, gate: Point, door: Door): number {
  const metres = Math.abs(gate.x - door.x) + Math.abs(gate.y - door.y);
  return wholeSeconds(metres / travel.walkMetresPerSecond + climbSeconds(travel, door.lift, door.floor));
}
