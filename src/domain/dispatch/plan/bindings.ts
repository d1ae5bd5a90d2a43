// Proposes who answers for which unit for days (包楼定户): the longest day as short as can be, neighbouring units together, the protected apart.
import { cutIntoRounds } from './first.ts';
import { type Ground, layGround } from './ground.ts';
import type { Problem } from './problem.ts';

export interface UnitBinding {
  readonly unit: string;
  /** Null: nobody may (no protected worker for a sealed unit, or nobody at all). */
  readonly primary: string | null;
  readonly backup: string | null;
}

export interface WorkerDay {
  readonly worker: string;
  /** Seconds worked before and for the bound units, rounds and all. */
  readonly seconds: number;
}

export interface Wishes {
  /** Unit near which somebody lives: between equal days the nearer one is theirs. */
  readonly homes?: ReadonlyMap<string, string>;
  /** Units that somebody may have; whoever is not named may have any. */
  readonly places?: ReadonlyMap<string, ReadonlySet<string>>;
  /** How it is now: who has a unit keeps it unless the longer of two days gets shorter by `keptSeconds` through the change. */
  readonly present?: readonly UnitBinding[];
  /** Only what nobody has, or somebody who may not, changes hands: the fewest changes there can be. */
  readonly fewest?: boolean;
}

/** Knowing the doors is worth five minutes of a day. */
const keptSeconds = 300;

interface Days {
  readonly g: Ground;
  /** Seconds per unit. */
  readonly work: Float64Array;
  readonly homes: readonly number[];
  /** Worker per unit, -1: nobody. */
  readonly owner: Int32Array;
  readonly load: Float64Array;
  /** 1: goes to sealed units only, 0: to clean ones only. */
  readonly guarded: Uint8Array;
  /** Per worker the units they may have, null: any. */
  readonly allowed: readonly (ReadonlySet<number> | null)[];
  /** Worker per unit as it is now, -1: nobody of these. */
  readonly present: Int32Array;
}

/** What a unit takes off a day, carried by somebody with the loads that most can carry. */
function workOf(g: Ground): Float64Array {
  const strongest = Array.from({ length: g.workers }, (_, w) => w).reduce(
    (most, w) => (g.maxWeight[w]! > g.maxWeight[most]! ? w : most),
    0,
  );
  return Float64Array.from({ length: g.units }, (_, u) => {
    const requests = [...g.requestsOf[u]!].sort((a, b) => g.floor[a]! - g.floor[b]! || a - b);
    const service = requests.reduce((sum, r) => sum + g.service[r]!, 0);
    const ways = cutIntoRounds(g, requests, strongest).reduce(
      (sum, stops) => sum + g.gate[stops[0]!]! + g.gate[stops.at(-1)!]!,
      0,
    );
    return service + ways + g.sameFloor * requests.length;
  });
}

function metres(g: Ground, a: number, b: number): number {
  const { units } = g.problem;
  return Math.abs(units[a]!.x - units[b]!.x) + Math.abs(units[a]!.y - units[b]!.y);
}

const mayOwn = ({ g, guarded, allowed }: Days, unit: number, worker: number): boolean =>
  guarded[worker] === g.unitSealed[unit] && allowed[worker]?.has(unit) !== false;

/** As many protected people for the sealed units as their share of the work asks for, those who go there now first; the others go to clean ones. */
function guardedWorkers(
  g: Ground,
  work: Float64Array,
  { allowed, present, fewest }: Pick<Days, 'allowed' | 'present'> & { readonly fewest: boolean },
): Uint8Array {
  const sealed = work.reduce((sum, seconds, u) => sum + (g.unitSealed[u] === 1 ? seconds : 0), 0);
  const all = work.reduce((sum, seconds) => sum + seconds, 0);
  const sealedUnits = g.problem.units.map((_unit, u) => u).filter(u => g.unitSealed[u] === 1);
  const mayEnter = (w: number) => sealedUnits.some(u => allowed[w]?.has(u) !== false);
  const protectedOnes = g.problem.workers.map((_, w) => w).filter(w => g.problem.workers[w]!.ppe && mayEnter(w));
  /** Goes there now, or may go nowhere else. */
  const isTheirs = (w: number): boolean =>
    sealedUnits.some(u => present[u] === w) || [...(allowed[w] ?? [-1])].every(u => g.unitSealed[u] === 1);
  const units = g.unitSealed.reduce((sum, one) => sum + one, 0);
  const needed = units === 0 ? 0 : Math.min(units, Math.max(1, Math.round((g.workers * sealed) / Math.max(1, all))));
  const outside = new Set(protectedOnes.filter(w => !isTheirs(w)));
  protectedOnes.sort((a, b) => Number(outside.has(a)) - Number(outside.has(b)) || g.base[a]! - g.base[b]! || a - b);
  const guarded = new Uint8Array(g.workers);
  protectedOnes.forEach((w, n) => {
    // Nobody is called away from clean units for a change that is to be small, unless there is nobody else.
    const isCalled = n < (fewest ? Math.min(1, needed) : needed);
    if (isCalled || (units > 0 && !outside.has(w))) guarded[w] = 1;
  });
  return guarded;
}

