// What is learned from rounds: the seconds that were walked are found again, and pauses, paper, wrong clocks and mistakes change little or nothing.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { drawFrom } from './plan/random.ts';
import { climbSeconds, legSeconds } from './plan/travel.ts';
import {
  adoptLearned,
  type Learned,
  learnTravel,
  neededObservations,
  type WalkedRound,
  type WalkedStop,
} from './travel-learned.ts';
import { isWithinRange, type Standing, type TravelSeconds, travelOf, usualTimes } from './travel-times.ts';

const buildings: Standing[] = [1, 2, 3, 4].map(n => ({
  buildingId: `b${n}`,
  floors: 6,
  lift: n % 2 === 0,
  zone: 'control',
  units: [1, 2].map(unit => ({ unitId: `b${n}-${unit}`, zone: 'control' })),
}));

interface Truth {
  readonly seconds: TravelSeconds;
  readonly gate: number;
  readonly door: number;
}

/** One round through a building, door after door, as it would be walked with the true seconds; `wobble` is what chance adds to each leg. */
function walk(
  truth: Truth,
  building: Standing,
  startedAt: number,
  doors: readonly (readonly [unit: number, floor: number])[],
  wobble: readonly number[],
) {
  const travel = travelOf({ seconds: truth.seconds, buildings: {} });
  const apart = truth.seconds.betweenUnitsSeconds * travel.walkMetresPerSecond;
  let at = startedAt;
  const stops: WalkedStop[] = [];
  for (const [n, [unit, floor]] of doors.entries()) {
    const before = doors[n - 1];
    const point = (of: readonly [number, number]) => ({
      unit: of[0],
      floor: of[1],
      lift: building.lift,
      x: of[0] === unit ? 0 : apart,
      y: 0,
    });
    const way =
      before === undefined
        ? truth.gate + climbSeconds(travel, building.lift, floor)
        : legSeconds(travel, point(before), point([unit, floor]));
    at += (way + truth.door + (wobble[n] ?? 0)) * 1000;
    stops.push({
      ...{ buildingId: building.buildingId, unitId: `${building.buildingId}-${unit}`, floor, lift: building.lift },
      ...{ doneAt: at, toldAt: at + 2000, fromPaper: false },
    });
  }
  return { startedAt, sealed: false, stops } satisfies WalkedRound;
}

const truth: Truth = { seconds: { ...usualTimes.seconds, stairFloorSeconds: 20, liftFloorSeconds: 4 }, gate: 210, door: 95 };
const seeds = Array.from({ length: 30 }, (_, seed) => seed);

/** Fifty rounds of nine doors with up to six seconds more or less a leg. */
function manyRounds(seed: number): WalkedRound[] {
  const draw = drawFrom(seed);
  return Array.from({ length: 50 }, (_, n) => {
    const doors = Array.from({ length: 9 }, () => [1 + draw.below(2), 1 + draw.below(6)] as const);
    const wobble = doors.map(() => draw.next() * 12 - 6);
    return walk(truth, buildings[draw.below(4)] as Standing, n * 7_200_000, doors, wobble);
  });
}
const of = (learned: readonly Learned[], kind: string, buildingId: string | null) =>
  learned.find(one => one.kind === kind && one.buildingId === buildingId);
const near = (found: number | null | undefined, wanted: number, most: number) =>
  assert.ok(typeof found === 'number' && Math.abs(found - wanted) <= most, `${found} is not about ${wanted}`);

function findsTruth(learned: readonly Learned[], more = 1): void {
  near(of(learned, 'stairFloorSeconds', null)?.proposed, 20, 2.5 * more);
  near(of(learned, 'liftFloorSeconds', null)?.proposed, 4, 2.5 * more);
  for (const { buildingId } of buildings) {
    const doors = of(learned, 'doorSeconds', buildingId);
    if (doors?.proposed) near(doors.proposed, 95, 9 * more);
    const gate = of(learned, 'gateSeconds', buildingId);
    if (gate?.proposed) near(gate.proposed, 210, 16 * more);
  }
}

