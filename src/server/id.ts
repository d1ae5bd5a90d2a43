// Makes the ids that requests, people and places are known by: UUIDv7, in the order they were made.
import { randomFillSync } from 'node:crypto';

const pool = Buffer.alloc(4096);
let used = pool.length;
let lastMs = 0;
let counter = 0;

function randomBytes(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += count;
  return pool.subarray(used - count, used);
}

/** A UUIDv7 (RFC 9562, method 1: a 12 bit counter after the milliseconds). Each one is greater than the one before it, also when the clock steps back. */
export function newId(): string {
  const bytes = Buffer.from(randomBytes(16));
  const now = Date.now();
  if (now > lastMs) {
    lastMs = now;
    // Starts in the lower half, so at least 2,048 ids fit into a millisecond before the time is pushed ahead.
    counter = bytes.readUInt16BE(6) & 0x7ff;
  } else if (++counter > 0xfff) {
    lastMs += 1;
    counter = bytes.readUInt16BE(6) & 0x7ff;
  }
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | counter, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Twelve characters for a label: random, so that one label does not lead to the next. */
export function newCode(): string {
  return randomBytes(6).toString('hex').toUpperCase();
}
