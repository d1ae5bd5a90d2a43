// Takes down what people wrote by an official account: once each, word for word; a door code in the chat says whose door it is.
import type { Deps } from '../http/route.ts';
import { newId } from '../id.ts';
import { readDoorCode } from '../people/door-code.ts';
import { findDoor } from '../people/door-store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { bindSenderTo, closeDoorCode, insertMessage, type NewMessage } from './message-store.ts';
import { addReply } from './reply-store.ts';

const boundWords = '已经认得您家了。以后在这里写下需要，信息员会直接看到是哪一户。';

/** How many were new. In one transaction with whatever says that they were fetched. */
export async function takeIn(
  tx: Queryable,
  { config, now }: Pick<Deps, 'config' | 'now'>,
  communityId: string,
  messages: readonly NewMessage[],
): Promise<number> {
  let fresh = 0;
  for (const message of messages) {
    const messageId = await insertMessage(tx, communityId, message, now());
    if (messageId === undefined) continue;
    fresh += 1;
    const code = message.said === null ? null : readDoorCode(config.secret, message.said.trim());
    if (code === null || code.communityId !== communityId) continue;
    const door = await findDoor(tx, communityId, code.doorCodeId);
    if (door === undefined) continue;
    await bindSenderTo(tx, communityId, message, { householdId: door.household_id, how: 'door_code', byId: null }, now());
    await closeDoorCode(tx, communityId, messageId, now());
    const { channel, sender, account } = message;
    await addReply(tx, communityId, { id: newId(), channel, sender, account, said: boundWords, byId: null }, now());
    await writeAudit(tx, {
      communityId,
      byId: null,
      byRole: 'system',
      act: 'bind_sender',
      subjectKind: 'household',
      subjectId: door.household_id,
      facts: { channel, how: 'door_code' },
    });
  }
  return fresh;
}
