// The house guards itself: who may import what, where SQL stands, how files are named and how long they get, what must never be written down.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { contract } from '../src/api/contract.ts';
import { roles, staffRoles } from '../src/domain/people/role.ts';
import { refusalCodes } from '../src/domain/refusal.ts';
import { states } from '../src/domain/request/life.ts';
import { statusOf } from '../src/server/http/answer.ts';

const root = resolve(import.meta.dirname, '..');
const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' });
const files = listed.split('\n').filter(file => file !== '');
const code = files.filter(file => /\.(ts|tsx|mjs)$/.test(file));

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

interface Source {
  readonly file: string;
  readonly text: string;
}

function sources(under: RegExp): Source[] {
  return code.filter(file => under.test(file)).map(file => ({ file, text: read(file) }));
}

const importing =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

function importsOf({ file, text }: Source): string[] {
  return [...text.matchAll(importing)].map(match => {
    const target = match[1] ?? match[2] ?? match[3] ?? '';
    return target.startsWith('.') ? relative(root, resolve(root, dirname(file), target)) : target;
  });
}

/** Why `file` may not import `target`; null when it may. */
function forbidden(file: string, target: string): string | null {
  const [, floor, room] = file.split('/');
  const inside = target.startsWith('src/');
  if (floor === 'domain') {
    if (/\.test\.ts$/.test(file)) return null;
    if (inside) return target.startsWith('src/domain/') ? null : 'the domain knows only the domain';
    return target === 'zod' ? null : 'the domain has no package but zod and no I/O';
  }
  if (floor === 'api') {
    if (inside) return /^src\/(domain|api)\//.test(target) ? null : 'the contract knows the domain and the contract';
    return target === 'zod' ? null : 'the contract has no package but zod';
  }
  if (floor === 'server') {
    if (!inside) return null;
    if (target.startsWith('src/web/')) return 'the server does not know the pages';
    if (file === 'src/server/http/rooms.ts') return null;
    const [, , otherRoom, name] = target.split('/');
    if (target.startsWith('src/server/') && otherRoom !== room && /routes\.ts$/.test(name ?? ''))
      return 'a room may use another room’s store, never its routes';
    return null;
  }
  if (floor === 'web') {
    if (!inside) return /^node:/.test(target) && !/\.test\.ts$/.test(file) ? 'a page has no node' : null;
    if (target.startsWith('src/server/')) return 'a page never knows the server, not even its types';
    const [, other, seat] = target.split('/');
    if (other === 'web' && seat !== room && seat !== 'kit') return 'a seat knows its own files and the kit';
    return null;
  }
  return null;
}

function importFaults(all: readonly Source[]): string[] {
  return all.flatMap(source =>
    importsOf(source).flatMap(target => {
      const why = forbidden(source.file, target);
      return why === null ? [] : [`${source.file} → ${target}: ${why}`];
    }),
  );
}

