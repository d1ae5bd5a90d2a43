// A pasted text as the desk sees it: beside each row its door or the doors it may mean, what may be the same need, and what it would change.
import type { AnswerOf } from '../../api/endpoint.ts';
import type { PasteRow, readPaste } from '../../api/paste.ts';
import { propose } from '../../domain/intake/amendment.ts';
import type { Reading } from '../../domain/intake/reading.ts';
import { wishOf } from '../../domain/intake/wish.ts';
import { type Likeness, likeness, windowMs } from '../../domain/request/alike.ts';
import { gistOf } from '../../domain/request/gist.ts';
import { type HouseholdRow, readHouseholds } from '../place/store.ts';
import type { Queryable } from '../postgres/pool.ts';
import {
  type BesideRow,
  type PasteHead,
  type PasteRowRow,
  readBeside,
  readOfNumbers,
  readOfSenders,
  readPasteRows,
} from './paste-look-store.ts';
import { pair, shownDoor, shownReading } from './shown.ts';

const mostTargets = 5;
const mostDoors = 6000;

export async function showPaste(
  db: Queryable,
  communityId: string,
  places: readonly string[] | null,
  head: PasteHead,
  now: Date,
): Promise<AnswerOf<typeof readPaste>> {
  const rows = await readPasteRows(db, communityId, head.paste_id);
  const open = rows.filter(row => row.state === 'open');
  const since = new Date(now.getTime() - windowMs);
  const meant = await readMeant(db, communityId, head.chat_group_id, open, since);
  const doorIds = [
    ...new Set(rows.flatMap(row => (row.household_id === null ? row.candidates : [row.household_id, ...row.candidates]))),
  ];
  const requestIds = rows
    .flatMap(row => (row.state === 'requested' ? [row.request_id] : []))
    .concat(
      rows.flatMap(row => row.target_id ?? []),
      [...meant.values()].flat(),
    );
  const households = open.flatMap(row => row.household_id ?? []);
  const [doors, besides] = await Promise.all([
    readHouseholds(db, communityId, places, doorIds, mostDoors),
    readBeside(db, communityId, [...new Set(requestIds)], [...new Set(households)], since, now),
  ]);
  const byId = new Map(doors.map(door => [door.household_id, door]));
  const requests = new Map(besides.map(beside => [beside.request_id, beside]));
  const ofHousehold = Map.groupBy(besides, beside => beside.household_id);
  const targetDoors = new Map(doors.map(door => [door.household_id, door]));
  const missing = [...new Set(besides.map(beside => beside.household_id))].filter(id => !targetDoors.has(id));
  for (const door of await readHouseholds(db, communityId, places, missing, mostDoors)) targetDoors.set(door.household_id, door);

  const earlier = new Map<string, PasteRowRow[]>();
  const shown = rows.map((row): PasteRow => {
    const household = row.household_id === null ? undefined : byId.get(row.household_id);
    const beside = household === undefined ? [] : (ofHousehold.get(household.household_id) ?? []);
    const isNew = row.state === 'open' && row.reading !== null && isRequest(row.reading) && row.target_id === null;
    const alike = isNew ? alikeOf(row, beside, now) : [];
    const alikeSeq = isNew ? seqOfAlike(row, earlier, now) : null;
    const targets = row.state === 'open' && row.reading !== null ? targetsOf(row, meant, beside, requests) : [];
    const came = row.state === 'requested' ? requests.get(row.request_id) : requests.get(row.target_id ?? '');
    return {
      pasteRowId: row.paste_row_id,
      seq: row.seq,
      change: row.change,
      isSheetRow: row.chat_sheet_id !== null,
      sender: row.sender,
      saidAt: row.said_at,
      span: pair([row.span_from, row.span_to]),
      text: row.said,
      reading: row.reading === null ? null : shownReading(row.reading),
      household: household === undefined ? null : shownDoor(household),
      candidates: row.candidates.flatMap(candidate => {
        const door = byId.get(candidate);
        return door === undefined ? [] : [shownDoor(door)];
      }),
      isRepeated: row.is_repeated,
      state: row.state,
      isReady:
        isNew &&
        row.change === 'new' &&
        row.reading?.colour === 'green' &&
        household !== undefined &&
        !row.is_repeated &&
        alike.length === 0 &&
        alikeSeq === null,
      request: came === undefined ? null : shownBeside(came),
      alike: alike.map(({ beside: other, like }) => ({ ...shownBeside(other), score: like.score, because: [...like.because] })),
      alikeSeq,
      waitsForSeq: targets.length === 0 && row.state === 'open' ? waitsFor(row, open) : null,
      targets: targets.slice(0, mostTargets).map(target => shownTarget(row, target, targetDoors.get(target.household_id))),
      version: row.version,
    };
  });
  return {
    pasteId: head.paste_id,
    group: head.chat_group_id === communityId ? null : { chatGroupId: head.chat_group_id, name: head.group_name },
    text: head.said,
    pastedAt: head.pasted_at,
    rows: shown,
    totals: totalsOf(rows),
    counts: {
      open: open.length,
      ready: shown.filter(row => row.isReady).length,
      questions: shown.filter(row => row.state === 'open' && !row.isReady).length,
      folded: rows.filter(row => row.state === 'folded').length,
      done: rows.filter(row => row.state === 'requested' || row.state === 'applied').length,
    },
  };
}

export function isRequest({ kind }: Reading): boolean {
  return kind === 'jielong_line' || kind === 'free_request';
}

function shownBeside({ request_id, number, state, items, note }: BesideRow) {
  return { requestId: request_id, number, state, gist: gistOf(items, note) };
}

