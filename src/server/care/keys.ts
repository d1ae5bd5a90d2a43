// The key in use: made at the first start, changed by rotation, and never made anew by itself while records wait for a lost one.
import { existsSync } from 'node:fs';
import type { Config } from '../config.ts';
import type { Database, Queryable } from '../postgres/pool.ts';
import { type CareKey, makeCareKeyFile, newCareKey, readCareKeys, writeCareKeys } from './key-file.ts';
import { countByKey, holdForRotation, readUnderOtherKeys, writeSealed } from './key-store.ts';
import { sealAgain } from './sealed.ts';

type Where = Pick<Config, 'careKeyFile'>;

/** The keys of the file; where there is no file and nothing was ever sealed, a first one is made. Empty: the key is lost or not put back yet. */
export async function careKeysFor(db: Queryable, { careKeyFile }: Where): Promise<CareKey[]> {
  if (!existsSync(careKeyFile) && (await countByKey(db)).size === 0) makeCareKeyFile(careKeyFile);
  return readCareKeys(careKeyFile);
}

export interface KeyState {
  readonly keyIds: readonly string[];
  readonly records: number;
  /** Records that no key of the file opens. */
  readonly shut: number;
}

export async function keyStateOf(db: Queryable, { careKeyFile }: Where): Promise<KeyState> {
  const keyIds = readCareKeys(careKeyFile).map(({ keyId }) => keyId);
  const counted = await countByKey(db);
  const all = [...counted];
  const sum = (of: readonly (readonly [string, number])[]) => of.reduce((total, [, records]) => total + records, 0);
  return { keyIds, records: sum(all), shut: sum(all.filter(([keyId]) => !keyIds.includes(keyId))) };
}

/** A new key, and every record that can be opened sealed under it. Keys that no record needs any more leave the file. */
export async function rotateCareKeys(db: Database, { careKeyFile }: Where): Promise<{ sealed: number; shut: number }> {
  const before = readCareKeys(careKeyFile);
  const next = newCareKey();
  // First of all on the disk: a cut in the middle must leave a file that opens everything.
  writeCareKeys(careKeyFile, [...before, next]);
  const { sealed, shut } = await db.transaction(async tx => {
    await holdForRotation(tx);
    let sealed = 0;
    const shut: string[] = [];
    for (const row of await readUnderOtherKeys(tx, next.keyId)) {
      const again = sealAgain(before, next, row.community_id, row);
      if (again === null) {
        shut.push(row.key_id);
        continue;
      }
      await writeSealed(tx, row, next.keyId, again);
      sealed += 1;
    }
    return { sealed, shut };
  });
  // Only after the commit: until then the old key opens what the database holds.
  writeCareKeys(careKeyFile, [...before.filter(({ keyId }) => shut.includes(keyId)), next]);
  return { sealed, shut: shut.length };
}

/** The old key is lost for good: new records can be written; those under the old one stay shut until it is found. */
export function beginAnew({ careKeyFile }: Where): void {
  writeCareKeys(careKeyFile, [...readCareKeys(careKeyFile), newCareKey()]);
}
