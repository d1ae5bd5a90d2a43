// Keys made from the program's one secret, each for a single use, and a way to keep a few bytes unreadable in the database.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

export type KeyUse = 'door code' | 'one-time code' | 'notice' | 'second factor' | 'channel';

/** 32 bytes. A key that leaks tells nothing about the others (RFC 5869). */
export function keyFor(secret: Buffer, use: KeyUse): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'cailanzi', use, 32));
}

/** AES-256-GCM: 12 bytes nonce, 16 bytes tag, the text. `about` (an id) is bound in, so that a sealed value cannot be moved to another row. */
export function seal(key: Buffer, text: string | Buffer, about: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  const hidden = Buffer.concat([cipher.update(text), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), hidden]);
}

/** Null when it was sealed with another secret, for another row, or was changed. */
export function unseal(key: Buffer, sealed: Buffer, about: string): Buffer | null {
  if (sealed.length < 28) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 });
    decipher.setAAD(Buffer.from(about)).setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]);
  } catch {
    return null;
  }
}
