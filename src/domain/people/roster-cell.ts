// Reads single cells of a roster in the words people use: 是, 有, 入住, 楼栋长, 主, 2022/3/11.
import type { Role } from './role.ts';

/** undefined: left blank; null: not understood. */
type Read<T> = T | null | undefined;

function oneOf<T extends string>(words: Readonly<Record<T, readonly string[]>>, cell: string): Read<T> {
  if (cell === '') return undefined;
  const said = cell.normalize('NFKC').toLowerCase().replace(/\s+/g, '');
  for (const [value, ways] of Object.entries(words) as [T, readonly string[]][]) {
    if (value === said || value.replaceAll('_', '') === said.replace(/[_-]/g, '') || ways.includes(said)) return value;
  }
  return null;
}

const yes = {
  yes: ['是', '有', '会', 'y', 'true', '1', '√', '✓', '✔', '已'],
  no: ['否', '无', '没有', '不会', '不', 'n', 'false', '0', '×', '未'],
};

export function readYes(cell: string): Read<boolean> {
  const said = oneOf(yes, cell);
  return said === undefined || said === null ? said : said === 'yes';
}

export const yesWord = (value: boolean): string => (value ? '是' : '否');
export const hasWord = (value: boolean): string => (value ? '有' : '无');

export type Living = 'lived_in' | 'vacant' | 'shop' | 'removed';
const livingWords: Readonly<Record<Living, readonly string[]>> = {
  lived_in: ['入住', '有人', '居住', '已入住', '常住', '租住', '自住'],
  vacant: ['空置', '空', '空房', '无人', '未入住'],
  shop: ['商铺', '店铺', '商户', '门面'],
  removed: ['取消', '已取消', '撤销', '合并'],
};
export const readLiving = (cell: string): Read<Living> => oneOf(livingWords, cell);
export const livingWord = (living: Living): string => livingWords[living][0] as string;

export type Relation = 'lives_here' | 'relative';
const relationWords: Readonly<Record<Relation, readonly string[]>> = {
  lives_here: ['居住', '本户', '住户', '本人', '户主', '家人', '居民'],
  relative: ['外地亲属', '亲属', '外地子女', '子女在外'],
};
export const readRelation = (cell: string): Read<Relation> => oneOf(relationWords, cell);
export const relationWord = (relation: Relation): string => relationWords[relation][0] as string;

export type Rank = 'primary' | 'backup';
const rankWords: Readonly<Record<Rank, readonly string[]>> = {
  primary: ['主', '主责', '主要', '第一', 'a岗'],
  backup: ['备', '备份', '备用', '后备', '第二', 'b岗'],
};
export const readRank = (cell: string): Read<Rank> => oneOf(rankWords, cell);
export const rankWord = (rank: Rank): string => rankWords[rank][0] as string;

export type StaffRole = Exclude<Role, 'resident' | 'relative'>;
const roleWords: Readonly<Record<StaffRole, readonly string[]>> = {
  steward: ['楼栋长', '楼长', '楼门长'],
  volunteer: ['志愿者'],
  property: ['物业', '物业人员'],
  grid_worker: ['网格员', '专职网格员'],
  grid_lead: ['网格长'],
  clerk: ['信息员'],
  supply: ['保障供应组', '供应组', '保供组'],
  community_lead: ['社区负责人', '社区书记', '社区主任'],
  district_viewer: ['区级查看'],
  administrator: ['管理员'],
};
export const readRole = (cell: string): Read<StaffRole> => oneOf(roleWords, cell);
export const roleWord = (role: StaffRole): string => roleWords[role][0] as string;

/** 2022-03-11, 2022/3/11, 2022.3.11, 2022年3月11日, 20220311 → 2022-03-11. */
export function readDay(cell: string): Read<string> {
  if (cell === '') return undefined;
  const said = cell.normalize('NFKC').replace(/\s+/g, '');
  const parts = /^(20\d\d)(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?$/.exec(said) ?? /^(20\d\d)(\d\d)(\d\d)$/.exec(said);
  if (parts === null) return null;
  const day = `${parts[1]}-${parts[2]?.padStart(2, '0')}-${parts[3]?.padStart(2, '0')}`;
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== day ? null : day;
}

export function readWhole(cell: string, least: number, most: number): Read<number> {
  if (cell === '') return undefined;
  const said = cell.normalize('NFKC').replace(/(层|楼|f)$/i, '');
  if (!/^-?\d{1,4}$/.test(said)) return null;
  const value = Number(said);
  return value >= least && value <= most ? value : null;
}

/** "老王小卖部、302东" → two aliases. */
export function readAliases(cell: string): string[] | undefined {
  if (cell === '') return undefined;
  return [...new Set(cell.split(/[、;；,，|]/).map(one => one.trim()))].filter(one => one !== '');
}

/** 1002 is on the tenth floor, 302A on the third; null where the door does not tell. */
export function floorOfDoor(door: string): number | null {
  const digits = /^(\d{3,4})(?!\d)/.exec(door.normalize('NFKC'))?.[1];
  if (digits === undefined) return null;
  const floor = Number(digits.slice(0, -2));
  return floor >= 1 && floor <= 120 ? floor : null;
}
