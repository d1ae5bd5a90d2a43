// The job behind the destruction plan: what is due goes, row and file, then the database's own files are rewritten, then the proof is signed.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deps } from '../http/route.ts';
import { openDatabase } from '../postgres/pool.ts';
import { homeOf, purgeRemains } from '../postgres/purge.ts';
import { writeAudit } from './audit-store.ts';
import { signCertificate } from './certificate.ts';
import { destroyClass, filesNamed, keepFigures } from './destroy-store.ts';
import {
  type Due,
  findDue,
  findUncertified,
  findUnpurged,
  holdDue,
  writeCertificate,
  writeDestroyed,
  writePurged,
} from './plan-store.ts';

const hourMs = 3_600_000;

type JobDeps = Pick<Deps, 'db' | 'config' | 'now' | 'log'>;

/** One pass: may take minutes on a large database. Several programs may run it at once; each class is done by one of them. */
export async function destroyWhatIsDue(deps: JobDeps): Promise<void> {
  const { db, now } = deps;
  const due = await findDue(db, now());
  if (due.length > 0) await destroyAll(deps, due);
  const unpurged = await findUnpurged(db);
  if (unpurged.length > 0) {
    const home = deps.config.databaseUrl === undefined ? homeOf(db.url, deps.config.home) : undefined;
    const purged = await purgeRemains(db.url, home);
    deps.log.info(purged, 'destroyed rows were taken out of the files of the database');
    for (const one of unpurged) await writePurged(db, one, purged.logRewritten, now());
  }
  for (const one of await findUncertified(db)) {
    await writeCertificate(db, one, signCertificate(deps.config.home, one, now()), now());
  }
}

/** On a connection of its own: a million rows take longer than any call of a page may wait. */
async function destroyAll(deps: JobDeps, all: readonly Due[]): Promise<void> {
  const db = openDatabase(deps.db.url, { log: deps.log, size: 1, statementTimeoutMs: hourMs });
  try {
    for (const due of all) await destroy({ ...deps, db }, due);
  } finally {
    await db.close();
  }
}

async function destroy({ db, config, now, log }: JobDeps, due: Due): Promise<void> {
  const { communityId, standDownId } = due;
  const done = await db.transaction(async tx => {
    // Another program may have done it meanwhile, or somebody asked for a hold.
    if (!(await holdDue(tx, due, now()))) return false;
    if (due.class === 'work') await keepFigures(tx, communityId, standDownId);
    const { rows } = await destroyClass(tx, communityId, due.class);
    const files = await countUnnamed(config.home, communityId, await filesNamed(tx, communityId));
    await writeDestroyed(tx, due, rows, files, now());
    await writeAudit(tx, {
      communityId,
      byId: null,
      byRole: 'system',
      act: 'destroy',
      subjectKind: 'stand_down',
      subjectId: standDownId,
      facts: { class: due.class, rows: Object.values(rows).reduce((sum, count) => sum + count, 0), files },
    });
    return true;
  });
  if (!done) return;
  // After the commit: a file without a row is taken by the next pass, a row without its file would be a broken link.
  const folder = join(config.home, 'files', communityId);
  const named = await filesNamed(db, communityId);
  for (const name of await listed(folder)) if (!named.has(name)) await rm(join(folder, name), { force: true, recursive: true });
  log.info({ class: due.class }, 'a class of data was destroyed');
}

async function listed(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}

async function countUnnamed(home: string, communityId: string, named: ReadonlySet<string>): Promise<number> {
  return (await listed(join(home, 'files', communityId))).filter(name => !named.has(name)).length;
}
