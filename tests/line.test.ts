// Tells that phones which come back at once are served a few at a time, each in its turn, and are sent away when the turn does not come.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Line } from '../src/server/delivery/line.ts';

test('so many at once and never more, in the order of coming', async () => {
  const line = new Line(2, 10_000);
  const order: number[] = [];
  let atWork = 0;
  let most = 0;
  const served = await Promise.all(
    Array.from({ length: 30 }, (_, index) =>
      line.take(async () => {
        order.push(index);
        atWork += 1;
        most = Math.max(most, atWork);
        await new Promise(setImmediate);
        atWork -= 1;
        return index;
      }),
    ),
  );
  assert.deepEqual([most, atWork], [2, 0]);
  assert.deepEqual(
    served,
    Array.from({ length: 30 }, (_, index) => index),
  );
  assert.deepEqual(order, served);
});

test('who waited too long is told so and has had nothing done; whoever fails does not hold the line', async () => {
  const line = new Line(1, 20);
  let end = (): void => {};
  const first = line.take(() => new Promise<string>(done => (end = () => done('first'))));
  let begun = false;
  const second = await line.take(async () => {
    begun = true;
  });
  assert.deepEqual([second, begun], [null, false]);
  end();
  assert.equal(await first, 'first');
  await assert.rejects(
    line.take(() => Promise.reject(new Error('a bug'))),
    /a bug/,
  );
  assert.equal(await line.take(async () => 'next'), 'next');
});
