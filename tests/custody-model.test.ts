// Random days of two carriers against a small model: whatever is counted, missed, relayed, repeated or raced, every bag stays one bag in one place.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { stepBags } from '../src/api/bag.ts';
import { testApp } from './app.ts';
import { type Carried, startCarrying } from './carrying.ts';

const test = await testApp();
const { db, clock } = test;
const { seats, person, send, packed, count } = await startCarrying(test);

type Carrier = 'volunteer1' | 'volunteer3';
const carriers = ['volunteer1', 'volunteer3'] as const;

/** What the log of hand-overs must say of a bag, worked out apart from the program. */
interface Known {
  readonly of: Carried;
  holder: Carrier;
  step: 'packed' | 'gate' | 'disinfected' | 'relayed' | 'door';
  problem: 'missing_goods' | 'spoiled_goods' | null;
  /** Given and not taken yet. */
  given: boolean;
}

const act = fc.record({
  what: fc.constantFrom('gate', 'disinfect', 'give', 'take', 'deliver', 'again'),
  who: fc.constantFrom(...carriers),
  bags: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 4 }),
  /** Of those, which are said to be missing or spoiled. */
  short: fc.uniqueArray(fc.record({ at: fc.nat(3), difference: fc.constantFrom('missing' as const, 'spoiled' as const) }), {
    maxLength: 2,
    selector: one => one.at,
  }),
});
type Act = typeof act extends fc.Arbitrary<infer T> ? T : never;

const isGoing = (bag: Known) => bag.problem === null && bag.step !== 'door';

const ripe: Record<string, (bag: Known, who: Carrier) => boolean> = {
  gate: (bag, who) => bag.step === 'packed' && bag.holder === who,
  give: (bag, who) => (bag.step === 'disinfected' || bag.step === 'relayed') && bag.holder === who && !bag.given,
  take: (bag, who) => bag.given && bag.holder !== who,
};

/** Some of the bags that may do this now, so that a short day gets somewhere, and what is wrong with them. */
function planned(known: readonly Known[], { what, who, bags, short }: Act) {
  const able = known.filter(bag => isGoing(bag) && ripe[what]?.(bag, who));
  const chosen = [...new Set(bags.flatMap(at => (able.length === 0 ? [] : (able[at % able.length] as Known))))];
  // With one bag of a relay the whole of it is counted: this model gives and takes one bag at a time.
  const list = what === 'gate' ? chosen : chosen.slice(0, 1);
  const differs = new Map(what === 'give' ? [] : short.map(one => [known[one.at], one.difference] as const));
  return { list, differs };
}

