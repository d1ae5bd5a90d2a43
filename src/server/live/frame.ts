// One message of the stream as the bytes that go out, made once for however many pages are open.

/**
 * An event already wrapped as a chunk of HTTP/1.1, so that it goes to each socket in a single write without being copied or counted
 * again. `cursor` becomes the id that the page sends when it comes back.
 */
export function encodeEvent(name: string, data: unknown, cursor: string | null): Buffer {
  const id = cursor === null ? '' : `id: ${cursor}\n`;
  return asChunk(`event: ${name}\n${id}data: ${JSON.stringify(data)}\n\n`);
}

export function asChunk(text: string): Buffer {
  const length = Buffer.byteLength(text);
  return Buffer.from(`${length.toString(16)}\r\n${text}\r\n`, 'utf8');
}
