// What pasted chats change and teach: corrections by a tap, the same told twice, talk that is folded, fixes that are kept, groups.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import {
  changeChatGroup,
  exportReadingFixes,
  listChatGroups,
  listReadingFixes,
  type PasteRow,
  settlePasteRows,
  setWordAlias,
} from '../src/api/paste.ts';
import { askRequest, moveRequest, readRequest } from '../src/api/request.ts';
import { newId } from '../src/server/id.ts';
import { app, apply, clerk, confirm, fix, households, look, newGroup, pasted, requestsOf } from './paste-world.ts';

describe('corrections and cancellations', () => {
  it('of the same sender are shown against their request and change it by a tap only', async () => {
    const group = await newGroup('聊天群');
    const first = await pasted('阿明 10:01\n10-1-201 土豆两斤，鸡蛋一板', group);
    await confirm(first.pasteId, first.rows);
    const second = await pasted('阿明 10:20\n土豆改成三斤', group);
    const [row] = second.rows;
    assert.ok(row);
    assert.equal(row.reading?.op, 'set_qty');
    assert.equal(row.targets[0]?.after, '土豆 3斤、鸡蛋 1板');
    const requestId = row.targets[0]?.requestId ?? '';
    assert.equal((await clerk.get(readRequest, { params: { requestId } })).items[0]?.quantity, 2);
    assert.equal((await apply(row, requestId)).status, 200);
    assert.equal((await clerk.get(readRequest, { params: { requestId } })).items[0]?.quantity, 3);
    assert.equal((await apply(row, requestId)).refusal?.code, 'state_has_changed');
  });

  it('are not applied once the goods are being bought: it says why, and a cancellation goes through only when meant even so', async () => {
    const group = await newGroup('改单群');
    const first = await pasted('阿强 09:00\n10-2-301 牛奶两箱', group);
    await confirm(first.pasteId, first.rows);
    const [request] = await requestsOf('10-2-301');
    const requestId = request?.requestId ?? '';
    const move = {
      params: { requestId },
      body: { id: randomUUID(), move: 'offer', helperId: app.community.staff.volunteer1.personId },
    };
    await clerk.get(moveRequest, move as never);
    const volunteer = await app.signedIn('volunteer1');
    await volunteer.get(moveRequest, { params: { requestId }, body: { id: randomUUID(), move: 'accept' } });
    const more = await pasted('阿强 09:30\n牛奶改成三箱', group);
    const [change] = more.rows as [PasteRow];
    assert.deepEqual([change.targets[0]?.hindrance, change.targets[0]?.evenSo], ['being_bought', false]);
    assert.equal((await apply(change, requestId)).refusal?.code, 'already_bought');
    assert.equal((await apply(change, requestId, true)).refusal?.code, 'already_bought');
    const gone = await pasted('阿强 09:40\n牛奶不要了，取消吧', group);
    const [cancel] = gone.rows as [PasteRow];
    assert.equal((await apply(cancel, requestId)).refusal?.code, 'already_bought');
    assert.equal((await apply(cancel, requestId, true)).status, 200);
    assert.equal((await requestsOf('10-2-301'))[0]?.state, 'cancelled');
  });

  it('say which row they wait for when that is not confirmed yet', async () => {
    const group = await newGroup('一起贴的群');
    const seen = await pasted('小芳 08:00\n10-1-102 面条两把\n小芳 08:05\n面条改成三把', group);
    assert.deepEqual(
      seen.rows.map(row => row.waitsForSeq),
      [null, 1],
    );
  });
});

describe('what is told twice', () => {
  it('over another channel appears beside the row, which is not confirmed unseen', async () => {
    const body = { id: randomUUID(), householdId: households['1-2-301'] ?? '', kind: 'groceries', channel: 'telephone' };
    await clerk.get(askRequest, { body: { ...body, items: [{ name: '土豆', quantity: 2, unit: '斤' }] } as never });
    const seen = await pasted('1-2-301 洋芋两斤');
    assert.equal(seen.rows[0]?.isReady, false);
    assert.equal(seen.rows[0]?.alike.length, 1);
  });

  it('a message in two copies of the same chat is one', async () => {
    const group = await newGroup('复制两次的群');
    const first = await pasted('小丽 10:00\n1-2-302 盐一袋\n老周 10:02\n哈哈', group);
    await confirm(first.pasteId, first.rows.slice(0, 1));
    const second = await pasted('小丽 10:00\n1-2-302 盐一袋\n老周 10:02\n哈哈\n小丽 10:05\n1-2-302 再帮带一瓶酱油', group);
    assert.deepEqual(
      second.rows.map(row => row.state),
      ['same', 'same', 'open'],
    );
  });
});

