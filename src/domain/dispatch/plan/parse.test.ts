// A problem file is read whole or refused with the name of the field that is wrong.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { trickyProblem } from '../../../../bench/dispatch-problems.ts';
import { parseProblem } from './parse.ts';

function file(): Record<string, unknown> {
  return {
    gate: { x: 0, y: 0 },
    gateCapacity: 10,
    gateWindowSeconds: 300,
    travel: {
      walkMetresPerSecond: 1.1,
      metric: 'manhattan',
      liftWaitSeconds: 25,
      liftFloorSeconds: 2.5,
      liftStepSeconds: 12,
      sameFloorSeconds: 8,
      stairFloorSeconds: 12,
    },
    buildings: [{ id: 'b1', floors: 18, lift: true, zone: 'control' }],
    units: [{ id: 'b1-1', building: 'b1', x: 60, y: 50 }],
    requests: [
      {
        id: 'r1',
        unit: 'b1-1',
        floor: 7,
        class: 'P2',
        kg: 8,
        boxes: 1,
        readyAt: 0,
        dueAt: 14400,
        serviceSeconds: 45,
        openAt: 0,
        maxOutSeconds: 3600,
      },
      { id: 'r2', unit: 'b1-1', floor: 7, class: 'P2', kg: 8, boxes: 1, readyAt: 0, dueAt: 14400, serviceSeconds: 45 },
    ],
    workers: [
      {
        id: 'w1',
        shift: [0, 14400],
        ppe: false,
        maxKg: 60,
        maxBoxes: 20,
        maxRoundSeconds: 1800,
        workedSeconds: 0,
        breaks: [[7200, 8100]],
        wearSeconds: 14400,
        primary: ['b1-1'],
        backup: ['b1-1'],
      },
      { id: 'w2', shift: [0, 14400], ppe: true, maxKg: 60, maxBoxes: 20, maxRoundSeconds: 1800, workedSeconds: 0 },
    ],
    rules: { binding: 'strict', fair: true },
    frozen: [{ round: { worker: 'w1', startAt: 0, endAt: 1500, stops: [{ request: 'r1', arriveAt: 240 }] }, state: 'accepted' }],
    seed: 1,
    timeLimitMs: 500,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a test spoils the file wherever it wants
function spoiled(spoil: (problem: any) => void): string {
  const problem = file();
  spoil(problem);
  const parsed = parseProblem(JSON.parse(JSON.stringify(problem)));
  return parsed.ok ? 'read' : parsed.bad.field;
}

describe('a problem file', () => {
  it('that is whole is read, with and without what is optional', () => {
    assert.equal(parseProblem(file()).ok, true);
    assert.equal(
      spoiled(problem => {
        delete problem.gateCapacity;
        delete problem.gateWindowSeconds;
        for (const name of ['breaks', 'wearSeconds', 'primary', 'backup']) delete problem.workers[0][name];
        problem.frozen = [];
      }),
      'read',
    );
    for (let seed = 0; seed < 50; seed += 1) assert.equal(parseProblem(JSON.parse(JSON.stringify(trickyProblem(seed)))).ok, true);
  });

  it('may hold nothing to do and nobody to do it', () => {
    assert.equal(
      spoiled(problem => {
        for (const name of ['buildings', 'units', 'requests', 'workers', 'frozen']) problem[name] = [];
      }),
      'read',
    );
  });

  it('that is wrong is refused with the field', () => {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const cases: [string, (problem: any) => void][] = [
      ['gate', problem => delete problem.gate],
      ['gate.x', problem => (problem.gate.x = 'left')],
      ['gateCapacity', problem => (problem.gateCapacity = -1)],
      ['travel.walkMetresPerSecond', problem => (problem.travel.walkMetresPerSecond = 0)],
      ['travel.metric', problem => (problem.travel.metric = 'euclid')],
      ['buildings', problem => (problem.buildings = {})],
      ['buildings[0].zone', problem => (problem.buildings[0].zone = 'red')],
      ['buildings[1].id', problem => problem.buildings.push(problem.buildings[0])],
      ['units[0].building', problem => (problem.units[0].building = 'b7')],
      ['requests[0].unit', problem => (problem.requests[0].unit = 'b1-9')],
      ['requests[0].floor', problem => (problem.requests[0].floor = 19)],
      ['requests[1].id', problem => (problem.requests[1].id = 'r1')],
      ['requests[1].kg', problem => (problem.requests[1].kg = -3)],
      ['requests[1].class', problem => (problem.requests[1].class = 'P9')],
      ['requests[1].dueAt', problem => (problem.requests[1].dueAt = null)],
      ['requests[1].boxes', problem => (problem.requests[1].boxes = 1.5)],
      ['requests[0].openAt', problem => (problem.requests[0].openAt = 'noon')],
      ['workers[0].shift', problem => (problem.workers[0].shift = [14400, 0])],
      ['workers[0].ppe', problem => (problem.workers[0].ppe = 'yes')],
      ['workers[0].breaks[0]', problem => (problem.workers[0].breaks = [[1]])],
      ['workers[0].primary[0]', problem => (problem.workers[0].primary = ['b2-1'])],
      ['workers[1].maxKg', problem => delete problem.workers[1].maxKg],
      ['rules.binding', problem => (problem.rules.binding = 'loose')],
      ['rules.fair', problem => delete problem.rules.fair],
      ['frozen[0].state', problem => (problem.frozen[0].state = 'gone')],
      ['frozen[0].round.worker', problem => (problem.frozen[0].round.worker = 'w9')],
      ['frozen[0].round.stops[0].request', problem => (problem.frozen[0].round.stops[0].request = 'r9')],
      ['frozen[1].round.stops[0].request', problem => problem.frozen.push(problem.frozen[0])],
      ['seed', problem => delete problem.seed],
      ['timeLimitMs', problem => (problem.timeLimitMs = 'long')],
    ];
    for (const [field, spoil] of cases) assert.equal(spoiled(spoil), field);
    for (const value of [null, 7, 'text', []]) {
      const parsed = parseProblem(value);
      assert.equal(parsed.ok ? '' : parsed.bad.field, 'problem');
    }
  });
});
