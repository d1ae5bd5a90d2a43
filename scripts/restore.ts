// npm run -s restore -- FOLDER [--commit]: checks a backup; with --commit puts it into an empty database (embedded or DATABASE_URL).
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError, readSettings } from '../src/server/config.ts';
import { silentLog } from '../src/server/log.ts';
import { CannotRestore, checkBackUp, restore } from '../src/server/postgres/back-up.ts';
import { CannotMigrate } from '../src/server/postgres/migrate.ts';
import { databaseOf } from './stored.ts';

const given = process.argv.slice(2);
const [folder] = given.filter(word => word !== '--commit');
try {
  if (folder === undefined || folder.startsWith('-'))
    throw new ConfigError('Name the folder: npm run -s restore -- FOLDER [--commit]');
  const settings = readSettings(process.env, []);
  const manifest = await checkBackUp(resolve(folder));
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
  console.log(`whole: made ${manifest.madeAt}, ${manifest.tables.length} tables, ${rows} rows, ${manifest.files} files`);
  if (!given.includes('--commit')) {
    console.log('Nothing was written. Add --commit to put it into the database.');
  } else {
    const database = await databaseOf(settings, { mayRun: false });
    try {
      await restore(database.url, join(settings.home, 'files'), resolve(folder), silentLog);
    } finally {
      await database.stop();
    }
    console.log('restored; every table was compared with the backup');
    if (settings.givenSecret === undefined && !existsSync(join(settings.home, 'keys', 'signing'))) {
      console.log('Put the old keys/signing into CAILANZI_HOME before the first start: without it printed door cards are void.');
    }
  }
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof CannotRestore || error instanceof CannotMigrate)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
