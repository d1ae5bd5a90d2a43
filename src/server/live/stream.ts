// One open page: takes ready-made bytes, and is let go when it does not read them.

import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { asChunk } from './frame.ts';

/** A page that is this far behind will catch up sooner by coming back. */
export const mostWaitingBytes = 1024 * 1024;

/** What a page wants to hear of. */
export type Wants =
  | { readonly kind: 'board'; readonly compoundId: string }
  | { readonly kind: 'desk' }
  | { readonly kind: 'own'; readonly householdId: string | null; readonly ownerId: string | null };

export interface Opening {
  readonly communityId: string;
  readonly wants: Wants;
  /** The reader's cursor, if it has one. */
  readonly since: string | undefined;
  readonly sessionKey: string;
  /** Is the reader still allowed to listen? Asked again now and then. */
  readonly mayStay: () => Promise<boolean>;
}

export class Stream {
  readonly opening: Opening;
  /** Milliseconds, from the reader's cursor; null when it wants only what comes from now on. */
  readonly since: number | null;
  /** False until what was missed has been sent: until then nothing newer may overtake it. */
  joined = false;
  readonly #raw: ServerResponse;
  readonly #onClose: () => void;
  #closed = false;

  constructor(opening: Opening, since: number | null, raw: ServerResponse, onClose: (stream: Stream) => void) {
    this.opening = opening;
    this.since = since;
    this.#raw = raw;
    this.#onClose = () => {
      if (this.#closed) return;
      this.#closed = true;
      onClose(this);
    };
    raw.on('close', this.#onClose);
    raw.on('error', this.#onClose);
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'transfer-encoding': 'chunked',
      // Proxies that gather answers would make the stream stutter.
      'x-accel-buffering': 'no',
      'x-content-type-options': 'nosniff',
      connection: 'close',
    });
    raw.flushHeaders();
    this.send(asChunk('retry: 2000\n\n'));
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Bytes from `encodeEvent`. */
  send(chunk: Buffer): void {
    if (this.#closed) return;
    const { socket } = this.#raw;
    const open = socket instanceof Socket && !socket.destroyed;
    if (open) socket.write(chunk);
    if (!open || socket.writableLength > mostWaitingBytes) this.drop();
  }

  /** Says good-bye in order; the page comes back by itself. */
  end(): void {
    if (this.#closed) return;
    this.#raw.socket?.end(asChunkEnd);
    this.#onClose();
  }

  /** Lets go at once. */
  drop(): void {
    this.#raw.destroy();
    this.#onClose();
  }
}

const asChunkEnd = Buffer.from('0\r\n\r\n');