describe('talk and notices', () => {
  it('are folded and counted, and can be brought back', async () => {
    const seen = await pasted('甲 11:00\n今天天气真好\n乙 11:01\n各位居民请于今天下午两点下楼做核酸，请相互转告');
    assert.equal(seen.counts.folded, 2);
    const [row] = seen.rows;
    await clerk.get(settlePasteRows, { params: { pasteId: seen.pasteId }, body: { rows: [row?.pasteRowId ?? ''], to: 'open' } });
    assert.equal((await look(seen.pasteId)).counts.folded, 1);
    const [open] = (await look(seen.pasteId)).rows;
    assert.equal((await fix(open as PasteRow, { kind: 'free_request', householdId: households['1-1-302'] })).status, 200);
    const [mended] = (await look(seen.pasteId)).rows;
    assert.equal((await confirm(seen.pasteId, [mended as PasteRow])).results[0]?.refused, null);
  });
});

describe('what is put right', () => {
  it('is kept for review without names and numbers, and the word holds at the next paste', async () => {
    const seen = await pasted('1. 刘大爷 1-1-202 黄皮瓜蛋子2斤 13912345678\n2. 1-1-201 黄皮瓜蛋子1斤');
    const [row] = seen.rows;
    assert.ok(row);
    const items = (row.reading?.items ?? []).map(({ name, qty, unit }) => ({
      name: name === '黄皮瓜蛋子' ? '土豆' : name,
      qty,
      unit,
    }));
    assert.equal((await fix(row, { items, name: '刘建国', phone: '13912345679' })).status, 200);
    const review = await clerk.get(listReadingFixes);
    assert.ok(review.aliases.some(alias => alias.said === '黄皮瓜蛋子' && alias.means === '土豆'));
    assert.ok(review.fixes.some(one => one.field === 'items' && one.after === '土豆2斤'));
    const whole = JSON.stringify(review.fixes);
    assert.doesNotMatch(whole, /刘|139/);
    const next = await pasted('1-1-202 要黄皮瓜蛋子三斤');
    assert.deepEqual(
      next.rows[0]?.reading?.items.map(item => [item.name, item.qty]),
      [['土豆', 3]],
    );
    await clerk.get(setWordAlias, { body: { said: '黄皮瓜蛋子', means: null } });
    assert.ok(!(await clerk.get(listReadingFixes)).aliases.some(alias => alias.said === '黄皮瓜蛋子'));
  });

  it('leaves the house without doors', async () => {
    const { answer } = await clerk.call(exportReadingFixes);
    assert.match(String(answer), /字段/);
    assert.doesNotMatch(String(answer), /号楼|door/);
  });
});

describe('groups', () => {
  it('are remembered, the one used last first; one that ended is offered no more', async () => {
    const mine = await newGroup('二单元群', { buildingId: app.community.buildings.sealed, unitId: app.community.units['10-2'] });
    const seen = await pasted('302室 麻烦带一袋盐', mine);
    assert.equal(seen.group?.name, '二单元群');
    assert.deepEqual(
      seen.rows[0]?.candidates.map(one => one.door),
      ['10号楼 2单元 302'],
    );
    const { groups } = await clerk.get(listChatGroups);
    assert.equal(groups[0]?.name, '二单元群');
    assert.equal(groups[0]?.unit?.name, '2单元');
    const places = { compoundId: null, buildingId: null, unitId: null, menu: [], defaultItem: null };
    const body = { name: '二单元群', ...places, channel: 'wechat_group' as const, ended: true };
    await clerk.get(changeChatGroup, { params: { chatGroupId: mine }, body });
    assert.ok(!(await clerk.get(listChatGroups)).groups.some(group => group.chatGroupId === mine));
    const odd = { ...body, buildingId: newId() };
    assert.equal(await clerk.refused(changeChatGroup, { params: { chatGroupId: mine }, body: odd }), 'not_found');
    assert.equal(await clerk.refused(changeChatGroup, { params: { chatGroupId: newId() }, body }), 'not_found');
  });
});
