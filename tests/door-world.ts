// Households at their doors, for the tests of door codes and one-time codes.
import assert from 'node:assert/strict';
import { confirmDoor, issueDoorCards, openDoor, sendOneTimeCode } from '../src/api/session.ts';
import { type Caller, testApp } from './app.ts';
import { makeForeignCommunity } from './community.ts';

export const { db, config, community, signedIn, stranger, clock, now } = await testApp({ demo: true });
export const { communityId, households, residents, buildings } = community;
export const foreign = await makeForeignCommunity(db);
export const minute = 60_000;

export function door(name: string): string {
  const householdId = households[name];
  assert.ok(householdId, name);
  return householdId;
}

export async function cardOf(name: string): Promise<string> {
  const clerk = await signedIn('clerk');
  const { cards } = await clerk.get(issueDoorCards, { body: { placeKind: 'household', placeId: door(name) } });
  return cards[0]?.code ?? '';
}

/** Opened the door, has not confirmed yet. */
export async function atTheDoor(name: string): Promise<{ caller: Caller; personId: string }> {
  const caller = stranger();
  const opened = await caller.get(openDoor, { body: { code: await cardOf(name) } });
  return { caller, personId: opened.telephones[0]?.personId ?? '' };
}

export async function inside(name: string): Promise<Caller> {
  const { caller, personId } = await atTheDoor(name);
  const { demoCode } = await caller.get(sendOneTimeCode, { body: { personId } });
  await caller.get(confirmDoor, { body: { code: demoCode ?? '' } });
  return caller;
}

/** Another code of six digits. */
export function other(code: string, by = 1): string {
  return String((Number(code) + by) % 1_000_000).padStart(6, '0');
}
