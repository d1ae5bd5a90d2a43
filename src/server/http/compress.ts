// Sends long answers squeezed: a board of six hundred doors has to reach a phone in a stairwell.
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { FastifyInstance } from 'fastify';

// What fits into one packet is not worth the work.
const leastBytes = 1400;
const squeeze = promisify(gzip);

/** JSON and sheets only: pages and their files are squeezed when they are built, streams never. */
export function addCompression(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (typeof payload !== 'string' || payload.length < leastBytes || reply.hasHeader('content-encoding')) return payload;
    const accepted = request.headers['accept-encoding'];
    if (accepted === undefined || !/\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(accepted)) return payload;
    reply.header('content-encoding', 'gzip').header('vary', 'accept-encoding').removeHeader('content-length');
    return squeeze(payload, { level: constants.Z_DEFAULT_COMPRESSION });
  });
}
