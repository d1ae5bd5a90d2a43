// The way of a bag: no step is skipped, no chemicals on food, and a bag that went wrong does not go to the door.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goodsClasses } from '../request/kind.ts';
import {
  allowedDisinfectants,
  type Bag,
  bagProblems,
  bagSteps,
  isUnderWay,
  mayFollow,
  stepAtFetch,
  whatHoldsBags,
} from './custody.ts';
import { readRestMinutes, restUntil } from './rest.ts';
import { addUp } from './shopping.ts';

const noon = '2030-01-02T12:00:00Z';

const bag = (step: Bag['step'], rest: Partial<Bag> = {}): Bag => ({
  bagId: 'a',
  step,
  goodsClass: 'ordinary',
  problem: null,
  restUntil: null,
  ...rest,
});

describe('a bag', () => {
  it('reaches the door only from the gate on, and undisinfected only where chemicals would spoil it', () => {
    for (const goods of goodsClasses) {
      for (const step of bagSteps) {
        const may = mayFollow(step, 'door', goods);
        const expected =
          ['disinfected', 'rested', 'relayed'].includes(step) || (step === 'gate' && ['fresh', 'cold', 'frozen'].includes(goods));
        assert.equal(may, expected, `${goods} from ${step}`);
      }
    }
  });

  it('of food, cold and frozen goods is never sprayed with chlorine', () => {
    for (const goods of ['fresh', 'cold', 'frozen'] as const) {
      assert.ok(!allowedDisinfectants(goods).some(agent => agent.startsWith('chlorine')), goods);
    }
  });

  it('that is wrong, short or spoiled stays behind; one that nobody took goes again', () => {
    const again = bagProblems.filter(problem => isUnderWay(bag('returned', { problem })));
    assert.deepEqual(again, ['nobody_answered', 'refused_at_door', 'cannot_reach']);
    assert.equal(isUnderWay(bag('door')), false, 'what has arrived is not under way');
  });

  it('is taken over at the gate once', () => {
    assert.equal(stepAtFetch(bag('packed')), 'gate');
    assert.equal(stepAtFetch(bag('returned', { problem: 'nobody_answered' })), 'gate');
    assert.equal(stepAtFetch(bag('returned', { problem: 'spoiled_goods' })), null);
    assert.equal(stepAtFetch(bag('gate')), null);
    assert.equal(stepAtFetch(bag('disinfected')), null);
  });

  it('holds its request back as long as one of several is not ready', () => {
    assert.equal(whatHoldsBags([], noon), 'goods_not_fetched');
    assert.equal(whatHoldsBags([bag('packed')], noon), 'goods_not_fetched');
    assert.equal(whatHoldsBags([bag('disinfected'), bag('gate')], noon), 'goods_not_disinfected');
    assert.equal(whatHoldsBags([bag('disinfected'), bag('gate', { goodsClass: 'fresh' })], noon), null);
    assert.equal(
      whatHoldsBags([bag('disinfected'), bag('gate', { problem: 'spoiled_goods' })], noon),
      null,
      'that one does not go',
    );
    assert.equal(whatHoldsBags([bag('door')], noon), 'goods_not_fetched', 'reopened: something new has to come');
  });
});

describe('a disinfected bag', () => {
  it('rests as long as the community says, and cold, frozen and urgent goods never do', () => {
    const rest = readRestMinutes({ restMinutes: { ordinary: 30, medicine: 30, cold: 30, frozen: 30, fresh: -1 } });
    const at = '2030-01-02T12:00:00.000Z';
    assert.equal(restUntil(rest, 'ordinary', 'normal', at), '2030-01-02T12:30:00.000Z');
    assert.equal(restUntil(rest, 'medicine', 'normal', at), '2030-01-02T12:30:00.000Z');
    for (const goods of ['cold', 'frozen', 'fresh'] as const) assert.equal(restUntil(rest, goods, 'normal', at), null, goods);
    assert.equal(restUntil(rest, 'medicine', 'life', at), null);
    assert.equal(restUntil(readRestMinutes(null), 'ordinary', 'normal', at), null, 'nobody has set a time');
  });

  it('goes nowhere before its time', () => {
    const resting = bag('disinfected', { restUntil: '2030-01-02T12:30:00Z' });
    assert.equal(whatHoldsBags([resting], noon), 'goods_not_rested');
    assert.equal(whatHoldsBags([resting], '2030-01-02T12:30:00Z'), null);
    assert.equal(
      whatHoldsBags([bag('rested', { restUntil: '2030-01-02T12:30:00Z' })], noon),
      null,
      'somebody looked at the clock',
    );
  });
});

describe('the shopping list', () => {
  it('adds up one thing whatever the spelling, exactly, and keeps different units apart', () => {
    const item = (name: string, quantity: number | null, unit: string | null) => ({ name, quantity, unit });
    const lines = addUp([
      { items: [item('番茄', 0.1, '斤'), item('番 茄', 0.2, '斤'), item('鸡蛋', null, '板')] },
      { items: [item('番茄', 1, '箱'), item('鸡蛋', 2, '板')] },
      { items: [item('ＡＤ钙奶', null, null), item('番茄', 3, '斤')] },
    ]);
    assert.deepEqual(lines, [
      { name: '番茄', unit: '斤', quantity: 3.3, requests: 2 },
      { name: '鸡蛋', unit: '板', quantity: 2, requests: 2 },
      { name: '番茄', unit: '箱', quantity: 1, requests: 1 },
      { name: 'ＡＤ钙奶', unit: null, quantity: null, requests: 1 },
    ]);
  });
});
