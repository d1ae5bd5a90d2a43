// The part of the rights world that stands under orders: a permit to go out, and the calls that name zones, rules and permits.
import { randomUUID } from 'node:crypto';
import { housePolicy } from '../src/domain/zone/policy.ts';
import { newId } from '../src/server/id.ts';
import type { Database } from '../src/server/postgres/pool.ts';
import { insertRows } from './community.ts';
import type { Sent, World } from './rights-world.ts';

/** The code follows from the id, so that those of nowhere are nowhere too. */
const codeOf = (exitId: string): string => exitId.slice(-6).toUpperCase();

export async function addExitPermit(db: Database, community_id: string, household_id: string, now: Date): Promise<string> {
  const exit_permit_id = newId();
  const valid_on = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(0, 10);
  const permit = { community_id, exit_permit_id, household_id, code: codeOf(exit_permit_id), valid_on, issued_at: now };
  await insertRows(db, 'exit_permit', [{ ...permit, purpose: 'medical', counted: false }]);
  return exit_permit_id;
}

export function zoneCalls(world: World): Record<string, () => Sent> {
  const once = { id: randomUUID() };
  const { zoneId, householdId, exitId } = world;
  const order = { placeKind: 'building', placeId: world.buildingId, level: 'control', startsAt: '2030-01-02T00:00:00Z' };
  const shown = '0'.repeat(64);
  const { document, issuer, region, levels } = housePolicy;
  const rules = { from: '2030-01-02', levels };
  return {
    previewZone: () => ({ body: order }),
    setZone: () => ({ body: { ...once, ...order, orderNumber: '试 9', shown } }),
    previewEndZone: () => ({ params: { zoneId }, body: { endedAt: '2030-01-02T00:00:00Z' } }),
    endZone: () => ({ params: { zoneId }, body: { orderNumber: '试 9', endedAt: '2030-01-02T00:00:00Z', shown } }),
    readZone: () => ({ params: { zoneId } }),
    recordZoneFact: () => ({
      params: { zoneId },
      body: { ...once, kind: 'tested', happenedAt: '2022-01-02T00:00:00Z', expected: 9, tested: 9, positive: 0 },
    }),
    previewPolicy: () => ({ body: rules }),
    setPolicy: () => ({
      body: { ...once, ...rules, basedOn: 'three_zones', document, issuer, region, orderNumber: '试 9', shown },
    }),
    addSubArea: () => ({ body: { ...once, name: `东侧 ${once.id.slice(0, 8)}`, householdIds: [householdId] } }),
    readDoorExits: () => ({ params: { householdId } }),
    issueExit: () => ({ body: { ...once, householdId, purpose: 'medical' } }),
    findExit: () => ({ params: { code: codeOf(exitId) } }),
    moveExit: () => ({ params: { exitId }, body: { ...once, move: 'out' } }),
  };
}
