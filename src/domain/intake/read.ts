// Reads one row or message: number, telephone, address, kind, name, things, urgency; says of each field where it stands and how sure it is.
import { type AddressFound, findAddresses } from './address.ts';
import { categoryOfItems, categoryOfText, errand, withoutGoods } from './category.ts';
import { judge } from './colour.ts';
import { hearDanger, withoutFigures } from './danger.ts';
import { goodAt } from './goods-table.ts';
import { readItems } from './items.ts';
import { decideKind, type Evidence, hearTones, hearUrgency } from './kind.ts';
import { type NameFound, nameInText, nameOfRow } from './name-row.ts';
import { findReference, readOperation } from './operation.ts';
import { findPhones } from './phone.ts';
import { readPlace } from './place.ts';
import type { Category, GroupContext, Item, Kind, Reading, Span, Urgency } from './reading.ts';
import type { Registry } from './registry.ts';
import { findRowNumber } from './row-number.ts';
import { hear, mask, type Said } from './said.ts';
import { ofCategory, rowItems } from './wanted.ts';

const lookingFor =
  /有没有|谁(?:家|那|那里)?有|哪(?:里|儿|家|位)?(?:有|能买|能配|可以买|可以配|买得到|卖)|(?:怎么|上哪|去哪)(?:能)?(?:买|配|弄|找)|能(?:买|配|搞|弄)到|(?:用|吃|喝)(?:完|光|没)了|断了|只够|只剩|就剩|还剩|剩[一两三最\d]|见底|告急|不够|有吗[,，。?？!]|没了|没有了|空了/;

const wanting =
  /求(?!救|求)|有没有(?!人|医|护|车)|有冇|谁家?有(?!她|他|钥|车|担|轮)|买|借|匀|想要|需要|缺|没了|没有了|断|用完|吃完|喷完|用光|吃光|只剩|就剩|还剩|最后|只够|不够|见底|一勺|送[点些]|没[^,。]{1,6}了|空了|停了|没气|明天没|快没|配[药点一]/;

// 胰岛素还有一个月的量: told so that nobody buys it.
const enoughLeft =
  /[\u4e00-\u9fff]{1,6}(?:还有|还够|还能[吃用])(?:[半一二两三四五六\d]+个?[多半]?个?月|好几[天盒周瓶]|很多|不少|十[\u4e00-\u9fff]?天|一阵)[^,。;!?\n]{0,4}(?=[,。;!?\n]|$)/g;
// What is answered to stands quoted before the answer, and is no order.
const quoted = /^[ ]?(?:回复|引用)?[^“"「\n]{0,12}[“"「][^”"」\n]{0,120}[”"」][ :：\n-]{1,14}(?=\S)/;

// What is longer than this is no message of a neighbour; only its beginning is read, so that nobody can keep the desk busy.
const mostSigns = 4000;

export function readText(raw: string, context: GroupContext = {}, registry: Registry | null = null): Reading {
  return readSaid(hear(raw.length > mostSigns ? raw.slice(0, mostSigns) : raw), context, registry);
}

