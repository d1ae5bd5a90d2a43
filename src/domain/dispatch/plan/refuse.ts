// Why a request goes without, and why somebody else than the primary carries it: codes that are true of every worker they speak of.
import type { Crew } from './crew.ts';
import { type Ground, tiers } from './ground.ts';
import { bestLine } from './insert.ts';
import type { InsteadCode, UnservedCode } from './problem.ts';
import { emptyTrip, measure, place } from './trip.ts';

/** Could this worker, with nothing else to do, serve this request? The gate is left aside. */
export function couldAlone(g: Ground, r: number, worker: number): boolean {
  if (g.weight[r]! > g.maxWeight[worker]! || g.boxes[r]! > g.maxBoxes[worker]!) return false;
  const trip = emptyTrip(worker);
  trip.stops = [r];
  measure(g, trip);
  const placed = place(g, null, trip, worker, -Infinity);
  if (placed === null) return false;
  if (g.sealed[r] === 0) return true;
  // Beside frozen sealed rounds, protection would be worn from the first to the last.
  return Math.max(placed.end, g.wornUntil[worker]!) - Math.min(placed.start, g.wornFrom[worker]!) <= g.wear[worker]!;
}

/** The answer to a question about a request as if one of its times were another. */
function asIf<T>(g: Ground, r: number, times: Partial<Record<'ready' | 'open' | 'out', number>>, ask: () => T): T {
  const { ready, open, out } = g;
  const kept = { ready: ready[r]!, open: open[r]!, out: out[r]! };
  const set = (to: Partial<typeof kept>): void => {
    ready[r] = to.ready ?? kept.ready;
    open[r] = to.open ?? kept.open;
    out[r] = to.out ?? kept.out;
  };
  set(times);
  const answer = ask();
  set(kept);
  return answer;
}

/** The first code that is true; requests that are served are never asked about. */
export function refusalOf(crew: Crew, r: number): UnservedCode {
  const { g } = crew;
  const unit = g.unit[r]!;
  const strict = g.problem.rules.binding === 'strict';
  if (g.sealed[r] === 1 && !g.problem.workers.some(worker => worker.ppe)) return 'no_ppe_worker';
  const able = [...g.able[unit]!];
  if (able.length === 0) return strict ? 'no_bound_worker' : 'shift_full';
  const strong = able.filter(w => g.weight[r]! <= g.maxWeight[w]! && g.boxes[r]! <= g.maxBoxes[w]!);
  if (strong.length === 0) return 'too_heavy';
  if (g.gateCapacity < 1) return 'gate_full';
  const somebodyCould = () => strong.some(w => couldAlone(g, r, w));
  if (!somebodyCould()) {
    if (asIf(g, r, { ready: -Infinity, open: -Infinity }, somebodyCould)) return 'not_ready_in_shift';
    return asIf(g, r, { out: Infinity }, somebodyCould) ? 'cold_limit' : 'shift_full';
  }
  if (crew.gate !== null && bestLine({ ...crew, gate: null }, [r], strong) !== null) return 'gate_full';
  return 'shift_full';
}

/** Why none of the primaries of its unit carries a request; null where there is none. */
export function insteadOf(g: Ground, r: number): InsteadCode | null {
  const { workers } = g.problem;
  const unit = g.problem.units[g.unit[r]!]!.id;
  const primaries = workers.map((_, w) => w).filter(w => workers[w]!.primary?.includes(unit));
  if (primaries.length === 0) return null;
  const protectedEnough = primaries.filter(w => g.tier[g.unit[r]! * g.workers + w] !== tiers.never);
  if (protectedEnough.length === 0) return 'primary_no_ppe';
  const strong = protectedEnough.filter(w => g.weight[r]! <= g.maxWeight[w]! && g.boxes[r]! <= g.maxBoxes[w]!);
  if (strong.length === 0) return 'primary_too_weak';
  return strong.some(w => couldAlone(g, r, w)) ? 'primary_full' : 'primary_absent';
}
