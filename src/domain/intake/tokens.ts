// Cuts what is left of a row, once address, name and telephone are taken out, into words, quantities, sizes, notes and the words between them.
import { goodAt } from './goods-table.ts';
import { amountAt, bareNumberAt, type Quantity } from './quantity.ts';
import type { Said } from './said.ts';
import { guarded, numeralNames } from './word-table.ts';

export type Token =
  | { readonly type: 'word'; readonly from: number; readonly to: number }
  | { readonly type: 'qty'; readonly from: number; readonly to: number; readonly quantity: Quantity }
  | { readonly type: 'size' | 'note' | 'space'; readonly from: number; readonly to: number }
  | { readonly type: 'glue'; readonly from: number; readonly to: number; readonly said: string }
  | { readonly type: 'stop'; readonly from: number; readonly to: number; readonly sign: string };

// Words that connect and ask; a good that begins with the same sign (带鱼, 和牛) is found first.
const glueAlways =
  '谢谢了|谢谢啦|谢谢|多谢|感谢|麻烦了|麻烦|拜托|辛苦了|辛苦|帮我家|帮我|帮忙|帮个忙|代购|代买|我们家|我家|我要|我想要|想要|需要|我订|我定|预定|预订|订购|请给|给我|再来|还要|另外|另加|另要|还有|以及|顺便|顺带|已付款|已付|已转账|已转|付款了|付了|接龙|参团|报名|追加|and(?![a-z])|要|来(?=[一二两三四五六七八九十半几\\d])|加(?=[一二两三四五六七八九十半几\\d])|买|和|及|跟|与';
const glueFree =
  '能不能|可不可以|退掉|去掉|划掉|删掉|取消|最后(?=[一两\\d])|可以|能否|有没有|没有|不够|快没|没了|用完|吃完|喝完|断货|想|能|会|请问|请|帮|代|购|带点|带|捎|拿|取|领|送|借用|借|匀给|匀|分|求|缺|差|少|了|的|地(?!平|尔|高辛|塞|西泮|氯)|得|吧|吗|嘛|呢|啊|呀|哈|哦|喔|啦|哟|哎|唉|在|到|给|有|没|快|就|都|也|还|又|把|被|让|是|我妈妈?|我爸爸?|我婆婆|我老公|我老婆|老丈人|老人家|我们|我|俺家|俺们?|咱家|阿拉|你们|你|他们|他(?![汀尼莫克昔巴唑滨])|她|您|咱|大家|邻居|谁家|谁|哪|这|那(?![雄韦酚])|啥|什么|怎么|用|吃|喝|放|急需|急|一下|一点儿|一点|一些|些|点儿(?!童|子)|点|几天|今天|明天|后天|现在|已经|渐渐|只|只能|只剩|剩|够|完|行|好|再|家里|小孩子?|大人|孩子|宝宝|老人|老伴|老婆|老公|妈妈|爸爸|我妈|我爸|奶奶|爷爷|需|从|去(?!痛片|氧)|上|下|为|因为|所以|如果|但|但是|而且|或者|或|对(?!乙酰)|每天|过敏|开(?!瑞|塞|心|胃|水)|称|搞|弄|整|订|抢|团|配|补|存|备|囤|准备|药名|名字|叫做|叫';
const glue = { row: new RegExp(glueAlways, 'y'), free: new RegExp(`${glueAlways}|${glueFree}`, 'y') };
const bareMeasureWord =
  /(?<=[带买拿来借取捎购求要领送]|帮忙)(个|瓶|盒|箱|袋|包|桶|把|斤|份|罐|提|块|条|支|张|卷|根|双|台|套|颗|棵|只|板)(?=[\u4e00-\u9fffa-z])/y;
const size =
  /(?:\d{1,4}|[一二三四五六])(?:段|码|寸|抽|层|度|瓦|w|v|mm|cm|厘米|毫米|联|股)(?![\u4e00-\u9fff]?楼)|(?:xxxl|xxl|xl|s|m|l|nb)码?(?=[ \d]|[\u4e00-\u9fff]|$)|(?:大|中|小)[号码袋包瓶桶盒箱罐](?:装)?(?=的|[ ,\d一二两三四五六七八九十半]|$)/y;
const notes = /\((?:[^()\n]{0,60})\)|【[^【】\n]{0,60}】|\[[^[\]\n]{0,60}\]|「[^」\n]{0,60}」/y;
/** Wishes about a thing, to the end of the phrase. */
const remark =
  /(?:不要(?!紧|了)|不吃|不放|不加)[^,;。!?、\n \d]{0,24}|(?:别放|别加|别太|不用放|少放|少饭|多饭|少油|少盐|少糖|多放|去骨|去皮|切块|切片|切丝|要(?:嫩|瘦|肥|熟|生|新鲜|大|小|甜|好|便宜|软|硬|老|脆|酸|散|带|红|青|白|黄|绿|圆|长)(?!姜|抽|菜|葱|米|蒜|豆|瓜|白菜|苹果|萝卜|枣|薯|椒|蛋|茄|虾|肉|糖)|其中|另1份|放(?:门口|楼下|电梯|物业|快递柜)|送(?:上楼|到门口|上门)|尽量)[^,;。!?、\n ]{0,24}/y;
const stops = new Set([...',;。!?、\n+:：/…~|=&"\'“”‘’<>《》()【】[]「」→-']);

