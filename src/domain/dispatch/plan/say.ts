// The sentences of a plan file that a clerk can read aloud; in Chinese, like the desk. Programs use the codes instead.
import type { CarrierCode, InsteadCode, StopReason } from './problem.ts';

const carriers: Readonly<Record<CarrierCode, string>> = {
  primary: '本单元的主责人',
  backup: '本单元的备岗人',
  stranger: '本单元以外的帮手',
  free: '就近顺路的帮手',
  accepted: '已接单，不再变动',
  running: '已出发，不再变动',
};

const insteads: Readonly<Record<InsteadCode, string>> = {
  primary_absent: '主责人这段时间不在岗',
  primary_no_ppe: '主责人没有防护资质',
  primary_too_weak: '主责人一次带不动',
  primary_full: '主责人已经排满',
};

/** One sentence for one stop. */
export function sayStop({ carrier, instead, together, lateSeconds }: StopReason): string {
  const parts = [instead === null ? carriers[carrier] : `${insteads[instead]}，由${carriers[carrier]}承担`];
  if (together > 0) parts.push(`同一趟在本单元另送 ${together} 户`);
  if (lateSeconds > 0) parts.push(`比时限晚 ${Math.ceil(lateSeconds / 60)} 分钟`);
  return `${parts.join('；')}。`;
}
