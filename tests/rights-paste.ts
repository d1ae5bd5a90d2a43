// The part of the rights world that is pasted from chats, and the calls that name it.
import type { Sent, World } from './rights-world.ts';

export function pasteCalls(world: World): Record<string, () => Sent> {
  return {
    readChatText: () => ({ body: { text: '10-1-101 土豆两斤', householdId: world.householdId } }),
  };
}
