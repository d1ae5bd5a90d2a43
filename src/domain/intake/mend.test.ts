// A row put right by a person: its doubts are gone, what was misread is kept without names and numbers, and a word is learned.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { aliasedText, aliasKey, withAliases } from './alias.ts';
import { aliasIn, mend } from './mend.ts';
import { readText } from './read.ts';
import { makeRegistry } from './registry.ts';

const registry = makeRegistry([{ id: 'd1', compound: '试验小区', building: '10号楼', unit: '1单元', door: '101' }]);
const read = (text: string) => readText(text, {}, registry);

describe('a row put right', () => {
  it('is green once its door is picked', () => {
    const text = '10-9-101 土豆两斤';
    const before = read(text);
    assert.equal(before.colour, 'red');
    const [after, fixes] = mend(before, text, { door: { id: 'd1', name: '10号楼 1单元 101' } }, { door: null });
    assert.deepEqual([after.colour, after.doorId], ['green', 'd1']);
    assert.deepEqual(fixes, [{ field: 'door', said: '10-9-101', before: '', after: '10号楼 1单元 101' }]);
  });

  it('stays as doubtful as it is for what nobody has touched', () => {
    const text = '10-9-101 土豆两斤';
    const [after, fixes] = mend(read(text), text, { category: 'daily' }, { door: null });
    assert.equal(after.colour, 'red');
    assert.deepEqual(
      fixes.map(fix => [fix.field, fix.before, fix.after]),
      [['category', 'grocery', 'daily']],
    );
  });

  it('keeps names and numbers only as shapes', () => {
    const text = '1. 刘大爷 10-1-101 土豆2斤 13912345678';
    const [, fixes] = mend(read(text), text, { name: '刘建国', phone: '13900000000' }, { door: null });
    assert.equal(fixes.length, 2);
    assert.doesNotMatch(JSON.stringify(fixes), /刘|139/);
  });

  it('teaches another name of a thing, not another quantity', () => {
    const [potato] = read('10-1-101 洋芋两斤').items;
    assert.ok(potato);
    assert.deepEqual(aliasIn([potato], [{ ...potato, name: '土豆' }]), [['洋芋', '土豆']]);
    assert.deepEqual(aliasIn([potato], [{ ...potato, name: '土豆', qty: 3 }]), []);
  });
});

describe('a word of the community', () => {
  const aliases = new Map([[aliasKey('黄皮瓜蛋子'), '土豆']]);

  it('is read as what it means, and every other word keeps its place', () => {
    const text = '10-1-101 黄皮瓜蛋子三斤 盐1袋';
    const aliased = aliasedText(text, aliases);
    assert.equal(aliased.length, text.length);
    const { items } = read(aliased);
    assert.deepEqual(
      items.map(item => [item.name, item.qty]),
      [
        ['土豆', 3],
        ['盐', 1],
      ],
    );
    assert.equal(text.slice(...(items[1]?.span ?? [0, 0])), '盐1袋');
  });

  it('settles a doubt that was about the name, never one about how much', () => {
    const before = readText('1. 10-1-101 洋苋菜2斤', {}, registry);
    const after = withAliases(before, new Map([['洋苋菜', '苋菜']]));
    assert.equal(after.items[0]?.name, '苋菜');
    assert.equal(after.items[0]?.qty, 2);
  });
});
