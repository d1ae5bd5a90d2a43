// A phone without signal for the tests: it makes moves by its own clock, keeps them, and sends them when it is told to.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type MoveAnswer, myPhone, type PhoneMove, sendMoves } from '../src/api/phone.ts';
import type { Caller } from './app.ts';

type Without<T> = T extends unknown ? Omit<T, 'id' | 'seq' | 'at'> : never;
/** A move without what the phone adds by itself. */
export type Made = Without<PhoneMove>;

export class Phone {
  readonly #caller: Caller;
  readonly #serverNow: () => Date;
  readonly phoneId = randomUUID();
  /** How far this clock is ahead of the server's, in milliseconds. */
  skew: number;
  #seq = 0;

  constructor(caller: Caller, serverNow: () => Date, skew = 0) {
    this.#caller = caller;
    this.#serverNow = serverNow;
    this.skew = skew;
  }

  clock(): string {
    return new Date(this.#serverNow().getTime() + this.skew).toISOString();
  }

  make(move: Made, id: string = randomUUID()): PhoneMove {
    this.#seq += 1;
    return { id, seq: this.#seq, at: this.clock(), ...move } as PhoneMove;
  }

  on(requestId: string, move: 'accept' | 'fetch' | 'deliver'): PhoneMove {
    return this.make({ on: 'request', requestId, body: { move } });
  }

  because(requestId: string, move: 'decline' | 'give_back' | 'fail', reason: string): PhoneMove {
    return this.make({ on: 'request', requestId, body: { move, reason } });
  }

  async send(...moves: PhoneMove[]): Promise<MoveAnswer[]> {
    const body = { phoneId: this.phoneId, phoneNow: this.clock(), moves };
    return (await this.#caller.get(sendMoves, { body })).moves;
  }

  /** What came of each, in a word. */
  async outcomes(...moves: PhoneMove[]): Promise<string[]> {
    return (await this.send(...moves)).map(({ outcome }) => outcome);
  }

  /** The only answer of one move. */
  async one(move: PhoneMove): Promise<MoveAnswer> {
    const [answer] = await this.send(move);
    assert.ok(answer);
    return answer;
  }

  look() {
    return this.#caller.get(myPhone);
  }
}
