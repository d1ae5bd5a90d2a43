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
import { addUp } from './shopping.ts';

const bag = (step: Bag['step'], rest: Partial<Bag> = {}): Bag => ({
  bagId: 'a',
  step,
  goodsClass: 'ordinary',
  problem: null,
  ...rest,
});

describe('a bag', () => {
  it('reaches the door only from the gate on, and undisinfected only where chemicals would spoil it', () => {
    for (const goods of goodsClasses) {
      for (const step of bagSteps) {
        const may = mayFollow(step, 'door', goods);
        const expected = step === 'disinfected' || (step === 'gate' && ['fresh', 'cold', 'frozen'].includes(goods));
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
    assert.equal(whatHoldsBags([]), 'goods_not_fetched');
    assert.equal(whatHoldsBags([bag('packed')]), 'goods_not_fetched');
    assert.equal(whatHoldsBags([bag('disinfected'), bag('gate')]), 'goods_not_disinfected');
    assert.equal(whatHoldsBags([bag('disinfected'), bag('gate', { goodsClass: 'fresh' })]), null);
    assert.equal(whatHoldsBags([bag('disinfected'), bag('gate', { problem: 'spoiled_goods' })]), null, 'that one does not go');
    assert.equal(whatHoldsBags([bag('door')]), 'goods_not_fetched', 'reopened: something new has to come');
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
