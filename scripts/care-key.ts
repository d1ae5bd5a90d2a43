// npm run -s care-key -- [rotate | new] [--commit]: which key seals the care records; a new one for all of them; a new start after a loss.
import { beginAnew, keyStateOf, rotateCareKeys } from '../src/server/care/keys.ts';
import { ConfigError, readSettings } from '../src/server/config.ts';
import { silentLog } from '../src/server/log.ts';
import { openDatabase } from '../src/server/postgres/pool.ts';
import { databaseOf } from './stored.ts';

const given = process.argv.slice(2);
const commit = given.includes('--commit');
const [what, ...rest] = given.filter(word => word !== '--commit');
try {
  if (rest.length > 0 || (what !== undefined && what !== 'rotate' && what !== 'new')) {
    throw new ConfigError('Say: npm run -s care-key -- [rotate | new] [--commit]');
  }
  const settings = readSettings(process.env, []);
  const stored = await databaseOf(settings, { mayRun: true });
  const db = openDatabase(stored.url, { log: silentLog, size: 2 });
  try {
    const { keyIds, records, shut } = await keyStateOf(db, settings);
    console.log(`${settings.careKeyFile}: ${keyIds.length === 0 ? 'no key' : `key ${keyIds.at(-1)} in use`}`);
    console.log(`${records} care records, ${shut} that no key here opens`);
    if (what === 'rotate' && keyIds.length === 0)
      throw new ConfigError('There is no key to change. Put the key file back first.');
    if (what === 'new' && keyIds.length > 0 && shut === 0)
      throw new ConfigError('Nothing is lost: to change the key say rotate.');
    if (what !== undefined && !commit) console.log('Nothing was changed. Add --commit to do it.');
    if (what === 'rotate' && commit) {
      const done = await rotateCareKeys(db, settings);
      console.log(
        `${done.sealed} sealed under a new key, ${done.shut} left shut. Put a copy of the file into the safe; destroy the old one.`,
      );
    }
    if (what === 'new' && commit) {
      beginAnew(settings);
      console.log('A new key is in use. Records under the lost one stay shut until its line is put back into the file.');
    }
  } finally {
    await db.close();
    await stored.stop();
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
