// The line editor reads what clerks type, and never makes up a quantity.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readLine, readNumber, writeLine } from './line.ts';

const cases: [string, string, number | null, string | null][] = [
  ['土豆 2 斤', '土豆', 2, '斤'],
  ['鸡蛋1板', '鸡蛋', 1, '板'],
  ['鸡蛋一板', '鸡蛋', 1, '板'],
  ['2斤土豆', '土豆', 2, '斤'],
  ['两盒牛奶', '牛奶', 2, '盒'],
  ['半斤肉', '肉', 0.5, '斤'],
  ['五花肉一斤半', '五花肉', 1.5, '斤'],
  ['三两茶叶', '茶叶', 3, '两'],
  ['大米10kg', '大米', 10, 'kg'],
  ['大米 ５ 公斤', '大米', 5, '公斤'],
  ['挂面二十把', '挂面', 20, '把'],
  ['矿泉水x6', '矿泉水', 6, null],
  ['可乐 2', '可乐', 2, null],
  ['盐', '盐', null, null],
  ['三文鱼', '三文鱼', null, null],
  ['十三香', '十三香', null, null],
  ['维生素B1', '维生素B1', null, null],
  ['84消毒液 1 瓶', '84消毒液', 1, '瓶'],
  ['5号电池 4 节', '5号电池', 4, '节'],
  ['一次性手套 2 双', '一次性手套', 2, '双'],
  ['豆腐 1.5 斤', '豆腐', 1.5, '斤'],
  ['potatoes 2 kg', 'potatoes', 2, 'kg'],
  ['eggs 1 box', 'eggs', 1, 'box'],
  ['药 0 盒', '药 0 盒', null, null],
];

test('items as people say them', () => {
  for (const [text, name, quantity, unit] of cases) assert.deepEqual(readLine(text), [{ name, quantity, unit }], text);
});

test('one line holds several items, parted by any comma', () => {
  assert.deepEqual(readLine('土豆 2 斤, 鸡蛋 1 板，盐、酱油一瓶').map(writeLine), ['土豆 2 斤', '鸡蛋 1 板', '盐', '酱油 1 瓶']);
  assert.deepEqual(readLine(' ，, 、'), []);
});

test('Chinese numbers', () => {
  for (const [text, value] of [
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['一百二十', 120],
    ['两', 2],
    ['半', 0.5],
  ] as const)
    assert.equal(readNumber(text), value, text);
  assert.equal(readNumber('三零一'), undefined);
});

test('any text gives names within the contract and quantities it allows, and what was written reads back the same', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200, unit: 'grapheme' }), text => {
      for (const line of readLine(text)) {
        assert.ok(line.name.length <= 60);
        if (line.quantity !== null) assert.ok(line.quantity >= 0.01 && line.quantity <= 9999);
      }
    }),
  );
  const name = fc.constantFrom('土豆', '鸡蛋', '84消毒液', '五花肉', '三文鱼', '牛奶');
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: 9999 }), fc.constantFrom('斤', '板', '公斤', '瓶'), (name, quantity, unit) => {
      assert.deepEqual(readLine(writeLine({ name, quantity, unit })), [{ name, quantity, unit }]);
    }),
  );
});
