// Turns a text that was read into rows to be kept: what is new, what changes an earlier version of a 接龙, what is gone from it, what was here before.
import { createHash } from 'node:crypto';
import { findAddresses } from '../../domain/intake/address.ts';
import { hearUrgency } from '../../domain/intake/kind.ts';
import { hear } from '../../domain/intake/said.ts';
import type { SheetRow } from '../../domain/intake/sheet.ts';
import { headingOf, sameWords, versionBefore } from '../../domain/intake/sheet-chain.ts';
import { compareSheets } from '../../domain/intake/sheet-version.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import {
  findMessages,
  type KeptRow,
  type KnownMessage,
  type NewRow,
  type RowState,
  readBefore,
  readSheets,
  type SheetVersion,
} from './paste-store.ts';
import type { ReadRow, ReadText } from './read-pasted.ts';

const sheetDays = 14;
/** Times in a copied chat often name no day. */
const messageHours = 20;

export interface Taken {
  readonly rows: readonly NewRow[];
  readonly sheets: readonly SheetVersion[];
  /** Open rows of earlier pastes that have a newer version now. */
  readonly replaced: readonly string[];
}

type Before = ReadonlyMap<string, { readonly state: RowState; readonly requestId: string | null }>;

export async function takePasted(tx: Queryable, communityId: string, groupId: string, read: ReadText, now: Date): Promise<Taken> {
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  const earlier = await readSheets(tx, communityId, groupId, ago(sheetDays * 24));
  const digests = new Map(read.rows.map(row => [row, digestOf(groupId, row)]));
  const known = await findMessages(
    tx,
    communityId,
    [...digests.values()].filter(one => one !== null),
    ago(messageHours),
  );
  const before = await readBefore(
    tx,
    communityId,
    earlier.flatMap(sheet => sheet.rows.map(row => row.rowId)),
  );
  const taking = new Taking(earlier, before, now);
  let last: ReadRow['sheet'] = null;
  for (const [index, row] of read.rows.entries()) {
    if (row.sheet === null) taking.addMessage(row, digests.get(row) ?? null, known);
    else if (row.sheet !== last) {
      const rows = read.rows.slice(index).filter(other => other.sheet === row.sheet);
      taking.addSheet(rows);
    }
    last = row.sheet;
  }
  return taking.done();
}

class Taking {
  readonly #earlier: SheetVersion[];
  readonly #before: Before;
  readonly #now: Date;
  readonly #rows: NewRow[] = [];
  readonly #byId = new Map<string, NewRow>();
  readonly #sheets = new Map<string, SheetVersion>();
  readonly #replaced: string[] = [];
  readonly #messages = new Map<string, KnownMessage>();

  constructor(earlier: readonly SheetVersion[], before: Before, now: Date) {
    this.#earlier = [...earlier];
    this.#before = before;
    this.#now = now;
  }

