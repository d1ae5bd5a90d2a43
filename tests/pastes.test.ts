// Texts pasted from group chats: taken in once, confirmed row by row or all at once, corrected by a tap, compared version by version.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { addChatGroup, listPastes, type PasteRow, pasteText, readPaste } from '../src/api/paste.ts';
import { findHouseholds } from '../src/api/place.ts';
import { readRequest } from '../src/api/request.ts';
import { newId } from '../src/server/id.ts';
import { makeBigCompound } from './big-compound.ts';
import { makeCommunity } from './community.ts';
import {
  app,
  apply,
  clerk,
  colleague,
  confirm,
  fix,
  households,
  look,
  newGroup,
  paste,
  pasted,
  requests,
  requestsOf,
} from './paste-world.ts';

describe('a list pasted from a group', () => {
  it('is read into green rows that are confirmed together, by the way all requests come in', async () => {
    const group = await newGroup('试验小区群');
    const list = '#接龙\n今日蔬菜\n\n1. 张三 10-1-101 土豆2斤 鸡蛋1板\n2. 李四 10-1-102 白菜1棵\n3. 10-9-909 盐1袋';
    const seen = await pasted(list, group);
    assert.deepEqual(
      seen.rows.map(row => [row.isReady, row.household?.door ?? null]),
      [
        [true, '10号楼 1单元 101'],
        [true, '10号楼 1单元 102'],
        [false, null],
      ],
    );
    const { results } = await confirm(
      seen.pasteId,
      seen.rows.filter(row => row.isReady),
    );
    assert.deepEqual(
      results.map(result => result.refused),
      [null, null],
    );
    const [row] = await requestsOf('10-1-101');
    assert.equal(row?.channel, 'pasted_text');
    const request = await clerk.get(readRequest, { params: { requestId: row?.requestId ?? '' } });
    assert.deepEqual(
      request.items.map(item => [item.name, item.quantity, item.unit]),
      [
        ['土豆', 2, '斤'],
        ['鸡蛋', 1, '板'],
      ],
    );
    assert.match(request.pasted ?? '', /张三 10-1-101/);
    const after = await look(seen.pasteId);
    assert.deepEqual(
      after.rows.map(one => [one.state, one.request?.number === undefined]),
      [
        ['requested', false],
        ['requested', false],
        ['open', true],
      ],
    );
    assert.deepEqual(after.totals, { '土豆（斤）': 2, '鸡蛋（板）': 1, '白菜（棵）': 1, '盐（袋）': 1 });
  });

  it('without an address becomes no request, until somebody picks the door', async () => {
    const seen = await pasted('麻烦帮忙带两袋盐，谢谢');
    const [row] = seen.rows;
    assert.ok(row);
    const before = await requests();
    const { results } = await confirm(seen.pasteId, [row]);
    assert.equal(results[0]?.refused, 'household_unknown');
    assert.equal(await requests(), before);
    assert.equal((await fix(row, { householdId: newId() })).refusal?.code, 'household_unknown');
    assert.equal((await fix(row, { householdId: households['1-1-301'] })).status, 200);
    const [picked] = (await look(seen.pasteId)).rows;
    assert.equal(picked?.household?.door, '1号楼 1单元 301');
    assert.equal((await confirm(seen.pasteId, [picked as PasteRow])).results[0]?.refused, null);
    assert.equal((await requestsOf('1-1-301')).length, 1);
  });

  it('pasted again changes nothing and says so; confirmed twice, at once and by two, it is asked for once', async () => {
    const group = await newGroup('再贴一次的群');
    const text = '1. 1-1-101 面粉1袋\n2. 1-1-102 面粉2袋';
    const first = await paste(text, group);
    assert.equal(first.isNew, true);
    const again = await paste(`${text}\n`, group);
    assert.deepEqual([again.isNew, again.pasteId], [false, first.pasteId]);
    const { rows } = await look(first.pasteId);
    const before = await requests();
    const all = await Promise.all([
      confirm(first.pasteId, rows),
      confirm(first.pasteId, rows),
      confirm(first.pasteId, rows, colleague),
    ]);
    assert.equal(await requests(), before + 2);
    const numbers = all.map(({ results }) => results.map(result => result.number).filter(one => one !== null));
    assert.ok(numbers.some(found => found.length === 2));
    const late = await confirm(first.pasteId, rows);
    assert.ok(late.results.every(result => result.refused === null && result.number !== null));
    assert.equal(await requests(), before + 2);
    assert.equal((await paste(text, group)).isNew, false);
  });

  it('a row that somebody else has put right meanwhile is not confirmed as it was', async () => {
    const seen = await pasted('1-1-201 要两袋盐');
    const [row] = seen.rows;
    assert.ok(row);
    const items = [{ name: '盐', qty: 3, unit: '袋' }];
    assert.equal((await fix(row, { items })).status, 200);
    assert.equal((await fix(row, { items })).refusal?.code, 'state_has_changed');
    assert.equal((await confirm(seen.pasteId, [row])).results[0]?.refused, 'state_has_changed');
    assert.equal((await requestsOf('1-1-201')).length, 0);
  });

  it('of 574 rows is taken in and confirmed within a few seconds, and each household asks once', async () => {
    const other = await makeCommunity(app.db, { slug: 'gross', now: app.now() });
    const { compoundId, householdIds } = await makeBigCompound(app.db, other.communityId, () => app.now());
    const big = await app.signedIn('clerk', other);
    // 573 are lived in; the list has one more.
    await app.db.count(`UPDATE household SET living = 'lived_in' WHERE household_id = $1`, [householdIds[13]]);
    const lived = await big.get(findHouseholds, { query: { limit: 1000 } });
    const doors = lived.households.filter(one => one.living === 'lived_in' && householdIds.includes(one.householdId));
    const group = newId();
    const fixed = {
      name: '经纬印象群',
      compoundId,
      buildingId: null,
      unitId: null,
      menu: [],
      defaultItem: null,
      channel: 'wechat_group',
    };
    await big.get(addChatGroup, { body: { id: group, ...fixed } as never });
    const list = doors.map(({ door }, index) => `${index + 1}. 住户 ${door} 土豆${(index % 5) + 1}斤 鸡蛋1板`).join('\n');
    const begun = performance.now();
    const { pasteId, rows: count } = await big.get(pasteText, {
      body: { id: randomUUID(), text: `#接龙\n保供菜\n${list}`, chatGroupId: group },
    });
    const read = performance.now();
    assert.equal(count, 574);
    const seen = await big.get(readPaste, { params: { pasteId } });
    const ready = seen.rows.filter(row => row.isReady);
    assert.equal(ready.length, 574);
    const before = await requests();
    const started = performance.now();
    const { results } = await confirm(pasteId, ready, big);
    const confirmed = performance.now();
    console.log(JSON.stringify({ rows: 574, pasteMs: Math.round(read - begun), confirmMs: Math.round(confirmed - started) }));
    assert.deepEqual([...new Set(results.map(result => result.refused))], [null]);
    assert.equal(await requests(), before + 574);
    assert.ok(confirmed - started < 10_000, 'a list of 574 rows took ten seconds to confirm');
  });
});

