// Everybody of the test community at their seat, and short words for making moves and being refused.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { moveRequest } from '../src/api/request.ts';
import type { Caller, TestApp } from './app.ts';
import type { StaffName } from './community.ts';
import { type RequestOptions, storeRequests } from './requests.ts';

type Body = Record<string, unknown> & { move: string; id?: string };

export async function startMovers(test: TestApp) {
  const seats = {} as Record<StaffName, Caller>;
  for (const name of Object.keys(test.community.staff) as StaffName[]) seats[name] = await test.signedIn(name);
  const person = (name: StaffName): string => test.community.staff[name].personId;

  async function store(options: RequestOptions = {}): Promise<string> {
    const [requestId] = await storeRequests(test.db, test.community, test.now(), [options]);
    assert.ok(requestId);
    return requestId;
  }

  /** Any answer. The id is new unless the body brings one. */
  function send(caller: Caller, requestId: string, body: Body) {
    return caller.call(moveRequest, { params: { requestId }, body: { id: randomUUID(), ...body } as never });
  }

  async function moved(caller: Caller, requestId: string, body: Body) {
    const { status, answer, refusal } = await send(caller, requestId, body);
    assert.equal(status, 200, `${body.move} was refused: ${JSON.stringify(refusal)}`);
    return answer;
  }

  async function refused(caller: Caller, requestId: string, body: Body) {
    const { refusal, answer } = await send(caller, requestId, body);
    assert.ok(refusal, `${body.move} should have been refused: ${JSON.stringify(answer)}`);
    return refusal;
  }

  /** Gives it to a helper, who accepts. */
  async function accepted(requestId: string, helper: StaffName): Promise<void> {
    await moved(seats.clerk, requestId, { move: 'offer', helperId: person(helper) });
    await moved(seats[helper], requestId, { move: 'accept' });
  }

  return { seats, person, store, send, moved, refused, accepted };
}
