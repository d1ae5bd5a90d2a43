// A community with a clerk who pastes texts: what the tests of pasted chats do over and over.
import { randomUUID } from 'node:crypto';
import {
  addChatGroup,
  applyPasteRow,
  confirmPasteRows,
  fixPasteRow,
  type PasteRow,
  pasteText,
  readPaste,
} from '../src/api/paste.ts';
import { listRequests } from '../src/api/request.ts';
import { newId } from '../src/server/id.ts';
import { testApp } from './app.ts';

export const app = await testApp();
export const { households } = app.community;
export const clerk = await app.signedIn('clerk');
export const colleague = await app.signedIn('clerk2');

export async function newGroup(name: string, more: Record<string, unknown> = {}): Promise<string> {
  const chatGroupId = newId();
  const body = { name, compoundId: app.community.compoundId, buildingId: null, unitId: null, menu: [], defaultItem: null };
  await clerk.get(addChatGroup, { body: { id: chatGroupId, ...body, channel: 'wechat_group', ...more } as never });
  return chatGroupId;
}
export const paste = (text: string, chatGroupId?: string) =>
  clerk.get(pasteText, { body: { id: randomUUID(), text, chatGroupId } });
export const look = (pasteId: string) => clerk.get(readPaste, { params: { pasteId } });
export async function pasted(text: string, chatGroupId?: string) {
  const { pasteId } = await paste(text, chatGroupId);
  return look(pasteId);
}
export const named = ({ pasteRowId, version }: PasteRow) => ({ pasteRowId, version });
export const confirm = (pasteId: string, rows: readonly PasteRow[], who = clerk) =>
  who.get(confirmPasteRows, { params: { pasteId }, body: { rows: rows.map(named) } });
export const requestsOf = async (door: string) =>
  (await clerk.get(listRequests, { query: { householdId: households[door] ?? '', limit: 200 } })).rows;
export const fix = (row: PasteRow, body: Record<string, unknown>) =>
  clerk.call(fixPasteRow, {
    params: { pasteRowId: row.pasteRowId },
    body: { id: randomUUID(), version: row.version, ...body } as never,
  });
export const apply = (row: PasteRow, requestId: string, evenSo = false) =>
  clerk.call(applyPasteRow, { params: { pasteRowId: row.pasteRowId }, body: { id: randomUUID(), requestId, evenSo } });
export const requests = async () => (await app.db.row<{ n: number }>('SELECT count(*)::int AS n FROM request'))?.n ?? 0;
