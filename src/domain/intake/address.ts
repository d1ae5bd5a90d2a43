// Finds what may be an address in running text: parts (号楼, 单元, 层, 室, bare numbers) that stand together, laid into building, unit, floor and room.
import { plainDigits } from '../place/number.ts';
import type { GroupContext, Span } from './reading.ts';
import type { Said } from './said.ts';

export interface AddressFound {
  readonly span: Span;
  readonly zone: string | null;
  readonly building: string | null;
  readonly unit: string | null;
  readonly floor: string | null;
  readonly room: string | null;
  /** A list or a range of places ("301、302", "1-3单元"): no single door. */
  readonly several: boolean;
  /** A bare number that is a room only if nothing else is ("1203"). */
  readonly bare: boolean;
  /** A house of its own, whose number is the whole address. */
  readonly whole: boolean;
}

type Slot = 'zone' | 'building' | 'unit' | 'floor' | 'room';
interface Part {
  readonly from: number;
  readonly to: number;
  readonly core: string;
  readonly suffix: string;
}

const numerals = '[〇零一二三四五六七八九十百]{1,5}';
const part = new RegExp(
  `(\\d{1,5}[a-d]?(?![a-z])|(?<![a-z])[a-z]\\d{1,2}(?![a-z\\d])|(?<![a-z])[a-z](?=座|栋|区|幢|单元|号楼)|${numerals}|[东西南北](?=区|单元|座|门洞|户))(号楼|号院|号别墅|号门|号房|号|栋楼|栋|幢|座|单元|门洞|门(?!口|卫|前|外|诊|店|框|把|锁|铃)|梯(?!队)|楼层|楼|层|室|房间|户(?!主|口|型)|#楼|#|弄|期|区(?!别))?`,
  'g',
);
const slotOf: Readonly<Record<string, Slot>> = {
  号楼: 'building',
  号院: 'building',
  号别墅: 'building',
  栋: 'building',
  栋楼: 'building',
  幢: 'building',
  座: 'building',
  '#楼': 'building',
  单元: 'unit',
  门洞: 'unit',
  门: 'unit',
  号门: 'unit',
  梯: 'unit',
  楼层: 'floor',
  层: 'floor',
  室: 'room',
  房间: 'room',
  户: 'room',
  号房: 'room',
  期: 'zone',
  区: 'zone',
};
// "取件码 8-2-3301", "单号", prices and measures: numbers of other things.
const otherNumber =
  /(?:取件|验证|提货|核销|编|单|货|尾|学|车牌|车|卡|账|微信|qq|门|工|床|序|型|批|票|座)(?:码|号|架|牌)?(?:是|为|[:：])?[ ]?$|(?:货架|柜子?|卡|快递|顺丰|单元费|共|花了|[¥$])(?:是|为|[:：])?[ ]?$/;
const noDoorBehind =
  /^(?:[ ]?(?:斤|元|块钱|ml|kg|g\b|克|℃|%)|个|份|块|天|人|岁|度|点(?!点)|盒|瓶|袋|包|箱|提|板|颗|棵|把(?![一-龥]{1,8}(?:换|改|取消|退|去))|只|条|桶|罐|支|片|粒|次|分|秒|小时|月|日|年|周(?![一-龥]{1,2}(?:[ ,\d]|$))|折|公里|米|多(?![写加要报发订接来])|万|千|页|名|位|期|班|年级|路|弄|线|方案|[-:：/]\d|\.\d)/;
