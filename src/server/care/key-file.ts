// The keys of the care records: one file outside the home, the last key in use, older ones kept until nothing needs them.
import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../config.ts';

export interface CareKey {
  readonly keyId: string;
  readonly key: Buffer;
}

const head = `# The keys of cailanzi's care records. Keep a copy in a safe, never with the home folder or a back-up.
# Without it the tags, plans and family telephones of everybody in care cannot be read by anybody. The last line is in use.
`;

/** In the order of the file, the one in use last. Empty: there is no file. Throws ConfigError when the file is not one of ours. */
export function readCareKeys(file: string): CareKey[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new ConfigError(`The care key file ${file} cannot be read: ${(error as Error).message}.`);
  }
  const lines = text.split('\n').filter(line => line.trim() !== '' && !line.startsWith('#'));
  return lines.map(line => {
    const [, keyId, key] = /^([0-9a-f]{8}) ([0-9a-f]{64})$/.exec(line.trim()) ?? [];
    if (keyId === undefined || key === undefined) {
      throw new ConfigError(`The care key file ${file} is damaged. Put it back from the copy in the safe; change nothing in it.`);
    }
    return { keyId, key: Buffer.from(key, 'hex') };
  });
}

/** Makes the file with a first key. Two programs that start at once get the same one. */
export function makeCareKeyFile(file: string): void {
  const draft = write(file, [newCareKey()]);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Puts these keys in place of the file's, at one moment. */
export function writeCareKeys(file: string, keys: readonly CareKey[]): void {
  renameSync(write(file, keys), file);
}

export function newCareKey(): CareKey {
  return { keyId: randomBytes(4).toString('hex'), key: randomBytes(32) };
}

/** Whose eyes the file is for; the message is for the operator. */
export function checkCareKeyFile(file: string): void {
  if (process.platform === 'win32' || !existsSync(file)) return;
  if ((statSync(file).mode & 0o077) !== 0) {
    throw new ConfigError(`The care key file ${file} can be read by other users of this machine. Run: chmod 600 ${file}`);
  }
  readCareKeys(file);
}

function write(file: string, keys: readonly CareKey[]): string {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const lines = keys.map(({ keyId, key }) => `${keyId} ${key.toString('hex')}\n`).join('');
  writeFileSync(draft, head + lines, { mode: 0o600, flag: 'wx', flush: true });
  return draft;
}