export function readSaid(said: Said, context: GroupContext, registry: Registry | null): Reading {
  const { raw } = said;
  const quote = quoted.exec(said.plain)?.[0] ?? '';
  const plain = quote === '' ? said.plain : ' '.repeat(quote.length) + said.plain.slice(quote.length);
  const row = findRowNumber(plain, context.building !== undefined || context.unit !== undefined);
  const from = row?.to ?? 0;
  const phones = findPhones(said, plain);
  const withoutPhones = mask(
    plain,
    phones.map(one => one.span),
  );
  const addresses = findAddresses(said, withoutPhones, context, from).filter(one => isAddress(one, plain, context, row !== null));
  // Numbers of doors and telephones say nothing of the tone: 1203 is no 120.
  const words = mask(
    withoutPhones,
    addresses.map(one => one.span),
    ' ',
  );
  // Nor is the row 120 a cry for an ambulance.
  const heardIn = withoutFigures(row?.number.length === 3 ? `   ${words.slice(3)}` : words);
  const said_ = hearTones(heardIn.trimStart());
  // Who answers to an order with another number changes it.
  const tones = quote !== '' && /\d/.test(quote) ? { ...said_, correct: said_.correct + 2.2 } : said_;
  const hasDoor = phones.length > 0 || addresses.some(one => one.room !== null);
  const hasPlace = hasDoor || addresses.some(one => one.building !== null || one.unit !== null);
  const wantsNothing =
    !row && !wanting.test(heardIn) && !errand.test(heardIn) && tones.offer < 2 && tones.notice < 2.2 && tones.cancel < 2.5;
  const danger = hearDanger(heardIn, { hasDoor, hasPlace: hasPlace || context.channel !== undefined, wantsNothing });
  const heard = danger === 'cry' ? 'critical' : hearUrgency(heardIn);
  const reference = tones.cancel >= 2 || tones.correct >= 2 ? findReference(plain) : null;
  const real =
    reference === null
      ? addresses
      : addresses.filter(one => one.span[1] <= reference.span[0] || one.span[0] >= reference.span[1]);
  let place = readPlace(withoutPhones, raw, chooseNew(withoutPhones, real, tones.correct), context, registry, true);
  const row_ = row !== null;
  if (context.scheme === 'zone-building' && place.compound === null) place = withNearName(place, withoutPhones, raw, from, row_);
  const phone = phones[0] ?? null;
  const hidden: Span[] = [
    ...(row === null ? [] : [[0, from] as Span]),
    ...phones.map(one => one.span),
    ...real.map(one => one.span),
  ];
  if (place.span !== null) hidden.push(place.span);
  const clear = mask(
    plain,
    hidden.filter(([a, b]) => b > a),
  );

  let name: NameFound | null = row_
    ? nameOfRow(clear, from, place.span, context)
    : nameInText(
        mask(plain, phones.map(one => one.span).concat(real.map(one => one.span)), '\n'),
        place.span,
        phone?.span ?? null,
      );
  if (row_ && name === null && (phone !== null || /姓名|联系人/.test(plain)))
    name = nameInText(clear, place.span, phone?.span ?? null);
  const unnamed = name === null ? clear : mask(clear, [name.span]);
  // Looked for first: the pattern begins with any sign and is dear.
  const withoutName = unnamed.includes('还') ? unnamed.replace(enoughLeft, said => ' '.repeat(said.length)) : unnamed;

  const operation = readOperation(
    said,
    plain,
    operationTones(tones, row_, plain, context),
    {
      hasPhone: phone !== null,
      hasAddress: real.length > 0,
      hasName: name !== null,
      rowNumber: row?.number ?? null,
      hidden: name === null ? hidden : [...hidden, name.span],
    },
    context,
  );
  const isNotice = tones.notice >= 2.2 && tones.notice > Math.max(tones.correct, tones.cancel) - 0.7 && !hasPrevious(context);
  const asksBack = /(?:吗|么|没有?|没)[?？]?$|[?？]$/.test(plain.trim()) && !/(?:能|可以|可不可以|帮|麻烦|行)/.test(plain);
  const isOperation = operation !== null && !isNotice && !asksBack && danger !== 'cry' && !(row_ && operation.sure < 0.6);

  let items: readonly Item[] = [];
  let unread: readonly Span[] = [];
  let stray = false;
  let kind: Kind;
  let sure: number;
  let category: Category | null = null;
  if (isOperation && operation !== null) {
    kind =
      operation.op === 'cancel' || operation.op === 'cancel_item' || operation.op === 'cancel_dup'
        ? 'cancellation'
        : 'correction';
    sure = operation.sure;
    items = operation.items;
    if (operation.op === 'cancel') category = topicOf(plain);
  } else {
    const isQuiet =
      tones.ask === 0 && tones.chat + tones.offer + tones.notice >= 2.5 && real.length === 0 && heard === 'normal' && !row_;
    const read = isQuiet
      ? { items: [], unread: [], stray: null }
      : row_ || isTerse(withoutName, context)
        ? rowItems(said, withoutName, from, context, raw, above => readText(above, { ...context, prev: [] }).items)
        : readItems(said, withoutName, 0, plain.length, 'free', context);
    items = read.items;
    unread = read.unread;
    stray = read.stray !== null;
    const counted = items.filter(item => item.qty !== null).length;
    const evidence: Evidence = {
      hasRowNumber: row_,
      hasAddress: real.length > 0,
      hasDoor: real.some(one => one.room !== null),
      looksFor: lookingFor.test(words),
      isPersonal: /自己|老公|老婆|我奶|我爷|我家|我们家|我妈|我爸|我是|我和|家里|老伴|爱人|我孩子|我老公|我老婆|儿女/.test(words),
      addresses: real.length,
      hasPhone: phone !== null,
      phones: phones.length,
      counted,
      knownGoods: items.filter(item => item.sure >= 0.85 || goodAt(plain, item.span[0]) !== null).length,
      isAllGoods:
        items.length > 0 &&
        items.every(item => item.sure >= 0.85) &&
        items.reduce((sum, item) => sum + item.span[1] - item.span[0], 0) * 10 >=
          withoutName.replace(/[\s,，。;、!]/g, '').length * 7,
      urgency: heard,
      danger,
      isSame: /同(?:楼)?上|和楼上一样|同前/.test(plain),
      isSentence: words.replace(/[^\u4e00-\u9fff]/g, '').length >= 6,
      isQuestion: /(?:吗|么|呢|没有?|咋样)[?~。!]{0,3}$|\?$/.test(plain.trimEnd()),
    };
    ({ kind, sure } = decideKind(tones, evidence, context));
    if (kind === 'free_request' && isTerse(withoutName, context) && counted > 0 && tones.ask < 2 && context.menu !== undefined)
      kind = 'jielong_line';
    if (kind === 'free_request' || kind === 'jielong_line') {
      category =
        kind === 'jielong_line' && heard !== 'critical'
          ? (categoryOfItems(items, context) ?? categoryOfText(heardIn, items, context))
          : categoryOfText(heardIn, items, context);
      // 含了救心丸也没用, 误喝了消毒液: things of the story, not wanted.
      const isStory =
        danger === 'cry' &&
        kind === 'free_request' &&
        !wanting.test(heardIn) &&
        items.every(item => item.qty === null || item.sure < 0.85);
      if ((category === 'other' || (isStory && category !== 'rescue' && category !== 'repair')) && heard === 'critical')
        category = 'medical_help';
      if (withoutGoods.has(category) && !(kind === 'jielong_line' && counted > 0)) items = [];
      else if (kind === 'free_request') items = ofCategory(items, category);
    }
  }
  const isRequest = kind !== 'chatter' && kind !== 'announcement';
  if (!isRequest) return nothing(kind, sure, row?.number ?? null, heard);
  const urgency: Urgency = danger === 'told' || (category === 'rescue' && danger !== 'over') ? 'critical' : heard;
  const isOwn = kind === 'jielong_line' || kind === 'free_request';
  const level: Urgency = isOwn ? (kind === 'jielong_line' && urgency === 'urgent' ? 'normal' : urgency) : 'normal';
  return judge({
    said,
    kind,
    kindSure: sure,
    rowNumber: row?.number ?? null,
    place,
    addressSaid: real.length > 0 || place.compound !== null,
    name,
    phones,
    category,
    urgency: level,
    items,
    unread,
    stray,
    operation: isOperation ? operation : null,
    context,
    hasRegistry: registry !== null,
  });
}

