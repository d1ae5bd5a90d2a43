// Ten thousand histories of phones that lose the signal: nothing lost, nothing twice, nothing overwritten, every conflict in sight.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { check, histories, type Ids, phoneCount, play, requestCount, type Server } from './phone-histories.ts';
import { ModelServer } from './phone-model.ts';

const startAt = Date.parse('2022-03-12T08:00:00.000Z');
const runs = Number(process.env.PHONE_HISTORIES ?? 10_000);

const newIds = (): Ids => ({
  helpers: Array.from({ length: phoneCount }, () => randomUUID()),
  requests: Array.from({ length: requestCount }, () => ({ requestId: randomUUID(), bagId: randomUUID() })),
});

function serve(model: ModelServer): Server {
  return {
    take: async (helper, phoneNow, now, moves) => model.take(helper, phoneNow, now, moves as never),
    desk: async (...given) => {
      model.desk(...given);
    },
    wait: () => {},
  };
}

test('the outbox and the rules, through cuts, copies, killed pages, wrong clocks and a desk that reassigns', async () => {
  let seen = { late: 0, made: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(histories(24), async commands => {
      const ids = newIds();
      const model = new ModelServer(ids.requests);
      const ended = await play(ids, commands, serve(model), model, startAt);
      check(ids, ended);
      const refused = [...model.receipts.values()].filter(({ refusal, late }) => refusal !== null && !late).length;
      seen = { late: seen.late + model.late.length, made: seen.made + model.made.length, refused: seen.refused + refused };
    }),
    { numRuns: runs },
  );
  // A model in which nothing ever happens would pass as well.
  assert.ok(seen.late > runs / 10 && seen.made > runs && seen.refused > runs / 10, JSON.stringify(seen));
});
