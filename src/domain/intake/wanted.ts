// Which things a row or a request asks for: 同上 and +1, the dish that goes without saying, and what of the things named in telling is wanted.
import { covers, medicineClasses, thingOf, withoutBrand } from '../request/thing-table.ts';
import { type ItemsRead, readItems } from './items.ts';
import type { Category, GroupContext, Item, Span } from './reading.ts';
import { mask, type Said } from './said.ts';

/** "奶粉快喝完了，爱他美2段": the first word says what kind of thing the second is. */
function namesKindOf(general: string, special: string): boolean {
  if (general === special) return false;
  if (
    /^(?:奶粉|尿不湿|胰岛素|酸奶|牛奶|方便面|食用油|油|饮料|水|水果|蔬菜|菜|肉)$/.test(general) &&
    (thingOf(special) === thingOf(general) || covers(general, special))
  )
    return true;
  if (/^(?:菜|肉|鱼|蛋|奶|米|面|油|水果|酒|药)$/.test(general) && special.length > 1 && special.endsWith(general)) return true;
  return medicineClasses.some(([said, means]) => said.exec(general)?.[0] === general && means.test(withoutBrand(special)));
}

/** Named in telling, and hardly ever asked for: only with a number they are. */
const hardlyGoods =
  /^(?:手机|冰箱|洗衣机|电视|电视机|电脑|笔记本|衣服|鞋子?|裤子|书|本子|笔|锅|碗|筷子|烟|饭|文具|洗手液|煤气灶|水|电池|床单|被子)$/;

/** Of a request for medicine the medicine, of one for food the food: 快递 and 垃圾 are named in telling. */
export function ofCategory(items: readonly Item[], category: Category): readonly Item[] {
  const seen = new Set<string>();
  let kept = items.filter(item => {
    const key = item.qty === null ? item.name : `${item.name}/${item.qty}/${item.unit}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
  if (kept.length > 1)
    kept = kept.filter(
      item =>
        item.qty !== null ||
        !kept.some(
          other => other !== item && (namesKindOf(item.name, other.name) || (other.name === item.name && other.qty !== null)),
        ),
    );
  if (category === 'medicine') {
    const named = kept.filter(
      item => !/^(?:药|药品|药片|.{0,2}药物|(?:抗?排异|救命|急救|常用|处方|口服|进口|慢性?病|老年)药)$/.test(item.name),
    );
    return named.length > 0 ? named : kept;
  }
  const general = /^(?:吃|物资|生活物资|东西|生活用品|吃的|食物|团购|包裹|菜|饭|家里的菜)$/;
  const goods = kept.filter(item => item.qty !== null || !hardlyGoods.test(item.name));
  const special = goods.filter(item => !general.test(item.name));
  if (special.length > 0) return category === 'pickup' ? special : special.filter(item => !/^(?:快递|外卖)$/.test(item.name));
  return category === 'grocery' ? goods.filter(item => /菜|饭/.test(item.name)) : goods;
}

/** Of a row of a list. */
export function rowItems(
  said: Said,
  clear: string,
  from: number,
  context: GroupContext,
  raw: string,
  readAbove: (row: string) => readonly Item[],
): ItemsRead {
  const above =
    /同上|同楼上|和上面(?:的)?(?:一样|相同)|跟楼上一样|(?:和|跟|与|照)(?:楼上|上面|上一(?:个|位|行|家))(?:的)?(?:一样|相同|一致)?|一样的|同前/.exec(
      clear,
    );
  const previous = context.prev?.at(-1);
  const [dish] = context.menu?.length === 1 ? context.menu : [context.defaultItem];
  if (above !== null && previous !== undefined) {
    const before = readAbove(previous.replace(/^\([^)]*\)[ ]?/, ''));
    const span: Span = [above.index, above.index + above[0].length];
    const rest = readItems(said, mask(clear, [span]), from, clear.length, 'row', context);
    if (before.length > 0)
      return {
        ...rest,
        items: [...before.map(item => ({ ...item, span, sure: Math.min(item.sure, 0.9) })), ...rest.items],
      };
  }
  if (context.defaultItem !== undefined) return defaultItems(said, clear, from, context, raw);
  const read = readItems(said, clear, from, clear.length, 'row', context);
  if (read.items.length === 0 && dish !== undefined) {
    const bare = /(?:^|[\n ,、;])[ ]*[+x*]?(\d{1,3})(?=[ ]*(?:$|[\n ,。;.(]))/.exec(clear);
    const span: Span | null =
      read.stray !== null ? [read.stray.from, read.stray.to] : bare === null ? null : [bare.index, bare.index + bare[0].length];
    const qty = read.stray !== null ? read.stray.qty : bare === null ? null : Number(bare[1]);
    if (span !== null) {
      const item: Item = { name: dish, qty, unit: read.stray?.unit ?? '份', spec: null, restricted: null, span, sure: 0.95 };
      return { items: [item], unread: [], stray: null };
    }
  }
  return read;
}

/** Where one dish goes without saying, a row says how many and what is different about it. */
function defaultItems(said: Said, clear: string, from: number, context: GroupContext, raw: string): ItemsRead {
  const dishes = (context.menu ?? []).filter(one => one !== context.defaultItem && clear.includes(one.toLowerCase()));
  if (dishes.length > 0) return readItems(said, clear, from, clear.length, 'row', context);
  const dish = context.defaultItem as string;
  const rest = clear.slice(from);
  const count =
    /(?<![\d其中另])(?:[+x*][ ]?)?(\d{1,3}|[一二两三四五六七八九十]{1,2}|半)[ ]?(?:份|个|套|盒)|(?:^|[\n ,])[+x*][ ]?(\d{1,3})(?!\d)|(?:^|[\n ,])(\d{1,2})(?=[ ]*(?:$|[\n,。]))/.exec(
      rest,
    );
  const number = count === null ? null : (count[1] ?? count[2] ?? count[3] ?? '1');
  const qty =
    number === null
      ? 1
      : number === '半'
        ? 0.5
        : /^\d/.test(number)
          ? Number(number)
          : ' 一二三四五六七八九十'.indexOf(number.replace('两', '二'));
  const spec = raw
    .slice(from)
    .split('')
    .map((sign, at) =>
      rest[at] === '\n' || (count !== null && at >= count.index && at < count.index + count[0].length) ? ' ' : sign,
    )
    .join('')
    .replace(/[（()）]/g, ' ')
    .replace(/^[\s,，、.。\-—–]+|[\s,，、.。\-—–]+$/g, '')
    .replace(/\s+/g, ' ');
  const span: Span = count === null ? [from, from] : [from + count.index, from + count.index + count[0].length];
  return {
    items: [
      { name: dish, qty, unit: '份', spec: spec === '' || spec === dish ? null : spec, restricted: null, span, sure: 0.95 },
    ],
    unread: [],
    stray: null,
  };
}