/** The signs with which the words of a pattern begin: looked at before the pattern is tried. */
function firstSigns(pattern: RegExp): ReadonlySet<string> {
  const signs = new Set<string>();
  let depth = 0;
  let isFirst = true;
  for (const sign of pattern.source) {
    if (sign === '(' || sign === '[') depth++;
    else if (sign === ')' || sign === ']') depth--;
    else if (sign === '|' && depth === 0) isFirst = true;
    else if (depth === 0 && isFirst) {
      signs.add(sign);
      isFirst = false;
    }
  }
  return signs;
}
const brackets = new Set('([【「');
const remarkSigns = new Set('不别少多去切要其另放送尽');
const sizeSigns = new Set('0123456789一二三四五六xsmln大中小');
const measureSigns = new Set('个瓶盒箱袋包桶把斤份罐提块条支张卷根双台套颗棵只板');
const guardedSigns = firstSigns(guarded);
const glueSigns = firstSigns(glue.free);

const protectedNames = new Map<string, string[]>();
for (const name of numeralNames.split(' ').sort((a, b) => b.length - a.length)) {
  const sign = name[0] as string;
  protectedNames.set(sign, [...(protectedNames.get(sign) ?? []), name]);
}

function protectedAt(plain: string, at: number): number {
  for (const name of protectedNames.get(plain[at] as string) ?? []) if (plain.startsWith(name, at)) return name.length;
  return 0;
}

/** Tokens of `plain` between two offsets, in order; every sign belongs to just one. */
export function cutTokens(said: Said, plain: string, from: number, to: number, how: 'row' | 'free'): Token[] {
  const tokens: Token[] = [];
  const text = to < plain.length ? plain.slice(0, to) : plain;
  let wordFrom = -1;
  const endWord = (at: number): void => {
    if (wordFrom >= 0 && wordFrom < at) tokens.push({ type: 'word', from: wordFrom, to: at });
    wordFrom = -1;
  };
  const match = (pattern: RegExp, at: number, signs: ReadonlySet<string>): number => {
    if (!signs.has(text[at] as string)) return 0;
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0].length ?? 0;
  };
  let at = from;
  while (at < to) {
    said.steps++;
    const sign = text[at] as string;
    if (sign === ' ') {
      endWord(at);
      let end = at + 1;
      while (end < to && text[end] === ' ') end++;
      tokens.push({ type: 'space', from: at, to: end });
      at = end;
      continue;
    }
    const code = text.charCodeAt(at);
    if (code === 0x28 || code === 0x3010 || code === 0x5b || code === 0x300c) {
      const length = match(notes, at, brackets);
      if (length > 0) {
        endWord(at);
        tokens.push({ type: 'note', from: at, to: at + length });
        at += length;
        continue;
      }
    }
    const wish = how === 'row' ? match(remark, at, remarkSigns) : 0;
    if (wish > 0) {
      endWord(at);
      tokens.push({ type: 'note', from: at, to: at + wish });
      at += wish;
      continue;
    }
    const good = goodAt(text, at);
    const kept = Math.max(good?.length ?? 0, protectedAt(text, at));
    // A single sign is a good only where the word begins: 小米 is no 米, and 菜 in 买菜 was eaten by the verb.
    if (kept > 1 || (kept === 1 && wordFrom < 0)) {
      if (wordFrom < 0) wordFrom = at;
      at += kept;
      continue;
    }
    const found = amountAt(text, at);
    if (found !== null && !(wordFrom >= 0 && /[a-z]/.test(text[at - 1] as string) && /^\d/.test(sign) && at - wordFrom === 1)) {
      endWord(at);
      if (found.type === 'size') {
        tokens.push({ type: 'size', from: at, to: found.to });
        at = found.to;
      } else {
        tokens.push({ type: 'qty', from: at, to: found.quantity.to, quantity: found.quantity });
        at = found.quantity.to;
      }
      continue;
    }
    if (code >= 0x30 && code <= 0x39 && wordFrom >= 0) {
      const number = bareNumberAt(text, at);
      if (number !== null && !/[\da-z.]/.test(text[at - 1] as string)) {
        endWord(at);
        tokens.push({ type: 'qty', from: at, to: number.to, quantity: number });
        at = number.to;
        continue;
      }
    }
    const sized = match(size, at, sizeSigns);
    if (sized > 0 && !(wordFrom >= 0 && /[a-z\d]/.test(text[at - 1] as string))) {
      endWord(at);
      tokens.push({ type: 'size', from: at, to: at + sized });
      at += sized;
      continue;
    }
    const one = how === 'free' || tokens.at(-1)?.type === 'glue' ? match(bareMeasureWord, at, measureSigns) : 0;
    if (one > 0) {
      endWord(at);
      const unit = sign === '个' ? null : text.slice(at, at + one);
      const quantity = { from: at, to: at + one, qty: 1, unit, each: false, marked: false, isMeasure: false, sizeTo: null };
      tokens.push({ type: 'qty', from: at, to: at + one, quantity });
      at += one;
      continue;
    }
    const held = match(guarded, at, guardedSigns);
    const glued = held > 0 ? 0 : match(glue[how], at, glueSigns);
    if (glued > 0) {
      endWord(at);
      tokens.push({ type: 'glue', from: at, to: at + glued, said: text.slice(at, at + glued) });
      at += glued;
      continue;
    }
    if (stops.has(sign)) {
      endWord(at);
      tokens.push({ type: 'stop', from: at, to: at + 1, sign });
      at++;
      continue;
    }
    if (wordFrom < 0) wordFrom = at;
    at += Math.max(1, held);
  }
  endWord(to);
  return tokens;
}
