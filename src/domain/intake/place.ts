// Chooses among the addresses of a text the one that is meant, adds what the group or the sender's home says, and asks the register how many doors it may be.
import { compoundKey } from '../place/door.ts';
import type { AddressFound } from './address.ts';
import type { GroupContext, Reason, Span } from './reading.ts';
import { doorsOf, isBuildingOf, isCompoundOf, type Registry } from './registry.ts';

export interface PlaceRead {
  readonly compound: string | null;
  readonly compoundSpan: Span | null;
  readonly zone: string | null;
  readonly building: string | null;
  readonly unit: string | null;
  readonly floor: string | null;
  readonly room: string | null;
  readonly span: Span | null;
  readonly fromGroup: boolean;
  readonly doorId: string | null;
  /** Why the address cannot be taken as it stands; null: it can. */
  readonly doubt: Reason | null;
}

// Behind these the name of the compound begins: 平安路和美小区.
const wider = /(?:省|市|区|县|镇|乡|街道|大道|路|街|巷|村)(?!小区|社区|花园)/g;
const compoundName =
  /[\u4e00-\u9fff]{2,12}(?:小区|社区|花园|家园|公寓|新村|新城|嘉园|名苑|佳苑|雅苑|华庭|华府|国际|广场|山庄|公馆|府邸|豪庭|水岸|苑|园|城|庭|府|邸|居|寓|院|湾|郡|里|坊|弄)(?:[一二三四五六七八九\da-z]{1,2}[区期])?[ ,]{0,2}$/;
const lane = /[\u4e00-\u9fff]{1,6}(?:路|街|巷|大道)\d{1,4}弄$/;
const speaking =
  /(?:我|你|他|她|您|咱|在|住|是|的|送|到|请|帮|给|要|买|去|来|说|了|麻烦|谢|和|跟|把|有|没|这|那|楼长|团长|群主|老师|阿姨|女士|先生|师傅|奶奶|爷爷|大爷|你好|您好|地址|房号|位置|好像|可能|大概|应该|门牌|收货|小区是|电话|手机|今天|明天|取消|改成|更正|退|错)/g;

/** A compound named right before the building, and where. */
function compoundBefore(plain: string, at: number, context: GroupContext, registry: Registry | null): Span | null {
  const from = Math.max(0, at - 24);
  const before = plain.slice(from, at);
  const trimmed = before.replace(/[ ,\-:：]+$/, '');
  const end = from + trimmed.length;
  const known = [
    ...(context.compound === undefined ? [] : [context.compound, compoundKey(context.compound)]),
    ...(registry?.compoundNames.map(([name]) => name) ?? []),
  ];
  for (const name of known.filter(one => one !== '').sort((a, b) => b.length - a.length)) {
    for (const form of [`${name}小区`, name]) if (trimmed.endsWith(form)) return [end - form.length, end];
  }
  const laned = lane.exec(trimmed);
  if (laned !== null) return [from + laned.index, end];
  // Words said to somebody are no part of the name.
  let start = 0;
  for (const word of trimmed.matchAll(speaking)) start = word.index + word[0].length;
  const run = /[\u4e00-\u9fff\da-z]{2,16}$/.exec(trimmed.slice(start))?.[0] ?? '';
  start = trimmed.length - run.length;
  if (compoundName.test(run)) {
    for (const word of run.matchAll(wider))
      if (run.length - word.index - word[0].length >= 3) start = trimmed.length - run.length + word.index + word[0].length;
    // 龙山新城石岗社区: the nearer name.
    const nearer = /(?:新城|新区|开发区|片区)(?=[\u4e00-\u9fff]{2,6}(?:社区|小区)$)/.exec(trimmed.slice(start));
    if (nearer !== null) start += nearer.index + nearer[0].length;
    const name = trimmed.slice(start);
    return name.length >= 3 ? [from + start, end] : null;
  }
  return null;
}