  done(): Taken {
    return { rows: this.#rows, sheets: [...this.#sheets.values()], replaced: this.#replaced };
  }

  addMessage(row: ReadRow, digest: string | null, known: ReadonlyMap<string, KnownMessage>): void {
    const same = digest === null ? undefined : (this.#messages.get(digest) ?? known.get(digest));
    if (same !== undefined && same.state !== 'open') {
      this.#add(row, { change: 'same', beforeId: same.rowId, state: 'same', digest });
      return;
    }
    // What is still open is worked on where it was pasted last.
    if (same !== undefined) this.#replace(same.rowId);
    const added = this.#add(row, { state: stateOf(row), digest, beforeId: same?.rowId ?? null });
    if (digest !== null) this.#messages.set(digest, { rowId: added.rowId, state: 'same' });
  }

  addSheet(read: readonly ReadRow[]): void {
    const [first] = read;
    if (first === undefined || first.sheet === null) return;
    const byRow = new Map<SheetRow, ReadRow>();
    const rows = first.sheet.rows.map((row, index): SheetRow => {
      const of = read[index] as ReadRow;
      const taken = { ...row, reading: of.reading };
      byRow.set(taken, of);
      return taken;
    });
    const heading = headingOf(first.sheet, first.sheetText);
    const previous = versionBefore({ heading, rows }, this.#earlier);
    const sheetId = previous?.sheetId ?? newId();
    const kept: KeptRow[] = [];
    for (const change of compareSheets(previous?.rows ?? [], rows)) {
      if (change.change === 'vanished') {
        this.#vanish(change.before as KeptRow, sheetId);
        continue;
      }
      const of = byRow.get(change.after) as ReadRow;
      if (change.change === 'new') {
        kept.push({ ...change.after, rowId: this.#add(of, { sheetId }).rowId });
        continue;
      }
      const older = change.before as KeptRow;
      const isSame = change.change === 'same' || sameWords(older.text, change.after.text);
      if (isSame && this.#beforeOf(older.rowId).state !== 'open') {
        this.#add(of, { sheetId, change: 'same', beforeId: older.rowId, state: 'same' });
        kept.push({ ...change.after, rowId: older.rowId });
      } else kept.push({ ...change.after, rowId: this.#change(of, older, sheetId) });
    }
    const version: SheetVersion = { sheetId, heading: heading === '' ? (previous?.heading ?? '') : heading, rows: kept };
    this.#sheets.set(sheetId, version);
    this.#earlier.splice(0, this.#earlier.length, version, ...this.#earlier.filter(one => one.sheetId !== sheetId));
  }

  #beforeOf(rowId: string): { state: RowState; requestId: string | null } {
    const own = this.#byId.get(rowId);
    if (own !== undefined) return { state: own.state, requestId: own.targetId };
    return this.#before.get(rowId) ?? { state: 'dropped', requestId: null };
  }

  #replace(rowId: string): void {
    const own = this.#byId.get(rowId);
    if (own !== undefined) own.state = 'replaced';
    else this.#replaced.push(rowId);
  }

  /** A row that was not confirmed yet is simply read anew; one that was is a correction of its request. */
  #change(row: ReadRow, older: KeptRow, sheetId: string): string {
    const { state, requestId } = this.#beforeOf(older.rowId);
    if (state === 'open') this.#replace(older.rowId);
    if (requestId === null) return this.#add(row, { sheetId, beforeId: older.rowId }).rowId;
    return this.#add(row, { sheetId, change: 'changed', beforeId: older.rowId, targetId: requestId }).rowId;
  }

  /** Somebody may have left the list, or been left out by whoever posted it next: a question, never a cancellation. */
  #vanish(older: KeptRow, sheetId: string): void {
    const { state, requestId } = this.#beforeOf(older.rowId);
    if (state !== 'open' && requestId === null) return;
    if (state === 'open') this.#replace(older.rowId);
    const { reading, text } = older;
    this.#push({
      ...this.#blank(),
      sheetId,
      change: 'vanished',
      beforeId: older.rowId,
      text,
      reading,
      candidates: reading.doorId === null ? [] : [reading.doorId],
      householdId: reading.doorId,
      targetId: requestId,
    });
  }

  #blank(): NewRow {
    return {
      rowId: newId(),
      seq: this.#rows.length + 1,
      sheetId: null,
      change: 'new',
      beforeId: null,
      sender: null,
      saidAt: null,
      span: [0, 0],
      digest: null,
      text: '',
      reading: null,
      candidates: [],
      householdId: null,
      isRepeated: false,
      alarmAt: null,
      state: 'open',
      requestId: newId(),
      targetId: null,
    };
  }

  #add(row: ReadRow, more: Partial<NewRow>): NewRow {
    const isSame = more.change === 'same';
    const { sender, saidAt, span, text, reading } = row;
    const said = { sender: clip(sender), saidAt: clip(saidAt), span, text: text.toWellFormed() };
    if (isSame) return this.#push({ ...this.#blank(), ...said, ...more });
    const state = more.state ?? 'open';
    const isDanger = state === 'open' && (reading.urgency === 'critical' || isCryInOther(row));
    return this.#push({
      ...this.#blank(),
      ...said,
      reading,
      candidates: row.candidates,
      householdId: reading.doorId,
      isRepeated: row.isRepeated,
      alarmAt: isDanger ? this.#now.toISOString() : null,
      ...more,
    });
  }

  #push(row: NewRow): NewRow {
    this.#rows.push(row);
    this.#byId.set(row.rowId, row);
    return row;
  }
}

const isTalk = ({ reading: { kind } }: ReadRow): boolean => kind === 'chatter' || kind === 'announcement';

/** A word of danger in what reads as talk: somebody looks. A notice that says whom to ring is none. */
function isCryInOther(row: ReadRow): boolean {
  return row.reading.kind === 'chatter' && hearUrgency(hear(row.text.slice(0, 1000)).plain) === 'critical';
}

/** Talk that names a door and was not sure to be talk may ask for something in words that the reader does not know. */
function mayAsk({ reading, text }: ReadRow): boolean {
  if (reading.colour === 'green' || reading.kind !== 'chatter') return false;
  const said = hear(text.slice(0, 1000));
  return findAddresses(said, said.plain, {}).some(found => found.room !== null && !found.bare);
}

function stateOf(row: ReadRow): RowState {
  return isTalk(row) && !isCryInOther(row) && !mayAsk(row) ? 'folded' : 'open';
}

const clip = (text: string | null): string | null => (text === null ? null : text.toWellFormed().slice(0, 60));

/** Of a message with a sender, wherever it is copied from; the same words without a sender may be two people's. */
function digestOf(groupId: string, { sender, saidAt, text, sheet }: ReadRow): string | null {
  if (sheet !== null || sender === null) return null;
  return createHash('sha256')
    .update(JSON.stringify([groupId, sender, saidAt, text]))
    .digest('hex');
}
