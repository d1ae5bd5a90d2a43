// Makes the text of migrations/schema.sql from a new database with all migrations, which is thrown away again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../src/server/log.ts';
import { startEmbedded } from '../src/server/postgres/embedded.ts';
import { migrate } from '../src/server/postgres/migrate.ts';
import { openDatabase } from '../src/server/postgres/pool.ts';
import { describeSchema } from '../src/server/postgres/schema.ts';

export async function schemaText(): Promise<string> {
  const home = mkdtempSync(join(tmpdir(), 'cailanzi-schema-'));
  const server = await startEmbedded({ home, log: silentLog, settings: { fsync: 'off' } });
  try {
    await migrate(server.url, silentLog);
    const db = openDatabase(server.url, { log: silentLog });
    try {
      return await describeSchema(db);
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
    rmSync(home, { recursive: true, force: true });
  }
}
