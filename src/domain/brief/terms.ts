// The words of an exported sheet: it goes to offices as a document in Chinese, whatever language the screen has.
import type { Kind } from '../request/kind.ts';
import type { State } from '../request/life.ts';

export const kindTerms: Readonly<Record<Kind, string>> = {
  groceries: '代购生活物资',
  medicine: '代购药品',
  group_buy_parcel: '代取团购',
  schoolbooks: '代取课本',
  parcel: '代取快递',
  rubbish: '清运垃圾',
  home_help: '上门帮助',
  other: '其他',
};

export const stateTerms: Readonly<Record<State, string>> = {
  asked: '待整理',
  sorted: '待派单',
  offered: '等待接单',
  problem: '待处理',
  accepted: '已接单',
  carrying: '配送中',
  delivered: '已送达',
  served: '已反馈',
  cancelled: '已取消',
  merged: '已合并',
  refused: '未受理',
};

export const figureHeads = ['指标', '数值', '分子', '分母', '口径'] as const;
export const rowHeads = ['小区', '门牌', '编号', '类别', '状态', '登记时间', '送达时间', '最近消息'] as const;
