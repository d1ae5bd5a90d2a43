// Serves the built pages: each seat at its own short address, its files for ever, the pages themselves always fresh.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const built = join(import.meta.dirname, '../../../dist');

/** Address → the page's folder in dist/. */
const pages = { '/': 'start', '/desk': 'desk', '/field': 'field', '/board': 'board', '/door': 'resident' };

export async function addPages(app: FastifyInstance): Promise<void> {
  if (!existsSync(built)) {
    app.log.warn('the pages are not built: npm run build');
    return;
  }
  await app.register(fastifyStatic, {
    root: built,
    preCompressed: true,
    index: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
  for (const [address, seat] of Object.entries(pages)) {
    app.get(address, (_request, reply) => reply.sendFile(`${seat}/index.html`));
    if (address !== '/') app.get(`${address}/`, (_request, reply) => reply.redirect(address));
  }
}
