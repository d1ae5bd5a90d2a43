// A plan that is being carried out survives what happens: within every rule, and without touching who has started.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compoundProblem, trickyProblem } from '../../../../bench/dispatch-problems.ts';
import { checkPlan } from '../check/check.ts';
import { readPlan } from '../check/told.ts';
import { planFile } from './file.ts';
import type { Problem } from './problem.ts';
import { drawFrom } from './random.ts';
import { cancelRequest, dropWorker, insertRequest, planOf, sealBuilding, switchLift } from './repair.ts';
import { planRounds } from './solve.ts';
import { isOpen, problemOf, type Standing, takeUp } from './standing.ts';

const stopped = () => 0;
const rounds = (standing: Standing) => [...standing.byWorker.values()].flat();
const closed = (standing: Standing) =>
  rounds(standing)
    .filter(round => !isOpen(standing, round))
    .map(({ state: _, ...round }) => JSON.stringify(round));

function assertGood(standing: Standing, what: string): void {
  const told = readPlan(JSON.parse(JSON.stringify(planFile(planOf(standing, stopped)))));
  assert.ok(told.ok, what);
  assert.deepEqual(checkPlan(problemOf(standing), told.plan), [], what);
}

function underWay(problem: Problem, at: number): Standing {
  return takeUp(problem, planRounds(problem, { now: stopped, effort: 0.1 }).rounds, at);
}

describe('a plan that is being carried out', () => {
  it('keeps every rule and everybody who has started, whatever happens, on two hundred problems', () => {
    for (let seed = 0; seed < 200; seed += 1) {
      const draw = drawFrom(seed);
      const problem = trickyProblem(seed);
      if (problem.workers.length === 0 || problem.requests.length < 2) continue;
      const frozen = new Set(problem.frozen.flatMap(({ round }) => round.stops.map(stop => stop.request)));
      const late = problem.requests.findLast(request => !frozen.has(request.id));
      const early = { ...problem, requests: problem.requests.filter(request => request !== late) };
      let standing = underWay(early, draw.below(1500));
      const one = <T extends { id: string }>(all: readonly T[]) => all[draw.below(all.length)]?.id ?? '';
      const events: [string, () => Standing][] = [
        ['cancelled', () => cancelRequest(standing, one([...standing.requests.values()])).standing],
        ['sealed', () => sealBuilding(standing, one(problem.buildings)).standing],
        ['lift', () => switchLift(standing, one(problem.buildings), draw.next() < 0.5).standing],
        ['dropped out', () => dropWorker(standing, one(problem.workers)).standing],
      ];
      if (late !== undefined)
        events.push([
          'urgent',
          () => {
            insertRequest(standing, { ...late, class: 'P0' });
            return standing;
          },
        ]);
      for (let n = 0; n < 3; n += 1) {
        const [what, happens] = events.splice(draw.below(events.length), 1)[0]!;
        const before = closed(standing);
        standing = happens();
        const after = new Set(closed(standing));
        assert.deepEqual(
          before.filter(round => !after.has(round)),
          [],
          `${what}, seed ${seed}`,
        );
        assertGood(standing, `${what}, seed ${seed}`);
      }
    }
  });
});

describe('an urgent request in a compound', () => {
  const problem = compoundProblem(5);
  const some = problem.requests[100]!;

  it('changes at most one round that has not begun, and leaves all others to the second', () => {
    const standing = underWay(problem, 1000);
    for (let n = 0; n < 40; n += 1) {
      const before = new Set(rounds(standing));
      const unit = problem.units[n % problem.units.length]!.id;
      const urgent = { ...some, id: `urgent ${n}`, unit, floor: 2, class: 'P0' as const, readyAt: 1000, dueAt: 4600 };
      const done = insertRequest(standing, urgent);
      const gone = [...before].filter(round => !rounds(standing).includes(round));
      assert.deepEqual(gone, done.before === null ? [] : [done.before]);
      assert.ok(done.before === null || isOpen(standing, done.before));
      if (done.refused === null)
        assert.ok([done.after, done.added].some(round => round?.stops.some(stop => stop.request === urgent.id)));
    }
    assertGood(standing, 'forty urgent requests');
  });

  it('that comes twice is a mistake of the caller', () => {
    assert.throws(() => insertRequest(underWay(problem, 0), some), /planned already/);
  });
});

describe('in a compound,', () => {
  const problem = compoundProblem(6, { bindings: true });

  it('a cancelled request shortens its round and nothing else', () => {
    const standing = underWay(problem, 500);
    const open = rounds(standing).find(round => isOpen(standing, round) && round.stops.length > 2)!;
    const done = cancelRequest(standing, open.stops[1]!.request);
    assert.deepEqual([done.changed.length, done.added.length, done.unserved.length], [1, 0, 0]);
    assert.equal(done.changed[0]?.after?.startAt, open.startAt);
    assert.equal(done.changed[0]?.after?.stops.length, open.stops.length - 1);
    const running = rounds(standing).find(round => !isOpen(standing, round))!;
    const late = cancelRequest(standing, running.stops[0]!.request);
    assert.deepEqual([late.changed.length, late.conflicts[0]], [0, running], 'who is out already is only told');
  });

  it('the backups take over from somebody who drops out', () => {
    const standing = underWay(problem, 3000);
    const who = problem.workers[3]!.id;
    const lost = (standing.byWorker.get(who) ?? []).filter(round => isOpen(standing, round));
    assert.ok(lost.length > 1);
    const done = dropWorker(standing, who);
    assertGood(done.standing, 'dropped out');
    assert.equal(done.unserved.length, 0);
    assert.equal((done.standing.byWorker.get(who) ?? []).filter(round => isOpen(done.standing, round)).length, 0);
    for (const round of lost) for (const stop of round.stops) assert.notEqual(done.standing.home.get(stop.request)?.worker, who);
  });

  it('a building that is sealed at eleven is left to the protected, or refused with the reason', () => {
    const standing = underWay({ ...problem, rules: { binding: 'soft', fair: false } }, 3000);
    const done = sealBuilding(standing, 'b4');
    assertGood(done.standing, 'sealed');
    const ppe = new Set(problem.workers.filter(worker => worker.ppe).map(worker => worker.id));
    for (const round of rounds(done.standing))
      if (
        isOpen(done.standing, round) &&
        round.stops.some(stop => done.standing.requests.get(stop.request)?.unit.startsWith('b4'))
      )
        assert.ok(ppe.has(round.worker));
    assert.ok(done.conflicts.every(round => round.startAt <= 3000));
  });

  it('a lift that fails makes rounds longer, and what no longer fits goes elsewhere', () => {
    const standing = underWay(problem, 3000);
    const done = switchLift(standing, 'b4', false);
    assertGood(done.standing, 'lift');
    assert.ok(done.changed.length > 0);
    const back = switchLift(done.standing, 'b4', true);
    assertGood(back.standing, 'lift runs again');
  });
});
