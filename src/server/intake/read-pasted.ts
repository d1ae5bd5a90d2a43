// Reads a text as this community would: with its doors, its words, and what the group it came from says of itself.
import { aliasedText, withAliases } from '../../domain/intake/alias.ts';
import { candidatesOf } from '../../domain/intake/candidate.ts';
import { type Part, readPasted } from '../../domain/intake/envelope.ts';
import type { GroupContext, Home, Reading, Span } from '../../domain/intake/reading.ts';
import { makeRegistry } from '../../domain/intake/registry.ts';
import type { Sheet } from '../../domain/intake/sheet.ts';
import type { Queryable } from '../postgres/pool.ts';
import { type GroupRow, readAliases, readDoors } from './register-store.ts';

export interface ReadRow {
  readonly sender: string | null;
  readonly saidAt: string | null;
  /** In the whole text. */
  readonly span: Span;
  readonly text: string;
  readonly reading: Reading;
  /** The 接龙 it stands in; null: a message by itself. */
  readonly sheet: Sheet | null;
  /** The words of the message that holds the 接龙. */
  readonly sheetText: string;
  readonly isRepeated: boolean;
  readonly candidates: readonly string[];
}

export interface ReadText {
  readonly rows: readonly ReadRow[];
  readonly totals: Readonly<Record<string, number>>;
}

export function contextOf(group: GroupRow | undefined, home?: Home): GroupContext {
  return {
    group: group === undefined || group.name === '' ? null : group.name,
    compound: group?.compound_name ?? undefined,
    building: group?.building_label?.replace(/(?:号楼|栋|幢|座)$/, ''),
    unit: group?.unit_label?.replace(/单元$/, '') || undefined,
    menu: group === undefined || group.menu.length === 0 ? undefined : group.menu,
    defaultItem: group?.default_item ?? undefined,
    channel: group?.channel,
    home,
  };
}

/** Pure of any writing; the doors of the community are looked up once. */
export async function readTextOf(
  db: Queryable,
  communityId: string,
  text: string,
  group: GroupRow | undefined,
  home?: Home,
): Promise<ReadText> {
  const [doors, aliases] = await Promise.all([readDoors(db, communityId), readAliases(db, communityId)]);
  const registry = makeRegistry(doors);
  const context = contextOf(group, home);
  const rows: ReadRow[] = [];
  const totals: Record<string, number> = {};
  const add = (part: Part, from: number, said: string, raw: Reading, isRepeated: boolean) => {
    const reading = withAliases(raw, aliases);
    const { sender, at } = part.message;
    rows.push({
      sender,
      saidAt: at,
      span: [from, from + said.length],
      text: said,
      reading,
      sheet: part.type === 'sheet' ? part.sheet : null,
      sheetText: part.message.text,
      isRepeated,
      candidates: candidatesOf(reading, context, registry),
    });
  };
  for (const part of readPasted(aliasedText(text, aliases), context, registry)) {
    const [start, end] = part.message.span;
    if (part.type === 'message') add(part, start, text.slice(start, end), part.reading, false);
    else {
      for (const row of part.sheet.rows) {
        const [from, to] = row.span;
        add(part, start + from, text.slice(start + from, start + to), row.reading, row.isRepeated);
      }
      for (const [name, sum] of Object.entries(part.sheet.totals)) totals[name] = (totals[name] ?? 0) + sum;
    }
  }
  return { rows, totals };
}
