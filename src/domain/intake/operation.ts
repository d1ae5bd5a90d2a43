// Reads corrections and cancellations of what was asked before, as typed operations: which one, on which row, with which things.
import { goodAt } from './goods-table.ts';
import { readItems } from './items.ts';
import type { Tones } from './kind.ts';
import type { GroupContext, Item, Operation, Span } from './reading.ts';
import { mask, type Said } from './said.ts';

export interface OperationRead {
  readonly op: Operation;
  readonly items: readonly Item[];
  readonly refLine: string | null;
  readonly refSpan: Span | null;
  readonly sure: number;
}

const reference =
  /(?:接龙|序号|编号|行号)[ ]?(?:的)?(?:第)?[ ]?(\d{1,3})(?!\d|-\d)(?:号|行|个|位|条)?|第[ ]?(\d{1,3}|[一二三四五六七八九十]{1,3})[ ]?(?:行|号(?!楼|院)|个|条|位|楼(?!层)|排|单)|(?<![\d-])(\d{1,3})[ ]?(?:号|行|楼)(?:的)?(?:那个|那单|那行|那条)?(?:接龙|那单|那行|那条|订单|单子)|(?<![\d-])(\d{1,3})[ ]?行(?!程|走)|(?<![\d-])(\d{1,3})[ ]?号(?=[ ]?(?:再|改|加|换|取消|不要|退|删|那|,|的?[\u4e00-\u9fff]{1,5}(?:改|换|不要|取消|加|退)(?!楼)))|#[ ]?(\d{1,3})(?![\d-])|^(\d{1,3})[.、):]/;
const numeral: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10 };

/** The row of the list that is spoken of. */
export function findReference(plain: string): { line: string; span: Span } | null {
  const found = reference.exec(plain);
  if (found === null) return null;
  const said = found.slice(1).find(one => one !== undefined) as string;
  const line = /^\d/.test(said) ? String(Number(said)) : String(chinese(said));
  return { line, span: [found.index, found.index + found[0].length] };
}

function chinese(said: string): number {
  const at = said.indexOf('十');
  if (at < 0) return numeral[said[0] as string] ?? 0;
  return (at === 0 ? 1 : (numeral[said[0] as string] ?? 1)) * 10 + (numeral[said[at + 1] ?? ''] ?? 0);
}

const twice =
  /重复|(?:写|发|接|报|下|填)(?:了)?(?:两|二|2)(?:遍|次|份|条|单)|(?:接|写|报|发|下|弄|搞|订|填)重|只算一|多(?:发|写|报|接|下)了(?:一|个|两)|两(?:个|条)一样/;
const phoneWord = /电话|手机|号码|联系方式|手机号/;
const personWord = /收货人|联系人|收件人|取货人|收菜人|名字|姓名/;
const placeWord = /房号|门牌|地址|楼号|单元|号楼|[栋幢]|房间|室|楼栋|住址|\d-\d/;
const wrong = /错|改|换|更正|不对|应|不是|少[写打]|漏[写打]|是/;
const replacing =
  /(?:换成|换为|改成|改为|替换成?|[换改](?=(?!成|为|一|下|天|到|变|好|个|地|电|名|房|数)[\u4e00-\u9fff]{1,6}(?:[, ]?[\d一二两三四五六七八九十半]|$)))(?![ ]?(?:[\d一二两三四五六七八九十半](?!花肉|香|谷|常|仁|文|黄|鲜|季|角|宝|喜|层)|个?(?:电话|号码|手机|地址|人)))/;
const added =
  /(?:再|多|追|另|还|补|外)加(?:上|个|一|两|三|点|\d|半)?|加(?:上)?(?:[一二两三四五六七八九十半\d]|个|点)|追加|增加|加购|加单|补(?:单|订|一|两|\d|个|上|充)|还要(?:再)?|再(?:来|要|订|买|带|拿)(?:一|两|三|\d|个|半|点|些)?|多(?:来|要|带|订|拿|买)(?:[一二两三四五六七八九十半\d]|个)|(?<![泄渗滴冒水电])漏(?:了(?!水|电|气)|写|报|填|掉)|忘(?:了|记)(?:说|写|报|加|要|填|订)?/;
const setting =
  /改成|改为|改到|改[一二两三四五六七八九十半\d]|改一?下|改|更正|应该是|应为|应是|是(?=[一二两三四五六七八九十半\d])|要(?=[一二两三四五六七八九十半\d])|只要|变成|调整|减|一共|总共|共(?=[一二两三四五六七八九十半\d])/;
