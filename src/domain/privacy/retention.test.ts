// Every table of the database is destroyed with something or stays for a reason; what hangs on another goes before it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'node:test';
import { childrenFirst, dataClasses, defaultDays, destroyedTables, keptTables, outOfOrder } from './retention.ts';

const schema = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'migrations/schema.sql'), 'utf8');
const tables = [...schema.matchAll(/^CREATE TABLE (\w+) \(([\s\S]*?)^\);/gm)].map(([, name = '', body = '']) => ({ name, body }));

describe('what is destroyed after a stand-down', () => {
  it('is said of every table of the database, once, and of no other', () => {
    const said = [...Object.keys(destroyedTables), ...Object.keys(keptTables)].filter(name => name !== 'cailanzi_migration');
    assert.deepEqual(said.sort(), tables.map(({ name }) => name).sort());
  });

  it('is found by columns that are there', () => {
    for (const [name, { about, file }] of Object.entries(destroyedTables)) {
      const body = tables.find(table => table.name === name)?.body ?? '';
      for (const column of [...Object.values(about), ...(file === undefined ? [] : [file])])
        assert.match(body, new RegExp(`^\\s*${column} `, 'm'), `${name}.${column}`);
    }
  });

  it('goes in the order of the classes, also when the lead sets other days', () => {
    assert.equal(outOfOrder(defaultDays), null);
    assert.equal(outOfOrder({ ...defaultDays, words: 31 }), 'words');
    assert.equal(outOfOrder({ access: 1, sensitive: 0, words: 0, work: 0, people: 0 }), 'access');
    assert.deepEqual(Object.keys(defaultDays), [...dataClasses]);
  });

  it('goes children first, and a circle is named', () => {
    const order = childrenFirst(
      ['person', 'request', 'bag', 'custody'],
      [
        { child: 'bag', parent: 'request' },
        { child: 'custody', parent: 'bag' },
        { child: 'person', parent: 'person' },
      ],
    );
    assert.ok(order.indexOf('custody') < order.indexOf('bag') && order.indexOf('bag') < order.indexOf('request'));
    assert.throws(() =>
      childrenFirst(
        ['a', 'b'],
        [
          { child: 'a', parent: 'b' },
          { child: 'b', parent: 'a' },
        ],
      ),
    );
  });
});
