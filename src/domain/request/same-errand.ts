// Reads which parcel, which books, which repair is meant: pick-up codes, carriers, grades, subjects, and for whom.
import { thingsInText } from './same-thing.ts';

export type Words = ReadonlySet<string>;

/** Both say something about it, and not the same. */
export function clash(a: Words, b: Words): boolean {
  return a.size > 0 && b.size > 0 && !shared(a, b);
}

export function shared(a: Words, b: Words): boolean {
  return [...a].some(word => b.has(word));
}

/** Names by pattern. */
type Table = readonly (readonly [name: string, pattern: RegExp])[];

function named(text: string, table: Table): Words {
  return new Set(table.filter(([, pattern]) => pattern.test(text)).map(([name]) => name));
}

const couriers: Table = [
  ['sf', /顺丰/],
  ['jd', /京东/],
  ['zto', /中通/],
  ['yto', /圆通/],
  ['sto', /申通/],
  ['yunda', /韵达/],
  ['ems', /邮政|ems/i],
  ['jt', /极兔/],
  ['db', /德邦/],
  ['cainiao', /菜鸟|驿站/],
  ['meituan', /美团/],
];

export interface Parcel {
  readonly codes: Words;
  readonly couriers: Words;
  /** Who leads the group buy. */
  readonly leaders: Words;
  readonly things: Words;
}

export function parcelOf(text: string): Parcel {
  const said = text.normalize('NFKC');
  const codes = [...said.matchAll(/\d{1,3}(?:-\d{1,4}){1,3}|(?:尾号|码|单号)\D{0,3}(\d{3,})/g)].map(
    match => match[1] ?? match[0],
  );
  const leaders = [...said.matchAll(/([\u4e00-\u9fff])(?:姐|哥|叔|姨|阿姨|嫂|老师|团长)/g)].map(match => match[1] as string);
  const things = thingsInText(said.replace(/(?:的)?快递|包裹|团购|到了|菜鸟|驿站/g, ' ')).map(thing =>
    thing === '蔬菜包' ? '蔬菜' : thing,
  );
  return { codes: new Set(codes), couriers: named(said, couriers), leaders: new Set(leaders), things: new Set(things) };
}

const grades: Table = [
  ['1', /一年级|1年级/],
  ['2', /(?<!初|高)二年级|2年级/],
  ['3', /(?<!初|高)三年级|3年级/],
  ['4', /四年级|4年级/],
  ['5', /五年级|5年级/],
  ['6', /六年级|6年级/],
  ['7', /初一|七年级|7年级/],
  ['8', /初二|八年级|8年级/],
  ['9', /初三|九年级|9年级/],
  ['10', /高一/],
  ['11', /高二/],
  ['12', /高三/],
  ['0', /幼儿园|大班|中班|小班/],
];
const subjects: Table = [
  ['chinese', /语文/],
  ['maths', /数学/],
  ['english', /英语/],
  ['physics', /物理/],
  ['chemistry', /化学/],
  ['biology', /生物/],
  ['history', /历史/],
  ['geography', /地理/],
  ['politics', /政治|道法|道德与法治/],
  ['science', /科学/],
];
const sorts: Table = [
  ['exercises', /练习|习题|作业|试卷|卷子/],
  ['stationery', /文具|铅笔|书包/],
];

export interface Books {
  readonly grades: Words;
  readonly subjects: Words;
  readonly sorts: Words;
}

export function booksOf(text: string): Books {
  const special = named(text, sorts);
  return {
    grades: named(text, grades),
    subjects: named(text, subjects),
    // Whoever says only "the books" means those of the school.
    sorts: special.size > 0 ? special : /书|课本|教材|[上下]册|语文|数学|英语/.test(text) ? new Set(['books']) : new Set(),
  };
}

const topics: Table = [
  ['water', /水龙头|水管|漏水|停水|没水|水阀/],
  ['power', /跳闸|没电|停电|空气开关|空开|电闸|断电/],
  ['lamp', /灯/],
  ['hair', /理发|剪头|剪发|头发|剪个头/],
  ['toilet', /马桶|下水|堵了|厕所/],
  ['network', /网络|断网|网断|没网|上不了网|wifi|宽带|路由/i],
  ['gas', /燃气|煤气|天然气|液化气/],
  ['heating', /暖气|供暖/],
  ['lock', /门锁|钥匙|开锁|锁坏/],
  ['power_bill', /电费/],
  ['water_bill', /水费/],
  ['test', /核酸|抗原/],
  ['release', /解封|什么时候能出|哪天放/],
  ['hospital', /医院|透析|产检|化疗|看病|就诊|复查/],
  ['pass', /通行证|出入证|证明/],
  ['care', /陪护|照看|照顾|看护/],
  ['walk_dog', /遛狗/],
];

export function topicsOf(text: string): Words {
  return named(text.normalize('NFKC'), topics);
}

const whose: Table = [
  ['man', /爷爷|外公|姥爷|爸|老公|丈夫|老头|父亲/],
  ['woman', /奶奶|外婆|姥姥|妈|老婆|妻子|老太|母亲|孕妇/],
  ['child', /孩子|宝宝|娃|儿子(?!的?爸)|小孩|婴儿/],
];

/** For whom it is. A grandfather is also somebody's father, so only man, woman and child are told apart. */
export function whoseIn(text: string): Words {
  return named(text, whose);
}

/** Dice's coefficient of the pairs of signs: 1 for the same text, 0 for nothing in common. */
export function grams2(a: string, b: string): number {
  const pairs = (text: string) => Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2));
  const [first, second] = [pairs(a), pairs(b)];
  if (first.length + second.length === 0) return 0;
  const left = new Map<string, number>();
  for (const pair of second) left.set(pair, (left.get(pair) ?? 0) + 1);
  let common = 0;
  for (const pair of first) {
    const there = left.get(pair) ?? 0;
    if (there === 0) continue;
    left.set(pair, there - 1);
    common++;
  }
  return (2 * common) / (first.length + second.length);
}