const changing = /改成|改为|改到|改作|变成|->|→|>|改(?=[一二两三四五六七八九十半\d])/g;
const kept = /不变|照旧|照常|还要(?![一二两三四五六七八九十半\d再加])|保留|继续要|其他|其它|别的|剩下的|其余/;
const dropped = /不要|不用|不需要|取消|去掉|划掉|删掉|退掉|别买|别送|不买|不订|不定|退了|算了|撤/;
const wholeOrder = /^(?:菜|药|东西|快递|包裹|外卖|药品|物资|订单|单|货|团购|接龙|蔬菜|课本|书)$/;
const notThis = /(?:而|,)?(?:不是|并非|写成了?|误写成?|打成了?|写的是?|原来(?:是|写)的?)[ ]?(?:[^,。;!?\n是]{1,12})/g;

export function readOperation(
  said: Said,
  plain: string,
  tones: Tones,
  found: { hasPhone: boolean; hasAddress: boolean; hasName: boolean; rowNumber: string | null; hidden: readonly Span[] },
  context: GroupContext,
): OperationRead | null {
  const isCancel = tones.cancel >= 2.5 && tones.cancel >= tones.correct - 0.5;
  const isCorrect = tones.correct >= 2;
  if (!isCancel && !isCorrect) return null;
  const reference = findReference(plain);
  const refLine = found.rowNumber ?? reference?.line ?? null;
  const refSpan = reference?.span ?? null;
  const hidden = mask(plain, [...found.hidden, ...(refSpan === null ? [] : [refSpan])]);
  const done = (op: Operation, items: readonly Item[], sure: number): OperationRead => ({ op, items, refLine, refSpan, sure });
  const isReplacing = replacing.test(hidden);
  if (isCancel && !(isReplacing && !/取消|撤|作废/.test(hidden))) {
    if (twice.test(hidden)) return done('cancel_dup', [], 0.8);
    const items = droppedItems(said, hidden, context);
    if (items.length > 0) return done('cancel_item', items, 0.92);
    return done('cancel', [], 0.93);
  }
  const text = hidden.replace(notThis, one => '\n'.repeat(one.length));
  if (found.hasPhone && personWord.test(hidden)) return done('set_contact', [], 0.93);
  if (found.hasPhone && (phoneWord.test(hidden) || !found.hasAddress)) return done('set_phone', [], 0.93);
  if (personWord.test(hidden) && wrong.test(hidden)) return done('set_contact', [], 0.85);
  const all = itemsOf(said, text, context);
  const counted = all.filter(item => item.qty !== null || item.unit !== null);
  if (isReplacing) {
    const new_ = replacement(said, text, context);
    // What goes for it is not said: 第12行改成鸡蛋2板 may be a number only.
    const at = replacing.exec(hidden)?.index ?? 0;
    const isSaid = readItems(said, text, 0, at, 'free', context).items.length > 0 || /换/.test(hidden);
    if (new_.length > 0) return done('replace_item', new_, isSaid ? 0.92 : 0.7);
  }
  if (found.hasAddress && counted.length === 0 && (placeWord.test(plain) || /号/.test(plain))) return done('set_addr', [], 0.9);
  if (added.test(hidden) && !/改成|改为|更正|一共|总共/.test(hidden)) {
    const items = addedItems(said, text, context);
    if (items.length > 0) return done('add_item', items, 0.9);
  }
  const changed = changedTo(said, text, context);
  if (changed.length > 0) return done('set_qty', changed, 0.92);
  const enough = enoughOf(said, text, context);
  if (enough.length > 0) return done('set_qty', enough, 0.85);
  const total = totalAfter(said, text, context);
  if (total.length > 0) return done('set_qty', total, 0.85);
  const set = setItems(said, text, context);
  // 少要一斤: less than what, somebody has to look.
  if (set.length > 0) return done('set_qty', set, /(?:少|多)(?:要|来|拿|买)/.test(text) ? 0.7 : 0.92);
  if (counted.length > 0) return done('set_qty', counted, 0.85);
  if (found.hasAddress) return done('set_addr', [], 0.7);
  return isCorrect && tones.correct >= 3 && (refLine !== null || all.length > 0) ? done('set_qty', all, 0.5) : null;
}

function itemsOf(said: Said, text: string, context: GroupContext, from = 0, to = text.length): Item[] {
  const read = readItems(said, text, from, to, 'free', context);
  const [only] = context.menu ?? [];
  const dish = context.menu?.length === 1 ? only : context.defaultItem;
  if (read.items.length === 0 && read.stray !== null && dish !== undefined) {
    const { from: start, to: end, qty, unit } = read.stray;
    return [{ name: dish, qty, unit: unit ?? '份', spec: null, restricted: null, span: [start, end], sure: 0.9 }];
  }
  const [one] = read.items;
  if (read.items.length === 1 && one?.qty === null && read.stray !== null)
    return [{ ...one, qty: read.stray.qty, unit: read.stray.unit }];
  if (read.items.length === 0 && read.stray !== null && read.stray.qty !== null) return [];
  return read.items;
}

