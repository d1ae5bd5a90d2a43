// How heavy an order probably is and how long it keeps a helper, so that a run is not promised more than a cart and a pair of hands hold.
import type { Kind } from './kind.ts';
import { sameName } from './rules.ts';

export interface Asked {
  readonly name: string;
  /** Null: "some". */
  readonly quantity: number | null;
  readonly unit: string | null;
}

/** Grams of one, by unit. The measures of weight are exact; the rest is what such a thing usually weighs in a shop. */
const gramsOfUnit: Readonly<Record<string, number>> = {
  斤: 500,
  市斤: 500,
  公斤: 1000,
  千克: 1000,
  kg: 1000,
  两: 50,
  克: 1,
  g: 1,
  升: 1000,
  l: 1000,
  毫升: 1,
  ml: 1,
  袋: 1000,
  包: 500,
  盒: 500,
  瓶: 600,
  桶: 5000,
  箱: 6000,
  件: 6000,
  提: 2500,
  板: 1800,
  棵: 1200,
  颗: 1000,
  把: 300,
  个: 250,
  只: 1500,
  条: 800,
  根: 200,
  块: 400,
  本: 300,
  套: 1500,
  份: 3000,
  罐: 800,
  听: 500,
  支: 100,
  卷: 150,
};

/** Things whose package says more than its name: a sack of rice is not a bag of salt. First match counts. */
const gramsOfPackage: readonly (readonly [thing: RegExp, unit: RegExp, grams: number])[] = [
  [/药|片$|胶囊|颗粒|口服|滴|膏|丸/, /^(盒|瓶|包|袋|支|板)$/, 100],
  [/米$|大米|面粉|^面$|白面/, /^袋$/, 5000],
  [/尿不湿|纸尿裤/, /^(包|袋)$/, 1800],
  [/盐|糖|味精|鸡精|淀粉/, /^(袋|包)$/, 400],
  [/鸡蛋|鸭蛋|^蛋$/, /^(个|枚)$/, 60],
  [/鸡蛋|鸭蛋|^蛋$/, /^(盒)$/, 700],
  [/纯净水|矿泉水|桶装水/, /^桶$/, 19_000],
  [/水|牛奶|鲜奶|纯奶|酸奶/, /^(箱|件|提)$/, 3500],
  [/西瓜|冬瓜/, /^个$/, 4000],
  [/葱|蒜|姜|香菜/, /^(根|头|个|把)$/, 80],
  [/课本|作业|书|练习册/, /^(本|册)$/, 300],
];

/** When neither the unit nor the quantity says anything. */
const gramsOfSomething = 500;

/** What comes without a list of items, by kind. */
const gramsOfKind: Readonly<Record<Kind, number>> = {
  groceries: 5000,
  medicine: 300,
  group_buy_parcel: 5000,
  schoolbooks: 3000,
  parcel: 2000,
  rubbish: 4000,
  home_help: 0,
  other: 1000,
};
const gramsOfOneParcel: Partial<Readonly<Record<Kind, number>>> = { group_buy_parcel: 5000, parcel: 2000, rubbish: 4000 };

export const mostGrams = 200_000;

/** Estimated grams, rounded up to 50 g, at most 200 kg (more needs a lorry and a telephone call). */
export function estimateGrams(kind: Kind, items: readonly Asked[]): number {
  if (kind === 'home_help') return 0;
  const grams = items.length === 0 ? gramsOfKind[kind] : items.reduce((sum, item) => sum + gramsOf(kind, item), 0);
  return Math.min(mostGrams, Math.ceil(grams / 50) * 50);
}

function gramsOf(kind: Kind, { name, quantity, unit }: Asked): number {
  const count = quantity ?? 1;
  const measure = unit === null ? '' : sameName(unit);
  const packed = gramsOfPackage.find(([thing, of]) => of.test(measure) && thing.test(name));
  if (packed !== undefined) return count * packed[2];
  // A parcel's weight is not in its name: "快递 2个" are two parcels, not two apples.
  if (!isWeight(measure) && gramsOfOneParcel[kind] !== undefined) return count * gramsOfOneParcel[kind];
  return count * (gramsOfUnit[measure] ?? gramsOfSomething);
}

function isWeight(unit: string): boolean {
  return ['斤', '市斤', '公斤', '千克', 'kg', '两', '克', 'g'].includes(unit);
}

/** Minutes a helper is kept: from the gate to the door and back, what the kind asks for besides, and a second way for every 15 kg. */
const minutesOfKind: Readonly<Record<Kind, number>> = {
  groceries: 8,
  medicine: 10,
  group_buy_parcel: 8,
  schoolbooks: 8,
  parcel: 8,
  rubbish: 6,
  home_help: 30,
  other: 15,
};
const gramsOfOneWay = 15_000;
const minutesOfOneWay = 5;
export const mostMinutes = 240;

export function estimateMinutes(kind: Kind, grams: number): number {
  const waysMore = Math.max(0, Math.ceil(grams / gramsOfOneWay) - 1);
  return Math.min(mostMinutes, minutesOfKind[kind] + waysMore * minutesOfOneWay);
}
