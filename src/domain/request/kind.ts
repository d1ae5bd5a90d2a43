// What people can ask for, through which door it came in, and which lane it takes.

export const kinds = [
  'groceries', // 代购生活物资
  'medicine', // 代购药品
  'group_buy_parcel', // 代取团购
  'schoolbooks', // 代取课本
  'parcel', // 代取快递
  'rubbish', // 清运垃圾
  'home_help', // 上门帮助
  'other', // 其他
] as const;
export type Kind = (typeof kinds)[number];

/** Kinds that end with a bag at the door; the others need hands only. */
export const kindsWithGoods = [
  'groceries',
  'medicine',
  'group_buy_parcel',
  'schoolbooks',
  'parcel',
] as const satisfies readonly Kind[];

export function hasGoods(kind: Kind): boolean {
  return (kindsWithGoods as readonly Kind[]).includes(kind);
}

export const channels = [
  'resident_page', // 居民网页
  'telephone', // 电话
  'door_to_door', // 上门登记
  'pasted_text', // 群聊粘贴
] as const;
export type Channel = (typeof channels)[number];

export const urgencies = ['normal', 'soon', 'life'] as const;
export type Urgency = (typeof urgencies)[number];

/** life 生命安全 and medicine 用药 go past cut-offs, runs and queues. */
export const lanes = ['life', 'medicine', 'ordinary'] as const;
export type Lane = (typeof lanes)[number];

export function laneOf(kind: Kind, urgency: Urgency): Lane {
  if (urgency === 'life') return 'life';
  return kind === 'medicine' ? 'medicine' : 'ordinary';
}

/** What to do when the wished thing is not to be had. Medicine is never substituted. */
export const substitutions = ['ask', 'similar', 'none'] as const;
export type Substitution = (typeof substitutions)[number];

export const goodsClasses = ['ordinary', 'fresh', 'cold', 'frozen', 'medicine'] as const;
export type GoodsClass = (typeof goodsClasses)[number];
