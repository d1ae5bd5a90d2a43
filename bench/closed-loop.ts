// A load generator light enough to share two cores with what it measures: plain sockets, one request at a time on each.
import { connect, type Socket } from 'node:net';
import { quantile } from './cluster.ts';

export interface Load {
  readonly tps: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers that were not 200. */
  readonly refused: number;
}

/** Each of `clients` sends the next when the last was answered, for `seconds`. `make` gives body and cookie; milliseconds in the answer. */
export async function closedLoop(
  origin: string,
  path: string,
  clients: number,
  seconds: number,
  make: () => { body: string; cookie: string },
): Promise<Load> {
  const { hostname, port, host } = new URL(origin);
  const took: number[] = [];
  let refused = 0;
  const began = performance.now();
  const until = began + seconds * 1000;

  const client = async () => {
    const socket = connect(Number(port), hostname).setNoDelay(true);
    const next = answersOf(socket);
    while (performance.now() < until) {
      const { body, cookie } = make();
      const sent = performance.now();
      socket.write(
        `POST ${path} HTTP/1.1\r\nhost: ${host}\r\ncontent-type: application/json\r\ncookie: ${cookie}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
      );
      if ((await next()) === 200) took.push(performance.now() - sent);
      else refused += 1;
    }
    socket.destroy();
  };
  await Promise.all(Array.from({ length: clients }, client));
  const lasted = (performance.now() - began) / 1000;
  took.sort((a, b) => a - b);
  return { tps: took.length / lasted, p50: quantile(took, 0.5), p99: quantile(took, 0.99), refused };
}

/** The status of each answer in turn; answers carry a content-length. */
function answersOf(socket: Socket): () => Promise<number> {
  let kept = '';
  let wake: ((status: number) => void) | undefined;
  let fail: ((error: Error) => void) | undefined;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    kept += chunk;
    const head = kept.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(kept)?.[1] ?? 0);
    if (kept.length < head + 4 + length) return;
    const status = Number(kept.slice(9, 12));
    kept = kept.slice(head + 4 + length);
    wake?.(status);
  });
  socket.on('error', error => fail?.(error));
  socket.on('close', () => fail?.(new Error('the connection was closed')));
  return () =>
    new Promise((answered, failed) => {
      wake = answered;
      fail = failed;
    });
}
