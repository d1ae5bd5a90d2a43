// Bindings for days: the longest day against every way to share the units, protection kept, and what a change would do.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compoundProblem } from '../../../../bench/dispatch-problems.ts';
import { daysUnder, proposeBindings } from './bindings.ts';
import type { Problem } from './problem.ts';

const longest = (days: readonly { readonly seconds: number }[]) => days.reduce((most, day) => Math.max(most, day.seconds), 0);

/** Every way to give units to people. */
function least(problem: Problem): number {
  const bases = problem.workers.map(worker => worker.workedSeconds);
  const [first] = problem.workers;
  const works = problem.units.map(
    ({ id }) => daysUnder(problem, [{ unit: id, primary: first!.id }])[0]!.seconds - first!.workedSeconds,
  );
  let best = Infinity;
  for (let code = 0; code < bases.length ** works.length; code += 1) {
    const days = [...bases];
    works.forEach((work, n) => {
      days[Math.floor(code / bases.length ** n) % bases.length]! += work;
    });
    best = Math.min(best, Math.max(...days));
  }
  return best;
}

describe('bindings for days', () => {
  const compound = compoundProblem(3);

  it('make the longest day within two per cent as short as any sharing could', () => {
    for (let seed = 0; seed < 8; seed += 1) {
      const units = compound.units.slice(seed * 2, seed * 2 + 7);
      const ids = new Set(units.map(unit => unit.id));
      const requests = compound.requests.filter((request, n) => ids.has(request.unit) && (n + seed) % 3 !== 0);
      const workers = compound.workers.filter(worker => !worker.ppe).slice(0, 3);
      const tired = workers.map((worker, n) => ({ ...worker, workedSeconds: n === 1 ? 900 * seed : 0 }));
      const problem = { ...compound, units, requests, workers: tired };
      assert.ok(longest(proposeBindings(problem).days) <= 1.02 * least(problem), `part ${seed}`);
    }
  });

  it('give every unit a primary and another backup, and sealed ones only to the protected', () => {
    const { bindings, days } = proposeBindings(compound);
    const ppe = new Set(compound.workers.filter(worker => worker.ppe).map(worker => worker.id));
    for (const { unit, primary, backup } of bindings) {
      assert.ok(primary !== null && backup !== null && primary !== backup, unit);
      if (unit.startsWith('b9')) assert.ok(ppe.has(primary) && ppe.has(backup), unit);
    }
    const sealed = new Set(bindings.filter(({ unit }) => unit.startsWith('b9')).map(({ primary }) => primary));
    for (const { unit, primary } of bindings) if (!unit.startsWith('b9')) assert.ok(!sealed.has(primary), 'nobody goes to both');
    assert.deepEqual(days, daysUnder(compound, bindings));
  });

  it('keep people near where they live when the days are the same', () => {
    // Two staircases side by side, one request each on the first floor.
    const units = [
      { ...compound.units[0]!, x: 500, y: 50 },
      { ...compound.units[1]!, x: 499, y: 51 },
    ];
    const requests = units.map((unit, n) => ({ ...compound.requests[0]!, id: `r${n}`, unit: unit.id, floor: 1 }));
    const workers = compound.workers.slice(0, 2);
    const owners = (homes: readonly [string, string]) =>
      proposeBindings(
        { ...compound, units, requests, workers },
        { homes: new Map(workers.map((worker, n) => [worker.id, homes[n]!])) },
      ).bindings.map(({ primary }) => primary);
    const [a, b] = [units[0]!.id, units[1]!.id];
    const [one, two] = [workers[0]!.id, workers[1]!.id];
    assert.deepEqual(owners([a, b]), [one, two]);
    assert.deepEqual(owners([b, a]), [two, one]);
  });

  it('say when nobody may', () => {
    const nobody = proposeBindings({ ...compound, workers: compound.workers.filter(worker => !worker.ppe) });
    for (const { unit, primary } of nobody.bindings) assert.equal(primary === null, unit.startsWith('b9'));
    assert.deepEqual(proposeBindings({ ...compound, workers: [] }).days, []);
  });
});

describe('bindings that change', () => {
  const compound = compoundProblem(5);
  const { bindings } = proposeBindings(compound);
  const changed = (after: typeof bindings) => after.filter((one, n) => one.primary !== bindings[n]?.primary).map(one => one.unit);

  it('stay as they are when nothing is gained, whether they are to be even or few', () => {
    for (const fewest of [true, false])
      assert.deepEqual(proposeBindings(compound, { present: bindings, fewest }).bindings, bindings);
  });

  it('give the units of whoever drops out to others, and no other unit changes hands', () => {
    for (const { id } of compound.workers) {
      const workers = compound.workers.filter(worker => worker.id !== id);
      const after = proposeBindings({ ...compound, workers }, { present: bindings, fewest: true }).bindings;
      const theirs = bindings.filter(one => one.primary === id).map(one => one.unit);
      assert.deepEqual(changed(after), theirs, id);
      for (const [n, one] of after.entries()) {
        assert.ok(one.primary !== null && one.primary !== id && one.backup !== id && one.backup !== one.primary);
        const before = bindings[n];
        if (before?.primary !== id && before?.backup !== id) assert.equal(one.backup, before?.backup, one.unit);
      }
    }
  });

  it('are made even for whoever comes new, by no more changes than the days get shorter for', () => {
    const few = compound.workers.slice(0, -1);
    const present = proposeBindings({ ...compound, workers: few }).bindings;
    const before = longest(daysUnder(compound, present));
    const after = proposeBindings(compound, { present });
    assert.ok(longest(after.days) <= before);
    const fresh = proposeBindings(compound).bindings;
    const moved = (all: typeof present) => all.filter((one, n) => one.primary !== present[n]?.primary).length;
    assert.ok(moved(after.bindings) <= moved(fresh));
  });

  it('keep everybody within their own places, and leave open what lies in nobody’s', () => {
    const own = new Map(
      compound.workers.map((worker, n) => [
        worker.id,
        new Set(compound.units.filter((_, u) => u % 5 === n % 5 && u % 5 !== 4).map(unit => unit.id)),
      ]),
    );
    for (const { unit, primary, backup } of proposeBindings(compound, { places: own }).bindings) {
      for (const who of [primary, backup]) if (who !== null) assert.ok(own.get(who)?.has(unit), `${who} ${unit}`);
      if (compound.units.findIndex(one => one.id === unit) % 5 === 4) assert.equal(primary, null);
    }
  });
});
