// Which earlier 接龙 a new text is the next version of: by its heading, else by the rows that both hold.
import type { Sheet, SheetRow } from './sheet.ts';
import { compareSheets } from './sheet-version.ts';

/** The words above the first row, without marks, blanks and counts that move ("已有 12 人参加"). '' where nothing stands there. */
export function headingOf(sheet: Sheet, text: string): string {
  const first = sheet.rows[0]?.span[0] ?? text.length;
  return sheet.others
    .filter(([from]) => from < first)
    .map(([from, to]) => text.slice(from, to))
    .join('\n')
    .normalize('NFKC')
    .replace(/#?接龙|\d+\s*人(?:已)?(?:参加|参与|报名)?/g, '')
    .replace(/[\s\p{P}\p{S}]+/gu, '')
    .slice(0, 200);
}

export interface Version {
  readonly heading: string;
  readonly rows: readonly SheetRow[];
}

/** The version before, the newest first in `earlier`; null: a sheet of its own. */
export function versionBefore<V extends Version>(sheet: Version, earlier: readonly V[]): V | null {
  if (sheet.heading !== '') {
    // Every day has its 今日蔬菜; the same heading over other people is another sheet.
    const headed = earlier.find(
      one => one.heading === sheet.heading && (isShort(one) || isShort(sheet) || shares(one, sheet, 0.2)),
    );
    if (headed !== undefined) return headed;
  }
  return earlier.find(one => (one.heading === '' || sheet.heading === '') && shares(one, sheet, 0.5)) ?? null;
}

const isShort = ({ rows }: Version): boolean => rows.length <= 3;

/** Does the newer one hold this share of the older one's rows as they were? */
function shares(before: Version, after: Version, least: number): boolean {
  if (before.rows.length === 0) return false;
  const same = compareSheets(before.rows, after.rows).filter(one => one.change === 'same').length;
  return same >= before.rows.length * least;
}

/** The same words on both rows, whatever number stands before them. */
export function sameWords(before: string, after: string): boolean {
  return bare(before) === bare(after);
}

function bare(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/\s+/g, '')
    .replace(/^\d{1,3}[.、):,\]】]?/, '');
}
