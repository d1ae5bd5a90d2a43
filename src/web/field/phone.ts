// The phone of one person: its copy of the work, its outbox, and when it talks to the server. Everything the field screens show comes from here.
import { useEffect, useState } from 'preact/hooks';
import type { MoveAnswer, myPhone } from '../../api/phone.ts';
import type { signOut } from '../../api/session.ts';
import { phoneMust } from '../../domain/delivery/phone.ts';
import { call, newMoveId, type Outcome, type Refused } from '../kit/call.ts';
import { forgetDrafts } from '../kit/moves.ts';
import type { Me } from '../kit/Staff.tsx';
import { applyMove, asKept, type Copy, type Move } from './copy.ts';
import { type Box, type End, emptyBox, type Outbox, openOutbox, type Waiting } from './outbox.ts';
import { phoneClock, sendBatch } from './send.ts';
import { type KeptFile, openStorage, type Storage } from './storage.ts';

export type PhoneBox = Box<Move, MoveAnswer>;
/** Whose phone it is now: what the page needs of its own user to start without signal. */
export type Owner = Pick<Me, 'personId' | 'name' | 'timeZone' | 'demo'>;

export interface PhoneState {
  /** `opening` for a blink; `leaving`: signed out here, and the server does not know it yet. */
  readonly is: 'opening' | 'nobody' | 'leaving' | 'in_use';
  readonly owner: Owner | undefined;
  readonly copy: Copy | undefined;
  readonly box: PhoneBox;
  /** How the last word with the server went. */
  readonly signal: 'unknown' | 'there' | 'lost';
  /** Milliseconds by this phone; when the copy was read. */
  readonly readAt: number | undefined;
  /** The session is over: what is kept here waits for the same person. */
  readonly mustSignIn: boolean;
  /** The server had everything removed. */
  readonly wiped: boolean;
  readonly lasts: boolean;
  /** Of the last reading, where it was a clear no. */
  readonly refusal: Refused | undefined;
}

interface KeptCopy {
  readonly copy: Copy;
  readonly readAt: number;
}

const nobody: PhoneState = {
  is: 'opening',
  owner: undefined,
  copy: undefined,
  box: emptyBox,
  signal: 'unknown',
  readAt: undefined,
  mustSignIn: false,
  wiped: false,
  lasts: true,
  refusal: undefined,
};

let state = nobody;
const listeners = new Set<() => void>();
let storage: Storage;
let outbox: Outbox<Move>;
// A reading that began before an answer came back knows less than the phone does by now.
let settled = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
const others = typeof BroadcastChannel === 'function' ? new BroadcastChannel('cailanzi-field') : undefined;

function put(change: Partial<PhoneState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}

/** Two pages of one phone show the same. */
function tellOthers(): void {
  others?.postMessage('changed');
}

async function readKept(): Promise<void> {
  const [owner, kept, box, leaving] = await Promise.all([
    storage.read<Owner>('owner'),
    storage.read<KeptCopy>('copy'),
    storage.read<PhoneBox>('box'),
    storage.read<boolean>('leaving'),
  ]);
  const is = leaving === true ? 'leaving' : owner === undefined ? 'nobody' : 'in_use';
  put({ is, owner, copy: kept && asKept(kept.copy), readAt: kept?.readAt, box: box ?? emptyBox, lasts: storage.lasts });
}

async function changeBox(next: (box: PhoneBox) => PhoneBox): Promise<PhoneBox> {
  const box = await storage.change<PhoneBox>('box', before => next(before ?? emptyBox));
  if (box !== state.box) {
    put({ box });
    tellOthers();
  }
  return box;
}

async function wipeAll(): Promise<void> {
  await storage.wipe();
  forgetDrafts();
  clearTimeout(timer);
  const { lasts } = state;
  state = { ...nobody, is: 'nobody', lasts };
  put({});
  tellOthers();
}