describe('the next version of a list', () => {
  it('asks for new rows, offers changed ones as corrections and asks about those that are gone', async () => {
    const group = await newGroup('接龙群');
    const one = await pasted(
      '#接龙\n周二菜\n1. 王五 10-2-101 土豆2斤\n2. 赵六 10-2-102 白菜1棵\n3. 孙七 10-2-201 鸡蛋1板',
      group,
    );
    await confirm(one.pasteId, one.rows);
    const two = await pasted('#接龙\n周二菜\n1. 王五 10-2-101 土豆3斤\n2. 孙七 10-2-201 鸡蛋1板\n3. 周八 10-2-202 盐2袋', group);
    assert.deepEqual(
      two.rows.map(row => [row.change, row.state, row.household?.door ?? null]),
      [
        ['changed', 'open', '10号楼 2单元 101'],
        ['same', 'same', null],
        ['new', 'open', '10号楼 2单元 202'],
        ['vanished', 'open', '10号楼 2单元 102'],
      ],
    );
    const [changed, , added, vanished] = two.rows as [PasteRow, PasteRow, PasteRow, PasteRow];
    assert.equal(added.isReady, true);
    assert.equal(changed.isReady, false);
    assert.equal(changed.targets[0]?.after, '土豆 3斤');
    const [request] = await requestsOf('10-2-101');
    assert.equal((await apply(changed, changed.targets[0]?.requestId ?? '')).status, 200);
    const amended = await clerk.get(readRequest, { params: { requestId: request?.requestId ?? '' } });
    assert.equal(amended.items[0]?.quantity, 3);
    assert.equal((await requestsOf('10-2-101')).length, 1);
    // Gone from the list is no cancellation until somebody says so.
    assert.equal((await requestsOf('10-2-102'))[0]?.state, 'asked');
    assert.equal(vanished.targets[0]?.does, 'cancel');
    assert.equal((await apply(vanished, vanished.targets[0]?.requestId ?? '')).status, 200);
    assert.equal((await requestsOf('10-2-102'))[0]?.state, 'cancelled');
  });

  it('takes over what is still open of the version before, with what was put right', async () => {
    const group = await newGroup('还没确认的群');
    const one = await pasted('#接龙\n水果\n1. 10-1-301 苹果2斤\n2. 九楼王姐 香蕉1把', group);
    const [, unknown] = one.rows;
    assert.ok(unknown);
    await fix(unknown, { householdId: households['10-1-302'] });
    const two = await pasted('#接龙\n水果\n1. 10-1-301 苹果2斤\n2. 九楼王姐 香蕉1把\n3. 10-1-202 梨1斤', group);
    assert.deepEqual(
      two.rows.map(row => [row.state, row.household?.door ?? null]),
      [
        ['open', '10号楼 1单元 301'],
        ['open', '10号楼 1单元 302'],
        ['open', '10号楼 1单元 202'],
      ],
    );
    assert.ok((await look(one.pasteId)).rows.every(row => row.state === 'replaced'));
  });

  it('the same person twice counts twice, is flagged, and not confirmed unseen', async () => {
    const group = await newGroup('两次的群');
    const seen = await pasted('#接龙\n米\n1. 1-2-101 大米1袋\n2. 1-2-101 大米1袋', group);
    assert.deepEqual(
      seen.rows.map(row => [row.isRepeated, row.isReady]),
      [
        [false, true],
        [true, false],
      ],
    );
    assert.deepEqual(seen.totals, { '大米（袋）': 2 });
  });
});

