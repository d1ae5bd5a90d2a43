// Tells in a word which things are named: several written together (葱姜蒜), a good with words around it (绿叶菜渐渐), a dish of the menu, a menu code.
import { categoryOfName, goodAt, medicineEnd } from './goods-table.ts';
import type { Quantity } from './quantity.ts';
import type { GroupContext } from './reading.ts';
import type { Said } from './said.ts';
import { guarded } from './word-table.ts';

export interface NameFound {
  readonly from: number;
  readonly to: number;
  readonly text: string;
  /** A known good, a dish of the menu, or what ends like a medicine. */
  readonly known: boolean;
  /** Not known, but a verb asks for it. */
  readonly asked: boolean;
  readonly fromMenu: boolean;
  /** A menu code says how many at once: A2. */
  readonly count: Quantity | null;
  readonly sure: number;
}

/** 白菜饺子 is one thing: these words make a dish of what stands before them. */
const dish =
  /^(?:面|面条|饺子|水饺|馄饨|包子|饼|饼子|饼干|馅|酱|汤|汁|干|粉|粉条|丸|油|茶|糕|蛋糕|面包|饭|粥|饮料|酒|罐头|套餐|包|菜包|米粉|米线|醋|盐|糖|奶|果汁|火锅底料|沙拉|卷|酸奶|牛奶|肉|丝|片|蛋|刀|种子|苗|薯片|瓜子|面膜|肠|香肠)$/;
/** 高血压药硝苯地平: the class, and then the name. */
const medicineClass =
  /^(?:降压|降血压|降糖|降血糖|降脂|高血压|血压|糖尿病|高血脂|心脏病?|胃|肾病|甲亢|甲减|甲状腺|癫痫|帕金森|抑郁|精神|哮喘|痛风|过敏|抗过敏|感冒|退烧|退热|止咳|止痛|止疼|消炎|慢性?病|常用|老年|救命|处方|安眠|睡眠|化疗|抗癌|抗?排异|口服)?(?:的)?药(?:品|物)?[:：]?/;
const priceWord = /^\d{1,4}(?:\.\d{1,2})?(?:元|块钱?|毛)(?:钱)?(?:的|一份|左右|以内)?$/;
const emptyWord =
  /^(?:[一二三四五六七八九十两]岁|的|等|等等|份|量|数量|左右|以上|以内|大概|约|各|共|总共|一共|备注|要求|地址|房号|门牌|电话|手机|姓名|物品|需求|商品|品名|套|型号|规格|单位|个|号|楼|栋|单元|室|户|家|位|人|楼长|团长|群主|社区|志愿者|物业|居委|居委会|我|你|您|东西|今天|明天|急|加急|尽快|自提|自取|货到付款|微信|支付宝|现金|已|付|款|转|同上|同|上|新增|补|补单|补录|代下单|帮下单|外加|加|另|共计|合计|麻烦|谢|群|接|龙|这|那)$/;
const leading =
  /^(?:的|一下|一点|那?单(?!枞)|卖|治|敷|擦|喂|要|买|来|订|点|打|断|些|个|帮|带|取|各|再|还|另|加|和|代|拿|给|也|就|都|是|需|求|我|家|了|能|想|有|请|一下|新增|补|改|换|份)+(?=[\u4e00-\u9fffa-z\d]{2})/;
/** 蒸馒头用: what it is for, not what is wanted. */
const purpose = /^(?:蒸|煮|炒|炖|烤|做|包|发)[\u4e00-\u9fff]/;
const trailing = /(?:的|了|吧|哈|哦|呀|啊|哟|呢|嘛|啦|就行|就好|就可以|即可|可以|都行|均可|等等|等|左右|即可|一下|谢)+$/;
const verbInside = /(?:送|放|寄|给|到|在|没|不|吗|吧|了|着|过|想|能|会|可以|应该|怎么|什么|哪|谁|我|你|他|她|您|咱)/;

