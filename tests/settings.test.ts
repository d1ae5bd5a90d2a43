// What the operator sets is checked before anything starts; keys, ids and the hold on the home folder behave under rush and after kills.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { ConfigError, readSettings, withoutPassword } from '../src/server/config.ts';
import { HeldByOther, prepareHome, readOrMakeKey, takeHold } from '../src/server/home.ts';
import { newId } from '../src/server/id.ts';
import { bornAt } from '../src/server/postgres/process.ts';

const folder = mkdtempSync(join(tmpdir(), 'cailanzi-settings-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const homeModule = resolve(import.meta.dirname, '../src/server/home.ts');

describe('settings', () => {
  it('have defaults for everything', () => {
    const settings = readSettings({}, []);
    assert.equal(settings.port, 8080);
    assert.equal(settings.home, resolve('var'));
    assert.deepEqual([settings.databaseUrl, settings.empty, settings.demoPassword], [undefined, false, undefined]);
    assert.deepEqual(readSettings({ PORT: '', CAILANZI_HOME: ' ', DATABASE_URL: '' }, []), settings);
  });

  it('are taken as given', () => {
    const settings = readSettings(
      { PORT: '9000', CAILANZI_HOME: '/srv/菜篮子', DATABASE_URL: 'postgresql://a:b@c/d', CAILANZI_DEMO_PASSWORD: ' 带空格 ' },
      ['--empty'],
    );
    assert.deepEqual(
      [settings.port, settings.home, settings.databaseUrl, settings.demoPassword, settings.empty],
      [9000, '/srv/菜篮子', 'postgresql://a:b@c/d', ' 带空格 ', true],
    );
  });

  const wrong: [Record<string, string>, string[], RegExp][] = [
    [{ PORT: 'eighty' }, [], /PORT is "eighty".*0 to 65535/],
    [{ PORT: '-1' }, [], /PORT/],
    [{ PORT: '65536' }, [], /PORT/],
    [{ PORT: '80.5' }, [], /PORT/],
    [{ DATABASE_URL: 'mysql://root@localhost/x' }, [], /DATABASE_URL must look like postgres:/],
    [{ DATABASE_URL: 'postgres://localhost' }, [], /DATABASE_URL/],
    [{ CAILANZI_SECRET: 'short' }, [], /CAILANZI_SECRET has 5 characters.*openssl/],
    [{ CAILANZI_SMS_URL: 'ftp://x' }, [], /CAILANZI_SMS_URL/],
    [{}, ['--emtpy'], /Unknown flag "--emtpy".*--empty/],
  ];
  for (const [environment, flags, message] of wrong) {
    it(`refuse ${JSON.stringify(environment)} ${flags.join(' ')}`, () => {
      assert.throws(
        () => readSettings(environment, flags),
        (error: Error) => error instanceof ConfigError && message.test(error.message),
      );
    });
  }

  it('never repeat the password of a database address', () => {
    assert.equal(withoutPassword('postgres://clerk:geheim@db:5432/cailanzi'), 'postgres://clerk@db:5432/cailanzi');
    const wrongUrl = { DATABASE_URL: 'postgres//clerk:geheim@db/x' };
    assert.throws(
      () => readSettings(wrongUrl, []),
      (error: Error) => !error.message.includes('geheim'),
    );
  });
});

describe('the home folder', () => {
  it('keeps its secret from start to start, for this user only; CAILANZI_SECRET comes first', () => {
    const home = join(folder, 'home');
    const first = prepareHome(readSettings({ CAILANZI_HOME: home }, []));
    const second = prepareHome(readSettings({ CAILANZI_HOME: home }, []));
    assert.ok(first.secret.length >= 32);
    assert.deepEqual(first.secret, second.secret);
    assert.equal(statSync(join(home, 'keys/signing')).mode & 0o777, 0o600);
    const given = 'given by the operator, long enough to sign with';
    const third = prepareHome(readSettings({ CAILANZI_HOME: home, CAILANZI_SECRET: given }, []));
    assert.equal(third.secret.toString(), given);
  });

  it('refuses a place that cannot be written, in words', () => {
    writeFileSync(join(folder, 'file'), '');
    assert.throws(
      () => prepareHome(readSettings({ CAILANZI_HOME: join(folder, 'file/home') }, [])),
      /cannot be written.*another folder/,
    );
  });

  it('refuses a damaged key instead of making a new one that voids every door card', () => {
    const home = join(folder, 'damaged');
    readOrMakeKey(home, 'signing');
    writeFileSync(join(home, 'keys/signing'), '');
    assert.throws(() => readOrMakeKey(home, 'signing'), /damaged.*backup/);
  });

  it('gives eight programs that start at once the same key', async () => {
    const home = join(folder, 'rush');
    const script = `import { readOrMakeKey } from ${JSON.stringify(homeModule)}; process.stdout.write(readOrMakeKey(${JSON.stringify(home)}, 'k'));`;
    const keys = await Promise.all(Array.from({ length: 8 }, () => printed(script)));
    assert.equal(new Set(keys).size, 1);
    assert.equal(keys[0]?.length, 64);
  });
});

async function printed(script: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', chunk => {
    text += chunk;
  });
  await once(child, 'close');
  return text;
}