/** How far a unit is from what somebody has already, and from home. */
function farness(days: Days, unit: number, worker: number): number {
  const { g, owner, homes } = days;
  let far = homes[worker]! < 0 ? 0 : metres(g, unit, homes[worker]!);
  for (let u = 0; u < g.units; u += 1) if (u !== unit && owner[u] === worker) far += metres(g, u, unit);
  return far;
}

function give(days: Days, unit: number, worker: number): void {
  const before = days.owner[unit]!;
  if (before >= 0) days.load[before]! -= days.work[unit]!;
  days.owner[unit] = worker;
  if (worker >= 0) days.load[worker]! += days.work[unit]!;
}

/** Seconds that taking a unit from whoever has it now is held to cost. */
const kept = ({ present }: Days, unit: number, worker: number): number =>
  present[unit]! >= 0 && present[unit] !== worker ? keptSeconds : 0;

/** The longest of two days first, then how far apart things are. */
const cost = (
  days: Days,
  pairs: readonly (readonly [unit: number, worker: number])[],
  workers: readonly number[],
): readonly [number, number] => [
  workers.reduce((most, w) => Math.max(most, days.load[w]!), 0) +
    pairs.reduce((sum, [unit, worker]) => sum + kept(days, unit, worker), 0),
  pairs.reduce((sum, [unit, worker]) => sum + farness(days, unit, worker), 0),
];

const isLess = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] < b[0] - 0.5 || (a[0] < b[0] + 0.5 && a[1] < b[1] - 0.5);

/** Moves and swaps between two people until none makes the longer day shorter, or equal days nearer. */
function level(days: Days): void {
  const { g, owner } = days;
  for (let round = 0, moved = true; moved && round < 60; round += 1) {
    moved = false;
    for (let unit = 0; unit < g.units; unit += 1) {
      const from = owner[unit]!;
      if (from < 0) continue;
      for (let to = 0; to < g.workers && owner[unit] === from; to += 1) {
        if (to === from || !mayOwn(days, unit, to)) continue;
        const before = cost(days, [[unit, from]], [from, to]);
        give(days, unit, to);
        if (isLess(cost(days, [[unit, to]], [from, to]), before)) moved = true;
        else give(days, unit, from);
      }
      for (let other = 0; other < g.units && owner[unit] === from; other += 1) {
        const to = owner[other]!;
        if (to < 0 || to === from || !mayOwn(days, unit, to) || !mayOwn(days, other, from)) continue;
        const before = cost(
          days,
          [
            [unit, from],
            [other, to],
          ],
          [from, to],
        );
        give(days, unit, to);
        give(days, other, from);
        if (
          isLess(
            cost(
              days,
              [
                [unit, to],
                [other, from],
              ],
              [from, to],
            ),
            before,
          )
        )
          moved = true;
        else {
          give(days, unit, from);
          give(days, other, to);
        }
      }
    }
  }
}

/** Somebody else for each unit: who stands by now, else who has the shortest days as primary and backup, of those nearest. */
function backups(days: Days, standing: Int32Array): Int32Array {
  const { g, owner, work } = days;
  const spare = Float64Array.from(days.load);
  return Int32Array.from({ length: g.units }, (_, unit) => {
    const able = g.problem.workers
      .map((_one, w) => w)
      .filter(
        w => w !== owner[unit] && (g.unitSealed[unit] === 0 || g.problem.workers[w]!.ppe) && days.allowed[w]?.has(unit) !== false,
      );
    if (able.includes(standing[unit]!)) return standing[unit]!;
    // Those who go to sealed buildings can stand in for clean ones only before; they come last.
    const apart = (w: number) => (mayOwn(days, unit, w) ? 0 : 1);
    able.sort((a, b) => apart(a) - apart(b) || farness(days, unit, a) - farness(days, unit, b) || a - b);
    const near = able.filter(w => apart(w) === apart(able[0]!)).slice(0, 4);
    if (near.length === 0) return -1;
    const best = near.reduce((least, w) => (spare[w]! < spare[least]! ? w : least));
    spare[best]! += work[unit]!;
    return best;
  });
}

