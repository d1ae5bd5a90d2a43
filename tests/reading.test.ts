// A text is read against the doors of this community: the one door that is meant, those that may be meant, and nothing that is not there.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readChatText } from '../src/api/reading.ts';
import { newId } from '../src/server/id.ts';
import { testApp } from './app.ts';

const app = await testApp();
const { households } = app.community;
const clerk = await app.signedIn('clerk');
const read = (text: string, more: { householdId?: string | undefined } = {}) =>
  clerk.get(readChatText, { body: { text, ...more } });

describe('reading a text', () => {
  it('finds the one door of the register, and where each thing stands in the words', async () => {
    const { rows } = await read('十号楼一单元一〇一 土豆两斤、鸡蛋1板');
    assert.equal(rows.length, 1);
    const [row] = rows;
    assert.equal(row?.reading.colour, 'green');
    assert.equal(row?.reading.doorId, households['10-1-101']);
    assert.deepEqual(
      row?.doors.map(one => one.door),
      ['10号楼 1单元 101'],
    );
    assert.deepEqual(
      row?.reading.items.map(item => [item.name, item.qty, item.unit]),
      [
        ['土豆', 2, '斤'],
        ['鸡蛋', 1, '板'],
      ],
    );
  });

  it('offers the doors that may be meant and chooses none of them', async () => {
    const { rows } = await read('麻烦帮101带一袋盐\n谢谢');
    const { rows: built } = await read('10号楼101要一袋盐');
    assert.equal(rows[0]?.reading.doorId, null);
    assert.equal(built[0]?.reading.doorId, null);
    assert.deepEqual(built[0]?.doors.map(one => one.householdId).sort(), [households['10-1-101'], households['10-2-101']].sort());
  });

  it('of a door that is not there the nearest ones are offered', async () => {
    const { rows } = await read('10-5-101 白菜一棵');
    assert.equal(rows[0]?.reading.colour, 'red');
    assert.ok(rows[0]?.reading.doubts.includes('no_such_door'));
    assert.equal(rows[0]?.doors.length, 2);
  });

  it('takes what is said without an address for the home of a known sender', async () => {
    const { rows } = await read('家里没盐了，麻烦带两袋盐', { householdId: households['1-1-201'] });
    assert.equal(rows[0]?.reading.doorId, households['1-1-201']);
  });

  it('takes a record of several messages apart, by sender and time', async () => {
    const { rows } = await read('张三 10:32\n10-1-101 土豆两斤\n李四 10:33\n好的收到\n');
    assert.deepEqual(
      rows.map(row => [row.sender, row.saidAt, row.reading.kind]),
      [
        ['张三', '10:32', 'free_request'],
        ['李四', '10:33', 'chatter'],
      ],
    );
  });

  it('writes nothing down, and a household that nobody knows is refused', async () => {
    const before = await app.db.row<{ n: number }>('SELECT count(*)::int AS n FROM request');
    assert.equal(before?.n, 0);
    assert.equal(await clerk.refused(readChatText, { body: { text: '盐', householdId: newId() } }), 'household_unknown');
    assert.equal(await clerk.refused(readChatText, { body: { text: '盐', chatGroupId: newId() } }), 'not_found');
  });
});