function tellingOf(row: PasteRowRow, now: Date): Parameters<typeof likeness>[0] {
  const wish = wishOf(row.reading as Reading, row.said);
  return {
    householdId: row.household_id ?? '',
    kind: wish.kind,
    items: wish.items,
    note: wish.note,
    pasted: row.said,
    channel: 'pasted_text',
    askedAt: now.toISOString(),
  };
}

function alikeOf(row: PasteRowRow, besides: readonly BesideRow[], now: Date): { beside: BesideRow; like: Likeness }[] {
  const own = tellingOf(row, now);
  return besides
    .flatMap(beside => {
      const like = likeness(own, { ...beside, householdId: beside.household_id, askedAt: beside.asked_at });
      return like === null ? [] : [{ beside, like }];
    })
    .sort((a, b) => b.like.score - a.like.score)
    .slice(0, 3);
}

/** In one copy of a chat people say the same twice as well. */
function seqOfAlike(row: PasteRowRow, earlier: Map<string, PasteRowRow[]>, now: Date): number | null {
  if (row.household_id === null) return null;
  const above = earlier.get(row.household_id) ?? [];
  earlier.set(row.household_id, [...above, row]);
  // On a list, whoever stands on two rows wants both; that is flagged by itself.
  if (row.is_repeated) return null;
  const own = above.length === 0 ? undefined : tellingOf(row, now);
  return above.find(other => own !== undefined && likeness(own, tellingOf(other, now)) !== null)?.seq ?? null;
}

/** Row → requests that it may be about: of the row before, of the number said, of the sender. */
async function readMeant(
  db: Queryable,
  communityId: string,
  groupId: string,
  open: readonly PasteRowRow[],
  since: Date,
): Promise<Map<string, string[]>> {
  const changing = open.filter(row => row.reading?.op != null && row.target_id === null);
  const senders = [...new Set(changing.flatMap(row => row.sender ?? []))];
  const numbers = [...new Set(changing.flatMap(row => row.reading?.refLine ?? []))];
  const [ofSenders, ofNumbers] = await Promise.all([
    senders.length === 0 ? [] : readOfSenders(db, communityId, groupId, senders, since),
    numbers.length === 0 ? [] : readOfNumbers(db, communityId, groupId, numbers),
  ]);
  return new Map(
    changing.map(row => [
      row.paste_row_id,
      [
        ...ofNumbers.filter(one => one.number === row.reading?.refLine),
        ...ofSenders.filter(one => one.sender === row.sender),
      ].map(one => one.request_id),
    ]),
  );
}

/** What a correction may mean: what is known for sure alone, else everything that the sender or the door has open. */
function targetsOf(
  row: PasteRowRow,
  meant: ReadonlyMap<string, string[]>,
  beside: readonly BesideRow[],
  requests: ReadonlyMap<string, BesideRow>,
): BesideRow[] {
  if (row.target_id !== null) return [requests.get(row.target_id)].filter(one => one !== undefined);
  if (row.reading?.op == null) return [];
  const known = (meant.get(row.paste_row_id) ?? []).flatMap(id => requests.get(id) ?? []);
  const ofDoor = row.reading.op === 'set_addr' ? [] : beside.filter(one => one.is_open);
  return [...new Set([...known, ...ofDoor])];
}

function waitsFor(row: PasteRowRow, open: readonly PasteRowRow[]): number | null {
  if (row.reading?.op == null) return null;
  const above = open.filter(other => other.seq < row.seq && other.reading !== null && isRequest(other.reading));
  return (
    above.findLast(other => row.sender !== null && other.sender === row.sender)?.seq ??
    above.findLast(other => row.household_id !== null && other.household_id === row.household_id)?.seq ??
    above.findLast(other => row.reading?.refLine != null && other.reading?.rowNumber === row.reading.refLine)?.seq ??
    null
  );
}

export function proposalOf(row: Pick<PasteRowRow, 'change' | 'reading' | 'said' | 'household_id'>, target: BesideRow) {
  const held = { kind: target.kind, state: target.state, items: target.items, note: target.note, isListed: target.is_listed };
  const reading = row.reading as Reading;
  if (row.change === 'vanished') return propose({ ...reading, kind: 'cancellation', op: 'cancel' }, row.said, held);
  const moves = row.change === 'changed' && row.household_id !== null && row.household_id !== target.household_id;
  if (moves) return propose({ ...reading, op: 'set_addr' }, row.said, held);
  return propose(reading, row.said, held, row.change === 'changed');
}

function shownTarget(row: PasteRowRow, target: BesideRow, door: HouseholdRow | undefined): PasteRow['targets'][number] {
  const { amendment, hindrance, evenSo } = proposalOf(row, target);
  return {
    ...shownBeside(target),
    door: door === undefined ? '' : shownDoor(door).door,
    ownerName: target.owner_name,
    does: amendment?.do ?? null,
    after: amendment?.do === 'amend' ? gistOf(amendment.items, amendment.note) : '',
    hindrance,
    evenSo,
  };
}

function totalsOf(rows: readonly PasteRowRow[]): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const { state, change, reading } of rows) {
    if (reading === null || change === 'vanished' || !isRequest(reading) || (state !== 'open' && state !== 'requested')) continue;
    for (const { name, qty, unit } of reading.items) {
      const key = unit === null ? name : `${name}（${unit}）`;
      if (qty !== null) totals[key] = Math.round(((totals[key] ?? 0) + qty) * 100) / 100;
    }
  }
  return totals;
}