function nothing(kind: Kind, sure: number, rowNumber: string | null, urgency: Urgency): Reading {
  const clear = sure >= 0.9 && urgency !== 'critical';
  return {
    ...{
      kind,
      rowNumber,
      compound: null,
      zone: null,
      building: null,
      unit: null,
      floor: null,
      room: null,
      name: null,
      phone: null,
    },
    ...{ category: null, urgency: null, items: [], op: null, refLine: null, doorId: null, needsHuman: false },
    marks: [{ field: 'kind', span: null, sure, reason: clear ? 'nothing_to_do' : 'kind_unclear' }],
    doubts: clear ? [] : ['kind_unclear'],
    colour: clear ? 'green' : 'yellow',
  };
}

/** A number alone is a room only where a room may be said: at the head of a row, or in a group of one building. */
function isAddress(found: AddressFound, plain: string, context: GroupContext, isRow: boolean): boolean {
  if (!found.bare) return true;
  if (found.zone !== null) return isRow;
  const [from, to] = found.span;
  const before = plain.slice(Math.max(0, from - 6), from);
  const after = plain.slice(to, to + 6);
  if (
    /^(?:斤|个|份|元|块|点|年|号楼|ml|g|kg|米|多(?![写加要报发订接来])|包|盒|[a-z])/.test(after) ||
    /(?:[¥$]|编号|代码|密码|群|第)$/.test(before)
  )
    return false;
  const said =
    /(?:房号|门牌号?|室|房间|地址|我是|我家是?|我们家|我在|住在?|家住|应该是|改[成为到]|写成|不是|是)[ :：]{0,2}$/.test(before);
  const named = /^(?:室|的|家|那单|要|想|订|改|取消|退|不要|更正|加|再|麻烦|需要|没|缺|有|,|\+|住户|户|求|帮)/.test(after);
  const fixed = context.building !== undefined || context.unit !== undefined;
  if (isRow) return fixed || said || before.trim() === '' || /[.、):：][ ]*$/.test(before);
  if (fixed) return /[来去到在]$/.test(before) || before.trim() === '' || /[ ,。;!?\n:]$/.test(before) || said || named;
  return said;
}

