// Takes out of a photo what tells more than the picture: place, time, camera, comments. Works on the bytes; the picture itself is untouched.

export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const;
export type PhotoType = (typeof photoTypes)[number];

/** 2 MiB. */
export const mostPhotoBytes = 2 * 1024 * 1024;

export interface Photo {
  readonly type: PhotoType;
  readonly bytes: Uint8Array;
}

/** The photo without its hidden parts, or null when the bytes are no whole JPEG, PNG or WebP picture, whatever their name says. */
export function cleanPhoto(bytes: Uint8Array): Photo | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return wrap('image/jpeg', cleanJpeg(bytes));
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return wrap('image/png', cleanPng(bytes));
  if (tag(bytes, 0) === 'RIFF' && tag(bytes, 8) === 'WEBP') return wrap('image/webp', cleanWebp(bytes));
  return null;
}

function wrap(type: PhotoType, bytes: Uint8Array | null): Photo | null {
  return bytes === null ? null : { type, bytes };
}

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, at) => bytes[at] === byte);
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

// Segments that the picture needs: JFIF (APP0), the colour profile (APP2), Adobe's colour transform (APP14). All other APPs and comments go.
const keptApps = [0xe0, 0xe2, 0xee];

function cleanJpeg(bytes: Uint8Array): Uint8Array | null {
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let hasFrame = false;
  let at = 2;
  while (at + 2 <= bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1] as number;
    // Fill bytes before a marker.
    if (marker === 0xff) {
      at++;
      continue;
    }
    // What follows the end mark (a second picture, a maker's trailer) is left behind.
    if (marker === 0xd9) return hasFrame ? join([...kept, bytes.subarray(at, at + 2)]) : null;
    if (at + 4 > bytes.length) return null;
    const length = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    const end = at + 2 + length;
    if (length < 2 || end > bytes.length) return null;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) hasFrame = true;
    const isApp = marker >= 0xe0 && marker <= 0xef;
    const isComment = marker === 0xfe;
    if (!isComment && (!isApp || (keptApps.includes(marker) && !isMultiPicture(bytes, at + 4))))
      kept.push(bytes.subarray(at, end));
    at = end;
    if (marker !== 0xda) continue;
    const next = endOfScan(bytes, at);
    if (next === null) return null;
    kept.push(bytes.subarray(at, next));
    at = next;
  }
  // Cut off: no end mark.
  return null;
}

function isMultiPicture(bytes: Uint8Array, at: number): boolean {
  return tag(bytes, at) === 'MPF\0';
}

/** Where the coded picture ends: the next marker that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at + 1 < bytes.length; at++) {
    if (bytes[at] !== 0xff) continue;
    const next = bytes[at + 1] as number;
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return null;
}

const keptPngChunks = ['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'cHRM', 'gAMA', 'iCCP', 'sBIT', 'sRGB', 'cICP', 'pHYs', 'bKGD'];

function cleanPng(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  const seen = new Set<string>();
  for (let at = 8; at + 12 <= bytes.length; ) {
    const name = tag(bytes, at + 4);
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length || (seen.size === 0 && name !== 'IHDR')) return null;
    seen.add(name);
    if (keptPngChunks.includes(name)) kept.push(bytes.subarray(at, end));
    if (name === 'IEND') return seen.has('IDAT') ? join(kept) : null;
    at = end;
  }
  return null;
}

const keptWebpChunks = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP', 'ANIM', 'ANMF'];
const hasExif = 0x08;
const hasXmp = 0x04;

function cleanWebp(bytes: Uint8Array): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = 8 + view.getUint32(4, true);
  if (whole > bytes.length || whole < 20) return null;
  const kept: Uint8Array[] = [];
  let hasPicture = false;
  let at = 12;
  for (; at + 8 <= whole; ) {
    const name = tag(bytes, at);
    const size = view.getUint32(at + 4, true);
    const end = at + 8 + size + (size % 2);
    if (end > whole) return null;
    hasPicture ||= name === 'VP8 ' || name === 'VP8L' || name === 'ANMF';
    if (keptWebpChunks.includes(name)) {
      const chunk = bytes.slice(at, end);
      if (name === 'VP8X') chunk[8] = (chunk[8] as number) & ~(hasExif | hasXmp);
      kept.push(chunk);
    }
    at = end;
  }
  if (!hasPicture || at !== whole) return null;
  const head = bytes.slice(0, 12);
  new DataView(head.buffer).setUint32(4, 4 + kept.reduce((sum, chunk) => sum + chunk.length, 0), true);
  return join([head, ...kept]);
}
