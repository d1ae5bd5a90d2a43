// Photos as files in the operator's folder: CAILANZI_HOME/files/<community>/<id>, on the disk before the database speaks of them.
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

function folderOf(home: string, communityId: string): string {
  return join(home, 'files', communityId);
}

/** Resolves when the bytes are safe from a power cut. Both ids are made by the program, so no name of a sender becomes a path. */
export async function keepPhoto(home: string, communityId: string, fileId: string, bytes: Uint8Array): Promise<void> {
  const folder = folderOf(home, communityId);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${fileId}.part`);
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, join(folder, fileId));
  // The new name itself is in the folder, which has to reach the disk too. Windows has no such thing and needs none.
  const held = await open(folder, 'r').catch(() => undefined);
  await held?.sync().catch(() => {});
  await held?.close();
}

/** Undefined when the file is gone although the database knows it (a restored database, a folder emptied by hand). */
export async function readPhotoFile(home: string, communityId: string, fileId: string): Promise<Buffer | undefined> {
  try {
    return await readFile(join(folderOf(home, communityId), fileId));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function dropPhoto(home: string, communityId: string, fileId: string): Promise<void> {
  await rm(join(folderOf(home, communityId), fileId), { force: true });
}
