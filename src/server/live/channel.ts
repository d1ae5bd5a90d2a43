// The stream of one community: when something changed it is read once, each message is made once, and goes to whom it concerns.

import { performance } from 'node:perf_hooks';
import { type CompoundCounters, type HouseholdCell, readCells, readCounters, sumCounters } from '../brief/cell-store.ts';
import type { Log } from '../log.ts';
import type { Database } from '../postgres/pool.ts';
import { cursorOf } from './cursor.ts';
import { encodeEvent } from './frame.ts';
import { Gathered } from './gathered.ts';
import { catchUp, type Missing, readMissing } from './missing.ts';
import { Readers } from './readers.ts';
import type { Seen } from './seen.ts';
import { type Read, readHoldersBefore, readTail } from './store.ts';
import type { Stream } from './stream.ts';
import { cellsData, dayIn } from './told.ts';

/** At most four messages a second to each page, however much happens; the first change after a pause goes out at once. */
const leastBetweenMs = 250;
/** How far a quick look goes back for commits that came late; the slow look of every second goes back further. */
const quickOverlapSeconds = 2;
const countAfterMs = 400;

export interface ChannelDeps {
  readonly db: Database;
  readonly log: Log;
  readonly now: () => Date;
  readonly seen: Seen;
}

export class Channel {
  readonly communityId: string;
  readonly readers = new Readers();
  /** Up to where the rows were read, in ISO by the database's clock; null before the first look. */
  readAt: string | null = null;
  readonly #deps: ChannelDeps;
  readonly #timeZone: string;
  #joining: Stream[] = [];
  #gathered = new Gathered();
  /** Where a page that heard everything until now would go on. */
  #told: string | null = null;
  readonly #lastCounters = new Map<string, { text: string; shape: string }>();
  #lastDeskCounters: string | undefined;
  #day: string;
  #running: Promise<void> | undefined;
  #stopped = false;
  #complained = false;
  #wanted = false;
  #timer: NodeJS.Timeout | undefined;
  #counting: NodeJS.Timeout | undefined;
  #startedAt = Number.NEGATIVE_INFINITY;

  constructor(communityId: string, timeZone: string, deps: ChannelDeps) {
    this.communityId = communityId;
    this.#timeZone = timeZone;
    this.#deps = deps;
    this.#day = dayIn(timeZone, deps.now());
  }

  add(stream: Stream): void {
    this.readers.add(stream);
    this.#joining.push(stream);
    this.wake();
  }