const sqlWord = /['"`\s](SELECT\s[\s\S]{1,400}?\sFROM\s|INSERT INTO\s|UPDATE\s+\w+\s+SET\s|DELETE FROM\s|CREATE TABLE\s)/;

function sqlFaults(all: readonly Source[]): string[] {
  return all
    .filter(
      ({ file }) =>
        file.startsWith('src/') &&
        !/store\.ts$/.test(file) &&
        !file.startsWith('src/server/postgres/') &&
        !/\.test\.ts$/.test(file),
    )
    .filter(({ text }) => sqlWord.test(text))
    .map(({ file }) => `${file}: SQL stands only in store.ts`);
}

describe('imports follow the floors of the house', () => {
  it('no file imports what its floor may not know', () => {
    const all = sources(/^src\//);
    assert.ok(all.length > 50, 'the reader of imports saw the house');
    assert.ok(all.flatMap(importsOf).length > 200, 'the reader of imports saw the imports');
    assert.deepEqual(importFaults(all), []);
  });

  it('planted violations are caught', () => {
    const planted: [string, string][] = [
      ['src/domain/request/x.ts', "import { readFile } from 'node:fs/promises';"],
      ['src/domain/request/x.ts', "import { Pool } from 'pg';"],
      ['src/domain/request/x.ts', "import { ask } from '../../api/request.ts';"],
      ['src/api/x.ts', "import type { Deps } from '../server/http/route.ts';"],
      ['src/server/care/x.ts', "import { routes } from '../place/routes.ts';"],
      ['src/server/care/x.ts', "import { say } from '../../web/kit/say.ts';"],
      ['src/web/desk/x.tsx', "import type { Deps } from '../../server/http/route.ts';"],
      ['src/web/desk/x.tsx', "import { Task } from '../field/Task.tsx';"],
      ['src/web/desk/x.tsx', "import { join } from 'node:path';"],
      ['src/web/desk/x.tsx', "const page = await import('../board/Board.tsx');"],
      ['src/domain/request/x.ts', "export { thing } from '../../server/id.ts';"],
    ];
    for (const [file, text] of planted) assert.equal(importFaults([{ file, text }]).length, 1, `${file}: ${text}`);
  });
});

describe('SQL stands where it belongs', () => {
  it('only in store files, server/postgres and migrations', () => assert.deepEqual(sqlFaults(sources(/^src\//)), []));

  it('a planted query in a route is caught', () => {
    assert.equal(sqlFaults([{ file: 'src/server/care/routes.ts', text: "db.rows('SELECT name FROM person')" }]).length, 1);
    assert.equal(sqlFaults([{ file: 'src/server/care/routes.ts', text: 'db.count(`UPDATE person SET name = $1`)' }]).length, 1);
  });

  it('every table leads its primary key with community_id', () => {
    const sql = files
      .filter(file => /^migrations\/\d{4}_.*\.sql$/.test(file))
      .map(read)
      .join('\n');
    const tables = [...sql.matchAll(/CREATE TABLE (\w+) \(([\s\S]*?)\n\);/g)];
    assert.ok(tables.length > 20);
    for (const [, name, body] of tables)
      assert.match(body ?? '', /PRIMARY KEY \(community_id|community_id uuid PRIMARY KEY/, `table ${name}`);
  });

  it('the CHECKs of the tables say the same as the tables of the domain', () => {
    const sql = read('migrations/0001_house.sql');
    const listOf = (pattern: RegExp) => [...(pattern.exec(sql)?.[1] ?? '').matchAll(/'(\w+)'/g)].map(match => match[1]).sort();
    assert.deepEqual(listOf(/state text NOT NULL CHECK \(state IN \(([^)]*)\)/), Object.keys(states).sort());
    assert.deepEqual(listOf(/role text NOT NULL CHECK \(role IN \(([^)]*)\)/), [...staffRoles].sort());
  });

  it('migrations/HEAD names the last migration', () => {
    const last = files
      .filter(file => /^migrations\/\d{4}_/.test(file))
      .sort()
      .at(-1);
    assert.equal(`migrations/${read('migrations/HEAD').trim()}`, last);
  });
});

describe('names and sizes', () => {
  const badWord = /(^|[-_/.])(utils?|helpers?|common|manager|misc|data|info)([-_/.]|$)/i;
  it('no file is named after nothing', () => {
    // A helper (帮手) is a person here; files about them say which.
    assert.deepEqual(
      code.filter(file => badWord.test(file)),
      [],
    );
  });

  it('files are kebab-case, components PascalCase', () => {
    const wrong = code.filter(file => {
      const name = file.split('/').at(-1) ?? '';
      return !(/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.(ts|mjs|tsx)$/.test(name) || /^[A-Z][A-Za-z0-9]*\.tsx$/.test(name));
    });
    assert.deepEqual(wrong, []);
  });

  it('no file is longer than 400 lines (translations and word lists excepted)', () => {
    const long = code
      .filter(file => !/words\//.test(file) && !/-cases\.ts$/.test(file) && !/-table\.ts$/.test(file))
      .map(file => ({ file, lines: read(file).split('\n').length - 1 }))
      .filter(({ lines }) => lines > 400);
    assert.deepEqual(long, []);
  });

  it('every file of code begins with a sentence that says what it is for', () => {
    const silent = code.filter(file => !/^(#!.*\n)?\/\/ [^\n]{15,}/.test(read(file)) && !/^\/\*\* [^\n]{15,}/.test(read(file)));
    assert.deepEqual(silent, []);
  });
});

describe('the contract', () => {
  it('every endpoint says who may, has a summary, and no two share an address', () => {
    const seen = new Set<string>();
    for (const endpoint of contract) {
      const key = `${endpoint.method} ${endpoint.path}`;
      assert.ok(!seen.has(key), key);
      seen.add(key);
      assert.ok(endpoint.summary.length > 15, key);
      assert.ok(typeof endpoint.who === 'string' || Object.keys(endpoint.who).length > 0, key);
      if (typeof endpoint.who !== 'string')
        for (const role of Object.keys(endpoint.who)) assert.ok((roles as readonly string[]).includes(role), role);
      assert.match(endpoint.path, /^\/api\/v1\/[a-z0-9/{}A-Z-]+$/);
    }
  });

  it('every refusal has a status and is said somewhere', () => {
    const said = sources(/^src\/(domain|server)\//)
      .filter(({ file }) => !file.endsWith('domain/refusal.ts') && !file.endsWith('http/answer.ts') && !file.endsWith('.test.ts'))
      .map(({ text }) => text)
      .join('\n');
    for (const refusal of refusalCodes) {
      assert.ok(refusal in statusOf, refusal);
      assert.ok(said.includes(`'${refusal}'`), `nobody ever says ${refusal}`);
    }
  });
});

describe('what is never written down', () => {
  const written = files.filter(
    file => /\.(ts|tsx|mjs|md|json|sql|css|html|yml)$|^\.ci\//.test(file) && file !== 'tests/law.test.ts',
  );

  it('no host of a package registry, no path of one machine', () => {
    const registry = ['registry', 'npmjs'].join('.');
    for (const file of written) {
      const text = read(file);
      assert.ok(!text.includes(registry), `${file} names a registry`);
      assert.ok(!/(^|[\s"'`(])\/work\//m.test(text), `${file} names a path of one machine`);
      assert.ok(!/\.\.\/shared\b/.test(text), `${file} reads a folder that a clone does not have`);
    }
  });

  it('no console output in the server but at its start', () => {
    const loud = sources(/^src\/(server|domain|api)\//).filter(
      ({ file, text }) => /console\.(log|error|warn|info|debug)/.test(text) && file !== 'src/server/main.ts',
    );
    assert.deepEqual(
      loud.map(({ file }) => file),
      [],
    );
  });
});
