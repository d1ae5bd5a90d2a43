// Estimates of weight and time: close to what a shop would say, never nothing, never a lorry.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { kinds } from './kind.ts';
import { estimateGrams, estimateMinutes, mostGrams, mostMinutes } from './weight.ts';

const of = (name: string, quantity: number | null, unit: string | null) => ({ name, quantity, unit });

describe('how heavy', () => {
  const table: [string, Parameters<typeof estimateGrams>, number][] = [
    ['three jin of potatoes', ['groceries', [of('土豆', 3, '斤')]], 1500],
    ['a sack of rice', ['groceries', [of('大米', 1, '袋')]], 5000],
    ['a bag of salt is no sack', ['groceries', [of('盐', 1, '袋')]], 400],
    ['a tray of eggs and two packets of noodles', ['groceries', [of('鸡蛋', 1, '板'), of('挂面', 2, '包')]], 2800],
    ['a crate of milk', ['groceries', [of('纯牛奶', 1, '箱')]], 3500],
    ['a barrel of water', ['groceries', [of('纯净水', 1, '桶')]], 19_000],
    ['two boxes of pills', ['medicine', [of('硝苯地平缓释片', 2, '盒')]], 200],
    ['two parcels', ['parcel', [of('快递', 2, '个')]], 4000],
    ['a parcel that was weighed', ['parcel', [of('快递', 8, '公斤')]], 8000],
    ['some vegetables', ['groceries', [of('菜', null, null)]], 500],
    ['an order without a list', ['groceries', []], 5000],
    ['help weighs nothing', ['home_help', [of('梯子', 1, '个')]], 0],
  ];
  for (const [what, asked, grams] of table) it(what, () => assert.equal(estimateGrams(...asked), grams));

  const item = fc.record({
    name: fc.string({ maxLength: 20, unit: 'grapheme' }),
    quantity: fc.option(fc.double({ min: 0.01, max: 9999, noNaN: true })),
    unit: fc.option(fc.constantFrom('斤', 'kg', '袋', '个', '箱', '怪')),
  });
  it('is a whole number the tables can hold, and more things are never lighter', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.array(item, { minLength: 1, maxLength: 20 }), (kind, items) => {
        const grams = estimateGrams(kind, items);
        assert.ok(Number.isInteger(grams) && grams >= 0 && grams <= mostGrams);
        assert.ok(estimateGrams(kind, items.slice(0, -1).length === 0 ? items : items.slice(0, -1)) <= grams);
        const minutes = estimateMinutes(kind, grams);
        assert.ok(Number.isInteger(minutes) && minutes > 0 && minutes <= mostMinutes);
      }),
    );
  });

  it('what one person cannot carry at once takes another way', () => {
    assert.equal(estimateMinutes('groceries', 15_000), 8);
    assert.equal(estimateMinutes('groceries', 15_001), 13);
    assert.equal(estimateMinutes('groceries', 45_000), 18);
  });
});
