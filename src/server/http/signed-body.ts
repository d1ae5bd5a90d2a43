// Keeps the bytes of the calls whose senders sign them: a parsed body written out again is not what was signed.
import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { tellCall } from '../../api/call.ts';

const signedPaths: ReadonlySet<string> = new Set([tellCall.path]);
const mostBytes = 16 * 1024;
const kept = new WeakMap<FastifyRequest, Buffer>();

/** Is the body of this endpoint signed? */
export function isSigned(path: string): boolean {
  return signedPaths.has(path);
}

/** A `preParsing` hook. */
export async function keepBytes(request: FastifyRequest, _reply: unknown, payload: AsyncIterable<Buffer>): Promise<Readable> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of payload) {
    length += part.length;
    if (length > mostBytes) throw Object.assign(new Error('too long'), { statusCode: 413, code: 'FST_ERR_CTP_BODY_TOO_LARGE' });
    parts.push(part);
  }
  const bytes = Buffer.concat(parts);
  kept.set(request, bytes);
  return Readable.from([bytes], { objectMode: false });
}

/** As they came over the wire; empty when there was no body. */
export function bytesOf(request: FastifyRequest): Buffer {
  return kept.get(request) ?? Buffer.alloc(0);
}
