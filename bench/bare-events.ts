// The peer of the board benchmark: a bare event stream that writes one encoded message to every open connection. Nothing else.
import { createServer, type ServerResponse } from 'node:http';

const open = new Set<ServerResponse>();
const server = createServer((request, response) => {
  if (request.method === 'POST') {
    const frame = Buffer.from(
      `event: cells\nid: 1\ndata: ${JSON.stringify({ cells: [['0190a5a0-0000-7000-8000-000000000000', 'w', 1, 2]] })}\n\n`,
    );
    for (const board of open) board.write(frame);
    request.resume();
    response.end('{}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(': open\n\n');
  open.add(response);
  request.once('close', () => open.delete(response));
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}\n`);
});
process.once('SIGTERM', () => process.exit(0));