/** All things named between two offsets; none: it is a remark. */
export function goodNames(
  said: Said,
  plain: string,
  from: number,
  to: number,
  how: 'row' | 'free',
  context: GroupContext,
  asked: boolean,
): NameFound[] {
  said.steps += to - from;
  const word = plain.slice(from, to);
  if (to - from > 40 || emptyWord.test(word) || priceWord.test(word)) return [];
  const menu = menuNames(said, plain, from, to, context);
  if (menu.length > 0) return menu;
  const codes = menuCodes(said, from, to, word, context);
  if (codes.length > 0) return codes;
  let [start, end] = [from, to];
  guarded.lastIndex = start;
  if (goodAt(plain, start) === null && !guarded.test(plain)) start += leading.exec(word)?.[0].length ?? 0;
  end -= trailing.exec(plain.slice(start, end))?.[0].length ?? 0;
  if (end <= start) return [];
  const name = plain.slice(start, end);
  if (emptyWord.test(name) || (how === 'free' && purpose.test(name) && goodAt(plain, start) === null)) return [];
  const tiles = tile(plain, start, end);
  if (tiles !== null && tiles.length > 1) {
    const parts = tiles.map(([a, b]) => plain.slice(a, b));
    const isMedicine = parts.some(part => medicineClass.exec(part)?.[0] === part);
    if (isMedicine) {
      const specific = tiles.filter(([a, b]) => medicineClass.exec(plain.slice(a, b))?.[0] !== plain.slice(a, b));
      if (specific.length > 0) return specific.map(([a, b]) => found(said, a, b, true));
    }
    // In a row with one quantity, two words together are one thing unless 各 says otherwise or they are the three of the kitchen.
    if (how === 'free' && parts.every(part => part.length === 1)) return tiles.map(([a, b]) => found(said, a, b, true));
    const several =
      how === 'free' || /^[ ]?(?:各|每样)/.test(plain.slice(to, to + 4)) || parts.every(part => /^[葱姜蒜]$/.test(part));
    if (several && !parts.slice(1).some(part => dish.test(part))) return tiles.map(([a, b]) => found(said, a, b, true));
    return [found(said, start, end, true)];
  }
  const category = categoryOfName(name);
  if (category !== null && category !== 'other') {
    // 新鲜白菜: known by its end; what stands before it may be something else.
    const isWhole = goodAt(plain, start)?.length === end - start || medicineEnd.test(name);
    return [found(said, start + classLength(name), end, true, isWhole || how === 'row' ? 0.97 : 0.8)];
  }
  if (goodAt(plain, start)?.length === end - start) return [];
  if (how === 'row') return rowName(said, plain, start, end, name);
  return freeName(said, plain, start, end, name, asked);
}

function found(said: Said, from: number, to: number, known: boolean, sure = known ? 0.97 : 0.9): NameFound {
  return { from, to, text: said.raw.slice(from, to).trim(), known, asked: !known, fromMenu: false, count: null, sure };
}

function classLength(name: string): number {
  const length = medicineClass.exec(name)?.[0].length ?? /^[\u4e00-\u9fff]{0,5}药/.exec(name)?.[0].length ?? 0;
  return name.length - length >= 3 && (medicineEnd.test(name.slice(length)) || goodAt(name, length)?.category === 'medicine')
    ? length
    : 0;
}

/** The goods a word consists of, without a sign left over; null: it holds other signs. */
function tile(plain: string, from: number, to: number): [number, number][] | null {
  const tiles: [number, number][] = [];
  let at = from;
  while (at < to) {
    const good = goodAt(plain, at);
    if (good === null || good.category === 'other' || at + good.length > to) return null;
    tiles.push([at, at + good.length]);
    at += good.length;
  }
  return tiles;
}

function menuNames(said: Said, plain: string, from: number, to: number, context: GroupContext): NameFound[] {
  const names: NameFound[] = [];
  for (const dishName of context.menu ?? []) {
    const wanted = dishName.toLowerCase();
    const at = wanted === '' ? -1 : plain.slice(from, to).indexOf(wanted);
    if (at < 0) continue;
    names.push({ ...found(said, from + at, from + at + wanted.length, true), text: dishName, fromMenu: true });
  }
  if (names.length === 0) return [];
  // The longer name holds the shorter one.
  const kept = names.filter(
    one =>
      !names.some(
        other => other !== one && other.from <= one.from && other.to >= one.to && other.to - other.from > one.to - one.from,
      ),
  );
  const covered = kept.reduce((sum, one) => sum + one.to - one.from, 0);
  return covered * 2 >= to - from ? kept.sort((a, b) => a.from - b.from) : [];
}

