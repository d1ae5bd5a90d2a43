// Signature and encryption of WeChat and WeCom callbacks: sha1 over sorted parts, AES-256-CBC with PKCS#7 to 32 bytes.
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const blockBytes = 32;

/** sha1 in hex over the parts, sorted and joined. */
export function signatureOf(...parts: readonly string[]): string {
  return createHash('sha1').update(parts.toSorted().join('')).digest('hex');
}

export function isSignature(given: unknown, ...parts: readonly string[]): boolean {
  if (typeof given !== 'string' || !/^[0-9a-f]{40}$/.test(given)) return false;
  return timingSafeEqual(Buffer.from(given), Buffer.from(signatureOf(...parts)));
}

function keyOf(encodingAesKey: string): Buffer | null {
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  return key.length === 32 ? key : null;
}

/** The text inside, when it was meant for `receiver` (corp id or app id). Null for everything else, without saying what was wrong. */
export function openEncrypted(encodingAesKey: string, encrypted: string, receiver: string): string | null {
  const key = keyOf(encodingAesKey);
  if (key === null || !/^[A-Za-z0-9+/]+={0,2}$/.test(encrypted)) return null;
  const bytes = Buffer.from(encrypted, 'base64');
  if (bytes.length === 0 || bytes.length % blockBytes !== 0) return null;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const plain = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const pad = plain.at(-1) ?? 0;
  if (pad < 1 || pad > blockBytes || plain.subarray(-pad).some(byte => byte !== pad)) return null;
  const content = plain.subarray(0, -pad);
  if (content.length < 20) return null;
  const length = content.readUInt32BE(16);
  if (length > content.length - 20) return null;
  const wanted = Buffer.from(receiver);
  const given = content.subarray(20 + length);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content.subarray(20, 20 + length));
  } catch {
    return null;
  }
}

/** As the other side does it. */
export function closeEncrypted(encodingAesKey: string, text: string, receiver: string): string {
  const key = keyOf(encodingAesKey);
  if (key === null) throw new Error('an EncodingAESKey has 43 characters');
  const words = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(words.length);
  const content = Buffer.concat([randomBytes(16), length, words, Buffer.from(receiver)]);
  const pad = blockBytes - (content.length % blockBytes);
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(content), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString('base64');
}