/** What the server took is part of the copy before it leaves the outbox: a page killed in between shows neither too much nor too little. */
async function keepTaken(batch: readonly Waiting<Move>[], answers: readonly MoveAnswer[]): Promise<void> {
  settled += 1;
  const answered = new Set(answers.map(one => one.id));
  await storage.dropFiles(filesOf(batch.filter(one => answered.has(one.id))));
  const good = new Set(answers.filter(one => one.outcome === 'done' || one.outcome === 'again').map(one => one.id));
  const taken = batch.filter(one => good.has(one.id));
  if (taken.length === 0) return;
  const kept = await storage.change<KeptCopy | undefined>(
    'copy',
    before => before && { ...before, copy: taken.reduce(applyMove, before.copy) },
  );
  put({ copy: kept?.copy });
}

async function phoneId(): Promise<string> {
  return storage.change<string>('phoneId', before => before ?? newMoveId());
}

async function send(batch: readonly Waiting<Move>[]) {
  const parts = {
    phoneId: await phoneId(),
    file: storage.file,
    rewrite: async (id: string, move: Move) => {
      await changeBox(box => ({ ...box, waiting: box.waiting.map(one => (one.id === id ? { ...one, move } : one)) }));
      await storage.dropFiles(filesOf(batch.filter(one => one.id === id)));
    },
  };
  const sent = await sendBatch(parts, batch);
  put({ signal: sent.is === 'lost' ? 'lost' : 'there' });
  if (sent.is === 'answered') await keepTaken(batch, sent.answers);
  return sent;
}

function filesOf(moves: readonly Waiting<Move>[]): string[] {
  return moves.flatMap(({ move }) => (move.on === 'voice' ? move.file : 'photo' in move ? (move.photo ?? []) : []));
}

let opened: Promise<void> | undefined;

/** Reads what the phone kept, and begins to talk to the server. */
export function openPhone(): Promise<void> {
  opened ??= (async () => {
    storage = await openStorage();
    outbox = openOutbox<Move, MoveAnswer>({ change: changeBox, wipe: wipeAll, send, now: phoneClock, newId: newMoveId });
    await readKept();
    if (others) others.onmessage = () => void readKept();
    window.addEventListener('online', () => setTimeout(talk, Math.random() * 1500));
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && talk());
    talk();
  })();
  return opened;
}

/** Only one page of the phone sends at a time; should one hang, the ids keep it harmless. */
async function sendAll(): Promise<End> {
  const locks = navigator.locks as LockManager | undefined;
  if (locks === undefined) return outbox.flush();
  const patience = new AbortController();
  const waiting = setTimeout(() => patience.abort(), 20_000);
  try {
    return await locks.request('cailanzi-field-send', { signal: patience.signal }, () => {
      clearTimeout(waiting);
      return outbox.flush();
    });
  } catch {
    return outbox.flush();
  }
}

const waits = [1500, 3000, 5000, 8000];

function tryLater(): void {
  clearTimeout(timer);
  const wait = waits[Math.min(failures, waits.length - 1)] ?? 8000;
  failures += 1;
  // Everybody in a house gets the signal back at one moment: spread out.
  timer = setTimeout(talk, wait * (0.75 + Math.random() / 2));
}

/** Reads the copy anew, unless the phone knows better by the time it comes. Ok only when the server speaks to the owner of this phone. */
async function readCopy(): Promise<Outcome<Copy>> {
  for (;;) {
    const began = settled;
    const outcome = await call<typeof myPhone>('GET', '/api/v1/my/phone', undefined, { retries: 0 });
    if (state.is !== 'in_use') return { ok: false, refusal: { code: 'not_signed_in', status: 401 } };
    if (!outcome.ok) {
      const { code, facts = {}, status } = outcome.refusal;
      const must = phoneMust({ code, facts });
      if (must === 'wipe') {
        await wipeAll();
        put({ wiped: true });
      } else put({ mustSignIn: must === 'sign_in', signal: status === 0 ? 'lost' : 'there', refusal: outcome.refusal });
      return outcome;
    }
    // Somebody else has signed in beside this page: their session must neither show nor send what is kept here.
    const isOwner = outcome.answer.personId === state.owner?.personId;
    put({ signal: 'there', mustSignIn: !isOwner, refusal: undefined });
    if (!isOwner) return { ok: false, refusal: { code: 'session_expired', status: 401 } };
    if (began !== settled) continue;
    const kept: KeptCopy = { copy: outcome.answer, readAt: Date.now() };
    await storage.change<KeptCopy>('copy', () => kept);
    if (state.is === 'in_use') put(kept);
    tellOthers();
    return outcome;
  }
}

