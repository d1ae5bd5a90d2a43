// Today's manual way, as a baseline: a building to a person, bags filled in order of staircase and floor, one round after the other.
import type { PlanRequest, Problem } from '../src/domain/dispatch/plan/problem.ts';
import { type Door, gateSeconds, legSeconds } from '../src/domain/dispatch/plan/travel.ts';

export interface ByBuilding {
  readonly travelSeconds: number;
  readonly rounds: number;
  readonly maxWorkerSeconds: number;
  readonly minWorkerSeconds: number;
}

export function byBuilding(problem: Problem): ByBuilding {
  const buildings = new Map(problem.buildings.map(building => [building.id, building]));
  const units = new Map(problem.units.map((unit, n) => [unit.id, { ...unit, n }]));
  const doorOf = (request: PlanRequest): Door => {
    const unit = units.get(request.unit);
    if (unit === undefined) throw new Error(`no unit ${request.unit}`);
    return { unit: unit.n, floor: request.floor, lift: buildings.get(unit.building)?.lift ?? false, x: unit.x, y: unit.y };
  };
  const secondsOf = (round: readonly PlanRequest[]): number => {
    const doors = round.map(doorOf);
    const [first, last] = [doors[0], doors.at(-1)];
    if (first === undefined || last === undefined) return 0;
    const between = doors.slice(1).reduce((sum, door, n) => sum + legSeconds(problem.travel, doors[n] ?? door, door), 0);
    return gateSeconds(problem.travel, problem.gate, first) + between + gateSeconds(problem.travel, problem.gate, last);
  };
  const load = new Map(problem.workers.map(worker => [worker.id, 0]));
  let travelSeconds = 0;
  let rounds = 0;
  for (const [id, own] of Map.groupBy(problem.requests, request => units.get(request.unit)?.building ?? '')) {
    const sealed = buildings.get(id)?.zone === 'sealed';
    const able = problem.workers.filter(worker => worker.ppe === sealed);
    const worker = able.reduce((least, one) => ((load.get(one.id) ?? 0) < (load.get(least.id) ?? 0) ? one : least));
    const queue = own.sort((a, b) => (units.get(a.unit)?.n ?? 0) - (units.get(b.unit)?.n ?? 0) || a.floor - b.floor);
    while (queue.length > 0) {
      const round: PlanRequest[] = [];
      let kg = 0;
      while (queue[0] !== undefined && kg + queue[0].kg <= worker.maxKg && round.length < worker.maxBoxes) {
        kg += queue[0].kg;
        round.push(queue.shift() as PlanRequest);
      }
      if (round.length === 0) break;
      const seconds = secondsOf(round);
      travelSeconds += seconds;
      rounds += 1;
      load.set(worker.id, (load.get(worker.id) ?? 0) + seconds + round.reduce((sum, one) => sum + one.serviceSeconds, 0));
    }
  }
  const loads = [...load.values()];
  return { travelSeconds, rounds, maxWorkerSeconds: Math.max(...loads), minWorkerSeconds: Math.min(...loads) };
}