function isAllCodes(word: string, context: GroupContext): boolean {
  return [...word].every(letter => context.menu?.some(one => one.toLowerCase().startsWith(`${letter} `)));
}

/** A1, B2, A: codes of the menu ("A 蔬菜包"), with or without how many. */
function menuCodes(said: Said, from: number, to: number, word: string, context: GroupContext): NameFound[] {
  if (
    !/^(?:[a-k][ ]?\d{0,2}){1,6}(?:套餐|餐|款|套)?$/.test(word) ||
    (/^[a-k]+$/.test(word) && word.length > 3 && !isAllCodes(word, context))
  )
    return [];
  if (context.scheme === 'zone-building') return [];
  const suffix = /(?:套餐|餐|款|套)$/.exec(word)?.[0] ?? '';
  const found: NameFound[] = [];
  for (const match of word.matchAll(/([a-k])[ ]?(\d{0,2})/g)) {
    const [all, letter, number] = match as unknown as [string, string, string];
    const code = letter.toUpperCase();
    const named = context.menu?.find(one => one.toUpperCase().startsWith(code) && !/^[A-Z]/.test(one.toUpperCase().slice(1)));
    const at = from + match.index;
    const count: Quantity | null =
      number === ''
        ? null
        : {
            from: at,
            to: at + all.length,
            qty: Number(number),
            unit: null,
            each: false,
            marked: true,
            isMeasure: false,
            sizeTo: null,
          };
    const text = named ?? `${code}${suffix}`;
    const sure = named !== undefined ? 0.97 : suffix === '' ? 0.6 : 0.95;
    found.push({ from: at, to: Math.min(to, at + all.length), text, known: true, asked: false, fromMenu: true, count, sure });
  }
  return found.length > 0 && said.raw.length > 0 ? found : [];
}

/** In a row of a list, whatever stands beside a quantity is a thing. */
function rowName(said: Said, plain: string, start: number, end: number, name: string): NameFound[] {
  const behind = plain.slice(end, end + 8);
  const isCounted = /^[ ]{0,2}(?:\([^()]{0,6}|[x*+各约]|[\d一二两三四五六七八九十半])/.test(behind);
  const before = plain.slice(Math.max(0, start - 3), start);
  const afterCount = /(?:[\d一二两三四五六七八九十半][\u4e00-\u9fffa-z]{1,2}|的)[ ]?$/.test(before);
  if (!isCounted && !afterCount && !/[)）]$/.test(before) && !/^[ ]{0,2}\(/.test(behind)) return [];
  if (/^[\d\W_]+$/.test(name) && !/[\u4e00-\u9fff]/.test(name)) return [];
  const doubtful = verbInside.test(name) || name.length > 12 || name.length < 2;
  return [found(said, start, end, false, doubtful ? 0.6 : 0.92)].map(one => ({ ...one, known: false, asked: false }));
}

/** In running text: a known good with words around it, or what a verb asks for. */
function freeName(said: Said, plain: string, start: number, end: number, name: string, asked: boolean): NameFound[] {
  for (let at = start; at < end; at++) {
    const good = goodAt(plain, at);
    if (good === null) continue;
    if (good.category === 'other') {
      at += good.length - 1;
      continue;
    }
    // 止疼药吗啡片: the class, and then the name.
    const isClass = plain[at + good.length - 1] === '药' && goodAt(plain, at + good.length)?.category === 'medicine';
    if (isClass) {
      at += good.length - 1;
      continue;
    }
    if (good.length === 1 && at > start) continue;
    const to = Math.min(end, at + good.length);
    // What stands before a good at the end of a word says which one it is: 本地土鸡蛋.
    const from = to === end && at - start <= 4 && !verbInside.test(plain.slice(start, at)) ? start : at;
    if (good.length === 1 && to < end) return [];
    // What stands behind a good may be one more (青菜搭豆制品).
    const isClear = end - to < 3 && !(to === end && from === start);
    return [found(said, from, to, true, isClear ? 0.86 : 0.8)];
  }
  if (medicineEnd.test(name) && name.length >= 3) return [found(said, start, end, true)];
  if (!asked || verbInside.test(name) || name.length < 2 || name.length > 8 || !/^[\u4e00-\u9fffa-z\d]+$/.test(name)) return [];
  return [{ ...found(said, start, end, false, 0.6), asked: false }];
}