/** A primary and a backup for every unit of a problem, and the day that makes for everybody. */
export function proposeBindings(
  problem: Problem,
  { homes = new Map(), places = new Map(), present = [], fewest = false }: Wishes = {},
): { bindings: UnitBinding[]; days: WorkerDay[] } {
  const g = layGround({ ...problem, frozen: [], rules: { ...problem.rules, binding: 'off' } });
  const work = workOf(g);
  const index = new Map(problem.units.map((unit, u) => [unit.id, u]));
  const people = new Map(problem.workers.map((worker, w) => [worker.id, w]));
  const now = new Map(present.map(one => [one.unit, one]));
  const hasNow = (rank: 'primary' | 'backup') =>
    Int32Array.from({ length: g.units }, (_, u) => people.get(now.get(problem.units[u]!.id)?.[rank] ?? '') ?? -1);
  const allowed = problem.workers.map(({ id }) => {
    const own = places.get(id);
    return own === undefined ? null : new Set([...own].flatMap(unit => index.get(unit) ?? []));
  });
  const primaries = hasNow('primary');
  const days: Days = {
    g,
    work,
    allowed,
    present: primaries,
    homes: problem.workers.map(worker => index.get(homes.get(worker.id) ?? '') ?? -1),
    owner: new Int32Array(g.units).fill(-1),
    load: Float64Array.from(g.base),
    guarded: guardedWorkers(g, work, { allowed, present: primaries, fewest }),
  };
  for (let unit = 0; unit < g.units; unit += 1)
    if (primaries[unit]! >= 0 && mayOwn(days, unit, primaries[unit]!)) give(days, unit, primaries[unit]!);
  // The longest first, to whoever then has the shortest day.
  const order = Array.from({ length: g.units }, (_, u) => u).sort((a, b) => work[b]! - work[a]! || a - b);
  for (const unit of order) {
    if (days.owner[unit]! >= 0) continue;
    const able = problem.workers.map((_, w) => w).filter(w => mayOwn(days, unit, w));
    if (able.length > 0)
      give(
        days,
        unit,
        able.reduce((least, w) => (days.load[w]! < days.load[least]! ? w : least)),
      );
  }
  if (!fewest) level(days);
  const second = backups(days, hasNow('backup'));
  const name = (w: number): string | null => problem.workers[w]?.id ?? null;
  return {
    bindings: problem.units.map((unit, u) => ({ unit: unit.id, primary: name(days.owner[u]!), backup: name(second[u]!) })),
    days: problem.workers.map((worker, w) => ({ worker: worker.id, seconds: Math.round(days.load[w]!) })),
  };
}

/** Seconds that each unit takes off the day of whoever has it. */
export function unitSeconds(problem: Problem): Map<string, number> {
  const work = workOf(layGround({ ...problem, frozen: [], rules: { ...problem.rules, binding: 'off' } }));
  return new Map(problem.units.map((unit, u) => [unit.id, Math.round(work[u]!)]));
}

/** Everybody's day under given bindings: what it would be if one unit changed hands, before it does. */
export function daysUnder(problem: Problem, bindings: readonly Pick<UnitBinding, 'unit' | 'primary'>[]): WorkerDay[] {
  const g = layGround({ ...problem, frozen: [], rules: { ...problem.rules, binding: 'off' } });
  const work = workOf(g);
  const index = new Map(problem.units.map((unit, u) => [unit.id, u]));
  const load = new Map(problem.workers.map(worker => [worker.id, worker.workedSeconds]));
  for (const { unit, primary } of bindings)
    if (primary !== null && load.has(primary)) load.set(primary, load.get(primary)! + (work[index.get(unit) ?? -1] ?? 0));
  return problem.workers.map(worker => ({ worker: worker.id, seconds: Math.round(load.get(worker.id)!) }));
}