describe('danger', () => {
  it('with a door is asked for at once, in the lane of life, before anybody has confirmed anything', async () => {
    const done = await paste('1-2-201 我妈突然胸闷喘不上气，快来人');
    assert.equal(done.raised, 1);
    const [row] = await requestsOf('1-2-201');
    assert.deepEqual([row?.lane, row?.state, row?.channel], ['life', 'asked', 'pasted_text']);
    const again = await paste('1-2-201 我妈突然胸闷喘不上气，快来人');
    assert.equal(again.raised, 0);
    assert.equal((await requestsOf('1-2-201')).length, 1);
  });

  it('without a door stands on every screen of the desk until somebody has dealt with it', async () => {
    const { pasteId, raised } = await paste('快来人啊老人晕倒了叫不醒');
    assert.equal(raised, 0);
    const alarm = (await colleague.get(listPastes)).alarms.find(one => one.pasteId === pasteId);
    assert.match(alarm?.text ?? '', /晕倒/);
    const [row] = (await look(pasteId)).rows;
    await fix(row as PasteRow, { householdId: households['1-2-202'] });
    const [known] = (await look(pasteId)).rows;
    await confirm(pasteId, [known as PasteRow]);
    assert.equal((await requestsOf('1-2-202'))[0]?.lane, 'life');
    assert.deepEqual((await colleague.get(listPastes)).alarms, []);
  });
});
