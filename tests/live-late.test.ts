// Who is told of a late move: the helper who made it, the helper who has the request now, and the desk.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sendMoves } from '../src/api/phone.ts';
import { ask, home, listen, own, test } from './live-world.ts';
import { makeMove } from './made-requests.ts';
import { Phone } from './phones.ts';

it('both helpers and the desk hear of a late move, also after a cut, and nobody else does', async () => {
  const { volunteer1, volunteer3 } = home.staff;
  const id = await ask('10-1-301');
  for (const { personId } of [volunteer1, volunteer3])
    await makeMove(test.db, home, id, 'offer', 'offered', { ownerId: personId });
  const isIt = ({ event, data }: { event: string; data: { requestId?: string } }) => event === 'poke' && data.requestId === id;
  const [former, holder, other, desk] = [
    await listen('volunteer1', own),
    await listen('volunteer3', own),
    await listen('volunteer2', own),
    await listen('clerk'),
  ];
  for (const stream of [former, holder, other, desk]) await stream.named('beat');
  const cursor = holder.lastId as string;
  holder.cut();
  const seen = former.messages.length;
  const caller = await test.signedIn('volunteer1');
  const phone = new Phone(caller, test.now);
  const { moves } = await caller.get(sendMoves, {
    body: { phoneId: phone.phoneId, phoneNow: phone.clock(), moves: [phone.on(id, 'accept')] },
  });
  assert.equal(moves[0]?.outcome, 'late');
  await former.next(isIt, 'the former helper');
  await desk.next(({ event, data }) => event === 'requests' && (data as { ids: string[] }).ids.includes(id), 'the desk');
  const back = await listen('volunteer3', { ...own, headers: { 'last-event-id': cursor } });
  await back.next(isIt, 'the helper who has it now');
  assert.ok(former.messages.slice(seen).some(isIt));
  assert.ok(!other.messages.some(isIt));
});
