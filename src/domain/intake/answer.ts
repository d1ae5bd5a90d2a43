// The form in which readings leave the program and contexts enter it: one JSON object a line, as files of chat lines with answers have it.
import type { GroupContext, Reading, Scheme } from './reading.ts';
import type { Sheet } from './sheet.ts';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
const texts = (value: unknown): string[] | undefined =>
  Array.isArray(value) ? value.filter(one => typeof one === 'string') : undefined;
const schemes: readonly Scheme[] = ['building-unit-room', 'building-room', 'zone-building', 'none'];

/** A group's context as it is written in files; what is not understood is left out. */
export function readContext(given: unknown): GroupContext {
  if (typeof given !== 'object' || given === null) return { group: null };
  const of = given as Record<string, unknown>;
  const home = of.home as Record<string, unknown> | undefined;
  const buildings = Array.isArray(of.buildings) ? of.buildings.join(',') : text(of.buildings);
  return {
    group: text(of.group) ?? null,
    compound: text(of.compound),
    buildings,
    building: text(of.building)?.replace(/(?:号楼|栋|幢|座)$/, ''),
    unit: text(of.unit)?.replace(/单元$/, ''),
    zone: text(of.zone),
    scheme: schemes.find(one => one === of.scheme),
    menu: texts(of.menu),
    defaultItem: text(of.default_item),
    prev: texts(of.prev),
    channel: text(of.channel),
    home:
      typeof home === 'object' && home !== null && text(home.building) !== undefined && text(home.room) !== undefined
        ? {
            compound: text(home.compound),
            building: text(home.building) as string,
            unit: text(home.unit),
            room: text(home.room) as string,
          }
        : undefined,
  };
}

export interface Answer {
  readonly kind: string;
  readonly compound: string | null;
  readonly zone: string | null;
  readonly building: string | null;
  readonly unit: string | null;
  readonly room: string | null;
  readonly name: string | null;
  readonly phone: string | null;
  readonly category: string | null;
  readonly urgency: string | null;
  readonly items: readonly { name: string; qty: number | null; unit: string | null; spec: string | null }[];
  readonly op: string | null;
  readonly ref_line: string | null;
  readonly needs_human: boolean;
  readonly confidence: Readonly<Record<string, number>>;
  readonly colour: string;
}

export function answerOf(reading: Reading): Answer {
  const confidence: Record<string, number> = {};
  for (const { field, sure } of reading.marks) confidence[field] = Math.min(confidence[field] ?? 1, sure);
  const { kind, compound, zone, building, unit, room, name, phone, category, urgency, op } = reading;
  return {
    ...{ kind, compound, zone, building, unit, room, name, phone, category, urgency },
    items: reading.items.map(({ name, qty, unit, spec }) => ({ name, qty, unit, spec })),
    ...{ op, ref_line: reading.refLine, needs_human: reading.needsHuman, confidence, colour: reading.colour },
  };
}

export function answerOfSheet(sheet: Sheet): { rows: (Answer & { number: string | null })[]; totals: Record<string, number> } {
  return {
    rows: sheet.rows
      .filter(({ reading }) => reading.kind === 'jielong_line')
      .map(({ reading }) => ({ number: reading.rowNumber, ...answerOf(reading) })),
    totals: sheet.totals,
  };
}
