// Rosters through the interface: preview, all or none, repeatable, exports that read back the same, files that are no sheets.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import writeXlsx from 'write-excel-file/node';
import { exportRoster, importRoster, previewRoster, rosterTemplate } from '../src/api/people.ts';
import { findHouseholds } from '../src/api/place.ts';
import { signIn } from '../src/api/session.ts';
import { type RosterKind, rosterKinds } from '../src/domain/people/roster.ts';
import { readSheetFile, writeSheetFile } from '../src/server/people/sheet.ts';
import { type Caller, testApp } from './app.ts';
import { insertRows } from './community.ts';

const app = await testApp();
const { community, db } = app;
const { communityId } = community;
const clerk = await app.signedIn('clerk');
const admin = await app.signedIn('admin');

async function sent(bytes: Buffer | string): Promise<{ payload: Buffer; headers: Record<string, string> }> {
  const form = new FormData();
  form.append('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), '名册.csv');
  const body = new Response(form);
  return { payload: Buffer.from(await body.arrayBuffer()), headers: { 'content-type': body.headers.get('content-type') ?? '' } };
}
const preview = async (roster: RosterKind, file: Buffer | string, who: Caller = clerk) =>
  who.get(previewRoster, { params: { roster }, ...(await sent(file)) });
async function load(roster: RosterKind, file: Buffer | string, who: Caller = clerk) {
  const { digest } = await preview(roster, file, who);
  return who.get(importRoster, { params: { roster }, query: { digest }, ...(await sent(file)) });
}
const gb18030 = (hex: string) => Buffer.from(hex, 'hex');
const counted = async (table: string) =>
  (await db.row<{ rows: number }>(`SELECT count(*) AS rows FROM ${table} WHERE community_id = $1`, [communityId]))?.rows ?? 0;
const allTables = [
  'area',
  'grid',
  'compound',
  'building',
  'unit',
  'household',
  'person',
  'resident',
  'account',
  'role_grant',
  'binding',
  'audit',
];
const everything = async () => Promise.all(allTables.map(async table => `${table} ${await counted(table)}`));

const doors = `小区,楼栋,单元,楼层,门牌,状态,片区,网格,网格编码,总层数,电梯
新苑小区,1号楼,1单元,1,101,入住,第三片区,新网格,629901001001003,6,无
新苑小区,1号楼,1单元,1,102,空置,第三片区,,629901001001003,,
新苑小区,1号楼,2单元,,601,,第三片区,,629901001001003,,
新苑小区,商业楼,,1,101,商铺,,,629901001001003,1,
`;

describe('importing a roster of doors', () => {
  it('a preview says what it would do and changes nothing', async () => {
    const before = await everything();
    const seen = await preview('households', doors);
    assert.deepEqual([seen.rows, seen.adds, seen.changes, seen.same, seen.bad], [4, 4, 0, 0, []]);
    assert.equal(seen.encoding, 'utf-8');
    assert.equal(seen.sample[0]?.compound, '新苑小区');
    assert.deepEqual(await everything(), before);
  });

  it('the import does it, tells the board, and can be found at once; the same file again changes nothing', async () => {
    const pokes = app.pokes.length;
    const done = await load('households', doors);
    assert.equal(done.adds, 4);
    assert.ok(app.pokes.length > pokes);
    const { households } = await clerk.get(findHouseholds, { query: { search: '新苑1-2-601' } });
    assert.deepEqual(
      households.map(row => [row.door, row.floor, row.living]),
      [['1号楼 2单元 601', 6, 'lived_in']],
    );
    const before = (await everything()).filter(line => !line.startsWith('audit'));
    const again = await load('households', doors);
    assert.deepEqual([again.adds, again.changes, again.same], [0, 0, 4]);
    assert.deepEqual(
      (await everything()).filter(line => !line.startsWith('audit')),
      before,
    );
  });

  it('one bad row and nothing is written', async () => {
    const file = `${doors}新苑小区,1号楼,1单元,1,103,,第三片区,,62990100100100,,\n新苑小区,1号楼,3单元,1,104,,,,,,\n`;
    const seen = await preview('households', file);
    assert.deepEqual(seen.bad, [
      { row: 6, problems: [{ column: 'grid_code', code: 'code_malformed', value: '62990100100100' }] },
    ]);
    assert.equal(seen.adds, 1, 'the good rows are counted all the same');
    const before = await everything();
    const refused = await clerk.call(importRoster, {
      params: { roster: 'households' },
      query: { digest: seen.digest },
      ...(await sent(file)),
    });
    assert.deepEqual([refused.status, refused.refusal?.code, refused.refusal?.facts], [422, 'roster_has_errors', { rows: 1 }]);
    assert.deepEqual(await everything(), before);
  });

  it('what was previewed is what is imported', async () => {
    const { digest } = await preview('households', doors);
    const other = doors.replace('601', '602');
    const parts = { params: { roster: 'households' as const }, query: { digest }, ...(await sent(other)) };
    assert.equal(await clerk.refused(importRoster, parts), 'roster_changed');
    assert.equal((await clerk.get(findHouseholds, { query: { search: '新苑1-2-602' } })).households.length, 0);
  });

  it('two imports of one file at one moment add it once', async () => {
    const file = doors.replaceAll('新苑', '双苑').replaceAll('001003', '001004');
    const done = await Promise.all([load('households', file), load('households', file), load('households', file)]);
    assert.deepEqual(done.map(one => one.adds).sort(), [0, 0, 4]);
  });

  it('a door that goes to another grid takes its open requests along', async () => {
    const householdId = community.households['1-1-101'] as string;
    await insertRows(db, 'request', [
      {
        community_id: communityId,
        request_id: '01900000-0000-7000-8000-000000000001',
        number: 'C1',
        household_id: householdId,
        unit_id: community.units['1-1'],
        building_id: community.buildings.clean,
        compound_id: community.compoundId,
        grid_id: community.grids.grid2,
        area_id: community.areas.area2,
        kind: 'groceries',
        lane: 'ordinary',
        urgency: 'normal',
        channel: 'telephone',
        goods_class: 'ordinary',
        state: 'asked',
        grams: 0,
        minutes: 0,
        asked_as: 'resident',
        asked_at: new Date().toISOString(),
        due_at: new Date().toISOString(),
        escalation: 0,
        reopened: 0,
        given_back: 0,
        version: 1,
      },
    ]);
    const done = await load('households', '小区,楼栋,单元,门牌,网格编码\n试验小区,1号楼,1单元,101,629901001001001\n');
    assert.equal(done.changes, 1);
    const row = await db.row<{ grid_id: string; area_id: string }>(
      'SELECT grid_id, area_id FROM request WHERE community_id = $1 AND number = $2',
      [communityId, 'C1'],
    );
    assert.deepEqual(row, { grid_id: community.grids.grid1, area_id: community.areas.area1 });
    assert.equal(
      (await preview('households', '小区,楼栋,单元,门牌,状态\n试验小区,1号楼,1单元,101,空置\n')).bad[0]?.problems[0]?.code,
      'still_in_use',
    );
  });
});

describe('encodings and formats', () => {
  // 小区,楼栋,单元,门牌 / 试验小区,10号楼,1单元,101 in GB18030
  const heads = 'd0a1c7f8' + '2c' + 'c2a5b6b0' + '2c' + 'b5a5d4aa' + '2c' + 'c3c5c5c6' + '0d0a';
  const line = 'cad4d1e9d0a1c7f8' + '2c' + '3130bac5c2a5' + '2c' + '31b5a5d4aa' + '2c' + '313031' + '0d0a';
  const text = '小区,楼栋,单元,门牌\r\n试验小区,10号楼,1单元,101\r\n';

  it('UTF-8 with and without BOM, UTF-16, GB18030, semicolons, tabs: all the same roster', async () => {
    const files: [string, Buffer][] = [
      ['utf-8', Buffer.from(text)],
      ['utf-8', Buffer.from(`\ufeff${text}`)],
      ['utf-16le', Buffer.from(`\ufeff${text}`, 'utf16le')],
      ['gb18030', gb18030(heads + line)],
      ['utf-8', Buffer.from(text.replaceAll(',', ';'))],
      ['utf-8', Buffer.from(text.replaceAll(',', '\t'))],
    ];
    for (const [encoding, file] of files) {
      const seen = await preview('households', file);
      assert.deepEqual([seen.encoding, seen.rows, seen.same, seen.bad], [encoding, 1, 1, []]);
    }
  });

  it('XLSX with numbers and dates as office programs keep them', async () => {
    const text = (value: string) => ({ value, type: String });
    const number = (value: number) => ({ value, type: Number });
    const head = (line: string) => line.split(' ').map(text);
    const people = await writeXlsx([
      head('小区 楼栋 单元 门牌 姓名 电话'),
      [text('试验小区'), number(10), number(1), number(102), text('数字'), number(19900088001)],
    ]).toBuffer();
    const seen = await preview('residents', people);
    assert.deepEqual([seen.encoding, seen.adds, seen.bad], ['xlsx', 1, []]);
    assert.equal(seen.sample[0]?.telephone, '19900088001');
    const bound = await writeXlsx([
      head('登录名 小区 楼栋 单元 开始日期'),
      [
        text('volunteer2'),
        text('试验小区'),
        text('10号楼'),
        number(2),
        { value: new Date('2022-03-11T00:00:00Z'), type: Date, format: 'yyyy/m/d' },
      ],
    ]).toBuffer();
    const bindings = await preview('bindings', bound);
    assert.deepEqual([bindings.adds, bindings.bad, bindings.sample[0]?.from], [1, [], '2022-03-11']);
  });

  it('what is no sheet is refused: rubbish, an open quote, a broken archive, nothing at all', async () => {
    for (const file of [
      Buffer.from([0xff, 0xff, 0x80, 0, 1]),
      Buffer.from('小区,"楼栋\n1'),
      Buffer.from('PK\u0003\u0004 nonsense'),
    ]) {
      assert.equal(
        await clerk.refused(previewRoster, { params: { roster: 'households' }, ...(await sent(file)) }),
        'file_unreadable',
      );
    }
    assert.equal(await clerk.refused(previewRoster, { params: { roster: 'households' } }), 'file_unreadable');
    const seen = await preview('households', '');
    assert.equal(seen.bad[0]?.problems[0]?.code, 'column_missing');
  });

  it('too much is refused: more than 20,000 rows, more than 8 MiB, an archive that unpacks to gigabytes', async () => {
    const many = `小区,楼栋,门牌\n${'a,b,c\n'.repeat(20_001)}`;
    const reply = await clerk.call(previewRoster, { params: { roster: 'households' }, ...(await sent(many)) });
    assert.deepEqual([reply.status, reply.refusal?.code], [413, 'file_too_large']);
    assert.equal(
      await clerk.refused(previewRoster, {
        params: { roster: 'households' },
        ...(await sent(Buffer.alloc(9 * 1024 * 1024, 97))),
      }),
      'file_too_large',
    );
    const xlsx = Buffer.from(await writeSheetFile('xlsx', [['小区'], ['x']]));
    // The archive's own list of contents is made to promise 3 GiB for its first entry.
    xlsx.writeUInt32LE(0xc0000000, xlsx.indexOf(Buffer.from('PK\u0001\u0002', 'latin1')) + 24);
    assert.deepEqual(await readSheetFile(xlsx), { refused: 'file_too_large', facts: { most: 20_000 } });
  });
});

describe('rosters of people', () => {
  it('residents and relatives; an apostrophe guards a number that begins with +', async () => {
    const file = `小区,楼栋,单元,门牌,姓名,电话,关系,智能手机
新苑小区,1号楼,1单元,101,刘洋,'+86 19900077001,居住,是
新苑小区,1号楼,1单元,102,陈静,19900077002,,
新苑小区,1号楼,1单元,101,刘海,19900077003,外地亲属,
`;
    const done = await load('residents', file);
    assert.deepEqual([done.adds, done.bad], [3, []]);
    const person = await db.row('SELECT telephone, telephone_digits FROM person WHERE community_id = $1 AND name = $2', [
      communityId,
      '刘洋',
    ]);
    assert.deepEqual(person, { telephone: '+86 19900077001', telephone_digits: '19900077001' });
    const { households } = await clerk.get(findHouseholds, { query: { search: '新苑1-1-102' } });
    assert.equal(households[0]?.living, 'lived_in', 'somebody lives behind the door that was said to be empty');
    const again = await load('residents', file);
    assert.deepEqual([again.adds, again.changes, again.same], [0, 0, 3]);
  });

  it('the staff: only an administrator, accounts without a password that anybody knows', async () => {
    const file = `登录名,姓名,电话,角色,网格,小区,楼栋,防护
new.grid,钱进,19900077011,网格员,629901001001003,,,
new.steward,孙楼,19900077012,楼栋长,,新苑小区,1号楼,是
`;
    assert.equal(await clerk.refused(previewRoster, { params: { roster: 'staff' }, ...(await sent(file)) }), 'not_allowed');
    const escalate = '登录名,姓名,角色\nclerk,职员clerk,管理员\n';
    assert.equal(
      await clerk.refused(importRoster, {
        params: { roster: 'staff' },
        query: { digest: '0'.repeat(64) },
        ...(await sent(escalate)),
      }),
      'not_allowed',
    );
    const done = await load('staff', file, admin);
    assert.equal(done.adds, 2);
    const [account] = await db.rows<{ password_hash: string; must_change_password: boolean }>(
      'SELECT password_hash, must_change_password FROM account WHERE community_id = $1 AND sign_in_name = $2',
      [communityId, 'new.grid'],
    );
    assert.match(account?.password_hash ?? '', /^\$argon2id\$/);
    assert.equal(account?.must_change_password, true);
    const body = { community: community.slug, name: 'new.grid', password: '' };
    assert.equal(await app.stranger().refused(signIn, { body: { ...body, password: 'new.grid' } }), 'wrong_sign_in');
    const again = await load('staff', file, admin);
    assert.deepEqual([again.adds, again.changes, again.same], [0, 0, 2]);
  });

  it('bindings', async () => {
    const file =
      '登录名,小区,楼栋,单元,主备,开始日期\nnew.steward,新苑小区,1号楼,,主,2022-03-11\nvolunteer3,新苑小区,1号楼,2单元,备,2022-03-11\n';
    assert.equal((await load('bindings', file)).adds, 2);
    assert.equal((await load('bindings', file)).same, 2);
  });
});

describe('exports', () => {
  it('read back as they stand: nothing to add, nothing to change; in both formats', async () => {
    await insertRows(db, 'person', [
      {
        community_id: communityId,
        person_id: '01900000-0000-7000-8000-0000000000a1',
        name: '=HYPERLINK("x")',
        telephone: '+86 19900077099',
        telephone_digits: '19900077099',
        created_at: new Date().toISOString(),
      },
    ]);
    await insertRows(db, 'resident', [
      {
        community_id: communityId,
        household_id: community.households['10-1-101'],
        person_id: '01900000-0000-7000-8000-0000000000a1',
        relation: 'lives_here',
        smartphone: true,
        starts_at: new Date(0).toISOString(),
      },
    ]);
    for (const roster of rosterKinds) {
      for (const format of ['csv', 'xlsx'] as const) {
        const { bytes, headers } = await clerk.call(exportRoster, { params: { roster }, body: { format } });
        assert.match(String(headers['content-disposition']), /filename\*=UTF-8''/);
        const seen = await preview(roster, bytes, admin);
        assert.deepEqual([seen.adds, seen.changes, seen.bad], [0, 0, []], `${roster} ${format}`);
        assert.ok(seen.same > 5 && seen.same === seen.rows);
        if (format === 'csv')
          for (const cell of bytes.toString().split(/[,\r\n]+/)) assert.doesNotMatch(cell.replaceAll('"', ''), /^[=+@]/);
      }
    }
  });

  it('are audited with their rows, and kept from everybody else', async () => {
    const rows = await db.rows<{ by_id: string; facts: { roster: string; rows: number } }>(
      `SELECT by_id, facts FROM audit WHERE community_id = $1 AND act = 'export_roster'`,
      [communityId],
    );
    assert.equal(rows.length, 8);
    assert.ok(rows.every(row => row.by_id === community.staff.clerk.personId && row.facts.rows > 5));
    for (const who of ['steward1', 'supply', 'district', 'volunteer1', 'gridlead'] as const) {
      const caller = await app.signedIn(who);
      assert.equal(
        await caller.refused(exportRoster, { params: { roster: 'residents' }, body: { format: 'csv' } }),
        'not_allowed',
      );
    }
  });

  it('templates can be downloaded, opened and sent back without adding the example', async () => {
    for (const roster of rosterKinds) {
      for (const format of ['csv', 'xlsx'] as const) {
        const { bytes, status } = await admin.call(rosterTemplate, { params: { roster }, query: { format } });
        assert.equal(status, 200);
        const seen = await preview(roster, bytes, admin);
        assert.deepEqual([seen.rows, seen.bad], [0, []], roster);
      }
    }
  });
});
