// Collects the requests that arrive while a statement is under way and writes them together; each is answered only after its own commit.
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { type Database, DatabaseGone } from '../postgres/pool.ts';
import type { Receipt } from './intake.ts';
import { type AskedAnswer, type AskedRow, type Verdict, writeAsked } from './intake-store.ts';

/** Rows a statement. Longer ones gain little and make the first in line wait for the last. */
const mostRows = 64;
/** Statements under way in this process. More would only wait for each other on two cores, and each would be shorter. */
const mostUnderWay = 2;
/** Beyond this nobody would wait for the answer: a clear "later" now. */
const mostWaiting = 1000;
/** One door cannot fill the queue for everybody else. */
const mostOfOneDoor = 30;
const mostTries = 60;

/** `compoundId` tells which runs to look for when there was no room. */
export type Outcome =
  | { readonly answer: Receipt; readonly fresh: boolean }
  | { readonly noRoomIn: string }
  | Refusal<'busy' | 'same_id_other_body' | 'household_unknown' | 'household_vacant' | 'person_unknown' | 'too_many_open'>;

interface Waiting {
  readonly row: AskedRow;
  readonly mostOpen: number;
  tries: number;
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
  readonly outcome: Promise<Outcome>;
}

export interface IntakeQueue {
  /** Durable when it resolves to an answer. Throws DatabaseGone when it is not known whether it was written; asking again is harmless. */
  ask(communityId: string, row: AskedRow, mostOpen: number): Promise<Outcome>;
}

/** `committed` is told once for each statement that wrote something. */
export function startIntakeQueue(db: Database, now: () => Date, committed: (communityId: string) => void): IntakeQueue {
  /** Lines by community; the community served longest ago stands first. */
  const lines = new Map<string, Waiting[]>();
  /** Everything not yet answered, by id; and how many of each door. */
  const pending = new Map<string, Waiting>();
  const ofDoor = new Map<string, number>();
  const doorsUnderWay = new Set<string>();
  let underWay = 0;
  let willStart = false;

  function add(communityId: string, row: AskedRow, mostOpen: number): Promise<Outcome> {
    const key = `${communityId} ${row.request_id}`;
    const door = `${communityId} ${row.household_id}`;
    const doorCount = ofDoor.get(door) ?? 0;
    if (pending.size >= mostWaiting || doorCount >= mostOfOneDoor) return Promise.resolve(refuse('busy'));
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const waiting: Waiting = { row, mostOpen, tries: 0, settle: resolve, fail: reject, outcome: promise };
    pending.set(key, waiting);
    ofDoor.set(door, doorCount + 1);
    const line = lines.get(communityId);
    if (line === undefined) lines.set(communityId, [waiting]);
    else line.push(waiting);
    startSoon();
    const leave = () => {
      pending.delete(key);
      const left = (ofDoor.get(door) ?? 1) - 1;
      if (left === 0) ofDoor.delete(door);
      else ofDoor.set(door, left);
    };
    promise.then(leave, leave);
    return promise;
  }

  /** Everything that arrived in this turn of the event loop goes together. */
  function startSoon(): void {
    if (willStart || underWay >= mostUnderWay) return;
    willStart = true;
    setImmediate(() => {
      willStart = false;
      while (underWay < mostUnderWay) {
        const batch = take();
        if (batch === undefined) return;
        void write(...batch);
      }
    });
  }

  /** The next rows of the community that waited longest; no two of one door, so that what a door has open is counted exactly. */
  function take(): [communityId: string, batch: Waiting[]] | undefined {
    for (const [communityId, line] of lines) {
      const doors = new Set<string>();
      const batch: Waiting[] = [];
      const rest: Waiting[] = [];
      for (const waiting of line) {
        const door = waiting.row.household_id;
        if (batch.length < mostRows && !doors.has(door) && !doorsUnderWay.has(`${communityId} ${door}`)) {
          doors.add(door);
          batch.push(waiting);
        } else rest.push(waiting);
      }
      if (batch.length === 0) continue;
      lines.delete(communityId);
      if (rest.length > 0) lines.set(communityId, rest);
      return [communityId, batch];
    }
    return undefined;
  }

  async function write(communityId: string, batch: readonly Waiting[]): Promise<void> {
    underWay++;
    const doors = batch.map(({ row }) => `${communityId} ${row.household_id}`);
    for (const door of doors) doorsUnderWay.add(door);
    try {
      await writeTogether(communityId, batch);
    } finally {
      for (const door of doors) doorsUnderWay.delete(door);
      underWay--;
      startSoon();
    }
  }

  /** On an error each goes alone, so that one bad row harms nobody. */
  async function writeTogether(communityId: string, batch: readonly Waiting[]): Promise<void> {
    let answers: AskedAnswer[];
    try {
      const rows = batch.map(({ row }) => row);
      answers = await writeAsked(db, communityId, rows, now(), batch[0]?.mostOpen ?? 0);
    } catch (error) {
      if (error instanceof DatabaseGone || batch.length === 1) {
        for (const waiting of batch) fail(waiting, error);
        return;
      }
      for (const waiting of batch) await writeTogether(communityId, [waiting]);
      return;
    }
    const byId = new Map(answers.map(answer => [answer.request_id, answer]));
    let wrote = false;
    for (const waiting of batch) {
      const answer = byId.get(waiting.row.request_id);
      if (answer === undefined) waiting.fail(new Error('the statement gave no answer for a row'));
      else if (mayTryAgain[answer.verdict] && waiting.tries < mostTries) again(communityId, waiting);
      else waiting.settle(outcomeOf(answer));
      wrote ||= answer?.verdict === 'made';
    }
    if (wrote) committed(communityId);
  }

  function again(communityId: string, waiting: Waiting): void {
    waiting.tries++;
    lines.set(communityId, [waiting, ...(lines.get(communityId) ?? [])]);
  }

  return {
    async ask(communityId, row, mostOpen) {
      for (;;) {
        const first = pending.get(`${communityId} ${row.request_id}`);
        if (first === undefined) return add(communityId, row, mostOpen);
        // The same id again while the first is under way: its answer, once it is there. A refusal keeps no receipt, so then it is tried anew.
        const outcome = await first.outcome.catch(() => undefined);
        if (outcome === undefined || !('answer' in outcome)) continue;
        const same = first.row.actor_id === row.actor_id && first.row.digest === row.digest;
        return same ? { answer: outcome.answer, fresh: false } : refuse('same_id_other_body');
      }
    },
  };
}

function fail(waiting: Waiting, error: unknown): void {
  // The id names a request whose receipt was thrown away long ago.
  const taken = (error as { code?: string }).code === '23505';
  if (taken) waiting.settle(refuse('same_id_other_body'));
  else waiting.fail(error);
}

const mayTryAgain: Partial<Record<Verdict, true>> = { crowded: true, again: true };

function outcomeOf({ verdict, same, answer, compound_id }: AskedAnswer): Outcome {
  switch (verdict) {
    case 'made':
    case 'known':
      if (verdict === 'known' && same !== true) return refuse('same_id_other_body');
      if (answer === null) throw new Error('a receipt without an answer');
      return { answer, fresh: verdict === 'made' };
    case 'no_room':
      return { noRoomIn: compound_id ?? '' };
    case 'crowded':
    case 'again':
      return refuse('busy');
    default:
      return refuse(verdict);
  }
}
