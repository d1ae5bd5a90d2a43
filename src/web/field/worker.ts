// The service worker of /field: the shell of the page starts from the phone itself, with or without signal. It never keeps an answer of the server.
// A classic script (older phones know no other), so it imports nothing; the build writes the list of files into it.

declare const __SHELL__: { readonly version: string; readonly files: readonly string[] };

interface Waiting extends Event {
  waitUntil(done: Promise<unknown>): void;
}
interface Fetched extends Waiting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  addEventListener(name: 'install' | 'activate', heard: (event: Waiting) => void): void;
  addEventListener(name: 'fetch', heard: (event: Fetched) => void): void;
  addEventListener(name: 'message', heard: (event: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
  readonly location: Location;
}
const worker = self as unknown as Worker;

const { version, files } = __SHELL__;
const page = '/field';
const prefix = 'field-';
const shell = prefix + version;

async function keepShell(): Promise<void> {
  const cache = await caches.open(shell);
  // All or nothing: half a shell would be worse than the one before. Past the browser's own cache, for the page itself has no name of its own.
  await cache.addAll([page, ...files].map(file => new Request(file, { cache: 'reload' })));
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith(prefix) && name !== shell).map(name => caches.delete(name)));
  await worker.clients.claim();
}

async function fromShell(key: string, request: Request): Promise<Response> {
  const kept = await (await caches.open(shell)).match(key);
  return kept ?? fetch(request);
}

worker.addEventListener('install', event => event.waitUntil(keepShell()));
worker.addEventListener('activate', event => event.waitUntil(dropOthers()));
// A new version waits until the page says that nobody is in the middle of something.
worker.addEventListener('message', event => {
  if (event.data === 'take over') void worker.skipWaiting();
});
worker.addEventListener('fetch', event => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== 'GET' || origin !== worker.location.origin) return;
  if (event.request.mode === 'navigate' && pathname === page) event.respondWith(fromShell(page, event.request));
  else if (files.includes(pathname)) event.respondWith(fromShell(pathname, event.request));
});
