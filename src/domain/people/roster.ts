// What the rosters look like: their columns, the headings that are understood in Chinese and English, and an example row.

export const rosterKinds = ['households', 'residents', 'staff', 'bindings'] as const;
export type RosterKind = (typeof rosterKinds)[number];

export interface Column {
  readonly name: string;
  /** The heading written, and the others understood besides it and `name`. */
  readonly heading: string;
  readonly alsoCalled: readonly string[];
  readonly required: boolean;
  /** Characters at most. */
  readonly most: number;
  readonly example: string;
}

function column(
  name: string,
  heading: string,
  most: number,
  example: string,
  alsoCalled: string[] = [],
  required = false,
): Column {
  return { name, heading, most, example, alsoCalled, required };
}

const compound = column('compound', '小区', 60, '经纬印象小区', ['小区名称', '小区名', 'compound name', 'estate'], true);
const building = column('building', '楼栋', 40, '10号楼', ['楼号', '楼栋号', '楼', '栋', '幢', 'block'], true);
const unit = column('unit', '单元', 20, '2单元', ['单元号', 'staircase']);
const door = column('door', '门牌', 20, '1002', ['门牌号', '房号', '室', '室号', '户号', 'room', 'flat'], true);
const area = column('area', '片区', 40, '第一片区', ['片区名称']);
const grid = column('grid', '网格', 40, '第一网格', ['网格名称', 'grid name']);
const telephone = column('telephone', '电话', 24, '19900001234', [
  '联系电话',
  '手机',
  '手机号',
  '电话号码',
  'phone',
  'mobile',
  'tel',
]);
const signIn = column(
  'sign_in',
  '登录名',
  40,
  'wang.fang',
  ['用户名', '账号', 'login', 'user name', 'username', 'sign in name'],
  true,
);

export const rosterColumns: Readonly<Record<RosterKind, readonly Column[]>> = {
  households: [
    compound,
    building,
    unit,
    column('floor', '楼层', 4, '10', ['层', 'storey']),
    door,
    column('living', '状态', 10, '入住', ['居住状态', '入住情况', 'status']),
    column('aliases', '别名', 200, '老王小卖部', ['门牌别名', 'alias', 'also called']),
    area,
    grid,
    column('grid_code', '网格编码', 15, '', ['网格代码', '编码', 'grid code', 'code']),
    column('floors', '总层数', 4, '11', ['楼高', '层数', 'storeys']),
    column('lift', '电梯', 6, '有', ['有无电梯', 'elevator']),
  ],
  residents: [
    compound,
    building,
    unit,
    door,
    column('name', '姓名', 40, '王芳', ['居民姓名', '名字', 'full name'], true),
    telephone,
    column('relation', '关系', 10, '居住', ['与本户关系', '类别']),
    column('smartphone', '智能手机', 6, '是', ['会用智能手机', '智能机']),
  ],
  staff: [
    signIn,
    column('name', '姓名', 40, '王芳', ['名字', 'full name'], true),
    telephone,
    column('role', '角色', 20, '楼栋长', ['岗位', '职务', 'post'], true),
    area,
    grid,
    { ...compound, required: false },
    { ...building, required: false },
    unit,
    column('protection', '防护', 6, '是', ['防护资格', '有防护', 'protected']),
    column('insured', '保险', 6, '是', ['已投保', 'insurance']),
  ],
  bindings: [
    signIn,
    compound,
    building,
    unit,
    { ...door, required: false },
    column('rank', '主备', 10, '主', ['主责备份', '主/备', '顺位']),
    column('from', '开始日期', 20, '2022-03-11', ['起', '起始日期', '自', 'from date', 'start']),
    column('to', '结束日期', 20, '', ['止', '截止日期', '至', 'to date', 'end', 'until']),
  ],
};

/** File names of exports and templates. */
export const rosterTitles: Readonly<Record<RosterKind, string>> = {
  households: '门户名册',
  residents: '居民名册',
  staff: '人员名册',
  bindings: '包楼定户名册',
};

const exampleMark = '例：';

/** Headings and one example, which the reader leaves out when it is left standing. */
export function templateLines(kind: RosterKind): string[][] {
  const columns = rosterColumns[kind];
  return [
    columns.map(one => one.heading),
    columns.map((one, index) => (index === 0 ? `${exampleMark}${one.example}` : one.example)),
  ];
}