  /** Looks now, or as soon as a quarter of a second has passed since the last look. */
  wake(): void {
    this.#wanted = true;
    if (this.#stopped || this.#running !== undefined || this.#timer !== undefined) return;
    const wait = this.#startedAt + leastBetweenMs - performance.now();
    if (wait <= 0) this.#start();
    else this.#timer = setTimeout(() => this.#start(), wait);
  }

  /** Takes in what a look found. */
  take({ changes, readAt }: Read): void {
    const now = performance.now();
    for (const change of changes) {
      if (change.community_id === this.communityId && this.#deps.seen.isNew(change.id, now)) this.#gathered.add(change);
    }
    this.readAt = readAt;
    if (!this.#gathered.isEmpty || this.#joining.length > 0) this.wake();
    else if (this.#running === undefined) this.#told = cursorOf(readAt);
  }

  /** The counters move with the clock, and at midnight what was served today becomes what was served yesterday. */
  look(): void {
    const today = dayIn(this.#timeZone, this.#deps.now());
    if (today !== this.#day) {
      this.#day = today;
      this.#sendTo(this.readers.all, encodeEvent('again', {}, this.#told));
    }
    if (this.readers.boards.size === 0 && this.readers.desks.size === 0) return;
    this.#gathered.counters = true;
    this.wake();
  }

  /** So that a page, and every proxy on the way, knows that the silence is no cut. */
  beat(): void {
    this.#sendTo(this.readers.all, encodeEvent('beat', {}, this.#told));
  }

  /** Resolves when nothing is being read any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#counting);
    await this.#running;
  }

  #countSoon(): void {
    this.#counting ??= setTimeout(() => {
      this.#counting = undefined;
      this.#gathered.counters = true;
      this.wake();
    }, countAfterMs);
  }

  #start(): void {
    this.#timer = undefined;
    this.#wanted = false;
    this.#startedAt = performance.now();
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#wanted) this.wake();
    });
  }

  async #run(): Promise<void> {
    try {
      this.take(await readTail(this.#deps.db, [this.communityId], this.readAt, quickOverlapSeconds));
      // take() asks for a run when it found something; this is that run.
      this.#wanted = false;
      await this.#tell();
      this.#complained = false;
    } catch (error) {
      if (!this.#complained) this.#deps.log.warn({ err: error }, 'the live stream could not look; it goes on trying');
      this.#complained = true;
    }
  }

  async #tell(): Promise<void> {
    const gathered = this.#gathered;
    const joining = this.#joining.filter(stream => !stream.closed);
    const readAt = this.readAt as string;
    this.#gathered = new Gathered();
    this.#joining = [];
    const cursor = cursorOf(readAt);
    try {
      if (!gathered.isEmpty || joining.length > 0) await this.#readAndSend(gathered, joining, readAt, cursor);
    } catch (error) {
      this.#gathered.addAll(gathered);
      this.#joining.unshift(...joining);
      throw error;
    }
    this.#told = cursor;
  }

  async #readAndSend(gathered: Gathered, joining: readonly Stream[], readAt: string, cursor: string): Promise<void> {
    const { db, now } = this.#deps;
    const at = now();
    // Everything below is read after the look, so it is at least as new as what the look found.
    const missing = await readMissing(db, this.communityId, joining, Date.parse(readAt));
    const wantsCells = this.readers.boards.size > 0 || this.readers.desks.size > 0;
    const households = new Set([...gathered.households, ...missing.households.keys()]);
    // A changed door does not wait for the counting: that follows within half a second, together with what changed meanwhile.
    const wantsCounters = gathered.counters || joining.length > 0;
    if (!wantsCounters && wantsCells && households.size > 0) this.#countSoon();
    const compounds = this.readers.desks.size > 0 ? null : [...this.readers.boards.keys()];
    const [cells, counters, holders] = await Promise.all([
      wantsCells ? readCells(db, this.communityId, [...households], at) : [],
      wantsCounters && wantsCells ? readCounters(db, this.communityId, compounds, at) : new Map<string, CompoundCounters>(),
      this.readers.hasOwners ? this.#holdersBefore(gathered) : new Map<string, string>(),
    ]);
    this.#sendBoards(gathered, cells, counters, cursor);
    this.#sendDesks(gathered, cells, counters, cursor);
    this.#sendPokes(gathered, holders, cursor);
    this.#join(joining, missing, cells, counters, cursor);
  }

  #holdersBefore(gathered: Gathered): Promise<Map<string, string>> {
    const events = gathered.changes.filter(change => change.kind === 'event').map(change => change.id);
    return readHoldersBefore(this.#deps.db, this.communityId, events);
  }

  /** What goes to one page goes in one write. */
  #sendBoards(
    gathered: Gathered,
    cells: readonly HouseholdCell[],
    counters: ReadonlyMap<string, CompoundCounters>,
    cursor: string,
  ): void {
    const zones = gathered.zones ? [encodeEvent('zones', {}, cursor)] : [];
    for (const [compoundId, boards] of this.readers.boards) {
      const chunks = [...zones];
      const own = cells.filter(cell => cell.compoundId === compoundId && gathered.households.has(cell.householdId));
      const counted = counters.get(compoundId);
      const last = this.#lastCounters.get(compoundId);
      const text = counted === undefined ? last?.text : JSON.stringify(counted.counters);
      if (counted !== undefined) this.#lastCounters.set(compoundId, { text: text as string, shape: counted.shape });
      if (counted !== undefined && last !== undefined && last.shape !== counted.shape) {
        chunks.push(encodeEvent('again', {}, cursor));
      } else if (own.length > 0 || text !== last?.text) {
        chunks.push(encodeEvent('cells', cellsData(own, counted?.counters), cursor));
      }
      if (chunks.length > 0) this.#sendTo(boards, Buffer.concat(chunks));
    }
    for (const compoundId of this.#lastCounters.keys()) {
      if (!this.readers.boards.has(compoundId)) this.#lastCounters.delete(compoundId);
    }
  }

  #sendDesks(
    gathered: Gathered,
    cells: readonly HouseholdCell[],
    counters: ReadonlyMap<string, CompoundCounters>,
    cursor: string,
  ): void {
    const { desks } = this.readers;
    if (desks.size === 0) return;
    const chunks = gathered.zones ? [encodeEvent('zones', {}, cursor)] : [];
    const own = cells.filter(cell => gathered.households.has(cell.householdId));
    const counted = counters.size === 0 ? undefined : sumCounters(counters.values());
    const text = counted === undefined ? this.#lastDeskCounters : JSON.stringify(counted);
    if (own.length > 0 || text !== this.#lastDeskCounters) chunks.push(encodeEvent('cells', cellsData(own, counted), cursor));
    this.#lastDeskCounters = text;
    for (const personId of gathered.calls) chunks.push(encodeEvent('call', { personId }, cursor));
    if (gathered.messages) chunks.push(encodeEvent('messages', {}, cursor));
    if (gathered.requests.size > 0) chunks.push(encodeEvent('requests', { ids: [...gathered.requests] }, cursor));
    if (chunks.length > 0) this.#sendTo(desks, Buffer.concat(chunks));
  }

  #sendPokes(gathered: Gathered, holders: ReadonlyMap<string, string>, cursor: string): void {
    const latest = new Map<string, { readonly state: string | null; readonly to: Set<Stream> }>();
    for (const change of gathered.changes.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const to = latest.get(change.request_id as string)?.to ?? new Set<Stream>();
      for (const stream of this.readers.ofHousehold(change.household_id)) to.add(stream);
      for (const owner of [change.owner_id, holders.get(change.id)])
        for (const stream of this.readers.ofOwner(owner)) to.add(stream);
      latest.set(change.request_id as string, { state: change.state, to });
    }
    for (const [requestId, { state, to }] of latest) {
      if (to.size > 0) this.#sendTo(to, encodeEvent('poke', { requestId, state }, cursor));
    }
  }

  #join(
    joining: readonly Stream[],
    missing: Missing,
    cells: readonly HouseholdCell[],
    counters: ReadonlyMap<string, CompoundCounters>,
    cursor: string,
  ): void {
    const made = new Map<string, Buffer>();
    for (const stream of joining) {
      for (const chunk of catchUp(stream, missing, cells, counters, cursor, made)) stream.send(chunk);
      stream.joined = true;
    }
  }

  #sendTo(streams: Iterable<Stream>, chunk: Buffer): void {
    for (const stream of streams) if (stream.joined) stream.send(chunk);
  }
}
