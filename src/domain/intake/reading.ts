// What the reader makes of a piece of chat: the kinds, fields, operations and colours, and the context it may lean on.
import type { RestrictedClass } from '../request/restricted.ts';

export const kinds = [
  'jielong_line', // 接龙行
  'free_request', // 自由诉求
  'correction', // 更正
  'cancellation', // 取消
  'chatter', // 闲聊
  'announcement', // 通知
] as const;
export type Kind = (typeof kinds)[number];

export type Category =
  | 'grocery'
  | 'meal'
  | 'medicine'
  | 'medical_help'
  | 'medical_supply'
  | 'pickup'
  | 'delivery'
  | 'daily'
  | 'baby'
  | 'pet'
  | 'repair'
  | 'garbage'
  | 'testing'
  | 'visit'
  | 'rescue'
  | 'other';

export type Urgency = 'normal' | 'high' | 'urgent' | 'critical';

export type Operation =
  | 'set_qty'
  | 'add_item'
  | 'replace_item'
  | 'cancel_item'
  | 'cancel'
  | 'cancel_dup'
  | 'set_addr'
  | 'set_phone'
  | 'set_contact';

export type Colour = 'green' | 'yellow' | 'red';

/** Offsets [from, to) into the text as it was given, in UTF-16 units. */
export type Span = readonly [from: number, to: number];

export interface Item {
  readonly name: string;
  /** Null: not said ("白菜", "几片"). Never converted: half a box is 0.5 of a box. */
  readonly qty: number | null;
  readonly unit: string | null;
  readonly spec: string | null;
  readonly restricted: RestrictedClass | null;
  readonly span: Span;
  /** 0 to 1. */
  readonly sure: number;
}

export const fields = [
  ...(['kind', 'compound', 'zone', 'building', 'unit', 'room', 'name', 'phone', 'category', 'urgency'] as const),
  ...(['items', 'op', 'ref_line'] as const),
];
export type Field = (typeof fields)[number];

export const reasons = [
  'said', // 文中写明
  'from_group', // 群固定的楼栋或单元
  'from_home', // 发送人的住址
  'from_menu', // 菜单或默认项
  'same_as_above', // 同上
  'no_such_door', // 名册中没有
  'several_doors', // 名册中不止一户
  'several_addresses', // 文中不止一个地址
  'address_incomplete', // 地址不全
  'address_unchecked', // 没有名册可对
  'floor_differs', // 楼层和房号对不上
  'address_missing', // 没有地址
  'several_phones', // 不止一个号码
  'quantity_unclear', // 数量说不清
  'item_unknown', // 不认得的物品
  'unread_rest', // 有没读懂的字
  'critical', // 危急，马上找人
  'restricted', // 四类药品
  'kind_unclear', // 不确定是不是诉求
  'target_unclear', // 不知道改哪一单
  'nothing_to_do', // 无需处理
] as const;
export type Reason = (typeof reasons)[number];

/** Where a field stands in the text, and how sure it is; without a span it came from elsewhere. */
export interface Mark {
  readonly field: Field;
  readonly span: Span | null;
  readonly sure: number;
  readonly reason: Reason;
}

export interface Reading {
  readonly kind: Kind;
  readonly rowNumber: string | null;
  readonly compound: string | null;
  readonly zone: string | null;
  readonly building: string | null;
  readonly unit: string | null;
  readonly floor: string | null;
  readonly room: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly category: Category | null;
  readonly urgency: Urgency | null;
  readonly items: readonly Item[];
  readonly op: Operation | null;
  readonly refLine: string | null;
  /** The one door of the register that is meant; null: none, several, or no register. */
  readonly doorId: string | null;
  readonly needsHuman: boolean;
  readonly marks: readonly Mark[];
  /** What keeps the row from being green. */
  readonly doubts: readonly Reason[];
  readonly colour: Colour;
}

/** How doors are named in a group: which parts an address has. */
export type Scheme = 'building-unit-room' | 'building-room' | 'zone-building' | 'none';

export interface Home {
  readonly compound?: string | undefined;
  readonly building: string;
  readonly unit?: string | undefined;
  readonly room: string;
}

/** What is known of the group or channel a text came from. */
export interface GroupContext {
  readonly group?: string | null | undefined;
  readonly compound?: string | undefined;
  /** "1-12" or "1-9,11,商业楼". */
  readonly buildings?: string | undefined;
  readonly building?: string | undefined;
  readonly unit?: string | undefined;
  readonly zone?: string | undefined;
  readonly scheme?: Scheme | undefined;
  readonly menu?: readonly string[] | undefined;
  readonly defaultItem?: string | undefined;
  readonly prev?: readonly string[] | undefined;
  readonly channel?: string | undefined;
  /** Where the sender is known to live. */
  readonly home?: Home | undefined;
}
