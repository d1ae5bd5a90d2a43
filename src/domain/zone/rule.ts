// What a level asks for, as data: how goods arrive, who may go out and in, rubbish and test days, and what must be so before it is lifted.

/** From the door 送到家门口 to 单元门口, 楼道大厅, 小区取货点; 小区外门店 is no delivery: the household goes itself. */
export const deliveryModes = ['door', 'unit_door', 'lobby', 'compound_point', 'outside_shop'] as const;
export type DeliveryMode = (typeof deliveryModes)[number];

/** Whoever cannot well go down is owed more under the same level. */
export const personClasses = [
  'anyone', // 一般
  'limited_mobility', // 行动不便
] as const;
export type PersonClass = (typeof personClasses)[number];

/** Where bags change hands between those who may not go in and those who may: 小区门口, 楼门口. */
export const relayPoints = ['compound_gate', 'building_door'] as const;
export type RelayPoint = (typeof relayPoints)[number];

/** Who comes in: 仅防护到位的工作人员, 居民和工作人员, 所有人登记后. */
export const entries = ['protected_helpers', 'residents_and_helpers', 'anyone_registered'] as const;
export type Entry = (typeof entries)[number];

/** What a permit is for. Medical ones pass every rule and are not counted. */
export const exitPurposes = ['shopping', 'medical', 'work', 'other'] as const;
export type ExitPurpose = (typeof exitPurposes)[number];

export const exitKinds = ['free', 'permit', 'none'] as const;
export const exitsPer = ['household', 'building'] as const;

/** free: no permit. none: nobody but for a doctor. permit: so many times in so many days, at most so many minutes each. */
export type ExitRule =
  | { readonly kind: 'free' }
  | { readonly kind: 'none' }
  | {
      readonly kind: 'permit';
      readonly per: (typeof exitsPer)[number];
      readonly times: number;
      /** Days of the calendar, today included. */
      readonly days: number;
      readonly minutes: number | null;
    };

/** on_days: counted from the day the order began (or began anew), which is day 1. */
export type TestDays =
  | { readonly kind: 'none' }
  | { readonly kind: 'on_days'; readonly days: readonly number[] }
  | { readonly kind: 'every'; readonly days: number };

export type ReleaseCondition =
  /** No new case for so many whole days. */
  | { readonly kind: 'days_without_case'; readonly days: number }
  /** Everybody in the place tested in one round within so many hours before, none positive. */
  | { readonly kind: 'all_tested_negative'; readonly hours: number }
  /** Something a named person has to say: water gone, power back, house checked. */
  | { readonly kind: 'confirmed'; readonly what: string };

/** What an order may name. floor: of a building or a unit; sub_area: a set of doors with a name. */
export const zonePlaceKinds = ['community', 'compound', 'building', 'unit', 'floor', 'household', 'sub_area'] as const;
export type ZonePlaceKind = (typeof zonePlaceKinds)[number];

/** From wide to narrow: whether an order covers more than the document allows. */
export const breadths = ['compound', 'building', 'unit'] as const;
export type Breadth = (typeof breadths)[number];

export interface LevelRule {
  /** The word of the order for this level. */
  readonly term: string;
  readonly deliverTo: Readonly<Record<PersonClass, DeliveryMode>>;
  /** Only helpers with protection go in. */
  readonly protection: boolean;
  readonly relayAt: RelayPoint;
  readonly entry: Entry;
  readonly exits: ExitRule;
  /** When rubbish is fetched from the doors (HH:MM); null: everybody takes it down. */
  readonly rubbish: { readonly from: string; readonly until: string } | null;
  readonly tests: TestDays;
  readonly release: readonly ReleaseCondition[];
  /** Who has to agree, in this order, before the order is given. */
  readonly approval: readonly string[];
  /** The widest place that may be put under it, where the document limits that. */
  readonly widest: Breadth | null;
}

/** A set must say what happens in the freest and in the strictest place. */
export interface LevelRules {
  readonly open: LevelRule;
  readonly precaution?: LevelRule | undefined;
  readonly control?: LevelRule | undefined;
  readonly sealed: LevelRule;
}

export function isWiderThan(kind: ZonePlaceKind, widest: Breadth): boolean {
  const breadth = kind === 'community' ? -1 : (breadths as readonly string[]).indexOf(kind);
  // A floor, a door or a named set of doors is narrower than all of them.
  return breadth < breadths.indexOf(widest) && (kind === 'community' || breadth >= 0);
}