const gap = /^[ ]{0,2}[-/#_.,、~]?-?[ ]{0,2}$/;

function splitParts(said: Said, plain: string, from: number): Part[] {
  const parts: Part[] = [];
  part.lastIndex = from;
  for (let match = part.exec(plain); match !== null; match = part.exec(plain)) {
    said.steps++;
    const before = plain[match.index - 1] ?? '';
    const core = match[1] as string;
    if (match.index !== from && /\d/.test(core) && /[\d.¥$%]/.test(before)) {
      // 10.2.301 is written with dots; 2.5 is a price.
      if (
        before !== '.' ||
        parts.at(-1)?.to !== match.index - 1 ||
        !/^\d{3,4}$|^\d{1,2}(?=\.\d{3,4})/.test(plain.slice(match.index, match.index + 6).match(/^\d+(?:\.\d+)?/)?.[0] ?? '')
      )
        continue;
    }
    const after = plain[match.index + core.length] ?? '';
    if (match[2] === undefined && /\d/.test(core) && /\d/.test(after)) continue;
    parts.push({ from: match.index, to: match.index + match[0].length, core, suffix: match[2] ?? '' });
  }
  return parts;
}

const plainCore = (core: string): string => {
  const read = /^[〇零一二三四五六七八九十百]/.test(core) ? plainDigits(core) : core;
  return read.replace(/^0+(?=\d)/, '').toUpperCase();
};
const isRoom = (core: string): boolean =>
  /^\d{3,4}[a-d]?$/i.test(core) || /^[一二三四五六七八九十]?[〇零一二三四五六七八九]{3,4}$/.test(core);
const isSmall = (core: string): boolean => /^\d{1,3}[a-d]?$/i.test(core) && Number.parseInt(core, 10) > 0;
const isChinese = (core: string): boolean => /^[〇零一二三四五六七八九十百]/.test(core);

/** Every address in the text, from left to right. `from`: where to begin (behind the number of the row). */
export function findAddresses(said: Said, plain: string, context: GroupContext, from = 0): AddressFound[] {
  const parts = splitParts(said, plain, from);
  const found: AddressFound[] = [];
  for (let at = 0; at < parts.length; ) {
    let end = at + 1;
    // A door has five parts at most; a longer chain is a list.
    while (end < parts.length && end - at < 6) {
      const between = plain.slice((parts[end - 1] as Part).to, (parts[end] as Part).from);
      if (between.length > 4 || !gap.test(between)) break;
      if (!mayFollow(parts[end - 1] as Part, parts[end] as Part, between)) break;
      end++;
    }
    said.steps += end - at;
    const { from: chainFrom } = parts[at] as Part;
    if (otherNumber.test(plain.slice(Math.max(0, chainFrom - 8), chainFrom))) {
      at = end;
      continue;
    }
    let taken = 0;
    // The longest run of parts that makes sense.
    for (let to = end; to > at && taken === 0; to--) {
      const address = layOut(plain, parts.slice(at, to), context);
      if (address !== null) {
        found.push(address);
        taken = to - at;
      }
    }
    at += Math.max(1, taken);
  }
  return joined(plain, found);
}

/** 2单元801(3号楼): the building is said behind the door. */
function joined(plain: string, found: readonly AddressFound[]): AddressFound[] {
  const all: AddressFound[] = [];
  for (const one of found) {
    const before = all.at(-1);
    const isBuildingBehind =
      before !== undefined &&
      before.building === null &&
      before.room !== null &&
      one.building !== null &&
      one.unit === null &&
      one.room === null &&
      /^[ ]?[(,]?[ ]?$/.test(plain.slice(before.span[1], one.span[0]));
    if (isBuildingBehind)
      all[all.length - 1] = { ...before, building: one.building, span: [before.span[0], one.span[1]], bare: false };
    else all.push(one);
  }
  return all;
}

function mayFollow(before: Part, part: Part, between: string): boolean {
  const mark = between.trim();
  if (mark === '' && between === '' && before.suffix === '') return false;
  if (mark === ',' || mark === '、')
    return before.suffix !== '' && slotOf[before.suffix] !== 'room' && (part.suffix !== '' || isRoom(part.core));
  if (mark === '' && before.suffix === '' && part.suffix === '')
    return isSmall(before.core) && !isChinese(part.core) && (isSmall(part.core) || isRoom(part.core));
  // Between Chinese numerals only a hyphen joins ("十-二-三零一"); a blank may stand before a quantity.
  if (part.suffix === '' && isChinese(part.core) && mark === '' && !isRoom(part.core)) return false;
  return true;
}

function layOut(plain: string, parts: readonly Part[], context: GroupContext): AddressFound | null {
  const first = parts[0] as Part;
  const last = parts.at(-1) as Part;
  if (last.suffix === '' && noDoorBehind.test(plain.slice(last.to, last.to + 12))) return null;
  const slots = assign(plain, parts, context);
  if (slots === null) return null;
  const place: Partial<Record<Slot, Part>> = {};
  let several = false;
  for (const [index, slot] of slots.entries()) {
    if (slot === null) continue;
    const one = parts[index] as Part;
    const sameCore = place[slot] !== undefined && plainCore((place[slot] as Part).core) === plainCore(one.core);
    if (place[slot] !== undefined && !sameCore) several = true;
    place[slot] ??= one;
  }
  const core = (slot: Slot): string | null => (place[slot] === undefined ? null : plainCore((place[slot] as Part).core));
  const zone = place.zone;
  const before = plain.slice(Math.max(0, first.from - 2), first.from);
  // 第3栋 and the like are said of places too; a list goes on behind the last room ("301、302").
  const listed =
    /^(?:[、,/和及至到~]|-)[ ]?\d{3,4}(?![\d-])(?:室|户)?(?![\d一-龥]*[斤个份元])/.test(plain.slice(last.to, last.to + 7)) &&
    place.room !== undefined;
  return {
    span: [first.from, last.to],
    zone:
      zone === undefined
        ? null
        : `${/^[a-z]/.test(zone.core) ? zone.core.toUpperCase().replace(/\d/g, '') : zone.core}${zone.suffix === '' ? '区' : zone.suffix}`,
    building: zone !== undefined && zone.suffix === '' && /^[a-z]\d/.test(zone.core) ? zone.core.slice(1) : core('building'),
    unit: core('unit'),
    floor: core('floor'),
    room: core('room'),
    several: several || listed || /[~至到]$/.test(before),
    bare: parts.length === 1 && first.suffix === '',
    whole: first.suffix === '号别墅' || /^别墅/.test(plain.slice(last.to, last.to + 2)),
  };
}

/** Which part is which; null: no address. A null slot is part of the compound's name (18弄). */
function assign(plain: string, parts: readonly Part[], context: GroupContext): (Slot | null)[] | null {
  const slots: (Slot | null | undefined)[] = parts.map(({ suffix }) => slotOf[suffix]);
  const labelled = parts.some(one => one.suffix !== '');
  if (!labelled) return assignBare(plain, parts, context);
  for (const [index, one] of parts.entries()) {
    const before = slots[index - 1];
    const next = parts[index + 1];
    const hasBuilding = slots.slice(0, index).includes('building');
    const hasUnit = slots.slice(0, index).includes('unit');
    const hasLater = parts.slice(index + 1).some(later => /^(?:号楼|栋|幢|座|#楼)$/.test(later.suffix));
    // 12号院3号楼, 平安路12号3栋: the number of the yard.
    if (one.suffix === '弄' || ((one.suffix === '号院' || one.suffix === '号') && hasLater)) slots[index] = null;
    else if (one.suffix === '#') slots[index] = hasBuilding ? 'unit' : 'building';
    else if (one.suffix === '楼') {
      const floorFirst =
        hasBuilding ||
        hasUnit ||
        context.unit !== undefined ||
        (next !== undefined && isFloorOf(one, next) && next.suffix !== '单元');
      slots[index] = floorFirst
        ? 'floor'
        : next === undefined
          ? Number(plainCore(one.core)) > 33 || context.building !== undefined
            ? 'floor'
            : 'floor'
          : 'building';
    } else if (one.suffix === '号') {
      if (hasUnit || (hasBuilding && next === undefined)) slots[index] = 'room';
      else if (next !== undefined || /^别墅/.test(plain.slice(one.to, one.to + 2)) || before === null) slots[index] = 'building';
      else if (isRoom(one.core) && context.building !== undefined) slots[index] = 'room';
      else return null;
    } else if (one.suffix === '区' || one.suffix === '期') {
      if (/\d{2,}/.test(one.core)) return null;
    }
  }
  // Bare numbers take the places that are left, in the order of the parts.
  for (const [index, one] of parts.entries()) {
    if (slots[index] !== undefined) continue;
    const done = new Set(slots.slice(0, index));
    const rest = slots.slice(index + 1);
    const lastPart = index === parts.length - 1;
    if (isRoom(one.core) && lastPart) slots[index] = 'room';
    else if (/^[a-z]\d{1,2}$/.test(one.core)) slots[index] = done.has('building') ? 'room' : 'building';
    else if (!done.has('building') && (rest.includes('unit') || rest.includes('room') || (index === 0 && parts.length >= 3)))
      slots[index] = 'building';
    else if (done.has('building') && !done.has('unit') && !lastPart) slots[index] = 'unit';
    else if (done.has('unit') && !lastPart && isSmall(one.core)) slots[index] = 'floor';
    else if (done.has('floor') && lastPart && /^\d{1,2}$/.test(one.core)) slots[index] = 'room';
    else if (!done.has('building') && rest.includes('building')) slots[index] = 'building';
    else return null;
  }
  const set = new Set(slots);
  // A floor or a zone alone tells who speaks, not where to bring something.
  if (set.size === 1 && set.has('room') && parts.length === 1 && !isRoom((parts[0] as Part).core)) return null;
  if (
    set.size === 1 &&
    (set.has('unit') || set.has('floor')) &&
    /^(?:费|房|楼|的地|梯)/.test(plain.slice((parts.at(-1) as Part).to, (parts.at(-1) as Part).to + 2))
  )
    return null;
  return slots as (Slot | null)[];
}

function isFloorOf(floor: Part, room: Part): boolean {
  const [storey, door] = [plainCore(floor.core), plainCore(room.core)];
  return isRoom(room.core) && door.length > storey.length && door.startsWith(storey) && door.length === storey.length + 2;
}

function assignBare(plain: string, parts: readonly Part[], context: GroupContext): (Slot | null)[] | null {
  const cores = parts.map(one => one.core);
  const last = cores.at(-1) as string;
  const letter = /^[a-z]\d{1,2}$/;
  const marks = parts.slice(1).map((one, index) => plain.slice((parts[index] as Part).to, one.from).trim());
  if (parts.length === 1) {
    if (letter.test(last)) return context.scheme === 'zone-building' ? ['zone'] : null;
    return isRoom(last) ? ['room'] : null;
  }
  if (new Set(marks.filter(mark => mark !== '#')).size > 1) return null;
  const buildingFirst = (core: string): boolean => isSmall(core) || letter.test(core) || (isChinese(core) && core.length <= 3);
  if (!cores.slice(0, -1).every(core => buildingFirst(core)) || !buildingFirst(cores[0] as string)) return null;
  if (parts.length === 3)
    return isRoom(last) && (isSmall(cores[1] as string) || isChinese(cores[1] as string)) ? ['building', 'unit', 'room'] : null;
  if (parts.length === 4) {
    const isFloor = isFloorOf(parts[2] as Part, parts[3] as Part);
    return isFloor ? ['building', 'unit', 'floor', 'room'] : null;
  }
  if (parts.length !== 2 || !isRoom(last)) return null;
  if (marks[0] === '.' || marks[0] === ',' || marks[0] === '、') return null;
  if (context.building !== undefined && context.unit === undefined && context.scheme !== 'building-room') {
    return cores[0] === context.building && Number(cores[0]) > 6 ? ['building', 'room'] : ['unit', 'room'];
  }
  if (marks[0] === '' && context.scheme === 'none') return null;
  return ['building', 'room'];
}