describe('learning from rounds', () => {
  it('finds the seconds that were really walked, whatever was set before', () => {
    for (const seed of seeds) {
      findsTruth(learnTravel(usualTimes, buildings, manyRounds(seed)));
      const slow = {
        ...usualTimes,
        seconds: { ...usualTimes.seconds, doorSeconds: 600, gateSeconds: 900, stairFloorSeconds: 60 },
      };
      findsTruth(learnTravel(slow, buildings, manyRounds(seed)));
    }
  });

  const spoil: Readonly<Record<string, (round: WalkedRound) => WalkedRound['stops']>> = {
    'a pause in the middle': round =>
      round.stops.map((stop, n) => {
        const pause = n > 4 ? 3_600_000 : 0;
        return { ...stop, doneAt: stop.doneAt + pause, toldAt: stop.toldAt + pause };
      }),
    'a sheet entered late': round =>
      round.stops.map((stop, n) => ({ ...stop, fromPaper: true, doneAt: (round.startedAt ?? 0) + 5_400_000 + n * 60_000 })),
    'a clock that jumps by days': round =>
      round.stops.map((stop, n) => ({ ...stop, doneAt: stop.doneAt + (n % 2) * 9 * 86_400_000 })),
    'a clock days behind': round => round.stops.map(stop => ({ ...stop, doneAt: stop.doneAt - 3 * 86_400_000 })),
    'doors ticked off together': round => round.stops.map((stop, n) => ({ ...stop, doneAt: stop.toldAt + n })),
  };
  for (const [what, change] of Object.entries(spoil)) {
    it(`is not moved by ${what} in every fourth round`, () => {
      for (const seed of seeds) {
        const rounds = manyRounds(seed).map((round, n) => (n % 4 === 0 ? { ...round, stops: change(round) } : round));
        findsTruth(learnTravel(usualTimes, buildings, rounds), 1.5);
      }
    });
  }

  it('keeps to the middle when every eighth round is five times as slow', () => {
    for (const seed of seeds) {
      const rounds = manyRounds(seed).map((round, n) => {
        if (n % 8 !== 0) return round;
        const start = round.startedAt ?? 0;
        const stops = round.stops.map(stop => ({ ...stop, doneAt: start + (stop.doneAt - start) * 5 }));
        return { ...round, stops: stops.map(stop => ({ ...stop, toldAt: stop.doneAt })) };
      });
      for (const { kind, proposed } of learnTravel(usualTimes, buildings, rounds))
        if (kind === 'doorSeconds' && proposed !== null) near(proposed, 95, 25);
    }
  });

  it('says how many observations there were, and proposes nothing from too few', () => {
    const two = [0, 1].map(n =>
      walk(
        truth,
        buildings[0] as Standing,
        n * 7_200_000,
        [
          [1, 1],
          [1, 2],
          [1, 3],
        ],
        [],
      ),
    );
    const learned = learnTravel(usualTimes, buildings, two);
    assert.deepEqual(
      learned.map(({ kind, buildingId, proposed, observations, needed }) => [kind, buildingId, proposed, observations, needed]),
      [
        ['stairFloorSeconds', null, null, 4, neededObservations.stairFloorSeconds],
        ['doorSeconds', 'b1', null, 4, neededObservations.doorSeconds],
        ['gateSeconds', 'b1', null, 2, neededObservations.gateSeconds],
      ],
    );
    assert.deepEqual(learnTravel(usualTimes, buildings, []), []);
  });

  it('takes protection out of the way into a sealed building', () => {
    const rounds = Array.from({ length: 8 }, (_, n) => ({
      ...walk({ ...truth, gate: 210 + usualTimes.seconds.sealedSeconds }, buildings[1] as Standing, n * 7_200_000, [[1, 1]], []),
      sealed: true,
    }));
    // The time at the door cannot be told from one door a round: it stays as it is set, and the rest is the way.
    near(of(learnTravel(usualTimes, buildings, rounds), 'gateSeconds', 'b2')?.proposed, 210 + 95 - 45 + 1.5, 2);
  });

  it('proposes nothing new once what it proposed has been taken over, and always something that can be set', () => {
    for (const seed of seeds) {
      const rounds = manyRounds(seed);
      const learned = learnTravel(usualTimes, buildings, rounds);
      for (const { kind, proposed, low, high } of learned)
        if (proposed !== null) assert.ok(isWithinRange(kind, proposed) && low <= proposed && proposed <= high);
      for (const again of learnTravel(adoptLearned(usualTimes, learned), buildings, rounds))
        if (again.proposed !== null) near(again.proposed, again.present, 1);
    }
  });
});
