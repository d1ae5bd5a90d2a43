// Which text is the next version of which list, and which words are the same whatever number stands before them.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readSheet } from './sheet.ts';
import { headingOf, sameWords, type Version, versionBefore } from './sheet-chain.ts';

function version(text: string): Version {
  const sheet = readSheet(text);
  return { heading: headingOf(sheet, text), rows: sheet.rows };
}
const rows = ['1. 10-1-101 土豆2斤', '2. 10-1-102 白菜1棵', '3. 10-1-201 鸡蛋1板', '4. 10-1-202 盐1袋'];
const list = (heading: string, lines: readonly string[]) => version(`#接龙\n${heading}\n${lines.join('\n')}`);

describe('the next version of a list', () => {
  it('has the heading of the one before, whatever is counted in it', () => {
    const before = list('周二蔬菜 已有4人参加', rows);
    const after = list('周二蔬菜 已有5人参加', [...rows, '5. 10-1-301 大米1袋']);
    assert.equal(versionBefore(after, [before]), before);
  });

  it('under the same heading of another day, with other people, is a list of its own', () => {
    const monday = list('今日蔬菜', rows);
    const tuesday = list('今日蔬菜', ['1. 5-1-101 萝卜1根', '2. 5-1-102 葱2把', '3. 5-2-101 姜1块', '4. 5-2-201 蒜2头']);
    assert.equal(versionBefore(tuesday, [monday]), null);
  });

  it('without a heading is known by the rows that both hold', () => {
    const before = version(rows.join('\n'));
    const after = version([...rows.slice(0, 3), '4. 10-1-301 大米1袋'].join('\n'));
    assert.equal(versionBefore(after, [before]), before);
    assert.equal(versionBefore(version('1. 5-1-101 萝卜1根\n2. 5-1-102 葱2把'), [before]), null);
  });

  it('of several it is the newest that counts', () => {
    const [second, first] = [list('水果', rows.slice(0, 3)), list('水果', rows.slice(0, 2))];
    assert.equal(versionBefore(list('水果', rows), [second, first]), second);
  });

  it('a row is the same when only its number moved', () => {
    assert.ok(sameWords('12. 张三 10-1-101 土豆2斤', '9、张三  10-1-101 土豆2斤'));
    assert.ok(!sameWords('1. 张三 10-1-101 土豆2斤', '1. 张三 10-1-101 土豆3斤'));
  });
});
