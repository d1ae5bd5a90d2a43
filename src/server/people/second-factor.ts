// The second factor: six digits from an authenticator on the telephone, new every 30 seconds (TOTP, RFC 6238).
import { createHmac, timingSafeEqual } from 'node:crypto';

const stepSeconds = 30;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** RFC 4648 without padding, as authenticators want it. */
export function base32(bytes: Buffer): string {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{1,5}/g) ?? []).map(five => alphabet[Number.parseInt(five.padEnd(5, '0'), 2)]).join('');
}

/** The code of one step, HMAC-SHA1 as all authenticators do it; `digits` is 8 in the vectors of RFC 6238. */
export function codeOf(secret: Buffer, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = (mac[19] as number) & 0xf;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}

export function stepAt(time: Date): number {
  return Math.floor(time.getTime() / 1000 / stepSeconds);
}

/**
 * The step whose code this is: the present one or, for slow fingers and clocks that are off, one before or after. Null when it is
 * none of them or not after `lastUsed`: whoever looked over the shoulder cannot use it again.
 */
export function stepOfCode(secret: Buffer, code: string, time: Date, lastUsed: number | null): number | null {
  const now = stepAt(time);
  let found: number | null = null;
  for (const step of [now - 1, now, now + 1]) {
    const fits = timingSafeEqual(Buffer.from(codeOf(secret, step)), Buffer.from(code.padEnd(6).slice(0, 6)));
    if (fits && (lastUsed === null || step > lastUsed)) found ??= step;
  }
  return found;
}

/** What the QR of an authenticator holds. */
export function secondFactorUri(secret: Buffer, communityName: string, signInName: string): string {
  const label = `${encodeURIComponent(communityName)}:${encodeURIComponent(signInName)}`;
  const query = new URLSearchParams({ secret: base32(secret), issuer: communityName });
  return `otpauth://totp/${label}?${query}`;
}
