// Which things may meet chemicals: what is eaten as it is never does, whatever people call it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allowedDisinfectants } from '../delivery/custody.ts';
import { goodsClassOf } from './goods.ts';
import type { GoodsClass } from './kind.ts';

const of = (...names: string[]) =>
  goodsClassOf(
    'groceries',
    names.map(name => ({ name })),
  );

describe('the class of goods', () => {
  const cases: Record<GoodsClass, readonly string[]> = {
    fresh: [
      '上海青',
      '新鲜菠菜',
      '洋芋',
      '番茄',
      '青菜2斤',
      '娃娃菜',
      '奶白菜',
      '红菜苔',
      '苹果',
      '砂糖橘',
      '五花肉',
      '土鸡蛋',
      '蔬菜包',
      '香菇',
      '馒头',
    ],
    cold: ['酸奶', '鲜牛奶', '冷藏水果捞'],
    frozen: ['速冻水饺', '冻虾仁', '雪糕', '冰淇淋'],
    ordinary: [
      '大米',
      '面粉',
      '食用油',
      '洗衣粉',
      '卫生纸',
      '纯牛奶',
      '泡菜',
      '苹果手机',
      '苹果醋',
      '番茄酱',
      '口罩',
      '电池',
      '红枣',
      '猫粮',
    ],
    medicine: [],
  };
  for (const [goods, names] of Object.entries(cases)) {
    for (const name of names) it(`of ${name} is ${goods}`, () => assert.equal(of(name), goods));
  }

  it('of several things in one bag is that of the one that bears least', () => {
    assert.equal(of('洗衣粉', '菠菜'), 'fresh');
    assert.equal(of('菠菜', '酸奶'), 'cold');
    assert.equal(of('大米', '雪糕', '菠菜'), 'frozen');
    assert.equal(of(), 'ordinary');
    assert.equal(goodsClassOf('medicine', [{ name: '冰淇淋' }]), 'medicine');
    assert.ok(!allowedDisinfectants(of('洗衣粉', '菠菜')).some(agent => agent.startsWith('chlorine')));
  });
});
