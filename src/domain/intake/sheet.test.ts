// A whole 接龙, its versions, and what else is pasted: which lines are orders, what was added, changed or taken away since.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readPasted, splitMessages } from './envelope.ts';
import type { GroupContext } from './reading.ts';
import { readSheet } from './sheet.ts';
import { compareSheets } from './sheet-version.ts';

const group: GroupContext = { group: '和风苑业主群', compound: '和风苑', scheme: 'building-unit-room', buildings: '1-12' };
const list = `#接龙
蔬菜代购，今晚8点截单
例：9-1-201 李四 萝卜1根 159xxxxxxxx

1. 3-2-1101 周敏 土豆3斤 鸡蛋1板
2. 5-1-403 陈先生 牛奶2箱
3. 7-3-602 鸡蛋1板`;

describe('a whole list', () => {
  it('headings and the example are no orders; everything wanted is summed', () => {
    const sheet = readSheet(list, group);
    assert.equal(sheet.rows.length, 3);
    assert.deepEqual(sheet.totals, { 土豆: 3, 鸡蛋: 2, 牛奶: 2 });
    assert.equal(sheet.others.length, 3);
  });

  it('a numbered menu before the orders is no order', () => {
    const dinner =
      '#接龙\n今日晚餐预定（25元）\n 1.红烧肉\n 2.炒豆角\n 3.米饭\n例 小明 1份晚餐\n\n1. 小明 2份晚餐\n2. 阿花 晚餐一份\n3. 小明 1份晚餐';
    const sheet = readSheet(dinner, { group: '订餐群', scheme: 'none' });
    assert.deepEqual(
      sheet.rows.map(row => [row.reading.name, row.reading.items[0]?.qty, row.isRepeated]),
      [
        ['小明', 2, false],
        ['阿花', 1, false],
        ['小明', 1, true],
      ],
    );
    assert.deepEqual(sheet.totals, { 晚餐: 4 });
  });

  it('boards and pieces of one thing are not added up', () => {
    assert.deepEqual(readSheet('1. 3-2-1101 鸡蛋1板\n2. 3-2-1102 鸡蛋10个', group).totals, { '鸡蛋（板）': 1, '鸡蛋（个）': 10 });
  });
});

describe('a list posted again', () => {
  const changesOf = (after: string): string[] =>
    compareSheets(readSheet(list, group).rows, readSheet(after, group).rows).map(one =>
      one.change === 'vanished' ? `vanished ${one.before.reading.room}` : `${one.change} ${one.after.reading.room}`,
    );

  it('the same text changes nothing', () => {
    assert.deepEqual(changesOf(list), ['same 1101', 'same 403', 'same 602']);
  });
  it('a row added at the end is new, the others stay', () => {
    assert.deepEqual(changesOf(`${list}\n4. 9-1-201 白菜1棵`), ['same 1101', 'same 403', 'same 602', 'new 201']);
  });
  it('a changed quantity is a correction of that row, and says which field', () => {
    const changes = compareSheets(readSheet(list, group).rows, readSheet(list.replace('牛奶2箱', '牛奶3箱'), group).rows);
    const changed = changes.flatMap(one => (one.change === 'changed' ? [[one.after.reading.room, ...one.fields]] : []));
    assert.deepEqual(changed, [['403', 'items']]);
  });
  it('a row taken out is asked about, although the rows below moved up', () => {
    const without = list.replace('2. 5-1-403 陈先生 牛奶2箱\n', '').replace('3. 7-3', '2. 7-3');
    assert.deepEqual(changesOf(without), ['same 1101', 'same 602', 'vanished 403']);
  });
  it('a corrected door of the same person on the same row is a change, not one gone and one new', () => {
    const changes = compareSheets(readSheet(list, group).rows, readSheet(list.replace('5-1-403', '5-1-404'), group).rows);
    assert.deepEqual(
      changes.filter(one => one.change !== 'same').map(one => one.change),
      ['changed'],
    );
  });
  it('the same row twice counts twice and is flagged, and stays so when posted again', () => {
    const twice = `${list}\n4. 3-2-1101 周敏 土豆3斤 鸡蛋1板`;
    const [, , , again] = compareSheets(readSheet(list, group).rows, readSheet(twice, group).rows);
    assert.ok(again?.change === 'new' && again.isRepeated);
    assert.ok(compareSheets(readSheet(twice, group).rows, readSheet(twice, group).rows).every(one => one.change === 'same'));
  });
});

describe('a copied record', () => {
  const record =
    '周敏 10:32\n3-2-1101 帮我买2斤土豆\n\n陈先生 2022-03-12 10:33:05\n收到\n周敏  上午10:40\n土豆改成3斤\n[10:41] 楼长: 菜到了，请下楼取';

  it('is taken apart by sender and time, each text where it stood', () => {
    const messages = splitMessages(record);
    assert.deepEqual(
      messages.map(one => [one.sender, one.at]),
      [
        ['周敏', '10:32'],
        ['陈先生', '2022-03-12 10:33:05'],
        ['周敏', '上午10:40'],
        ['楼长', '10:41'],
      ],
    );
    for (const { text, span } of messages) assert.equal(record.slice(...span), text);
  });
  it('a correction is one of what the same sender wrote before', () => {
    const kinds = readPasted(record, group).map(part => (part.type === 'message' ? part.reading.kind : part.type));
    assert.deepEqual(kinds, ['free_request', 'chatter', 'correction', 'announcement']);
  });
  it('a form is one message', () => {
    const [only, ...more] = readPasted('姓名：韩雪\n地址：4号楼2单元802\n电话：13300002222\n需求：抽纸2提', group);
    assert.equal(more.length, 0);
    assert.ok(
      only?.type === 'message' &&
        only.reading.name === '韩雪' &&
        only.reading.room === '802' &&
        only.reading.phone === '13300002222',
    );
  });
});
