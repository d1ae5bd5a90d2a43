// The Chinese names of what the tables of the domain call by codes: roles, states, stages, moves, kinds and the rest.
import type { BagProblem, BagStep, Disinfectant } from '../../../domain/delivery/custody.ts';
import type { Role } from '../../../domain/people/role.ts';
import type { Channel, GoodsClass, Kind, Lane, Substitution, Urgency } from '../../../domain/request/kind.ts';
import type { life, MoveName, Mover, Stage, State } from '../../../domain/request/life.ts';
import type { Level } from '../../../domain/zone/level.ts';
import type { RelayPoint } from '../../../domain/zone/rule.ts';

type Reasons<T> = T extends { readonly reasons: readonly (infer R extends string)[] } ? R : never;
export type Reason = Reasons<(typeof life)[MoveName]> | BagProblem;

export type NameKey =
  | `role.${Role | Mover}`
  | `state.${State}`
  | `stage.${Stage}`
  | `move.${MoveName}`
  | `reason.${Reason}`
  | `kind.${Kind}`
  | `channel.${Channel}`
  | `urgency.${Urgency}`
  | `lane.${Lane}`
  | `substitution.${Substitution}`
  | `goods.${GoodsClass}`
  | `bag.${BagStep}`
  | `disinfectant.${Disinfectant}`
  | `level.${Level}`
  | `relayAt.${RelayPoint}`
  | `place.${'community' | 'area' | 'grid' | 'compound' | 'building' | 'unit' | 'floor' | 'household' | 'sub_area'}`;

export const namesZh: Readonly<Record<NameKey, string>> = {
  'role.resident': '居民',
  'role.relative': '外地亲属',
  'role.steward': '楼栋长',
  'role.volunteer': '志愿者',
  'role.property': '物业',
  'role.grid_worker': '网格员',
  'role.grid_lead': '网格长',
  'role.clerk': '信息员',
  'role.supply': '保障供应组',
  'role.community_lead': '社区负责人',
  'role.district_viewer': '区级查看',
  'role.administrator': '管理员',
  'role.system': '系统',
  'state.asked': '待整理',
  'state.sorted': '待派单',
  'state.offered': '等待接单',
  'state.problem': '待处理',
  'state.accepted': '已接单',
  'state.carrying': '配送中',
  'state.delivered': '已送达',
  'state.served': '已反馈',
  'state.cancelled': '已取消',
  'state.merged': '已合并',
  'state.refused': '未受理',
  'stage.collect': '收集',
  'stage.dispatch': '分流',
  'stage.accept': '接单',
  'stage.feedback': '反馈',
  'stage.left': '离开',
  'move.ask': '登记',
  'move.amend': '修改',
  'move.sort': '整理好',
  'move.merge': '合并',
  'move.refuse': '不受理',
  'move.offer': '派单',
  'move.reassign': '改派',
  'move.take_back': '收回',
  'move.lapse': '到时未接',
  'move.escalate': '上报',
  'move.accept': '接单',
  'move.decline': '不接',
  'move.give_back': '退回',
  'move.fetch': '取到货',
  'move.deliver': '送到了',
  'move.fail': '没送成',
  'move.relay': '接力转交',
  'move.stop': '停送',
  'move.confirm': '确认收到',
  'move.settle': '到时结案',
  'move.reopen': '重新办理',
  'move.retry': '再安排',
  'move.cancel': '取消',
  'move.call_off': '中止',
  'reason.restricted_medicine': '限购药品',
  'reason.not_to_be_had': '买不到',
  'reason.not_our_task': '不属于代办范围',
  'reason.cannot_verify': '核实不了',
  'reason.medical_help_called': '已转医疗救助',
  'reason.too_heavy': '太重',
  'reason.too_far': '太远',
  'reason.off_shift': '已下班',
  'reason.unwell': '身体不适',
  'reason.no_protection': '没有防护',
  'reason.other': '其他原因',
  'reason.nobody_answered': '没人应门',
  'reason.wrong_goods': '东西不对',
  'reason.missing_goods': '东西少了',
  'reason.spoiled_goods': '东西坏了',
  'reason.refused_at_door': '住户不收',
  'reason.cannot_reach': '到不了门口',
  'reason.recalled_goods': '批次召回',
  'reason.not_received': '没有收到',
  'reason.too_late': '太晚了',
  'reason.household_asked': '住户要求',
  'reason.served_otherwise': '已另外解决',
  'reason.moved_away': '已搬离',
  'kind.groceries': '买菜买生活用品',
  'kind.medicine': '买药',
  'kind.group_buy_parcel': '取团购',
  'kind.schoolbooks': '取课本',
  'kind.parcel': '取快递',
  'kind.rubbish': '收垃圾',
  'kind.home_help': '上门帮忙',
  'kind.other': '其他',
  'channel.resident_page': '居民网页',
  'channel.telephone': '电话',
  'channel.door_to_door': '上门登记',
  'channel.pasted_text': '群聊粘贴',
  'urgency.normal': '不急',
  'urgency.soon': '尽快',
  'urgency.life': '危及生命',
  'lane.life': '生命安全',
  'lane.medicine': '用药',
  'lane.ordinary': '日常',
  'substitution.ask': '缺货先问我',
  'substitution.similar': '可换相近的',
  'substitution.none': '缺货就不要',
  'goods.ordinary': '常温',
  'goods.fresh': '生鲜',
  'goods.cold': '冷藏',
  'goods.frozen': '冷冻',
  'goods.medicine': '药品',
  'bag.packed': '已打包',
  'bag.gate': '大门交接',
  'bag.disinfected': '已消杀',
  'bag.rested': '静置完毕',
  'bag.relayed': '接力已接',
  'bag.door': '已到门口',
  'bag.returned': '已退回',
  'disinfectant.chlorine_250': '含氯 250 mg/L',
  'disinfectant.chlorine_500': '含氯 500 mg/L',
  'disinfectant.wiped': '擦拭外包装',
  'disinfectant.none_needed': '不需消杀',
  'level.open': '开放',
  'level.precaution': '防范区',
  'level.control': '管控区',
  'level.sealed': '封控区',
  'relayAt.building_door': '楼门口',
  'relayAt.compound_gate': '小区门口',
  'place.community': '社区',
  'place.area': '片区',
  'place.grid': '网格',
  'place.compound': '小区',
  'place.building': '楼栋',
  'place.unit': '单元',
  'place.floor': '楼层',
  'place.household': '住户',
  'place.sub_area': '自定范围',
};
