// A pasted text on the page: what a row is to the clerk, and the steps they take with it.
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { applyPasteRow, confirmPasteRows, PasteRow, readPaste, settlePasteRows } from '../../../api/paste.ts';
import type { Mark, Reason } from '../../../domain/intake/reading.ts';
import { newMoveId, type Refused } from '../../kit/call.ts';
import type { GlyphName, Tone } from '../../kit/Glyph.tsx';
import { call } from '../call.ts';

export type Paste = AnswerOf<typeof readPaste>;
export type Row = PasteRow;
type Target = Row['targets'][number];

export const toneOfColour = { green: 'leaf', yellow: 'squash', red: 'tomato' } as const satisfies Record<string, Tone>;
export const glyphOfColour = { green: 'served', yellow: 'waiting', red: 'late' } as const satisfies Record<string, GlyphName>;
export type Colour = keyof typeof toneOfColour;

const red: ReadonlySet<Reason> = new Set(['no_such_door', 'several_doors', 'several_addresses', 'floor_differs', 'critical']);

export function colourOfMark(mark: Pick<Mark, 'reason' | 'sure'> | undefined): Colour {
  if (mark === undefined) return 'green';
  if (red.has(mark.reason)) return 'red';
  return mark.sure >= 0.85 && mark.reason !== 'restricted' ? 'green' : 'yellow';
}

export const isRequest = (row: Row): boolean =>
  row.reading !== null && (row.reading.kind === 'jielong_line' || row.reading.kind === 'free_request');

/** Doors of several compounds may read the same: then the compound stands before each. */
export function doorAmong(one: Row['candidates'][number], all: Row['candidates']): string {
  return all.some(other => other.compoundName !== one.compoundName) ? `${one.compoundName} ${one.door}` : one.door;
}

/** Asked for as it stands; else it changes something, or is a question. */
export const mayConfirm = (row: Row): boolean => row.state === 'open' && isRequest(row) && row.request === null;

export interface Parts {
  readonly questions: readonly Row[];
  readonly ready: readonly Row[];
  readonly done: readonly Row[];
  readonly talk: readonly Row[];
  readonly same: readonly Row[];
}

const isDanger = (row: Row): boolean => row.reading?.urgency === 'critical';

export function partsOf(rows: readonly Row[]): Parts {
  const open = rows.filter(row => row.state === 'open');
  const questions = open.filter(row => !row.isReady);
  return {
    questions: [...questions.filter(isDanger), ...questions.filter(row => !isDanger(row))],
    ready: open.filter(row => row.isReady),
    done: rows.filter(row => ['requested', 'applied', 'answered', 'dropped', 'replaced'].includes(row.state)),
    talk: rows.filter(row => row.state === 'folded'),
    same: rows.filter(row => row.state === 'same'),
  };
}

export interface Steps {
  confirm(rows: readonly Row[]): Promise<Outcome>;
  settle(rows: readonly Row[], to: 'open' | 'dropped' | 'answered'): Promise<Refused | undefined>;
  apply(row: Row, target: Target, evenSo: boolean): Promise<Refused | undefined>;
}
export interface Outcome {
  readonly refusal?: Refused | undefined;
  readonly done: number;
  readonly refused: ReadonlyMap<string, string>;
}

export function stepsOf(pasteId: string): Steps {
  return {
    async confirm(rows) {
      const body = { rows: rows.map(({ pasteRowId, version }) => ({ pasteRowId, version })) };
      const outcome = await call<typeof confirmPasteRows>('POST', '/api/v1/pastes/{pasteId}/confirm', {
        params: { pasteId },
        body,
      });
      if (!outcome.ok) return { refusal: outcome.refusal, done: 0, refused: new Map() };
      const { results } = outcome.answer;
      const refused = new Map(results.flatMap(({ pasteRowId, refused: code }) => (code === null ? [] : [[pasteRowId, code]])));
      return { done: results.length - refused.size, refused };
    },
    async settle(rows, to) {
      const body = { rows: rows.map(row => row.pasteRowId), to };
      const outcome = await call<typeof settlePasteRows>('POST', '/api/v1/pastes/{pasteId}/rows', { params: { pasteId }, body });
      return outcome.ok ? undefined : outcome.refusal;
    },
    async apply({ pasteRowId }, { requestId }, evenSo) {
      const outcome = await call<typeof applyPasteRow>('POST', '/api/v1/paste-rows/{pasteRowId}/apply', {
        params: { pasteRowId },
        body: { id: newMoveId(), requestId, evenSo },
      });
      return outcome.ok ? undefined : outcome.refusal;
    },
  };
}
