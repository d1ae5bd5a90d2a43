// Shares finished rounds more evenly between people, without making anything else worse: whole rounds change hands, or are swapped.
import { addTrip, begin, type Crew, dropStops, rollback } from './crew.ts';
import { bestLine, tripExtra } from './insert.ts';
import { peopleTogether } from './near.ts';
import type { Trip } from './trip.ts';

interface Step {
  readonly give: Trip;
  readonly to: number;
  /** Null: nothing comes back. */
  readonly take: Trip | null;
  readonly gain: number;
}

/** Beyond, not everybody is held against everybody. */
const fewPeople = 40;
const receivers = 12;

const loadOf = (crew: Crew, worker: number): number => crew.g.base[worker]! + crew.work[worker]!;
const secondsOf = (trip: Trip): number => trip.end - trip.start;

/** Changes of hands that would level two people, the most levelling first. */
function stepsOf(crew: Crew, worker: number, others: readonly number[]): Step[] {
  const { g } = crew;
  const steps: Step[] = [];
  const own = loadOf(crew, worker);
  for (const give of crew.lines[worker]!) {
    const extra = tripExtra(g, give.stops, worker);
    for (const to of others) {
      const gap = own - loadOf(crew, to);
      // Only what is no dearer to the binding may change hands.
      if (to === worker || gap <= 1 || tripExtra(g, give.stops, to) > extra) continue;
      const offer = (take: Trip | null): void => {
        const moved = secondsOf(give) - (take === null ? 0 : secondsOf(take));
        // What is left of the gap must be smaller, whoever then has more.
        const gain = gap - Math.abs(gap - 2 * moved);
        if (moved > 0 && gain > 2) steps.push({ give, to, take, gain });
      };
      offer(null);
      for (const take of crew.lines[to]!)
        if (take.sealed === give.sealed && tripExtra(g, take.stops, worker) <= tripExtra(g, take.stops, to)) offer(take);
    }
  }
  return steps.sort((a, b) => b.gain - a.gain);
}

/** Carries a step out if nothing that counts more gets worse. */
function tryStep(crew: Crew, worker: number, { give, to, take }: Step): boolean {
  begin(crew);
  const before = crew.saved!;
  const highest = Math.max(loadOf(crew, worker), loadOf(crew, to));
  const given = give.stops.slice();
  const taken = take?.stops.slice() ?? [];
  const pass = (stops: readonly number[], receiver: number): boolean => {
    const where = bestLine(crew, stops, [receiver]);
    return where !== null && addTrip(crew, receiver, where.index, stops);
  };
  const went =
    dropStops(crew, give, () => true) &&
    (take === null || dropStops(crew, take, () => true)) &&
    pass(given, to) &&
    (take === null || pass(taken, worker));
  const better =
    went &&
    crew.late <= before.late &&
    crew.outside <= before.outside &&
    crew.strangers <= before.strangers &&
    crew.seconds <= before.seconds + 1e-6 &&
    Math.max(loadOf(crew, worker), loadOf(crew, to)) < highest - 1e-6;
  if (!better) rollback(crew);
  return better;
}

/** Levels the loads of a few people who may stand in for each other, from the most loaded down, until nothing helps. */
function levelFew(crew: Crew, people: readonly number[], isOver: () => boolean): void {
  const stuck = new Set<number>();
  for (let tries = 0; tries < 40 * people.length && !isOver(); tries += 1) {
    const open = people.filter(w => !stuck.has(w) && crew.lines[w]!.length > 0);
    if (open.length === 0) return;
    const worker = open.reduce((most, w) => (loadOf(crew, w) > loadOf(crew, most) ? w : most));
    const steps = stepsOf(crew, worker, people).slice(0, 8);
    if (steps.some(step => tryStep(crew, worker, step))) stuck.clear();
    else stuck.add(worker);
  }
}

/** Of the people who may go where this one goes, the least loaded; `ascending` are all of them by load. */
function leastLoaded(crew: Crew, worker: number, ascending: readonly number[]): number[] {
  const { g } = crew;
  const units = new Set(crew.lines[worker]!.flatMap(trip => trip.stops.map(r => g.unit[r]!)));
  const found = new Set<number>();
  for (const able of new Set([...units].map(unit => g.able[unit]!)))
    if (able.length <= fewPeople) for (const w of able) found.add(w);
    else {
      const may = new Set(able);
      for (let n = 0, taken = 0; n < ascending.length && taken < receivers; n += 1)
        if (may.has(ascending[n]!)) {
          found.add(ascending[n]!);
          taken += 1;
        }
    }
  return [...found].sort((a, b) => loadOf(crew, a) - loadOf(crew, b) || a - b).slice(0, receivers);
}

/** The same among hundreds: everybody in turn, against the least loaded only. */
function levelMany(crew: Crew, people: readonly number[], isOver: () => boolean): void {
  for (let pass = 0, moved = true; pass < 3 && moved; pass += 1) {
    moved = false;
    const ascending = [...people].sort((a, b) => loadOf(crew, a) - loadOf(crew, b) || a - b);
    for (const worker of ascending.toReversed())
      for (let tries = 0; tries < 4; tries += 1) {
        if (isOver()) return;
        const steps = stepsOf(crew, worker, leastLoaded(crew, worker, ascending)).slice(0, 4);
        if (!steps.some(step => tryStep(crew, worker, step))) break;
        moved = true;
      }
  }
}

/** Levels the loads: in a district, of each circle of people for itself. */
export function balance(crew: Crew, isOver: () => boolean): void {
  for (const people of peopleTogether(crew.g.able, crew.g.workers))
    if (people.length <= fewPeople) levelFew(crew, people, isOver);
    else levelMany(crew, people, isOver);
}
