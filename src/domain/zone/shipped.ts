// The sets of rules that come with the program, gathered from public documents; a community takes one over and changes what its own order says.
import type { Policy } from './policy.ts';
import type { LevelRule } from './rule.ts';

export interface ShippedPolicy extends Policy {
  readonly event: 'epidemic' | 'hazard';
}

const toTheDoor = { anyone: 'door', limited_mobility: 'door' } as const;
const downstairs = { anyone: 'unit_door', limited_mobility: 'door' } as const;
const atTheGate = { anyone: 'compound_point', limited_mobility: 'unit_door' } as const;
const chain = ['社区防控工作组', '街道（乡镇）指挥部', '区（县）联防联控指挥部'];

const locked = {
  deliverTo: toTheDoor,
  protection: true,
  relayAt: 'building_door',
  entry: 'protected_helpers',
  exits: { kind: 'none' },
  rubbish: { from: '19:00', until: '20:00' },
  approval: chain,
} as const;
const held = {
  deliverTo: downstairs,
  protection: false,
  relayAt: 'compound_gate',
  entry: 'residents_and_helpers',
  rubbish: null,
  approval: chain,
  widest: null,
} as const;
const watched = {
  deliverTo: atTheGate,
  protection: false,
  relayAt: 'compound_gate',
  entry: 'anyone_registered',
  exits: { kind: 'free' },
  rubbish: null,
  approval: chain.slice(0, 2),
  widest: null,
} as const;
const usual: LevelRule = {
  term: '常态',
  deliverTo: atTheGate,
  protection: false,
  relayAt: 'compound_gate',
  entry: 'anyone_registered',
  exits: { kind: 'free' },
  rubbish: null,
  tests: { kind: 'none' },
  release: [],
  approval: [],
  widest: null,
};

/**
 * The days are those on which a set came into use. Rubbish hours, minutes outside and days of testing where the documents leave them to
 * the place are what was common; the order of the place goes before them.
 */
export const shippedPolicies: readonly [ShippedPolicy, ...ShippedPolicy[]] = [
  {
    policyId: 'three_zones',
    event: 'epidemic',
    document: '封控区、管控区、防范区分类管理（民政部门 2022 年 4 月社区服务通知：封控区和管控区行动不便者送货上门）',
    issuer: '国务院联防联控机制；民政部',
    region: '',
    from: '2021-09-01',
    until: '2022-06-28',
    levels: {
      sealed: {
        ...locked,
        term: '封控区',
        tests: { kind: 'on_days', days: [1, 4, 7, 10, 14] },
        release: [
          { kind: 'days_without_case', days: 14 },
          { kind: 'all_tested_negative', hours: 48 },
        ],
        widest: null,
      },
      control: {
        ...held,
        term: '管控区',
        exits: { kind: 'permit', per: 'household', times: 1, days: 2, minutes: 120 },
        tests: { kind: 'on_days', days: [1, 4, 7, 14] },
        release: [
          { kind: 'days_without_case', days: 7 },
          { kind: 'all_tested_negative', hours: 48 },
        ],
      },
      precaution: {
        ...watched,
        term: '防范区',
        tests: { kind: 'on_days', days: [1, 7] },
        release: [{ kind: 'days_without_case', days: 7 }],
      },
      open: { ...usual, term: '开放' },
    },
  },
  {
    policyId: 'ninth_edition',
    event: 'epidemic',
    document: '新型冠状病毒肺炎防控方案（第九版）：高、中、低风险区',
    issuer: '国务院联防联控机制综合组',
    region: '',
    from: '2022-06-28',
    until: '2022-11-11',
    levels: {
      sealed: {
        ...locked,
        term: '高风险区',
        tests: { kind: 'on_days', days: [1, 2, 3, 5, 7] },
        release: [
          { kind: 'days_without_case', days: 7 },
          { kind: 'all_tested_negative', hours: 24 },
        ],
        widest: null,
      },
      control: {
        ...held,
        term: '中风险区',
        exits: { kind: 'permit', per: 'household', times: 2, days: 7, minutes: 120 },
        tests: { kind: 'on_days', days: [1, 2, 3, 7] },
        release: [
          { kind: 'days_without_case', days: 7 },
          { kind: 'all_tested_negative', hours: 24 },
        ],
      },
      precaution: {
        ...watched,
        term: '低风险区',
        tests: { kind: 'on_days', days: [1, 3] },
        release: [{ kind: 'confirmed', what: '所在县（市、区）高、中风险区全部解除' }],
      },
      open: { ...usual, term: '常态化' },
    },
  },
  {
    policyId: 'twenty_measures',
    event: 'epidemic',
    document: '进一步优化防控工作的二十条措施：高风险区（一般以单元、楼栋为单位）、低风险区',
    issuer: '国务院联防联控机制综合组',
    region: '',
    from: '2022-11-11',
    until: null,
    levels: {
      sealed: {
        ...locked,
        term: '高风险区',
        tests: { kind: 'on_days', days: [1, 3, 5] },
        release: [
          { kind: 'days_without_case', days: 5 },
          { kind: 'all_tested_negative', hours: 24 },
        ],
        widest: 'building',
      },
      precaution: {
        ...watched,
        term: '低风险区',
        tests: { kind: 'none' },
        release: [{ kind: 'confirmed', what: '所在县（市、区）高风险区全部解除' }],
      },
      open: { ...usual, term: '常态化' },
    },
  },
  {
    policyId: 'flood_outage',
    event: 'hazard',
    document: '洪涝、停水停电等突发事件社区保供（通用）',
    issuer: '菜篮子',
    region: '',
    from: '2020-01-01',
    until: null,
    levels: {
      sealed: {
        ...locked,
        term: '受困楼',
        rubbish: null,
        tests: { kind: 'none' },
        release: [
          { kind: 'confirmed', what: '积水退去，通道安全' },
          { kind: 'confirmed', what: '房屋、电路、燃气检查合格' },
        ],
        approval: ['社区应急工作组', '街道（乡镇）应急指挥部'],
        widest: null,
      },
      control: {
        ...held,
        term: '停水停电楼',
        deliverTo: { anyone: 'lobby', limited_mobility: 'door' },
        exits: { kind: 'free' },
        entry: 'residents_and_helpers',
        tests: { kind: 'none' },
        release: [{ kind: 'confirmed', what: '水、电、电梯恢复' }],
        approval: ['社区应急工作组'],
      },
      precaution: {
        ...watched,
        term: '预警区',
        tests: { kind: 'none' },
        release: [{ kind: 'confirmed', what: '预警解除' }],
        approval: ['社区应急工作组'],
      },
      open: { ...usual, term: '正常' },
    },
  },
];
