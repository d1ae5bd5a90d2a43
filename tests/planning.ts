// Short words for tests about plans: sorted requests, a plan that is waited for, and a compound with nothing to do.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { makePlan, type Plan, type PlannedRound, readPlan } from '../src/api/plan.ts';
import { testApp } from './app.ts';
import { startMovers } from './movers.ts';
import { type RequestOptions, storeRequests } from './requests.ts';

export async function startPlanning() {
  const test = await testApp();
  const movers = await startMovers(test);
  const { seats } = movers;
  const { db, community } = test;

  /** Read until it is no longer being made. */
  async function plan(planId: string): Promise<Plan> {
    for (;;) {
      const now = await seats.clerk.get(readPlan, { params: { planId } });
      if (now.state !== 'running') return now;
      await pause(20);
    }
  }

  async function planned(rest: Record<string, unknown> = {}): Promise<Plan> {
    const id = randomUUID();
    await seats.clerk.get(makePlan, { body: { id, compoundId: community.compoundId, ...rest } as never });
    return plan(id);
  }

  async function sorted(options: RequestOptions = {}): Promise<string> {
    const [id] = await storeRequests(db, community, test.now(), [{ state: 'sorted', ...options }]);
    assert.ok(id);
    return id;
  }

  /** The round that carries it. */
  function of(made: Plan, requestId: string): PlannedRound {
    const round = made.parts.find(part => part.stops.some(stop => stop.requestId === requestId));
    assert.ok(round, `in no round: ${JSON.stringify(made.notServed)}`);
    return round;
  }

  /** Nothing is open any more, and nobody is out. */
  async function clear(): Promise<void> {
    await db.count(`UPDATE round_stop SET outcome = 'left', closed_at = now() WHERE outcome IS NULL`);
    await db.count(`UPDATE round SET state = 'dropped' WHERE state NOT IN ('finished', 'dropped')`);
    await db.count(`UPDATE request SET state = 'cancelled', owner_id = NULL`);
    await db.count(`UPDATE helper SET shift_started_at = now(), went_sealed_at = NULL, on_duty = true`);
  }

  const partsOf = (made: Plan) => made.parts.filter(part => part.state === 'planned');

  const actsOn = async (subjectId: string) =>
    (await db.rows<{ act: string }>('SELECT act FROM audit WHERE subject_id = $1 ORDER BY at', [subjectId])).map(row => row.act);

  return { ...movers, test, plan, planned, sorted, of, clear, partsOf, actsOn };
}
