// Builds the gallery and the start page, and serves them under the content policy of the product, with a small server to call.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, normalize, resolve } from 'node:path';
import { preact } from '@preact/preset-vite';
import { build } from 'vite';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

export interface Site {
  readonly origin: string;
  readonly folder: string;
  /** Answers everything under /api/. */
  answer: (request: IncomingMessage, response: ServerResponse) => void;
  stop(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), 'cailanzi-kit-'));
  await build({
    configFile: false,
    logLevel: 'error',
    root: import.meta.dirname,
    plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
    build: { outDir: join(folder, 'gallery'), assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  });
  process.env.SEATS = 'start';
  await build({
    configFile: resolve(import.meta.dirname, '../../../vite.config.ts'),
    logLevel: 'error',
    build: { outDir: join(folder, 'start'), emptyOutDir: true },
  });
  delete process.env.SEATS;

  const site: Site = {
    origin: '',
    folder,
    answer: (_request, response) => response.writeHead(404).end(),
    stop: async () => {
      server.closeAllConnections();
      await new Promise(closed => server.close(closed));
      await rm(folder, { recursive: true, force: true });
    },
  };
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://site').pathname);
    if (path.startsWith('/api/')) return site.answer(request, response);
    const pages: Record<string, string> = { '/': 'gallery/index.html', '/start': 'start/start/index.html' };
    for (const file of pages[path] ? [pages[path]] : [`gallery${path}`, `start${path}`]) {
      const content = await readFile(join(folder, file)).catch(() => undefined);
      if (!content) continue;
      response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream');
      response.setHeader('content-security-policy', "default-src 'self'");
      return response.end(content);
    }
    // A browser asks for this by itself.
    return response.writeHead(path === '/favicon.ico' ? 204 : 404).end();
  });
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  Object.assign(site, { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  return site;
}
