// What is sensitive in a care record, opened and sealed by the keys of the key file; what cannot be opened is said to be shut, never shown as something else.
import type { z } from 'zod';
import { careSecrets } from '../../api/care-record.ts';
import { seal, unseal } from '../secret.ts';
import type { CareKey } from './key-file.ts';

export type CareSecrets = z.output<typeof careSecrets>;

/** Bound to its row: a sealed value copied to another person opens nothing. */
function about(communityId: string, careRecordId: string): string {
  return `care ${communityId} ${careRecordId}`;
}

export function sealSecrets({ key }: CareKey, communityId: string, careRecordId: string, secrets: CareSecrets): Buffer {
  return seal(key, JSON.stringify(secrets), about(communityId, careRecordId));
}

interface SealedRow {
  readonly care_record_id: string;
  readonly key_id: string;
  readonly sealed: Buffer;
}

/** Null: the key is not here, or the row was changed by other hands. */
export function openSecrets(keys: readonly CareKey[], communityId: string, row: SealedRow): CareSecrets | null {
  const found = keys.find(({ keyId }) => keyId === row.key_id);
  if (found === undefined) return null;
  const bytes = unseal(found.key, row.sealed, about(communityId, row.care_record_id));
  if (bytes === null) return null;
  const read = careSecrets.safeParse(JSON.parse(bytes.toString('utf8')));
  return read.success ? read.data : null;
}

/** The same secret under another key; null where it cannot be opened. */
export function sealAgain(keys: readonly CareKey[], to: CareKey, communityId: string, row: SealedRow): Buffer | null {
  const found = keys.find(({ keyId }) => keyId === row.key_id);
  const bytes = found === undefined ? null : unseal(found.key, row.sealed, about(communityId, row.care_record_id));
  return bytes === null ? null : seal(to.key, bytes, about(communityId, row.care_record_id));
}
