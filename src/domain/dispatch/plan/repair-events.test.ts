// Each of the five things that happen to a plan under way, on random problems: what it may change, and what it leaves to the second.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trickyProblem } from '../../../../bench/dispatch-problems.ts';
import { checkPlan } from '../check/check.ts';
import { readPlan } from '../check/told.ts';
import { planFile } from './file.ts';
import type { Problem } from './problem.ts';
import { type Draw, drawFrom } from './random.ts';
import { cancelRequest, dropWorker, insertRequest, planOf, type Repair, sealBuilding, switchLift } from './repair.ts';
import { planRounds } from './solve.ts';
import { isOpen, problemOf, type Standing, type StandingRound, takeUp } from './standing.ts';

const stopped = () => 0;
const roundsOf = (standing: Standing): StandingRound[] => [...standing.byWorker.values()].flat();
const told = ({ worker, startAt, endAt, stops, state }: StandingRound): string =>
  JSON.stringify([worker, startAt, endAt, stops.map(({ request, arriveAt }) => [request, arriveAt]), state]);
const openOf = (standing: Standing) => roundsOf(standing).filter(round => isOpen(standing, round));
const closedOf = (standing: Standing) => roundsOf(standing).filter(round => !isOpen(standing, round));

interface Scene {
  readonly seed: number;
  readonly draw: Draw;
  readonly problem: Problem;
  readonly standing: Standing;
  readonly before: { readonly open: ReadonlySet<string>; readonly closed: readonly string[] };
}

/** A hundred and fifty plans under way, some rounds accepted, some running, some to come. */
function* scenes(): Generator<Scene> {
  for (let seed = 0; seed < 150; seed += 1) {
    const draw = drawFrom(seed * 31 + 7);
    const problem = trickyProblem(seed + 5000, 30);
    if (problem.workers.length === 0 || problem.requests.length < 3) continue;
    const planned = planRounds(problem, { now: stopped, effort: 0.05 });
    const at = draw.below(1800);
    // What starts soon was announced: it stays as it is.
    const announced = planned.rounds.filter(round => round.startAt > at && round.startAt < at + 400);
    const frozen = [
      ...problem.frozen,
      ...announced
        .filter(round => !problem.frozen.some(one => one.round.stops[0]?.request === round.stops[0]?.request))
        .map(({ worker, startAt, endAt, stops }) => ({ round: { worker, startAt, endAt, stops }, state: 'accepted' as const })),
    ];
    const standing = takeUp({ ...problem, frozen }, planned.rounds, at);
    const before = { open: new Set(openOf(standing).map(told)), closed: closedOf(standing).map(told) };
    yield { seed, draw, problem, standing, before };
  }
}

const pick = <T>(draw: Draw, all: readonly T[]): T => all[draw.below(all.length)] as T;

/** Announced and running rounds are as they were, and all together keeps every rule. */
function assertStands({ seed, before }: Scene, after: Standing): void {
  const now = new Set(roundsOf(after).map(told));
  assert.deepEqual(
    before.closed.filter(round => !now.has(round)),
    [],
    `seed ${seed}`,
  );
  const read = readPlan(JSON.parse(JSON.stringify(planFile(planOf(after, stopped)))));
  assert.ok(read.ok, `seed ${seed}`);
  assert.deepEqual(checkPlan(problemOf(after), read.plan), [], `seed ${seed}`);
}

/** Open rounds that are no longer as they were. */
function changedRounds({ before }: Scene, after: Standing): string[] {
  const now = new Set(roundsOf(after).map(told));
  return [...before.open].filter(round => !now.has(round));
}

/** Nobody is forgotten: a request stands in one round, or is among the unserved. */
function assertNobodyLost({ seed }: Scene, after: Standing, expected: number): void {
  const served = roundsOf(after).flatMap(round => round.stops.map(stop => stop.request));
  assert.equal(new Set(served).size, served.length, `seed ${seed}`);
  assert.equal(served.length + after.unserved.size, expected, `seed ${seed}`);
}

/** What lost its place may each have changed one round more, and opened one. */
function assertFewChanged(scene: Scene, { standing, changed, added }: Repair, touched: number, homeless: number): void {
  assert.ok(changedRounds(scene, standing).length <= touched + homeless, `seed ${scene.seed}`);
  assert.ok(changed.length <= touched + homeless, `seed ${scene.seed}`);
  assert.ok(added.length <= homeless * 2, `seed ${scene.seed}`);
}