/** Of "是9号楼不是8号楼" the one that holds. */
function chooseNew(plain: string, found: readonly AddressFound[], correct: number): readonly AddressFound[] {
  if (correct < 2 || found.length < 2) return found;
  const before = (one: AddressFound): string => plain.slice(Math.max(0, one.span[0] - 7), one.span[0]);
  const kept = found.filter(
    one =>
      !/(?:不是|并非|写成了?|写的(?:是)?|误写成?|打成了?|写错|错写成?|把|从|原来(?:是)?|原)[ :：]?$/.test(before(one)) &&
      !/^(?:写错|是错|错了|不对|改成|改为|改到|换成|,应)/.test(plain.slice(one.span[1], one.span[1] + 3)),
  );
  const new_ = kept.filter(one => /(?:是|应该?是?|改成|改为|改到|为|到|换成)[ :：]?$/.test(before(one)));
  return new_.length > 0 ? new_ : kept.length > 0 ? kept : found;
}

/** 星港11栋, and 星港 alone behind the name: where zones and buildings are all there is, a name of a place stands for itself. */
function withNearName(
  place: ReturnType<typeof readPlace>,
  plain: string,
  raw: string,
  from: number,
  isRow: boolean,
): ReturnType<typeof readPlace> {
  if (place.zone === null && place.building !== null && place.span !== null) {
    const run = /[\u4e00-\u9fff]{2,6}$/.exec(plain.slice(Math.max(from, place.span[0] - 6), place.span[0]))?.[0];
    if (run === undefined) return place;
    const start = place.span[0] - run.length;
    return {
      ...place,
      compound: raw.slice(start, place.span[0]),
      compoundSpan: [start, place.span[0]],
      span: [start, place.span[1]],
      doubt: null,
    };
  }
  if (!isRow || place.span !== null) return place;
  const words = [...plain.slice(from, from + 60).matchAll(/[^ ,;、。!?\n()]+|[。](?= )/g)];
  const second = words[1];
  if (second === undefined || !/^[\u4e00-\u9fff]{2,6}$/.test(second[0]) || goodAt(second[0], 0) !== null) return place;
  if (/饭|菜|份|换|不要|素|辣|葱|汤|餐|少|多|加|谢|已|付|米|面|粥|蛋/.test(second[0])) return place;
  const start = from + second.index;
  const span: Span = [start, start + second[0].length];
  return { ...place, compound: raw.slice(...span), compoundSpan: span, span, doubt: null };
}

