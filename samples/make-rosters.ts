// Makes the rosters to try the import with: node samples/make-rosters.ts. All people in them are invented.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCsv } from '../src/domain/people/csv.ts';
import { type RosterKind, rosterColumns } from '../src/domain/people/roster.ts';
import { writeSheetFile } from '../src/server/people/sheet.ts';

/** The sample community's, see src/server/sample/places.ts. */
const divisionCode = '629900001001';
const gridCode = `${divisionCode}016`;
const compound = '银杏苑小区';
const names = [...'赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张'].map(
  (surname, n) => surname + [...'岚澈舟禾砚苓霁朗'][n % 8],
);
const telephone = (n: number): string => `1990000${String(9000 + n)}`;

function lines(kind: RosterKind, rows: readonly Record<string, string>[]): string[][] {
  const columns = rosterColumns[kind];
  return [columns.map(column => column.heading), ...rows.map(row => columns.map(column => row[column.name] ?? ''))];
}

const grid = { area: '第五片区', grid: '银杏苑网格', grid_code: gridCode };
const doors = [
  ...['1单元', '2单元'].flatMap(unit =>
    [1, 2, 3, 4].flatMap(floor =>
      [1, 2].map(landing => ({
        compound,
        building: '1号楼',
        unit,
        floor: String(floor),
        door: `${floor}0${landing}`,
        floors: '4',
        lift: '无',
        ...grid,
      })),
    ),
  ),
  ...[1, 2, 3].flatMap(floor =>
    [1, 2].map(landing => ({
      compound,
      building: '2号楼',
      unit: '',
      floor: String(floor),
      door: `${floor}0${landing}`,
      floors: '3',
      lift: '无',
      ...grid,
    })),
  ),
].map(row => ({
  ...row,
  living: row.building === '2号楼' && row.door === '101' ? '商铺' : row.door === '402' ? '空置' : '入住',
  aliases: row.building === '2号楼' && row.door === '101' ? '银杏超市' : '',
}));

const residents = doors
  .filter(row => row.living === '入住')
  .map((row, n) => ({
    compound,
    building: row.building,
    unit: row.unit,
    door: row.door,
    name: names[n] ?? '',
    telephone: telephone(n),
    relation: '居住',
    smartphone: n % 7 === 3 ? '否' : '是',
  }));
residents.push({
  ...(residents[3] as (typeof residents)[number]),
  name: '李远',
  telephone: telephone(90),
  relation: '外地亲属',
  smartphone: '是',
});

const staff = [
  {
    sign_in: 'yinxing.grid',
    name: '何叶',
    telephone: telephone(100),
    role: '网格员',
    grid: gridCode,
    protection: '是',
    insured: '是',
  },
  {
    sign_in: 'yinxing.lou1',
    name: '许棠',
    telephone: telephone(101),
    role: '楼栋长',
    compound,
    building: '1号楼',
    protection: '否',
    insured: '是',
  },
  {
    sign_in: 'yinxing.lou2',
    name: '尤桐',
    telephone: telephone(102),
    role: '楼栋长',
    compound,
    building: '2号楼',
    protection: '否',
    insured: '是',
  },
  { sign_in: 'yinxing.v1', name: '秦朗', telephone: telephone(103), role: '志愿者', protection: '是', insured: '是' },
  { sign_in: 'yinxing.v2', name: '朱苓', telephone: telephone(104), role: '志愿者', protection: '否', insured: '是' },
  { sign_in: 'yinxing.wuye', name: '杨砚', telephone: telephone(105), role: '物业', compound, protection: '否', insured: '是' },
];

const bindings = [
  { sign_in: 'yinxing.lou1', compound, building: '1号楼', rank: '主', from: '2022-03-12' },
  { sign_in: 'yinxing.lou2', compound, building: '2号楼', rank: '主', from: '2022-03-12' },
  { sign_in: 'yinxing.v1', compound, building: '1号楼', unit: '1单元', rank: '主', from: '2022-03-12' },
  { sign_in: 'yinxing.v2', compound, building: '1号楼', unit: '1单元', rank: '备', from: '2022-03-12' },
  { sign_in: 'yinxing.v2', compound, building: '1号楼', unit: '2单元', rank: '主', from: '2022-03-12' },
  { sign_in: 'yinxing.v1', compound, building: '2号楼', door: '302', rank: '主', from: '2022-03-12', to: '2022-03-26' },
];

const wrong = [
  ...doors.slice(0, 3),
  { ...doors[0], door: '一〇一室' }, // the first row again, in other words
  { ...doors[3], floor: '二楼半' },
  { ...doors[4], living: '偶尔来' },
  { ...doors[5], grid_code: '62990000100101' }, // 14 digits
  { ...doors[6], grid_code: '629901002001001' }, // another community
  { ...doors[7], unit: '' }, // a building with units
  { ...doors[8], floors: '7' }, // the rows above say four
  { ...doors[9], door: '' },
] as readonly Record<string, string>[];

const to = (name: string) => join(import.meta.dirname, name);
writeFileSync(to('households-new-compound.csv'), await writeSheetFile('csv', lines('households', doors)));
writeFileSync(to('households-with-errors.csv'), await writeSheetFile('csv', lines('households', wrong)));
const inGb18030 = execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: writeCsv(lines('residents', residents)) });
writeFileSync(to('residents-gb18030.csv'), inGb18030);
writeFileSync(to('staff.xlsx'), await writeSheetFile('xlsx', lines('staff', staff)));
writeFileSync(to('bindings.csv'), await writeSheetFile('csv', lines('bindings', bindings)));
