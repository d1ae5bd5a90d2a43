// Reads how much somebody wants at one place of a text: 半斤, 一斤半, 两颗, 500g*2, 600ml*24瓶, x2, +1, 各2斤. Never converts one unit into another.
import { readChineseNumber } from '../place/number.ts';
import { countMeasures, notMeasured, weightMeasures } from './word-table.ts';

export interface Quantity {
  readonly from: number;
  readonly to: number;
  /** Null where the number is vague (几片, 两三斤). */
  readonly qty: number | null;
  readonly unit: string | null;
  /** 各2斤: for each of the things before it. */
  readonly each: boolean;
  /** Written with x, * or +: it belongs to what stands before it, never to what follows. */
  readonly marked: boolean;
  /** A measure of weight or volume, which may say how big a piece is rather than how many. */
  readonly isMeasure: boolean;
  /** How big one piece is, where both are written in one (600ml*24瓶): the number is then of the last. */
  readonly sizeTo: number | null;
}

const longestFirst = (list: string): string =>
  [...new Set(list.split(' '))]
    .map(one => (/[a-z]/.test(one) ? `${one}(?![a-wyz])` : one))
    .sort((a, b) => b.length - a.length)
    .join('|');
const measures = longestFirst(`${countMeasures} ${weightMeasures}`);
const digits = '\\d{1,4}(?:\\.\\d{1,2})?';
const spoken = '[一二两三四五六七八九十百半几俩仨]{1,4}';
const amount = new RegExp(
  `(各自?|每样各?|每种各?|每个|均|分别)?[ ]?(?:约|大约|大概|共|总共|一共)?([x*+][ ]?)?(${digits}(?:[-~到至]${digits})?|${spoken})[ ]{0,2}(${measures})(半)?`,
  'y',
);
const half = /(斤|箱|盒|袋|个|包|桶|瓶|提)半/y;
const timesOnly = new RegExp(`(?:各[ ]?[x*+]?|[x*+])[ ]?(\\d{1,3}|${spoken})(?![\\d.a-z:])`, 'y');
const chain = new RegExp(
  `${digits}[ ]?(?:${measures})?[ ]?[*x][ ]?(?:${digits}[ ]?(?:${measures})?[ ]?[*x][ ]?)?(\\d{1,3})(?:[ ]?(${measures})|(?![\\d.a-z]))`,
  'y',
);
const weights = new Set(weightMeasures.split(' '));
const packed = /^[ ]?(?:装|入|包装|规格|一[箱盒袋包提桶瓶])/;

function numberOf(said: string): number | null {
  if (/^\d/.test(said)) return /^[\d.]+$/.test(said) ? Number(said) : null;
  if (/几|百半/.test(said)) return null;
  if (said === '半') return 0.5;
  if (said === '俩') return 2;
  if (said === '仨') return 3;
  // 两三, 三五: more or less.
  if (said.length > 1 && !/[十百半]/.test(said)) return null;
  const read = readChineseNumber(said.replaceAll('两', '二').replaceAll('半', ''));
  return read === null ? null : Number(read);
}

function isMeasureWord(unit: string): boolean {
  return weights.has(unit);
}

export type Amount = { readonly type: 'qty'; readonly quantity: Quantity } | { readonly type: 'size'; readonly to: number };

/** Nothing else begins a quantity. */
const beginnings = new Set('0123456789一二两三四五六七八九十百半几俩仨各每均分约大共总x*+斤箱盒袋个包桶瓶提');

/** The quantity or the size that begins at `at`; null: neither. */
export function amountAt(plain: string, at: number): Amount | null {
  if (!beginnings.has(plain[at] as string)) return null;
  chain.lastIndex = at;
  const chained = chain.exec(plain);
  if (chained !== null && /^\d/.test(chained[0])) {
    const to = at + chained[0].length;
    if (packed.test(plain.slice(to, to + 3))) return { type: 'size', to: to + 1 };
    const unit = chained[2] ?? null;
    // 500g*2 is two of 500 g each; 2*3 tells nothing.
    const sizeTo = at + Math.max(chained[0].lastIndexOf('*'), chained[0].lastIndexOf('x'));
    if (/[a-z升克斤两片粒瓶袋盒罐]/.test(plain.slice(at, sizeTo))) {
      const quantity = { from: at, to, qty: Number(chained[1]), unit, each: false, marked: true, isMeasure: false, sizeTo };
      return { type: 'qty', quantity };
    }
  }
  amount.lastIndex = at;
  const found = amount.exec(plain);
  if (found !== null) {
    const [all, each, mark, number, unit, andHalf] = found as unknown as [string, string?, string?, string?, string?, string?];
    const to = at + all.length;
    const numberEnd = to - (andHalf?.length ?? 0) - (unit as string).length;
    if (!notMeasured.test(plain.slice(numberEnd, numberEnd + 6))) {
      if (
        packed.test(plain.slice(to, to + 3)) &&
        mark === undefined &&
        each === undefined &&
        !/^[ ]?一/.test(plain.slice(to, to + 2))
      )
        return { type: 'size', to: to + (plain[to] === ' ' ? 2 : 1) };
      // 一勺都没有: nothing is there, nothing counted.
      if (unit === 'mg' || unit === '毫克' || /^[都也][没不]/.test(plain.slice(to, to + 2))) return { type: 'size', to };
      const value = numberOf(number as string);
      const qty = value !== null && andHalf !== undefined ? value + 0.5 : value;
      return {
        type: 'qty',
        quantity: {
          from: at,
          to,
          qty,
          unit: unit as string,
          each: each !== undefined && each !== '',
          marked: mark !== undefined,
          isMeasure: isMeasureWord(unit as string),
          sizeTo: null,
        },
      };
    }
  }
  half.lastIndex = at;
  const halved = half.exec(plain);
  if (halved !== null) {
    const quantity = { from: at, to: at + halved[0].length, qty: 1.5, unit: halved[1] as string };
    return { type: 'qty', quantity: { ...quantity, each: false, marked: false, isMeasure: halved[1] === '斤', sizeTo: null } };
  }
  timesOnly.lastIndex = at;
  const times = timesOnly.exec(plain);
  if (times !== null) {
    const quantity = { from: at, to: at + times[0].length, qty: numberOf(times[1] as string), unit: null };
    return {
      type: 'qty',
      quantity: { ...quantity, each: times[0].startsWith('各'), marked: true, isMeasure: false, sizeTo: null },
    };
  }
  return null;
}

const bare = /\d{1,3}(?=[ ]|$|[,;。、!?\n+)])(?![ ]?[.:])/y;

/** A number alone behind a name ("水果套餐2"). */
export function bareNumberAt(plain: string, at: number): Quantity | null {
  bare.lastIndex = at;
  const found = bare.exec(plain);
  if (found === null) return null;
  const to = at + found[0].length;
  return { from: at, to, qty: Number(found[0]), unit: null, each: false, marked: false, isMeasure: false, sizeTo: null };
}