/** Address and goods, and nothing that is said to anybody. */
function isTerse(clear: string, context: GroupContext): boolean {
  const rest = clear.replace(/\n+/g, '');
  return (
    rest.length <= 24 &&
    !/(?:我|麻烦|帮|请|谢|能|吗|没|家里|需要|想)/.test(rest) &&
    (context.menu !== undefined || context.defaultItem !== undefined)
  );
}

function hasPrevious(context: GroupContext): boolean {
  return context.prev !== undefined && context.prev.length > 0;
}

/** In a numbered row only plain words change an order: 不要香菜 and 多加辣 are wishes. */
function operationTones(
  tones: ReturnType<typeof hearTones>,
  isRow: boolean,
  plain: string,
  context: GroupContext,
): ReturnType<typeof hearTones> {
  const { cancel, correct } = tones;
  if (isRow) {
    const isCancel = /取消|作废|撤|退掉|不要了|不用了|不订了|划掉|删/.test(plain);
    const isCorrect =
      /改成|改为|更正|换成了?|写错|[^\u4e00]改[\d一二两三四五六七八九十半]/.test(plain) && context.defaultItem === undefined;
    return { ...tones, cancel: isCancel ? cancel : 0, correct: isCorrect ? correct : 0 };
  }
  // 再加 and the like change an order only where one is spoken of; else it is one more wish of the same message.
  const spoken =
    hasPrevious(context) || /刚才|刚刚|之前|上面|前面|昨天|我的|那单|那份|接龙|订单|原来|已经(?:报|订|接)|第\d/.test(plain);
  const strong =
    /的[\u4e00-\u9fff]{1,6}[换改]|改成|改为|改到|改下|改一|更正|换成|换为|(?:写|打|发|填|报|搞|弄|输|记|接|选|点|登记|留)错|(?:少|多|漏)(?:写|打|填|报|输)|(?:多|少)(?:要|来|拿|订)(?:[一两二三\d]|点)|追加|(?<![泄渗滴冒水电])漏了(?!水|电|气)|应该是|应为|笔误|变更|改[\d一二两三四五六七八九十半]|(?:电话|手机|地址|房号|联系人|收货人)[^,。]{0,3}(?:改|换|变)/.test(
      plain,
    );
  const isSilent =
    !/[一-龥]/.test(plain) ||
    /撤回了一条消息|消息已撤回/.test(plain) ||
    (cancel < 3 && !spoken && /客气|那家|牌子|质量|难吃|不行[,，]?别/.test(plain)) ||
    (cancel > 0 && cancel < 3 && !spoken && /(?:不用|不需要)(?:了)?[,，]?(?:谢谢|多谢|你们)/.test(plain) && plain.length < 10);
  return { ...tones, cancel: isSilent ? 0 : cancel, correct: strong || (spoken && correct > 0) ? correct : 0 };
}

const topics: readonly (readonly [Category, RegExp])[] = [
  ['pickup', /快递|包裹|外卖|取件/],
  ['medicine', /药/],
  ['repair', /修|师傅|电工|水工|疏通/],
  ['garbage', /垃圾/],
  ['testing', /核酸/],
];
function topicOf(plain: string): Category | null {
  return topics.find(([, words]) => words.test(plain))?.[0] ?? null;
}