function* clauses(text: string, marks = /[,。;!?\n]/): Generator<readonly [from: number, to: number]> {
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && !marks.test(text[at] as string)) continue;
    if (at > from) yield [from, at];
    from = at + 1;
  }
}

/** "牛奶加一箱，一共两箱": the sum is what holds. */
function totalAfter(said: Said, text: string, context: GroupContext): Item[] {
  const at = /一共|总共/.exec(text);
  if (at === null) return [];
  const [item] = itemsOf(said, text, context, 0, at.index);
  const rest = readItems(said, text, at.index + 2, text.length, 'free', context);
  if (item === undefined || rest.stray === null || rest.items.length > 0) return [];
  return [{ ...item, qty: rest.stray.qty, unit: rest.stray.unit ?? item.unit, span: [item.span[0], rest.stray.to] }];
}

/** "韭菜1斤改成2斤": what stands behind the word holds, however much stood before it. */
function changedTo(said: Said, text: string, context: GroupContext): Item[] {
  const items: Item[] = [];
  for (const at of text.matchAll(changing)) {
    const from = Math.max(...['\n', ',', ';', '。'].map(mark => text.lastIndexOf(mark, at.index - 1))) + 1;
    const here = readItems(said, text, from, at.index, 'free', context).items;
    const [item, more] = here.length > 0 ? here : readItems(said, text, 0, at.index, 'free', context).items;
    const to = at.index + at[0].length;
    const rest = readItems(said, text, to, to + (/[,;。!?\n]|$/.exec(text.slice(to))?.index ?? 0), 'free', context);
    if (item === undefined || more !== undefined || rest.stray === null || rest.items.length > 0) return [];
    items.push({ ...item, qty: rest.stray.qty, unit: rest.stray.unit ?? item.unit, span: [item.span[0], rest.stray.to] });
  }
  return items;
}

/** "少要一斤土豆，4斤就行": what will do is what holds. */
function enoughOf(said: Said, text: string, context: GroupContext): Item[] {
  for (const [from, to] of clauses(text)) {
    if (from === 0 || !/(?:就行|就好|够了|就够|即可|行了|就可以)[了吧啦]?[ ]?$/.test(text.slice(from, to))) continue;
    const { items, stray } = readItems(said, text, from, to, 'free', context);
    const [item, more] = readItems(said, text, 0, from, 'free', context).items;
    if (items.length > 0 || stray === null || stray.qty === null || item === undefined || more !== undefined) continue;
    return [{ ...item, qty: stray.qty, unit: stray.unit ?? item.unit, span: [item.span[0], stray.to] }];
  }
  return [];
}

function setItems(said: Said, text: string, context: GroupContext): Item[] {
  const items: Item[] = [];
  const loose: Item[] = [];
  for (const [from, to] of clauses(text)) {
    const clause = text.slice(from, to);
    if (kept.test(clause) && !/\d|[一二两三四五六七八九十半]/.test(clause)) continue;
    const read = itemsOf(said, text, context, from, to).filter(item => item.qty !== null || item.unit !== null);
    (setting.test(clause) ? items : loose).push(...read);
  }
  return items.length > 0 ? items : loose;
}

function addedItems(said: Said, text: string, context: GroupContext): Item[] {
  const items: Item[] = [];
  for (const [from, to] of clauses(text)) {
    if (kept.test(text.slice(from, to)) && !added.test(text.slice(from, to))) continue;
    items.push(...itemsOf(said, text, context, from, to));
  }
  return items;
}

/** "鲈鱼换成草鱼，还是两条": what comes instead, with the quantity said with it or after it. */
function replacement(said: Said, text: string, context: GroupContext): Item[] {
  const at = replacing.exec(text);
  if (at === null) return [];
  const read = readItems(said, text, at.index + at[0].length, text.length, 'free', context);
  const [item] = read.items;
  if (item === undefined) return [];
  if (item.qty === null && read.stray !== null)
    return [{ ...item, qty: read.stray.qty, unit: read.stray.unit }, ...read.items.slice(1)];
  return read.items;
}

function droppedItems(said: Said, text: string, context: GroupContext): Item[] {
  const items: Item[] = [];
  let before: Item[] = [];
  for (const [from, to] of clauses(text, /[,。;!?\n ]/)) {
    const clause = text.slice(from, to);
    if (kept.test(clause) && !dropped.test(clause)) continue;
    const read = itemsOf(said, text, context, from, to).filter(item => goodAt(text, item.span[0]) !== null || item.sure > 0.9);
    if (dropped.test(clause))
      items.push(...(read.length > 0 || !/^[^,]{0,3}(?:都|也|全|先)?(?:不要|不用|取消)/.test(clause) ? read : before));
    before = read;
  }
  const single = items.filter(item => !wholeOrder.test(item.name));
  return single.map(item => (item.qty !== null && /多|少/.test(text) ? item : item));
}
