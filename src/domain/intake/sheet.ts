// Reads a whole 接龙: which of its lines are orders, which are the menu, the example or the announcement, and how much of each thing is wanted.

import { readSaid } from './read.ts';
import type { GroupContext, Reading, Span } from './reading.ts';
import type { Registry } from './registry.ts';
import { findRowNumber } from './row-number.ts';
import { hear } from './said.ts';

export interface SheetRow {
  readonly reading: Reading;
  readonly text: string;
  /** Where the row stands in the whole text; the spans of its reading count from here. */
  readonly span: Span;
  /** The same person stands on an earlier row too: both count, somebody looks. */
  readonly isRepeated: boolean;
}

export interface Sheet {
  readonly rows: readonly SheetRow[];
  /** Lines that are no orders: headings, menu, example, remarks. */
  readonly others: readonly Span[];
  readonly totals: Record<string, number>;
}

const example =
  /^[ ]*(?:[(【[]?(?:例|示例|范例|样例|格式|模板|举例)[)】\]]?(?:[ :：如]|$))|^[ ]*例[\d\u4e00-\u9fff]|x{3,}|[*]{3,}/;
const heading = /^[ ]*#|接龙|预定|预订|截止|开团|团购|报名|价格|菜单|起送|元[)）/]|[:：]$/;
const mostRows = 5000;

interface Line {
  readonly text: string;
  readonly from: number;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && text[at] !== '\n' && text[at] !== '\r') continue;
    if (text.slice(from, at).trim() !== '') lines.push({ text: text.slice(from, at), from });
    from = at + 1;
    if (lines.length >= mostRows) break;
  }
  return lines;
}

/** Dishes named in the headings ("午餐预定接龙") or the numbered lines of the menu, so that "2份晚餐" is known. */
function menuOf(lines: readonly Line[]): string[] {
  const dishes = new Set<string>();
  for (const { text } of lines) {
    if (!heading.test(text)) continue;
    for (const dish of text.matchAll(/(?:早餐|午餐|晚餐|中餐|夜宵|[a-zA-Z\u4e00-\u9fff]{0,4}套餐|[\u4e00-\u9fff]{0,3}菜包)/g))
      if (dish[0].length <= 6) dishes.add(dish[0]);
  }
  return [...dishes];
}

/** Is this text a list with at least one order on a numbered row? */
export function isSheet(sheet: Sheet, text: string): boolean {
  const numbered = sheet.rows.filter(row => row.reading.rowNumber !== null).length;
  return numbered >= 2 || (numbered === 1 && /^[ ]*#?接龙/.test(text));
}

export function readSheet(raw: string, context: GroupContext = {}, registry: Registry | null = null): Sheet {
  const lines = linesOf(raw);
  const said = lines.map(line => hear(line.text.slice(0, 1000)));
  const numbers = said.map(one => findRowNumber(one.plain, context.building !== undefined));
  // The orders are the last list that counts up from its beginning: a menu stands before it and is numbered too.
  const starts = numbers.flatMap((one, index) => (one?.number === '1' ? [index] : []));
  const found = context.menu === undefined ? menuOf(lines) : [...context.menu];
  const inner: GroupContext = { ...context, menu: found.length > 0 ? found : context.menu, prev: [] };
  const rows: SheetRow[] = [];
  const others: Span[] = [];
  const seen = new Map<string, number>();
  let previous: string | null = null;
  for (const [index, line] of lines.entries()) {
    const one = said[index] as ReturnType<typeof hear>;
    const span: Span = [line.from, line.from + line.text.length];
    const number = numbers[index];
    const isMenuRow = number != null && starts.length > 1 && index < (starts.at(-1) as number);
    if (number == null || example.test(one.plain) || (heading.test(one.plain) && !/\d/.test(one.plain.slice(number.to)))) {
      others.push(span);
      continue;
    }
    const reading = readSaid(one, previous === null ? inner : { ...inner, prev: [previous] }, registry);
    const isOrder =
      reading.kind === 'jielong_line' &&
      (!isMenuRow || reading.items.some(item => item.qty !== null && item.qty < 100 && reading.name !== null));
    const isChange = reading.kind === 'cancellation' || reading.kind === 'correction';
    if (!isOrder && !isChange) {
      others.push(span);
      continue;
    }
    previous = line.text;
    const who = whoOf(reading);
    const isRepeated = who !== null && seen.has(who);
    if (who !== null) seen.set(who, rows.length);
    rows.push({ reading, text: line.text.trim(), span, isRepeated });
  }
  return { rows, others, totals: totalsOf(rows) };
}

/** Who stands on a row: the door, else the name. */
export function whoOf(reading: Reading): string | null {
  const door = [reading.compound, reading.zone, reading.building, reading.unit, reading.room].map(one => one ?? '').join('/');
  if (reading.room !== null) return door;
  return reading.name === null ? null : `${door}/${reading.name}`;
}

/** How much of each thing; where one thing is asked for in several units, each unit stands for itself. */
function totalsOf(rows: readonly SheetRow[]): Record<string, number> {
  const sums = new Map<string, Map<string, number>>();
  for (const { reading } of rows) {
    if (reading.kind !== 'jielong_line') continue;
    for (const { name, qty, unit } of reading.items) {
      if (qty === null) continue;
      const units = sums.get(name) ?? new Map<string, number>();
      units.set(unit ?? '', (units.get(unit ?? '') ?? 0) + qty);
      sums.set(name, units);
    }
  }
  const totals: Record<string, number> = {};
  for (const [name, units] of sums)
    for (const [unit, sum] of units) totals[units.size === 1 ? name : `${name}（${unit}）`] = Math.round(sum * 100) / 100;
  return totals;
}