const placesIn = (standing: Standing, building: string) => (round: StandingRound) =>
  round.stops.some(stop => standing.units.get(standing.requests.get(stop.request)?.unit ?? '')?.building === building);

describe('on a plan under way', () => {
  it('a new urgent request changes at most one round that has not begun, and opens at most one', () => {
    let placed = 0;
    for (const scene of scenes()) {
      const { draw, problem, standing, seed } = scene;
      const like = pick(draw, problem.requests);
      const urgent = { ...like, id: 'urgent', class: 'P0' as const, readyAt: standing.at, dueAt: standing.at + 1800 };
      const count = roundsOf(standing).length;
      const done = insertRequest(standing, urgent);
      assertStands(scene, standing);
      assertNobodyLost(scene, standing, problem.requests.length + 1);
      const changed = changedRounds(scene, standing);
      assert.deepEqual(changed, done.before === null ? [] : [told(done.before)], `seed ${seed}`);
      assert.ok(roundsOf(standing).length - count <= 1, `seed ${seed}`);
      assert.equal(standing.home.has('urgent'), done.refused === null, `seed ${seed}`);
      if (done.refused === null) placed += 1;
    }
    assert.ok(placed > 30, `${placed} were placed`);
  });

  it('a cancellation shortens its own round and touches no other', () => {
    for (const scene of scenes()) {
      const { draw, problem, standing, seed } = scene;
      const { id } = pick(draw, problem.requests);
      const home = standing.home.get(id);
      const open = home !== undefined && isOpen(standing, home);
      const done = cancelRequest(standing, id);
      assertStands(scene, done.standing);
      assert.ok(changedRounds(scene, done.standing).length <= (open ? 1 : 0), `seed ${seed}`);
      if (home !== undefined && !open) assert.deepEqual(done.conflicts, [home], `seed ${seed}`);
      else assert.equal(done.standing.home.has(id), false, `seed ${seed}`);
      assertNobodyLost(scene, done.standing, problem.requests.length - (home !== undefined && !open ? 0 : 1));
    }
  });

  it('somebody who drops out has nothing left to begin, and only what they had goes elsewhere', () => {
    for (const scene of scenes()) {
      const { draw, problem, standing, seed } = scene;
      const { id } = pick(draw, problem.workers);
      const lost = (standing.byWorker.get(id) ?? []).filter(round => isOpen(standing, round));
      const homeless = lost.reduce((sum, round) => sum + round.stops.length, 0);
      const done = dropWorker(standing, id);
      assertStands(scene, done.standing);
      assertNobodyLost(scene, done.standing, problem.requests.length);
      assertFewChanged(scene, done, lost.length, homeless);
      assert.equal(
        (done.standing.byWorker.get(id) ?? []).filter(round => isOpen(done.standing, round)).length,
        0,
        `seed ${seed}`,
      );
    }
  });

  it('a building that is sealed is left to the protected, and who was in it goes to no clean door afterwards', () => {
    for (const scene of scenes()) {
      const { draw, problem, standing, seed } = scene;
      const { id } = pick(draw, problem.buildings);
      const done = sealBuilding(standing, id);
      assertStands(scene, done.standing);
      assertNobodyLost(scene, done.standing, problem.requests.length);
      for (const round of openOf(done.standing).filter(placesIn(done.standing, id)))
        assert.ok(done.standing.workers.get(round.worker)?.ppe, `seed ${seed}`);
      for (const round of done.conflicts) assert.ok(!isOpen(done.standing, round), `seed ${seed}`);
    }
  });

  it('a lift that fails changes rounds through its building, and others only to take what no longer fits', () => {
    for (const scene of scenes()) {
      const { draw, problem, standing, seed } = scene;
      const { id } = pick(draw, problem.buildings);
      const through = openOf(standing).filter(placesIn(standing, id));
      const done = switchLift(standing, id, false);
      assertStands(scene, done.standing);
      assertNobodyLost(scene, done.standing, problem.requests.length);
      const stops = through.reduce((sum, round) => sum + round.stops.length, 0);
      assertFewChanged(scene, done, through.length, stops);
      for (const { reason } of done.unserved) assert.ok(reason.length > 0, `seed ${seed}`);
    }
  });
});
