// The text in the QR of a door card: which household's code it is, signed, so that nobody can make one up.
import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { keyFor } from '../secret.ts';

export interface DoorCode {
  readonly communityId: string;
  readonly doorCodeId: string;
}

function bytesOf(id: string): Buffer {
  return Buffer.from(id.replaceAll('-', ''), 'hex');
}

function idOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The first 128 bits; nobody can try 2^127 cards. */
function sign(secret: Buffer, content: Buffer): Buffer {
  return createHmac('sha256', keyFor(secret, 'door code')).update(content).digest().subarray(0, 16);
}

/** 64 characters: community and code (16 bytes each) and the signature (16 bytes), in base64url. */
export function writeDoorCode(secret: Buffer, { communityId, doorCodeId }: DoorCode): string {
  const content = Buffer.concat([bytesOf(communityId), bytesOf(doorCodeId)]);
  return Buffer.concat([content, sign(secret, content)]).toString('base64url');
}

/** Null when this program did not sign it. A whole address with the code in its fragment is read too. */
export function readDoorCode(secret: Buffer, text: string): DoorCode | null {
  const code = text.slice(text.lastIndexOf('#') + 1);
  if (!/^[A-Za-z0-9_-]{64}$/.test(code)) return null;
  const bytes = Buffer.from(code, 'base64url');
  if (!timingSafeEqual(sign(secret, bytes.subarray(0, 32)), bytes.subarray(32))) return null;
  return { communityId: idOf(bytes.subarray(0, 16)), doorCodeId: idOf(bytes.subarray(16, 32)) };
}

/** The address a relative is sent: the code stands behind #, which browsers do not send along. */
export function doorLink(code: string): string {
  return `/door#${code}`;
}

/** Six digits, each equally likely. */
export function newOneTimeCode(): string {
  return String(randomInt(1_000_000)).padStart(6, '0');
}

/** What the database keeps of a one-time code: six digits alone could be tried out, so the program's key is in it. */
export function digestOneTimeCode(secret: Buffer, oneTimeCodeId: string, code: string): Buffer {
  return createHmac('sha256', keyFor(secret, 'one-time code')).update(`${oneTimeCodeId} ${code}`).digest();
}