/** For the live stream: where it may go on from; what was read a moment ago need not be read again. */
export async function snapshot(): Promise<Outcome<Copy>> {
  const { copy, readAt = 0 } = state;
  return copy && isSure && Math.abs(Date.now() - readAt) < 10_000 ? { ok: true, answer: copy } : readCopy();
}

let isSure = false;
let isTalking = false;
let saidMore = false;

async function talkOnce(): Promise<void> {
  clearTimeout(timer);
  if (!isSure) isSure = (await readCopy()).ok;
  if (!isSure) return state.is === 'in_use' && !state.mustSignIn ? tryLater() : undefined;
  if (state.box.waiting.length > 0) {
    const end = await sendAll();
    if (end === 'sign_in') put({ mustSignIn: true });
    if (end === 'wiped') put({ wiped: true });
    if (end === 'lost') tryLater();
    if (end !== 'empty') return;
  }
  if ((await readCopy()).ok) failures = 0;
  else if (state.is === 'in_use' && !state.mustSignIn) tryLater();
}

/** Sends what waits, then reads what is new. Calls meanwhile make it do so once more. */
export function talk(): void {
  saidMore = true;
  if (!isTalking) void talkOn();
}

async function talkOn(): Promise<void> {
  isTalking = true;
  try {
    while (saidMore && state.is === 'in_use' && !state.mustSignIn) {
      saidMore = false;
      await talkOnce();
    }
  } finally {
    isTalking = false;
  }
}

/** Keeps the move (with its picture) on the phone, then sends. Resolves when it is kept, long before anybody answers. */
export async function act(move: Move, picture?: KeptFile): Promise<Waiting<Move>> {
  let kept = move;
  if (picture !== undefined && move.on === 'request') {
    const photo = newMoveId();
    await storage.addFile(photo, picture);
    kept = { ...move, photo };
  }
  const made = await outbox.add(kept);
  talk();
  return made;
}

/** What was said at a door; `requestId`: what it belongs to. */
export async function keepVoice(householdId: string, note: KeptFile, door: string, requestId?: string): Promise<void> {
  const file = newMoveId();
  await storage.addFile(file, note);
  await act({ on: 'voice', householdId, file, door, ...(requestId !== undefined && { requestId }) });
}

/** The person has read what became of these. */
export async function takeNote(ids: readonly string[]): Promise<void> {
  for (const id of ids) await outbox.acknowledge(id);
}

/** This person uses the phone from now on. Whatever somebody else left here goes. */
export async function admit(me: Me): Promise<void> {
  if (state.owner !== undefined && state.owner.personId !== me.personId) await wipeAll();
  const { personId, name, timeZone, demo } = me;
  const owner = await storage.change<Owner>('owner', () => ({ personId, name, timeZone, demo }));
  put({ is: 'in_use', owner, mustSignIn: false, wiped: false, refusal: undefined });
  // What is kept is not the first thing a browser may throw away when the phone is full.
  void navigator.storage?.persist?.().catch(() => false);
  isSure = false;
  talk();
}

/** Signs out: nothing stays here, with or without signal; the server hears of it as soon as it can. */
export async function leave(): Promise<void> {
  await wipeAll();
  await storage.change<boolean>('leaving', () => true);
  put({ is: 'leaving' });
  await finishLeaving();
}

/** Until the server knows, nobody is let in with the old session. */
export async function finishLeaving(): Promise<void> {
  const outcome = await call<typeof signOut>('DELETE', '/api/v1/sessions/current', undefined, { retries: 1 });
  const known = outcome.ok || outcome.refusal.status === 401;
  if (known) await storage.wipe();
  put({ is: known ? 'nobody' : 'leaving', refusal: outcome.ok ? undefined : outcome.refusal });
}

/** Signs out whoever has just come, and leaves what is here to its owner. */
export async function letOwnerIn(): Promise<void> {
  await call<typeof signOut>('DELETE', '/api/v1/sessions/current');
  location.reload();
}

export function usePhone(): PhoneState {
  const [now, setNow] = useState(state);
  useEffect(() => {
    const look = () => setNow(state);
    listeners.add(look);
    void openPhone();
    look();
    return () => void listeners.delete(look);
  }, []);
  return now;
}