export const rosterProblems = [
  'column_missing', // 缺少这一列
  'missing', // 没有填
  'too_long',
  'hidden_characters',
  'malformed', // 看不懂这个值
  'code_malformed', // 网格编码不是 15 位数字
  'other_division', // 网格编码不属于本社区
  'twice', // 和前面某一行重复
  'conflict', // 和前面某一行矛盾
  'place_unknown',
  'household_unknown',
  'person_unknown',
  'several', // 有几处都符合
  'still_in_use', // 还有没办完的需求
  'overlaps',
  'name_taken',
  'not_placed', // 这个角色面向全社区，不填地点
  'not_a_helper',
] as const;
export type ProblemCode = (typeof rosterProblems)[number];

export interface Problem {
  readonly column: string;
  readonly code: ProblemCode;
  readonly value: string;
}

export interface BadRow {
  /** As the spreadsheet counts, from 1 with the headings. */
  readonly row: number;
  readonly problems: readonly Problem[];
}

/** One line of a roster. Every column of its kind is there; what was left blank is ''. */
export interface RosterRow {
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
}

export interface RosterTable {
  readonly rows: readonly RosterRow[];
  readonly bad: readonly BadRow[];
}

function headingKey(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\(.*?\)|[*:_\s-]/g, '');
}

// A title and a line of remarks often stand above the headings.
const headingsWithin = 10;

/** Finds the headings and puts each line's cells under the names of the columns; columns nobody knows are left aside. */
export function readTable(kind: RosterKind, lines: readonly (readonly string[])[]): RosterTable {
  const columns = rosterColumns[kind];
  const byHeading = new Map<string, Column>();
  for (const one of columns) for (const name of [one.name, one.heading, ...one.alsoCalled]) byHeading.set(headingKey(name), one);
  const placed = lines.slice(0, headingsWithin).map(line => {
    const places = new Map<Column, number>();
    line.forEach((cell, index) => {
      const found = byHeading.get(headingKey(cell));
      if (found !== undefined && !places.has(found)) places.set(found, index);
    });
    return places;
  });
  const best = placed.reduce((most, places, index) => (places.size > (placed[most]?.size ?? 0) ? index : most), 0);
  const places = placed[best] ?? new Map<Column, number>();
  const missing = columns.filter(one => one.required && !places.has(one));
  if (missing.length > 0) {
    const problems = missing.map(({ name, heading }): Problem => ({ column: name, code: 'column_missing', value: heading }));
    return { rows: [], bad: [{ row: best + 1, problems }] };
  }
  const rows: RosterRow[] = [];
  const bad: BadRow[] = [];
  for (let index = best + 1; index < lines.length; index++) {
    const line = lines[index] as readonly string[];
    if (line.every(cell => cell.trim() === '') || line.some(cell => cell.startsWith(exampleMark))) continue;
    const cells: Record<string, string> = {};
    for (const one of columns) cells[one.name] = cleanCell(line[places.get(one) ?? -1] ?? '');
    const problems = columns.flatMap(one => cellProblems(one, cells[one.name] as string));
    rows.push({ row: index + 1, cells });
    if (problems.length > 0) bad.push({ row: index + 1, problems });
  }
  return { rows, bad };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
const hidden = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/;

/** Blanks around it, and the zero-width ones office programs leave, are not part of a cell; a line break inside is a blank. */
function cleanCell(cell: string): string {
  return cell
    .replace(/[\u200b\u2060]/g, '')
    .replace(/[\r\n\t\u00a0\u3000]+/g, ' ')
    .trim();
}

function cellProblems(of: Column, cell: string): Problem[] {
  if (cell === '') return of.required ? [{ column: of.name, code: 'missing', value: '' }] : [];
  if (hidden.test(cell) || !cell.isWellFormed()) return [{ column: of.name, code: 'hidden_characters', value: shown(cell) }];
  if (cell.length > of.most) return [{ column: of.name, code: 'too_long', value: shown(cell) }];
  return [];
}

/** A value as it may be shown again: short and without tricks. */
export function shown(value: string): string {
  const plain = value.toWellFormed().replace(new RegExp(hidden, 'g'), '�');
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
}