/** The address that is meant; several different ones are a question. */
function chooseAddress(plain: string, found: readonly AddressFound[]): { chosen: AddressFound | null; several: boolean } {
  const real = found.filter(one => !one.bare && (one.building !== null || one.unit !== null || one.room !== null));
  const bare = found.filter(one => one.bare);
  const pool = real.length > 0 ? real : bare;
  const [first] = pool;
  if (first === undefined) {
    const rest = found.find(one => one.floor !== null || one.zone !== null) ?? null;
    return { chosen: rest, several: false };
  }
  const key = (one: AddressFound): string => [one.zone, one.building, one.unit, one.room].join('/');
  const different = new Set(pool.map(key)).size > 1;
  if (!different) return { chosen: first, several: first.several };
  const home = pool.find(one =>
    /(?:我是|我家是?|我们家是?|我住|住在?|地址|送到|送至|房号|在)[:： ]{0,2}(?:[\u4e00-\u9fff]{2,8})?$/.test(
      plain.slice(Math.max(0, one.span[0] - 12), one.span[0]),
    ),
  );
  return { chosen: home ?? first, several: true };
}

export function readPlace(
  plain: string,
  raw: string,
  found: readonly AddressFound[],
  context: GroupContext,
  registry: Registry | null,
  needed: boolean,
): PlaceRead {
  const { chosen, several } = chooseAddress(plain, found);
  const scheme = context.scheme;
  const compoundSpan = chosen === null ? null : compoundBefore(plain, chosen.span[0], context, registry);
  const compound = compoundSpan === null ? null : raw.slice(compoundSpan[0], compoundSpan[1]).trim();
  let building = chosen?.building ?? null;
  let unit = chosen?.unit ?? null;
  const { floor = null, room = null, zone = null } = chosen ?? {};
  const elsewhere =
    compound !== null && context.compound !== undefined && compoundKey(compound) !== compoundKey(context.compound);
  let fromGroup = false;
  if (!elsewhere && building === null && context.building !== undefined) {
    building = context.building;
    fromGroup = true;
  }
  if (!elsewhere && unit === null && context.unit !== undefined && (building === null || building === context.building)) {
    unit = context.unit;
    fromGroup = true;
  }
  const span: Span | null = chosen === null ? null : [compoundSpan?.[0] ?? chosen.span[0], chosen.span[1]];
  const place = { compound, compoundSpan, zone, building, unit, floor, room, span, fromGroup };
  return { ...place, ...check(place, chosen, several, elsewhere, context, registry, scheme, needed) };
}

function check(
  place: Omit<PlaceRead, 'doorId' | 'doubt'>,
  chosen: AddressFound | null,
  several: boolean,
  elsewhere: boolean,
  context: GroupContext,
  registry: Registry | null,
  scheme: GroupContext['scheme'],
  needed: boolean,
): { doorId: string | null; doubt: Reason | null } {
  const { room, floor } = place;
  const doubt = (reason: Reason | null): { doorId: null; doubt: Reason | null } => ({ doorId: null, doubt: reason });
  if (several) return doubt('several_addresses');
  if (!needed && (scheme === 'none' || chosen === null)) return doubt(null);
  if (scheme === 'none' && registry === null) return doubt(chosen === null ? null : 'address_unchecked');
  if (scheme === 'zone-building') return doubt(place.zone !== null || place.compound !== null ? null : 'address_missing');
  const home = chosen === null && context.home !== undefined ? context.home : null;
  if (chosen === null && home === null) return doubt('address_missing');
  const said =
    home !== null
      ? { compound: home.compound ?? null, building: home.building, unit: home.unit ?? null, room: home.room }
      : place;
  if (said.room === null && chosen?.whole !== true) return doubt('address_incomplete');
  if (floor !== null && room !== null && /^\d{3,4}$/.test(room) && !room.startsWith(floor)) return doubt('floor_differs');
  // A register of other compounds says nothing of this one.
  const isCovered = context.compound === undefined || registry === null || isCompoundOf(registry, context.compound, place.zone);
  if (registry !== null && isCovered) {
    const doors = doorsOf(registry, said, elsewhere ? { ...context, compound: undefined } : context);
    if (doors.length === 1) return { doorId: doors[0] as string, doubt: null };
    return doubt(doors.length === 0 ? 'no_such_door' : 'several_doors');
  }
  if (elsewhere || scheme === undefined) return doubt('address_unchecked');
  if (said.building === null) return doubt('address_incomplete');
  // The group is the only register there is: what contradicts it is asked about.
  if (context.building !== undefined && said.building !== context.building) return doubt('no_such_door');
  if (context.unit !== undefined && said.unit !== context.unit) return doubt('no_such_door');
  if (!isBuildingOf(context, said.building)) return doubt('no_such_door');
  if (scheme === 'building-unit-room' && said.unit === null) return doubt('address_incomplete');
  if (said.unit !== null && Number(said.unit) > 12) return doubt('no_such_door');
  return doubt(null);
}
