// npm run -s back-up -- FOLDER: copies everything stored into a new folder, while cailanzi runs or not.
import { join, resolve } from 'node:path';
import { ConfigError, readSettings } from '../src/server/config.ts';
import { backUp, CannotRestore } from '../src/server/postgres/back-up.ts';
import { databaseOf } from './stored.ts';

const [folder] = process.argv.slice(2);
try {
  if (folder === undefined || folder.startsWith('-')) throw new ConfigError('Name the new folder: npm run -s back-up -- FOLDER');
  const settings = readSettings(process.env, []);
  const database = await databaseOf(settings, { mayRun: true });
  try {
    const { tables, rows, files } = await backUp(database.url, join(settings.home, 'files'), resolve(folder), new Date());
    console.log(`${resolve(folder)}: ${tables} tables, ${rows} rows, ${files} files`);
    console.log('Keep CAILANZI_HOME/keys (or CAILANZI_SECRET) apart from it: without them printed door cards are void.');
  } finally {
    await database.stop();
  }
} catch (error) {
  if (!(error instanceof ConfigError || error instanceof CannotRestore)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
