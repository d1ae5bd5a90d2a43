// Somebody in care for the tests: a record written by the clerk, the open contact of it, and the voices of everybody who may answer.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { recordCheck } from '../src/api/care-check.ts';
import { type careSecrets, keepCare } from '../src/api/care-record.ts';
import { newId } from '../src/server/id.ts';
import type { Caller, TestApp } from './app.ts';
import type { StaffName } from './community.ts';
import { plainSecrets } from './rights-care.ts';

type Body = Parameters<typeof keepCare.body.parse>[0] & Record<string, unknown>;

export interface Cared {
  readonly careRecordId: string;
  readonly careCheckId: string;
}

export async function startCare(test: TestApp) {
  const { db, community } = test;
  const seats = {} as Record<StaffName, Caller>;
  for (const name of Object.keys(community.staff) as StaffName[]) seats[name] = await test.signedIn(name);
  const person = (name: StaffName): string => community.staff[name].personId;

  const bodyOf = (door: string, secrets: Partial<z.input<typeof careSecrets>> = {}, more: Record<string, unknown> = {}) => ({
    id: randomUUID(),
    version: 0,
    personId: community.residents[door] ?? '',
    grade: 'medium' as const,
    helperId: person('volunteer1'),
    backupId: person('steward1') as string | null,
    smartphone: true,
    secrets: { ...plainSecrets, ...secrets },
    ...more,
  });

  async function openCheckOf(careRecordId: string) {
    const row = await db.row<{ care_check_id: string; rung: string; holder: string; due_at: string; act_by: string }>(
      'SELECT care_check_id, rung, holder, due_at, act_by FROM care_check WHERE care_record_id = $1 AND closed_at IS NULL',
      [careRecordId],
    );
    assert.ok(row, 'a record that goes on has an open contact');
    return row;
  }

  async function keep(
    door: string,
    secrets: Partial<z.input<typeof careSecrets>> = {},
    more: Record<string, unknown> = {},
  ): Promise<Cared> {
    const careRecordId = newId();
    await seats.clerk.get(keepCare, { params: { careRecordId }, body: bodyOf(door, secrets, more) as Body & never });
    return { careRecordId, careCheckId: (await openCheckOf(careRecordId)).care_check_id };
  }

  const tell = (caller: Caller, careCheckId: string, outcome: string, more: Record<string, unknown> = {}) =>
    caller.call(recordCheck, {
      params: { careCheckId },
      body: { id: randomUUID(), outcome, rung: 'call', ...more } as never,
    });

  return { seats, person, bodyOf, openCheckOf, keep, tell };
}