describe('the hold on the home folder', () => {
  const file = join(folder, 'hold');

  it('is given to one of many that ask at once', async () => {
    const script = `import { takeHold } from ${JSON.stringify(homeModule)};
      let answer = 'mine';
      try { takeHold(${JSON.stringify(file)}); } catch (error) { answer = error.name; }
      process.stdout.write(answer);
      process.stdin.resume();`;
    const programs = Array.from({ length: 6 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    // All of them live until all have answered: whoever comes late must meet a living holder.
    const answers = await Promise.all(programs.map(async ({ stdout }) => String((await once(stdout, 'data'))[0])));
    for (const program of programs) {
      program.kill('SIGKILL');
      await once(program, 'exit');
    }
    assert.deepEqual(answers.sort(), ['HeldByOther', 'HeldByOther', 'HeldByOther', 'HeldByOther', 'HeldByOther', 'mine']);
  });

  it('is taken over from a process that was killed', () => {
    assert.ok(existsSync(file), 'the killed-off holder of the test above left it');
    const letGo = takeHold(file);
    assert.equal(JSON.parse(readFileSync(file, 'utf8')).pid, process.pid);
    assert.throws(() => takeHold(file), HeldByOther);
    letGo();
    assert.equal(existsSync(file), false);
  });

  it('is taken over when its number belongs to another process now', { skip: bornAt(process.pid) === undefined }, () => {
    writeFileSync(file, JSON.stringify({ pid: process.ppid, bornAt: 'an earlier boot:1' }));
    takeHold(file)();
    writeFileSync(file, JSON.stringify({ pid: process.pid, bornAt: 'an earlier container:1' }));
    takeHold(file)();
    writeFileSync(file, JSON.stringify({ pid: process.ppid, bornAt: bornAt(process.ppid) }));
    assert.throws(() => takeHold(file), HeldByOther);
    rmSync(file);
  });

  it('is taken over when the file is damaged', () => {
    writeFileSync(file, '{"pi');
    takeHold(file)();
  });
});

describe('ids', () => {
  it('are UUIDs of version 7 that carry the time and only ever grow', () => {
    const before = Date.now();
    const ids = Array.from({ length: 100_000 }, newId);
    const lastly = Date.now();
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(ids, [...ids].sort());
    const time = (id = ''): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16);
    assert.ok(time(ids[0]) >= before);
    // 100,000 in a few milliseconds push the time ahead a little: at most one millisecond for 2,048 of them.
    assert.ok(time(ids.at(-1)) <= lastly + 100_000 / 2048 + 1);
  });

  it('keep growing when the clock steps back', t => {
    const first = newId();
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() - 3_600_000 });
    assert.ok(newId() > first);
  });

  it('differ between programs that start in the same millisecond', () => {
    const idModule = resolve(import.meta.dirname, '../src/server/id.ts');
    const script = `import { newId } from ${JSON.stringify(idModule)}; console.log(newId().slice(19))`;
    const tail = (): string => execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    assert.notEqual(tail(), tail());
  });
});
