// Brings what waits to the server: moves in one call, a photo before the move it belongs to, a voice note after what was asked.
import type { uploadPhoto } from '../../api/delivery.ts';
import type { MoveAnswer, PhoneMove, sendMoves } from '../../api/phone.ts';
import type { uploadVoice } from '../../api/voice.ts';
import { phoneMust } from '../../domain/delivery/phone.ts';
import { call, type Outcome, type Refused } from '../kit/call.ts';
import type { Move } from './copy.ts';
import type { Sent, Waiting } from './outbox.ts';
import type { KeptFile } from './storage.ts';

type Kept = Waiting<Move>;
type Going = Sent<MoveAnswer>;

// The outbox tries again by itself; a call that tried for a minute would only hold it up.
const once = { retries: 0 } as const;
const earliest = Date.parse('2020-01-01T00:00:00Z');

/** The clock of the phone as the contract can say it: one that was reset with its battery stands in 1970. Only distances count. */
export function phoneClock(): string {
  const now = Date.now();
  return new Date(now < earliest ? now + earliest : now).toISOString();
}

interface Parts {
  readonly phoneId: string;
  readonly file: (id: string) => Promise<KeptFile | undefined>;
  /** Keeps the move as it really goes, so that it is the same to the letter when it goes again. */
  readonly rewrite: (id: string, move: Move) => Promise<void>;
}

/** A refusal of a whole call, in terms of the outbox. */
function cut(refusal: Refused): Going {
  const { code, facts = {} } = refusal;
  const must = phoneMust({ code, facts });
  if (must === 'wipe') return { is: 'wipe' };
  if (must === 'sign_in') return { is: 'sign_in' };
  const { status } = refusal;
  const unreadable = status >= 400 && status < 500 && status !== 401 && status !== 408 && status !== 429;
  return unreadable ? { is: 'unreadable', answer: id => ({ id, outcome: 'refused', refusal }) } : { is: 'lost' };
}

function answerOf(id: string, outcome: Outcome<unknown>): Going {
  return outcome.ok ? { is: 'answered', answers: [{ id, outcome: 'done', answer: outcome.answer }] } : cut(outcome.refusal);
}

function formOf(file: KeptFile, name: string): never {
  const form = new FormData();
  form.append('file', new Blob([file.bytes], { type: file.type }), name);
  // The contract has no body for an upload: it is read as it comes.
  return form as never;
}

/** Moves that the server takes together, and those that go for themselves. */
function goesTogether({ move }: Kept): boolean {
  return move.on !== 'voice' && !('photo' in move);
}

function bare({ id, seq, madeAt, move }: Kept): PhoneMove {
  const { door: _own, ...said } = move;
  return { id, seq, at: madeAt, ...said } as PhoneMove;
}

async function together(phoneId: string, batch: readonly Kept[]): Promise<Going> {
  const body = { phoneId, phoneNow: phoneClock(), moves: batch.map(bare) as never };
  const outcome = await call<typeof sendMoves>('POST', '/api/v1/my/moves', { body }, once);
  return outcome.ok ? { is: 'answered', answers: outcome.answer.moves } : cut(outcome.refusal);
}

async function alone(parts: Parts, kept: Kept): Promise<Going> {
  const { id, move } = kept;
  if (move.on === 'voice') {
    const file = await parts.file(move.file);
    if (file === undefined)
      return { is: 'answered', answers: [{ id, outcome: 'refused', refusal: { code: 'file_unreadable' } }] };
    const query = { id: move.file, ...(move.requestId !== undefined && { requestId: move.requestId }) };
    const sends = { params: { householdId: move.householdId }, query, body: formOf(file, 'voice') };
    return answerOf(id, await call<typeof uploadVoice>('POST', '/api/v1/households/{householdId}/voice-notes', sends, once));
  }
  return withPhoto(parts, kept);
}

/** The picture first, then the move that shows it. Where nobody wants the picture any more, the move goes without. */
async function withPhoto(parts: Parts, kept: Kept): Promise<Going> {
  if (kept.move.on !== 'request' || kept.move.photo === undefined) return together(parts.phoneId, [kept]);
  const { photo, ...move } = kept.move;
  const file = await parts.file(photo);
  let fileId: string | undefined;
  if (file !== undefined) {
    const sends = { params: { requestId: move.requestId }, body: formOf(file, 'door.jpg') };
    const outcome = await call<typeof uploadPhoto>('POST', '/api/v1/requests/{requestId}/photos', sends, once);
    if (outcome.ok) ({ fileId } = outcome.answer);
    else {
      const why = cut(outcome.refusal);
      if (why.is !== 'unreadable') return why;
    }
  }
  const next = (fileId === undefined ? move : { ...move, body: { ...move.body, fileId } }) as Move;
  await parts.rewrite(kept.id, next);
  return together(parts.phoneId, [{ ...kept, move: next }]);
}

/** Sends the first of the batch, with those behind it that may go along; never one before another. */
export async function sendBatch(parts: Parts, batch: readonly Kept[]): Promise<Going> {
  const first = batch[0];
  if (first !== undefined && !goesTogether(first)) {
    const sent = await alone(parts, first);
    // Of a batch of its own: nothing else needs to be tried apart.
    return sent.is === 'unreadable' ? { is: 'answered', answers: [sent.answer(first.id)] } : sent;
  }
  const end = batch.findIndex(one => !goesTogether(one));
  const going = end === -1 ? batch : batch.slice(0, end);
  const sent = await together(parts.phoneId, going);
  return sent.is === 'unreadable' && going.length === 1 && first !== undefined
    ? { is: 'answered', answers: [sent.answer(first.id)] }
    : sent;
}
