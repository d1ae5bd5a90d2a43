// A server with a port for the tests of the live stream: two communities, listeners of every kind, requests that appear.
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';
import { testApp, type Who } from './app.ts';
import { makeForeignCommunity, type TestCommunity } from './community.ts';
import { EventStream } from './event-stream.ts';
import { makeMove, makeRequests } from './made-requests.ts';

export const test = await testApp();
export const home = test.community;
export const foreign = await makeForeignCommunity(test.db);
await test.app.listen({ port: 0, host: '127.0.0.1' });
export const origin = `http://127.0.0.1:${(test.app.server.address() as AddressInfo).port}`;
export const open: EventStream[] = [];

after(() => {
  for (const stream of open) stream.cut();
});

export async function listen(
  who: Who,
  {
    path = '/api/v1/live',
    query = {},
    headers = {},
    of = home,
    at = origin,
  }: {
    path?: string;
    query?: Record<string, string>;
    headers?: Record<string, string>;
    of?: TestCommunity;
    at?: string;
  } = {},
): Promise<EventStream> {
  const { cookie } = await test.signedIn(who, of);
  const stream = new EventStream(`${at}${path}?${new URLSearchParams(query)}`, `cailanzi=${cookie}`, headers);
  open.push(stream);
  return stream.opened();
}
export const board = () => ({ query: { compoundId: home.compoundId } });
export const own = { path: '/api/v1/my/live' };

export async function ask(door: string, of = home): Promise<string> {
  const [id] = await makeRequests(test.db, of, [{ door, askedAt: new Date() }]);
  await makeMove(test.db, of, id as string, 'ask', 'asked');
  return id as string;
}
export const door = (name: string, of = home) => of.households[name] as string;
