// Who needs looking after and how: the tags of special groups, the grade of risk, needs, and how somebody is best spoken to.

export const tags = [
  'empty_nest', // 空巢
  'living_alone', // 独居
  'childless', // 孤寡
  'disabled_elder', // 失能
  'pregnant', // 孕产妇
  'dialysis', // 透析
  'chemotherapy', // 化疗
  'chronic', // 慢性病
  'disability', // 残疾
  'child_without_carer', // 监护缺失儿童
  'minor_alone', // 独居未成年人
  'mental', // 精神障碍
] as const;
export type Tag = (typeof tags)[number];

export const grades = ['high', 'medium', 'low'] as const;
export type Grade = (typeof grades)[number];

/** Hours from one contact to the next; a community may set its own (`careEveryHours`). */
export const houseEveryHours: Readonly<Record<Grade, number>> = { high: 12, medium: 24, low: 72 };

export function readEveryHours(settings: unknown): Record<Grade, number> {
  const own = (settings as { careEveryHours?: unknown } | null)?.careEveryHours as Partial<Record<Grade, unknown>> | undefined;
  const hours = { ...houseEveryHours };
  for (const grade of grades) {
    const value = own?.[grade];
    if (typeof value === 'number' && value >= 1 && value <= 24 * 14) hours[grade] = value;
  }
  return hours;
}

const highTags: readonly Tag[] = ['dialysis', 'chemotherapy', 'disabled_elder', 'child_without_carer', 'minor_alone'];
const mediumTags: readonly Tag[] = ['living_alone', 'childless', 'pregnant', 'mental'];

/** What the program proposes; a person decides. Two middling tags together are a high risk. */
export function proposeGrade(of: readonly Tag[]): Grade {
  if (of.some(tag => highTags.includes(tag))) return 'high';
  const medium = of.filter(tag => mediumTags.includes(tag)).length;
  return medium > 1 ? 'high' : medium === 1 ? 'medium' : 'low';
}

export const needs = [
  'medicine', // 用药
  'food', // 吃的
  'nursing', // 护理
  'vehicle', // 用车就医
  'company', // 陪伴
  'devices', // 辅具与设备
] as const;
export type Need = (typeof needs)[number];

/** What whoever calls or knocks is told: how to, never why. */
export const manners = [
  'speak_up', // 大声说
  'knock_long', // 多敲一会儿
  'write_down', // 写在纸上
  'dialect', // 说方言
  'interpreter', // 找翻译
  'landline_only', // 只打座机
] as const;
export type Manner = (typeof manners)[number];

export const hearings = ['good', 'hard', 'deaf'] as const;
export type Hearing = (typeof hearings)[number];
