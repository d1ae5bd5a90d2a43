// The outbox of the phone over cuts, restarts, repeats and refusals: nothing lost, nothing twice, nothing called done that is not.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Answer, type Box, emptyBox, openOutbox, type Sent, type Waiting } from './outbox.ts';

type Kept = Waiting<string>;
type Send = (batch: readonly Kept[]) => Promise<Sent<Answer>>;

/** What stays in the phone when the page is killed. */
class Phone {
  box: Box<string, Answer> = emptyBox;
  private made = 0;

  open(send: Send) {
    return openOutbox<string, Answer>({
      change: async next => {
        this.box = next(this.box);
        return this.box;
      },
      wipe: async () => {
        this.box = emptyBox;
      },
      send,
      now: () => '2022-03-19T06:00:00.000Z',
      newId: () => `id-${++this.made}`,
    });
  }

  get waiting(): string[] {
    return this.box.waiting.map(one => one.move);
  }
}

/** Keeps what arrives, once each, as the real one does. */
class Server {
  readonly arrived: string[] = [];
  readonly batches: number[] = [];
  private readonly ids = new Set<string>();
  readonly says = new Map<string, Answer['outcome']>();

  take: Send = async batch => {
    this.batches.push(batch.length);
    return {
      is: 'answered',
      answers: batch.map(({ id, move }) => {
        const outcome = this.ids.has(id) ? 'again' : (this.says.get(move) ?? 'done');
        if (outcome !== 'again') this.arrived.push(move);
        this.ids.add(id);
        return { id, outcome };
      }),
    };
  };
}

const lost: Send = async () => ({ is: 'lost' });

describe('the outbox of the phone', () => {
  it('sends in the order in which the moves were made, in batches, and is empty afterwards', async () => {
    const [phone, server] = [new Phone(), new Server()];
    const outbox = phone.open(server.take);
    const made = Array.from({ length: 45 }, (_, at) => `move ${at}`);
    for (const move of made) await outbox.add(move);
    assert.deepEqual(
      phone.box.waiting.map(one => one.seq),
      made.map((_, at) => at + 1),
    );
    assert.equal(await outbox.flush(), 'empty');
    assert.deepEqual(server.arrived, made);
    assert.deepEqual(server.batches, [20, 20, 5]);
    assert.deepEqual(phone.waiting, []);
  });

  it('keeps a move before the screen hears of it', async () => {
    const phone = new Phone();
    let keptFirst = false;
    await phone
      .open(lost)
      .add('deliver')
      .then(({ id }) => {
        keptFirst = phone.box.waiting.some(one => one.id === id);
      });
    assert.ok(keptFirst);
  });

  it('never takes a time-out for an answer: what was sent stays until the server speaks of it', async () => {
    const [phone, server] = [new Phone(), new Server()];
    const answerLost: Send = async batch => {
      await server.take(batch);
      return { is: 'lost' };
    };
    await phone.open(answerLost).add('deliver');
    assert.equal(await phone.open(answerLost).flush(), 'lost');
    assert.deepEqual(phone.waiting, ['deliver']);
    // The page was killed meanwhile; the next one sends the same ids again.
    assert.equal(await phone.open(server.take).flush(), 'empty');
    assert.deepEqual([server.arrived, phone.waiting], [['deliver'], []]);
  });

  it('goes on where the answer ended, when only the first part of a batch was answered', async () => {
    const [phone, server] = [new Phone(), new Server()];
    const half: Send = async batch => {
      const sent = await server.take(batch.slice(0, 1));
      return sent;
    };
    const outbox = phone.open(half);
    for (const move of ['a', 'b', 'c']) await outbox.add(move);
    assert.equal(await outbox.flush(), 'empty');
    assert.deepEqual(server.arrived, ['a', 'b', 'c']);
  });

  it('does not spin on a server that speaks of other moves only', async () => {
    const phone = new Phone();
    const outbox = phone.open(async () => ({ is: 'answered', answers: [{ id: 'somebody else', outcome: 'done' }] }));
    await outbox.add('a');
    assert.equal(await outbox.flush(), 'lost');
    assert.deepEqual(phone.waiting, ['a']);
  });

  it('shows late and refused moves until the person has taken note, also after a restart', async () => {
    const [phone, server] = [new Phone(), new Server()];
    server.says.set('too late', 'late').set('not allowed', 'refused');
    const outbox = phone.open(server.take);
    for (const move of ['too late', 'fine', 'not allowed']) await outbox.add(move);
    assert.equal(await outbox.flush(), 'empty');
    assert.deepEqual(
      phone.box.told.map(one => [one.move, one.answer.outcome]),
      [
        ['too late', 'late'],
        ['not allowed', 'refused'],
      ],
    );
    await phone.open(server.take).acknowledge(phone.box.told[0]?.id ?? '');
    assert.deepEqual(
      phone.box.told.map(one => one.move),
      ['not allowed'],
    );
  });

  it('is not held up for ever by one move that the server cannot read', async () => {
    const [phone, server] = [new Phone(), new Server()];
    const strict: Send = async batch =>
      batch.some(one => one.move === 'broken')
        ? { is: 'unreadable', answer: id => ({ id, outcome: 'refused' }) }
        : server.take(batch);
    const outbox = phone.open(strict);
    for (const move of ['a', 'broken', 'b']) await outbox.add(move);
    assert.equal(await outbox.flush(), 'empty');
    assert.deepEqual(server.arrived, ['a', 'b']);
    assert.deepEqual(
      phone.box.told.map(one => one.move),
      ['broken'],
    );
  });

  it('waits for the sign-in, and loses nothing by it', async () => {
    const [phone, server] = [new Phone(), new Server()];
    const outbox = phone.open(async () => ({ is: 'sign_in' }));
    await outbox.add('a');
    assert.equal(await outbox.flush(), 'sign_in');
    assert.equal(await phone.open(server.take).flush(), 'empty');
    assert.deepEqual(server.arrived, ['a']);
  });

  it('sends what was added while it was sending, without a second round of sending beside the first', async () => {
    const [phone, server] = [new Phone(), new Server()];
    let open = 0;
    let most = 0;
    const slow: Send = async batch => {
      most = Math.max(most, ++open);
      await new Promise(resolve => setImmediate(resolve));
      open -= 1;
      return server.take(batch);
    };
    const outbox = phone.open(slow);
    await outbox.add('a');
    const first = outbox.flush();
    await outbox.add('b');
    await Promise.all([first, outbox.flush(), outbox.flush()]);
    assert.deepEqual([server.arrived, phone.waiting, most], [['a', 'b'], [], 1]);
  });

  it('does nothing twice when two pages of one phone send at once', async () => {
    const [phone, server] = [new Phone(), new Server()];
    const [one, other] = [phone.open(server.take), phone.open(server.take)];
    for (const move of ['a', 'b']) await one.add(move);
    await other.add('c');
    await Promise.all([one.flush(), other.flush()]);
    assert.deepEqual([server.arrived, phone.waiting], [['a', 'b', 'c'], []]);
  });

  it('leaves nothing on the phone when the server says so', async () => {
    const phone = new Phone();
    const outbox = phone.open(async () => ({ is: 'wipe' }));
    await outbox.add('a');
    assert.equal(await outbox.flush(), 'wiped');
    assert.deepEqual(phone.box, emptyBox);
  });
});
