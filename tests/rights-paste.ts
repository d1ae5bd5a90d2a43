// The part of the rights world that is pasted from chats, and the calls that name it.
import { randomBytes, randomUUID } from 'node:crypto';
import { readText } from '../src/domain/intake/read.ts';
import { newId } from '../src/server/id.ts';
import type { Database } from '../src/server/postgres/pool.ts';
import { insertRows } from './community.ts';
import type { Sent, World } from './rights-world.ts';

type PasteWorld = Pick<World, 'chatGroupId' | 'pasteId' | 'pasteRowId'>;

/** A group with a text of one row that is still open, for this door. */
export async function addPasted(db: Database, community_id: string, household_id: string, personId: string): Promise<PasteWorld> {
  const [chatGroupId, pasteId, pasteRowId] = [newId(), newId(), newId()];
  const said = '土豆两斤';
  await insertRows(db, 'chat_group', [
    { community_id, chat_group_id: chatGroupId, name: '10号楼群', menu: [], channel: 'wechat_group', used_at: new Date() },
  ]);
  await insertRows(db, 'paste', [
    {
      ...{ community_id, paste_id: pasteId, chat_group_id: chatGroupId, said, pasted_by: personId, pasted_at: new Date() },
      text_digest: `\\x${randomBytes(32).toString('hex')}`,
    },
  ]);
  await insertRows(db, 'paste_row', [
    {
      ...{
        community_id,
        paste_row_id: pasteRowId,
        paste_id: pasteId,
        seq: 1,
        change: 'new',
        span_from: 0,
        span_to: said.length,
        said,
      },
      ...{ reading: { ...readText(said), kind: 'free_request', doorId: household_id }, candidates: [household_id], household_id },
      ...{ is_repeated: false, state: 'open', request_id: newId(), version: 1 },
    },
  ]);
  return { chatGroupId, pasteId, pasteRowId };
}

export function pasteCalls(world: World): Record<string, () => Sent> {
  const once = { id: randomUUID() };
  const { chatGroupId, pasteId, pasteRowId, householdId, requestId } = world;
  const row = { params: { pasteRowId } };
  const group = { name: '二号群', compoundId: null, buildingId: null, unitId: null, menu: [], defaultItem: null };
  return {
    readChatText: () => ({ body: { text: '10-1-101 土豆两斤', householdId } }),
    addChatGroup: () => ({ body: { ...once, ...group, channel: 'wechat_group' } }),
    changeChatGroup: () => ({ params: { chatGroupId }, body: { ...group, channel: 'wechat_group' } }),
    pasteText: () => ({ body: { ...once, text: '10-1-101 盐一袋', chatGroupId } }),
    readPaste: () => ({ params: { pasteId } }),
    fixPasteRow: () => ({ ...row, body: { ...once, version: 1, householdId } }),
    confirmPasteRows: () => ({ params: { pasteId }, body: { rows: [{ pasteRowId, version: 1 }] } }),
    settlePasteRows: () => ({ params: { pasteId }, body: { rows: [pasteRowId], to: 'dropped' } }),
    applyPasteRow: () => ({ ...row, body: { ...once, requestId } }),
    setWordAlias: () => ({ body: { said: '洋芋', means: '土豆' } }),
  };
}
