// The queue and one request as the desk, a helper and a household may read them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { askRequest, listRequests, moveRequest, readRequest } from '../src/api/request.ts';
import { testApp } from './app.ts';

const { signedIn, community } = await testApp();
const clerk = await signedIn('clerk');
const asked: string[] = [];

async function ask(door: string, part: Record<string, unknown> = {}): Promise<string> {
  const { requestId } = await clerk.get(askRequest, {
    body: {
      id: randomUUID(),
      householdId: community.households[door] ?? '',
      kind: 'groceries',
      channel: 'telephone',
      items: [{ name: '土豆', quantity: 2, unit: '斤' }],
      ...part,
    } as never,
  });
  asked.push(requestId);
  return requestId;
}

const potatoes = await ask('10-1-101', { pasted: '10-1-101 土豆两斤' });
const sameAgain = await ask('10-1-101', { items: [{ name: '马铃薯', quantity: 3, unit: '斤' }] });
const pills = await ask('10-1-102', { kind: 'medicine', items: [{ name: '硝苯地平缓释片', quantity: 1, unit: '盒' }] });
const danger = await ask('1-1-101', { kind: 'other', urgency: 'life', items: [], note: '老人胸闷' });
for (const door of ['1-1-102', '1-1-201', '1-2-101', '1-2-102'])
  await ask(door, { items: [{ name: '白菜 100%', quantity: 1, unit: '棵' }] });

it('danger to life comes first, then medicine, then the rest by deadline', async () => {
  const { rows, counts } = await clerk.get(listRequests);
  assert.deepEqual(
    rows.slice(0, 2).map(row => row.requestId),
    [danger, pills],
  );
  const due = rows.slice(2).map(row => row.dueAt);
  assert.deepEqual(due, [...due].sort());
  assert.equal(counts.asked, asked.length);
});

it('pages hold every row once, in the same order as one long page', async () => {
  const whole = (await clerk.get(listRequests, { query: { limit: 200 } as never })).rows.map(row => row.requestId);
  const paged: string[] = [];
  let after: string | undefined;
  do {
    const page = await clerk.get(listRequests, { query: { limit: 3, ...(after !== undefined && { after }) } as never });
    paged.push(...page.rows.map(row => row.requestId));
    after = page.next ?? undefined;
  } while (after !== undefined);
  assert.deepEqual(paged, whole);
  assert.equal(await clerk.refused(listRequests, { query: { after: 'nonsense' } as never }), 'invalid');
});

it('the same potatoes under another name stand beside each other, with the reason', async () => {
  const { rows } = await clerk.get(listRequests);
  assert.equal(rows.find(row => row.requestId === potatoes)?.lookAlikes, 1);
  assert.equal(rows.find(row => row.requestId === pills)?.lookAlikes, 0);
  const detail = await clerk.get(readRequest, { params: { requestId: potatoes } });
  assert.deepEqual(
    detail.alike.map(like => like.requestId),
    [sameAgain],
  );
  assert.ok((detail.alike[0]?.score ?? 0) >= 0.5);
  assert.ok((detail.alike[0]?.because.length ?? 0) > 0);
});

it('is searched by door, by number and by words; a percent sign is only a percent sign', async () => {
  const search = async (text: string) =>
    (await clerk.get(listRequests, { query: { search: text } as never })).rows.map(row => row.requestId);
  assert.deepEqual(await search('10-1-102'), [pills]);
  const { number } = await clerk.get(readRequest, { params: { requestId: danger } });
  assert.ok((await search(number)).includes(danger));
  assert.deepEqual(await search('胸闷'), [danger]);
  assert.equal((await search('100%')).length, 4);
  assert.equal((await search('%')).length, 4);
});

it('a steward sees their own building only, and not even that another request exists', async () => {
  const steward = await signedIn('steward2');
  const { rows, counts } = await steward.get(listRequests);
  assert.ok(rows.every(row => row.door.startsWith('1号楼')));
  assert.equal(counts.asked, 5);
  assert.equal(await steward.refused(readRequest, { params: { requestId: potatoes } }), 'not_found');
});

it('a volunteer reads what they hold: the door, no name, no pasted text, nothing beside it', async () => {
  const volunteer = await signedIn('volunteer1');
  assert.equal(await volunteer.refused(readRequest, { params: { requestId: potatoes } }), 'not_found');
  await clerk.get(moveRequest, {
    params: { requestId: potatoes },
    body: { id: randomUUID(), move: 'offer', helperId: community.staff.volunteer1.personId },
  });
  const { answer, bytes } = await volunteer.call(readRequest, { params: { requestId: potatoes } });
  assert.equal(answer.door, '10号楼 1单元 101');
  assert.equal(answer.pasted, null);
  assert.deepEqual(answer.alike, []);
  assert.ok(answer.moves.includes('accept'));
  assert.ok(!bytes.includes(community.staff.clerk.name));
});

it('a household reads its own request with roles and no names, and nobody else’s', async () => {
  const family = await signedIn({ resident: '10-1-101' });
  const { answer, bytes } = await family.call(readRequest, { params: { requestId: potatoes } });
  assert.deepEqual(
    answer.events.map(event => event.byRole),
    ['clerk', 'clerk'],
  );
  assert.ok(!bytes.includes(community.staff.clerk.name));
  assert.ok(!bytes.includes(community.staff.volunteer1.name));
  assert.equal(await family.refused(readRequest, { params: { requestId: pills } }), 'not_found');
});
