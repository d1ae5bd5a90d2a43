// What each level means for the goods: how far they are carried and who may go in, as dated data of an issuer, never as code.
import type { Level } from './level.ts';

/** From the door 送到家门口 to 单元门口, 楼道大厅, 小区取货点. (An outside shop is no delivery: the household goes itself.) */
export const deliveryModes = ['door', 'unit_door', 'lobby', 'compound_point'] as const;
export type DeliveryMode = (typeof deliveryModes)[number];

/** Whoever cannot well go down is owed more under the same level. */
export const personClasses = [
  'anyone', // 一般
  'limited_mobility', // 行动不便
] as const;
export type PersonClass = (typeof personClasses)[number];

export interface LevelRule {
  /** The word of the order for this level. */
  readonly term: string;
  readonly deliverTo: Readonly<Record<PersonClass, DeliveryMode>>;
  /** Only helpers with protection go in. */
  readonly protection: boolean;
}

/** One set of levels. A level the set does not know falls back to the next stricter one it does know. */
export interface Policy {
  readonly policyId: string;
  readonly document: string;
  readonly issuer: string;
  /** Leading digits of the division codes it holds for; '' for the whole country. */
  readonly region: string;
  /** Days of the community's calendar, from the first to the last but one. */
  readonly from: string;
  readonly until: string | null;
  readonly levels: Readonly<Partial<Record<Level, LevelRule>>>;
}

const toTheDoor = { anyone: 'door', limited_mobility: 'door' } as const;
const atTheGate = { anyone: 'compound_point', limited_mobility: 'unit_door' } as const;

/**
 * Gathered from public reports; the days are those on which a set came into use. The order a community stands under goes first: it is
 * added here as a policy of its own region.
 */
export const policies: readonly Policy[] = [
  {
    policyId: 'three_zones',
    document: '封控区、管控区、防范区分类管理（民政部门 2022 年 4 月社区服务通知：封控区和管控区行动不便者送货上门）',
    issuer: '国务院联防联控机制；民政部',
    region: '',
    from: '2021-09-01',
    until: '2022-06-28',
    levels: {
      sealed: { term: '封控区', deliverTo: toTheDoor, protection: true },
      control: { term: '管控区', deliverTo: { anyone: 'unit_door', limited_mobility: 'door' }, protection: false },
      precaution: { term: '防范区', deliverTo: atTheGate, protection: false },
      open: { term: '开放', deliverTo: atTheGate, protection: false },
    },
  },
  {
    policyId: 'ninth_edition',
    document: '新型冠状病毒肺炎防控方案（第九版）：高、中、低风险区',
    issuer: '国务院联防联控机制综合组',
    region: '',
    from: '2022-06-28',
    until: '2022-11-11',
    levels: {
      sealed: { term: '高风险区', deliverTo: toTheDoor, protection: true },
      control: { term: '中风险区', deliverTo: { anyone: 'unit_door', limited_mobility: 'door' }, protection: false },
      precaution: { term: '低风险区', deliverTo: atTheGate, protection: false },
      open: { term: '常态化', deliverTo: atTheGate, protection: false },
    },
  },
  {
    policyId: 'twenty_measures',
    document: '进一步优化防控工作的二十条措施：高风险区（一般以单元、楼栋为单位）、低风险区',
    issuer: '国务院联防联控机制综合组',
    region: '',
    from: '2022-11-11',
    until: null,
    levels: {
      sealed: { term: '高风险区', deliverTo: toTheDoor, protection: true },
      precaution: { term: '低风险区', deliverTo: atTheGate, protection: false },
      open: { term: '常态化', deliverTo: atTheGate, protection: false },
    },
  },
];

/** The policy that holds on a day (YYYY-MM-DD) for a community: the nearest region first, then the latest. */
export function policyOn(day: string, divisionCode: string, among: readonly Policy[] = policies): Policy | null {
  const holding = among.filter(
    policy => policy.from <= day && (policy.until === null || day < policy.until) && divisionCode.startsWith(policy.region),
  );
  holding.sort((a, b) => b.region.length - a.region.length || (a.from < b.from ? 1 : -1));
  return holding[0] ?? null;
}

const stricter: Readonly<Record<Level, readonly Level[]>> = {
  open: ['open', 'precaution', 'control', 'sealed'],
  precaution: ['precaution', 'control', 'sealed'],
  control: ['control', 'sealed'],
  sealed: ['sealed'],
};

/** What a level asks for under a policy. */
export function ruleOf(level: Level, policy: Policy): LevelRule {
  for (const known of stricter[level]) {
    const rule = policy.levels[known];
    if (rule !== undefined) return rule;
  }
  throw new Error(`policy ${policy.policyId} does not say what happens in a sealed place`);
}

// Communities record the four levels of the three-zone set, so that set speaks where nobody has chosen another one.
export const housePolicy = policies[0] as Policy;

/** How far goods are carried. */
export function deliverTo(level: Level, person: PersonClass = 'anyone', policy: Policy = housePolicy): DeliveryMode {
  return ruleOf(level, policy).deliverTo[person];
}

/** May only helpers with protection go in? */
export function needsProtection(level: Level, policy: Policy = housePolicy): boolean {
  return ruleOf(level, policy).protection;
}
