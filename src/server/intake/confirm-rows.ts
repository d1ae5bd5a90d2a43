// Rows of a pasted text become requests by the same way in as all others: a few statements for hundreds of rows, each answered for itself.
import type { Endpoint } from '../../api/endpoint.ts';
import { askRequest } from '../../api/request.ts';
import { wishOf } from '../../domain/intake/wish.ts';
import { isRefusal, type Refusal } from '../../domain/refusal.ts';
import type { Call, Deps, Route } from '../http/route.ts';
import type { Receipt } from '../request/intake.ts';
import type { PasteRowRow } from './paste-look-store.ts';
import { readBeside } from './paste-look-store.ts';
import { markRequested } from './paste-store.ts';
import { isRequest } from './show-paste.ts';

/** Well below what the queue of the intake holds, so that a long list never makes the telephones wait for a place in it. */
const atOnce = 192;
const mostPasted = 4000;

export type Ask = Route['handle'];
export type Confirmable = Pick<
  PasteRowRow,
  'paste_row_id' | 'said' | 'reading' | 'household_id' | 'state' | 'request_id' | 'target_id'
>;

export interface Confirmed {
  readonly pasteRowId: string;
  readonly requestId: string | null;
  readonly number: string | null;
  readonly refused: string | null;
}

/** Why a row cannot be asked for; null: it can. */
export function whyNot(row: Confirmable): 'state_has_changed' | 'household_unknown' | 'invalid' | null {
  if (row.state !== 'open') return 'state_has_changed';
  // What changes another request is applied to it, never asked for anew.
  if (row.reading === null || !isRequest(row.reading) || row.target_id !== null) return 'invalid';
  return row.household_id === null ? 'household_unknown' : null;
}

export function askOf(row: Confirmable, householdId = row.household_id) {
  if (row.reading === null) throw new Error('a row without a reading asks for nothing');
  const { kind, urgency, items, note } = wishOf(row.reading, row.said);
  return askRequest.body.parse({
    id: row.request_id,
    householdId,
    channel: 'pasted_text',
    ...{ kind, urgency, items },
    ...(note === null ? {} : { note }),
    pasted: row.said.slice(0, mostPasted).toWellFormed(),
  });
}

/** `call`: whose rights and name they are asked with. */
export async function confirmRows(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  ask: Ask,
  call: Call<Endpoint>,
  rows: readonly Confirmable[],
): Promise<Confirmed[]> {
  const communityId = call.actor?.communityId ?? '';
  const results = new Map<string, Confirmed>();
  const going: Confirmable[] = [];
  for (const row of rows) {
    const no = whyNot(row);
    if (no === null) going.push(row);
    else results.set(row.paste_row_id, { pasteRowId: row.paste_row_id, requestId: null, number: null, refused: no });
  }
  for (let from = 0; from < going.length; from += atOnce) {
    const part = going.slice(from, from + atOnce);
    const answers = await Promise.all(
      part.map(row => ask({ ...call, params: {}, query: {}, body: askOf(row) }) as Promise<Receipt | Refusal>),
    );
    // A colleague may have confirmed the same row at the same moment: then it is asked for, by them.
    const doubtful = part.filter((_, index) => refusedFor(answers[index], 'same_id_other_body')).map(row => row.request_id);
    const there = doubtful.length === 0 ? [] : await readBeside(db, communityId, doubtful, [], now(), now());
    const known = new Map(there.map(request => [request.request_id, request.number]));
    const done: string[] = [];
    for (const [index, row] of part.entries()) {
      const answer = answers[index] as Receipt | Refusal;
      const number = isRefusal(answer) ? known.get(row.request_id) : answer.number;
      if (number !== undefined) done.push(row.paste_row_id);
      results.set(row.paste_row_id, {
        pasteRowId: row.paste_row_id,
        requestId: number === undefined ? null : row.request_id,
        number: number ?? null,
        refused: number === undefined && isRefusal(answer) ? answer.refused : null,
      });
    }
    await markRequested(db, communityId, done, call.actor?.personId ?? null, now());
  }
  return rows.map(row => results.get(row.paste_row_id) as Confirmed);
}

function refusedFor(answer: Receipt | Refusal | undefined, code: string): boolean {
  return isRefusal(answer) && answer.refused === code;
}
