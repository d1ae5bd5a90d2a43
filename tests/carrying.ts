// Short words for tests about what is carried: accepted requests with packed bags, rounds, counts.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { stepBags } from '../src/api/bag.ts';
import { packBag } from '../src/api/delivery.ts';
import { handOver } from '../src/api/handover.ts';
import { makeRound, type Round, readRound } from '../src/api/round.ts';
import type { TestApp } from './app.ts';
import type { StaffName } from './community.ts';
import { startMovers } from './movers.ts';
import { type RequestOptions, storeRequests } from './requests.ts';

export interface Carried {
  readonly requestId: string;
  readonly bagId: string;
  readonly label: string;
  readonly code: string;
}

export async function startCarrying(test: TestApp) {
  const movers = await startMovers(test);
  const { seats, person } = movers;
  // These tests are about bags; how much one helper may hold is tried in dispatch.test.ts.
  await test.db.count('UPDATE helper SET max_open = 200, max_grams = 1000000 WHERE community_id = $1', [
    test.community.communityId,
  ]);

  /** A request in the helper's hands with one bag packed. */
  async function packed(helper: StaffName, options: RequestOptions = {}, bag: Record<string, unknown> = {}): Promise<Carried> {
    const [requestId] = await storeRequests(test.db, test.community, test.now(), [
      { state: 'accepted', ownerId: person(helper), ...options },
    ]);
    assert.ok(requestId);
    return { requestId, ...(await pack(requestId, bag)) };
  }

  async function pack(requestId: string, bag: Record<string, unknown> = {}) {
    const { bagId, label, code } = await seats.supply.get(packBag, {
      params: { requestId },
      body: { id: randomUUID(), ...bag },
    });
    return { bagId, label, code };
  }

  const roundOf = (helper: StaffName, of: readonly { readonly requestId: string }[], rest: Record<string, unknown> = {}) =>
    seats.clerk.call(makeRound, {
      body: {
        id: randomUUID(),
        helperId: person(helper),
        startAt: test.now().toISOString(),
        stops: of.map(({ requestId }) => ({ requestId })),
        ...rest,
      } as never,
    });

  async function round(helper: StaffName, of: readonly { readonly requestId: string }[], rest = {}): Promise<Round> {
    const { status, answer, refusal } = await roundOf(helper, of, rest);
    assert.equal(status, 200, JSON.stringify(refusal));
    return answer;
  }

  const seen = (roundId: string): Promise<Round> => seats.clerk.get(readRound, { params: { roundId } });

  const count = (helper: StaffName, body: Record<string, unknown>) =>
    seats[helper].call(handOver, { body: { id: randomUUID(), ...body } as never });

  async function counted(helper: StaffName, body: Record<string, unknown>) {
    const { status, answer, refusal } = await count(helper, body);
    assert.equal(status, 200, JSON.stringify(refusal));
    return answer;
  }

  /** Fetched and disinfected, ready for the door. */
  async function ready(helper: StaffName, of: readonly Carried[]): Promise<void> {
    const bagIds = of.map(bag => bag.bagId);
    await counted(helper, { point: 'gate', bagIds });
    await seats[helper].get(stepBags, {
      body: { id: randomUUID(), bagIds, step: 'disinfected', agent: 'wiped', contactMinutes: 0 },
    });
  }

  const bagRow = (bagId: string) =>
    test.db.row<{ step: string; problem: string | null; rest_until: string | null }>(
      'SELECT step, problem, rest_until FROM bag WHERE bag_id = $1',
      [bagId],
    );

  const custodyOf = (bagId: string) =>
    test.db.rows<{ step: string; by_id: string; problem: string | null; entered_by: string | null; happened_at: string | null }>(
      'SELECT step, by_id, problem, entered_by, happened_at FROM custody WHERE bag_id = $1 ORDER BY at, custody_id',
      [bagId],
    );

  return { ...movers, packed, pack, roundOf, round, seen, count, counted, ready, bagRow, custodyOf };
}
