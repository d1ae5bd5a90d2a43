// Compares readings with answers written by people, field by field: how much of what was said was found, and how much of what was found is right.
import type { Answer } from '../src/domain/intake/answer.ts';

export interface ChatLine {
  readonly id: string;
  readonly text: string;
  readonly group_context?: unknown;
  readonly kind: string;
  readonly expected: {
    readonly building?: string | null;
    readonly unit?: string | null;
    readonly room?: string | null;
    readonly name?: string | null;
    readonly phone?: string | null;
    readonly category?: string | null;
    readonly urgency?: string | null;
    readonly op?: string | null;
    readonly ref_line?: string | null;
    readonly items?: readonly { name: string; qty: number | null; unit: string | null }[];
  } | null;
}

export interface Figure {
  readonly figure: string;
  readonly percent: number | null;
  readonly of: number;
}

export interface Fault {
  readonly id: string;
  readonly field: string;
  readonly text: string;
  readonly expected: unknown;
  readonly read: unknown;
  readonly colour: string;
}

const requests = new Set(['jielong_line', 'free_request', 'correction', 'cancellation']);
const fields = ['building', 'unit', 'room', 'name', 'phone', 'category', 'urgency', 'op', 'ref_line'] as const;

class Count {
  right = 0;
  said = 0;
  read = 0;

  add(expected: unknown, read: unknown): boolean {
    const [wanted, given] = [expected ?? null, read ?? null];
    if (wanted !== null) this.said++;
    if (given !== null) this.read++;
    if (wanted !== null && wanted === given) this.right++;
    return wanted === given;
  }
}

const percent = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 1000) / 10);
const itemKey = (item: { name: string; qty: number | null; unit: string | null }): string =>
  `${item.name.replace(/\s+/g, '')}|${item.qty}|${item.unit}`;

/** Items that agree in name, quantity and unit, each answer used once. */
function sharedItems(expected: readonly string[], read: readonly string[]): number {
  const left = [...expected];
  let same = 0;
  for (const key of read) {
    const at = left.indexOf(key);
    if (at < 0) continue;
    left.splice(at, 1);
    same++;
  }
  return same;
}

export function score(lines: readonly ChatLine[], readings: readonly Answer[]): { figures: Figure[]; faults: Fault[] } {
  const faults: Fault[] = [];
  const counts = new Map(fields.map(field => [field, new Count()]));
  const items = { jielong: new Count(), all: new Count() };
  let [kinds, requestSaid, requestRead, requestBoth, chatter, alarms, criticalSaid, criticalFound] = [0, 0, 0, 0, 0, 0, 0, 0];
  let [rows, green, greenRight, greenWrongAddress, changed, people] = [0, 0, 0, 0, 0, 0];
  for (const [index, line] of lines.entries()) {
    const read = readings[index] as Answer;
    const fault = (field: string, expected: unknown, given: unknown): void =>
      void faults.push({ id: line.id, field, text: line.text, expected, read: given, colour: read.colour });
    if (read.kind === line.kind) kinds++;
    else fault('kind', line.kind, read.kind);
    const [isRequest, readAsRequest] = [requests.has(line.kind), requests.has(read.kind)];
    if (isRequest) requestSaid++;
    if (readAsRequest) requestRead++;
    if (isRequest && readAsRequest) requestBoth++;
    if (line.kind === 'chatter') {
      chatter++;
      if (readAsRequest) alarms++;
    }
    const expected = line.expected ?? {};
    if (expected.urgency === 'critical') {
      criticalSaid++;
      if (read.urgency === 'critical') criticalFound++;
      else fault('critical', 'critical', read.urgency);
    }
    let isRight = read.kind === line.kind;
    let addressRight = true;
    for (const field of fields) {
      if (!isRequest && !readAsRequest) continue;
      const same = (counts.get(field) as Count).add(expected[field], read[field]);
      if (same) continue;
      fault(field, expected[field] ?? null, read[field]);
      if (field !== 'category' && field !== 'urgency') isRight = false;
      if (field === 'building' || field === 'unit' || field === 'room') addressRight = false;
    }
    const [wanted, given] = [(expected.items ?? []).map(itemKey), read.items.map(itemKey)];
    const same = sharedItems(wanted, given);
    for (const count of line.kind === 'jielong_line' ? [items.jielong, items.all] : [items.all]) {
      count.said += wanted.length;
      count.read += given.length;
      count.right += same;
    }
    if (same !== wanted.length || same !== given.length) {
      fault('items', wanted, given);
      isRight = false;
    }
    if (!isRequest) continue;
    rows++;
    if (!isRight) changed++;
    const given_ = line.group_context as { group?: unknown; scheme?: unknown } | undefined;
    if (given_?.scheme === undefined) continue;
    people++;
    if (read.colour !== 'green') continue;
    green++;
    if (isRight) greenRight++;
    else fault('green', null, null);
    if (!addressRight) greenWrongAddress++;
  }
  const figures: Figure[] = [{ figure: 'kind', percent: percent(kinds, lines.length), of: lines.length }];
  const add = (figure: string, part: number, whole: number): void =>
    void figures.push({ figure, percent: percent(part, whole), of: whole });
  add('request recall', requestBoth, requestSaid);
  add('request precision', requestBoth, requestRead);
  add('false alarms on chatter', alarms, chatter);
  add('critical recall', criticalFound, criticalSaid);
  for (const field of fields) {
    const { right, said, read } = counts.get(field) as Count;
    add(`${field} precision`, right, read);
    add(`${field} recall`, right, said);
  }
  for (const [name, { right, said, read }] of Object.entries(items)) {
    add(`items ${name} precision`, right, read);
    add(`items ${name} recall`, right, said);
  }
  add('rows needing a change', changed, rows);
  add('green rows', green, people);
  add('green rows right', greenRight, green);
  add('green rows with a wrong address', greenWrongAddress, green);
  return { figures, faults };
}
