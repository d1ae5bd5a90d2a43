// The proof of a destruction: plain words with counts, signed with a key of this installation that anybody can check with its public half.
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readOrMakeKey } from '../home.ts';
import type { Uncertified } from './plan-store.ts';

/** DER of a PKCS #8 private key of Ed25519 up to the 32 bytes of the key itself (RFC 8410). */
const ed25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

export interface Certificate {
  readonly words: string;
  readonly signature: Buffer;
  readonly publicKey: string;
}

/** The words are JSON with the keys in this order, for people and programs alike; they name nobody but by id. */
export function signCertificate(home: string, of: Uncertified, now: Date): Certificate {
  const words = JSON.stringify(
    {
      certificate: 'cailanzi destruction certificate 销毁证明',
      community: of.communityName,
      communityId: of.communityId,
      standDownId: of.standDownId,
      orderNumber: of.orderNumber,
      stoodDownAt: of.at,
      issuedAt: now.toISOString(),
      destroyed: of.classes,
      heldBack: of.heldBack,
      figuresKept: of.figuresKept,
      databaseFilesRewrittenAt: of.purgedAt,
      databaseLogRewritten: of.logRewritten,
      exportsDestroyedByHand: { at: of.exportsGoneAt, by: of.exportsGoneBy },
      backUpsDestroyedByHand: { at: of.backUpsGoneAt, by: of.backUpsGoneBy },
    },
    null,
    2,
  );
  const seed = Buffer.from(readOrMakeKey(home, 'certificate'), 'hex');
  const key = createPrivateKey({ key: Buffer.concat([ed25519, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = createPublicKey(key).export({ format: 'pem', type: 'spki' }).toString();
  return { words, signature: sign(null, Buffer.from(words, 'utf8'), key), publicKey };
}

/** Do these words bear this signature? The public key has to come from the installation, not from the certificate in question. */
export function isSigned({ words, signature, publicKey }: Certificate): boolean {
  return verify(null, Buffer.from(words, 'utf8'), createPublicKey(publicKey), signature);
}