describe('bags in the hands of two carriers', () => {
  const seen = { gate: 0, give: 0, take: 0, short: 0, again: 0, door: 0 };
  it('are conserved: each count adds up, each bag is in one place, each difference has one row, the log tells where it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 12, maxLength: 30, size: 'max' }), async acts => {
        // Two carriers do in a second what takes them a day: the limit of calls is not what is tried here.
        clock.advance(20_000);
        const known: Known[] = [];
        for (const holder of ['volunteer1', 'volunteer1', 'volunteer3', 'volunteer1'] as const) {
          const of = await packed(holder, { door: '10-1-101' });
          known.push({ of, holder, step: 'packed', problem: null, given: false });
        }
        let last: { who: Carrier; body: Record<string, unknown>; answer: unknown } | undefined;
        for (const one of acts) {
          if (one.what === 'again') {
            // The phone did not hear the answer and sends the same once more.
            if (last) {
              seen.again += 1;
              assert.deepEqual((await count(last.who, last.body)).answer, last.answer);
            }
            continue;
          }
          if (one.what === 'disinfect') {
            const bagIds = known.map(bag => bag.of.bagId);
            const body = { id: randomUUID(), bagIds, step: 'disinfected' as const, agent: 'wiped' as const };
            const { results } = await seats[one.who].get(stepBags, { body });
            for (const result of results) {
              const bag = known.find(other => other.of.bagId === result.bagId);
              const may = bag?.step === 'gate' && bag.holder === one.who && bag.problem === null;
              if (may) assert.equal(result.step, 'disinfected');
              if (bag && result.step !== null) bag.step = 'disinfected';
            }
            continue;
          }
          if (one.what === 'deliver') {
            const bag = known[one.bags[0] ?? 0];
            if (bag === undefined) continue;
            const reply = await send(seats[one.who], bag.of.requestId, { move: 'deliver' });
            const may = isGoing(bag) && bag.holder === one.who && (bag.step === 'disinfected' || bag.step === 'relayed');
            const before = bag.step;
            assert.equal(reply.status === 200, may || (before === 'door' && bag.holder === one.who), `${before} ${bag.problem}`);
            if (may) {
              bag.step = 'door';
              seen.door += 1;
            }
            continue;
          }
          const { list, differs } = planned(known, one);
          if (list.length === 0) continue;
          const short = list.filter(bag => differs.has(bag));
          const fine = list.filter(bag => !differs.has(bag));
          const body = {
            id: randomUUID(),
            point: one.what === 'gate' ? 'gate' : one.what === 'give' ? 'relay_out' : 'relay_in',
            codes: fine.map(bag => bag.of.code),
            differences: short.map(bag => ({ code: bag.of.code, difference: differs.get(bag) })),
          };
          const reply = await count(one.who, body);
          assert.equal(reply.status, 200, JSON.stringify([one.what, reply.refusal]));
          assert.deepEqual([reply.answer.expected, reply.answer.differences], [list.length, short.length]);
          last = { who: one.who, body, answer: reply.answer };
          seen[one.what] += 1;
          seen.short += short.length;
          for (const bag of short) {
            bag.problem = differs.get(bag) === 'missing' ? 'missing_goods' : 'spoiled_goods';
            bag.given = false;
          }
          for (const bag of fine) {
            if (one.what === 'gate') bag.step = 'gate';
            if (one.what === 'give') bag.given = true;
            if (one.what === 'take') Object.assign(bag, { step: 'relayed', holder: one.who, given: false });
          }
        }
        await agree(known);
      }),
      { numRuns: Number(process.env.CAILANZI_MODEL_RUNS ?? 40) },
    );
    for (const [what, times] of Object.entries(seen)) assert.ok(times > 0, `${what} was never tried`);
  });
});

async function agree(known: readonly Known[]): Promise<void> {
  const ids = known.map(bag => bag.of.bagId);
  const rows = await db.rows<{
    bag_id: string;
    step: string;
    problem: string | null;
    owner_id: string | null;
    state: string;
    told: string;
  }>(
    `SELECT b.bag_id, b.step, b.problem, r.owner_id, r.state,
       (SELECT k.step FROM custody k LEFT JOIN handover h ON h.handover_id = k.move_id
        WHERE k.bag_id = b.bag_id AND h.point IS DISTINCT FROM 'relay_out' ORDER BY k.at DESC, k.custody_id DESC LIMIT 1) AS told
     FROM bag b JOIN request r USING (community_id, request_id) WHERE b.bag_id = ANY ($1)`,
    [ids],
  );
  assert.equal(rows.length, known.length, 'no bag is lost and none is made');
  for (const bag of known) {
    const row = rows.find(one => one.bag_id === bag.of.bagId);
    assert.deepEqual([row?.step, row?.problem], [bag.step, bag.problem]);
    assert.equal(row?.told, bag.step, 'the log ends where the bag is');
    if (bag.problem !== null)
      assert.deepEqual([row?.state, row?.owner_id], ['problem', null], 'the desk has what did not come out right');
    else assert.equal(row?.owner_id, person(bag.holder));
  }
  const counts = await db.rows<{ expected: number; lines: number; bags: number }>(
    `SELECT h.expected, (count(*) FILTER (WHERE l.difference IS DISTINCT FROM 'surplus'))::integer AS lines,
       (count(DISTINCT l.bag_id))::integer AS bags
     FROM handover h JOIN handover_bag l USING (community_id, handover_id) GROUP BY h.handover_id, h.expected`,
  );
  for (const counted of counts) assert.deepEqual([counted.lines, counted.bags], [counted.expected, counted.expected]);
  const differences = await db.rows<{ bag_id: string; n: number }>(
    `SELECT bag_id, count(*)::integer AS n FROM handover_bag WHERE bag_id = ANY ($1) AND difference IS NOT NULL GROUP BY bag_id`,
    [ids],
  );
  assert.deepEqual(
    new Set(differences.map(row => `${row.bag_id} ${row.n}`)),
    new Set(known.filter(bag => bag.problem !== null).map(bag => `${bag.of.bagId} 1`)),
    'one row for each difference',
  );
}
