// What a correction does to a request, and when a person has to speak to somebody first.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { State } from '../request/life.ts';
import { type Held, propose } from './amendment.ts';
import { readText } from './read.ts';
import type { Item, Operation, Reading } from './reading.ts';

const held = (more: Partial<Held> = {}): Held => ({
  kind: 'groceries',
  state: 'sorted',
  items: [
    { name: '土豆', quantity: 2, unit: '斤', substitution: 'ask' },
    { name: '牛奶', quantity: 1, unit: '箱', substitution: 'similar' },
  ],
  note: null,
  isListed: false,
  ...more,
});
const item = (name: string, qty: number | null, unit: string | null): Item => ({
  ...{ name, qty, unit, spec: null, restricted: null, span: [0, 0], sure: 1 },
});
const said = (op: Operation, items: readonly Item[] = []): Reading => ({
  ...readText(''),
  ...{ kind: op.startsWith('cancel') ? 'cancellation' : 'correction', op, items },
});
const gist = (reading: Reading, text = '', of = held()) => {
  const { amendment, hindrance } = propose(reading, text, of);
  if (amendment?.do !== 'amend') return amendment?.do ?? hindrance;
  return amendment.items.map(({ name, quantity, unit }) => `${name}${quantity ?? ''}${unit ?? ''}`).join(' ');
};

describe('a correction', () => {
  const cases: readonly [what: string, Reading, string, after: string][] = [
    ['another quantity', said('set_qty', [item('土豆', 3, '斤')]), '', '土豆3斤 牛奶1箱'],
    ['another name of the same thing', said('set_qty', [item('洋芋', 3, '斤')]), '', '土豆3斤 牛奶1箱'],
    ['one more of what is there', said('add_item', [item('牛奶', 1, '箱')]), '', '土豆2斤 牛奶2箱'],
    ['something more', said('add_item', [item('盐', 1, '袋')]), '', '土豆2斤 牛奶1箱 盐1袋'],
    ['in another unit it is a thing of its own', said('add_item', [item('土豆', 1, '袋')]), '', '土豆2斤 牛奶1箱 土豆1袋'],
    ['one thing for another that is named', said('replace_item', [item('酸奶', 1, '箱')]), '牛奶换成酸奶', '土豆2斤 酸奶1箱'],
    ['one thing less', said('cancel_item', [item('土豆', null, null)]), '', '牛奶1箱'],
    ['the last things less cancel it', said('cancel_item', [item('土豆', null, null), item('牛奶', null, null)]), '', 'cancel'],
    ['all of it', said('cancel'), '', 'cancel'],
    ['another door', said('set_addr'), '', 'move'],
    ['a thing that is not in it', said('set_qty', [item('大米', 3, '袋')]), '', 'not_among_them'],
    ['one thing for another that nobody names', said('replace_item', [item('鱼', 1, '条')]), '换成鱼', 'not_among_them'],
  ];
  for (const [what, reading, text, after] of cases) it(what, () => assert.equal(gist(reading, text), after));

  it('keeps what is to be done when a thing is not to be had', () => {
    const { amendment } = propose(said('set_qty', [item('牛奶', 2, null)]), '', held());
    assert.ok(amendment?.do === 'amend');
    assert.deepEqual(amendment.items[1], { name: '牛奶', quantity: 2, unit: '箱', substitution: 'similar' });
  });

  it('of a telephone leaves no number for those who carry', () => {
    const reading = readText('电话改成13912345678，找小李');
    const { amendment } = propose({ ...reading, op: 'set_phone' }, '电话改成13912345678，找小李', held());
    assert.ok(amendment?.do === 'amend');
    assert.doesNotMatch(amendment.note ?? '', /139/);
    assert.match(amendment.note ?? '', /小李/);
  });
});

describe('once goods are being bought', () => {
  const more = said('add_item', [item('盐', 1, '袋')]);
  const of = (state: State, isListed = false) => {
    const { hindrance, evenSo } = propose(more, '', held({ state, isListed }));
    return [hindrance, evenSo];
  };
  it('nothing is changed by one tap, and it is said why', () => {
    assert.deepEqual(of('sorted'), [null, false]);
    assert.deepEqual(of('sorted', true), ['being_bought', true]);
    assert.deepEqual(of('accepted'), ['being_bought', false]);
    assert.deepEqual(of('carrying'), ['on_its_way', false]);
    assert.deepEqual(of('delivered'), ['delivered', false]);
    assert.deepEqual(of('cancelled', true), ['over', false]);
  });

  it('a cancellation goes through when somebody says even so', () => {
    const { hindrance, evenSo } = propose(said('cancel'), '', held({ state: 'accepted' }));
    assert.deepEqual([hindrance, evenSo], ['being_bought', true]);
  });
});
