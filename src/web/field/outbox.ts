// The outbox of the phone: a move is kept here before anybody is told of it, sent in order, and leaves only on the server's own answer.

/** A move on its way: made at `madeAt` by the phone's clock (which may be wrong), the `seq`-th of this phone. */
export interface Waiting<M> {
  readonly id: string;
  readonly seq: number;
  readonly madeAt: string;
  readonly move: M;
}

/** What the server says of one move. `done` and `again` (it had it already) are good; the others a person has to see. */
export interface Answer {
  readonly id: string;
  readonly outcome: 'done' | 'again' | 'late' | 'refused';
}

/** A late or refused move, with what happened to it: shown until the person has taken note. */
export interface Told<M, A extends Answer> extends Waiting<M> {
  readonly answer: A;
}

export interface Box<M, A extends Answer> {
  readonly lastSeq: number;
  /** In the order in which they were made. */
  readonly waiting: readonly Waiting<M>[];
  readonly told: readonly Told<M, A>[];
}

export type Sent<A extends Answer> =
  | { readonly is: 'answered'; readonly answers: readonly A[] }
  /** Nothing came back, or nothing to rely on: the server may or may not have them. */
  | { readonly is: 'lost' }
  /** The session has to be opened again first. */
  | { readonly is: 'sign_in' }
  /** The server cannot read this batch, now or ever; `answer` says so of a single move. */
  | { readonly is: 'unreadable'; readonly answer: (id: string) => A }
  /** Nothing may stay on this phone. */
  | { readonly is: 'wipe' };

/** How a round of sending ended: everything answered, or why not. */
export type End = 'empty' | 'lost' | 'sign_in' | 'wiped';

export interface Parts<M, A extends Answer> {
  /** One change of the kept box, whole or not at all, one after another, also between two pages of one phone. Resolves once it is kept. */
  readonly change: (next: (box: Box<M, A>) => Box<M, A>) => Promise<Box<M, A>>;
  /** Removes everything from the phone. */
  readonly wipe: () => Promise<void>;
  readonly send: (batch: readonly Waiting<M>[]) => Promise<Sent<A>>;
  readonly now: () => string;
  readonly newId: () => string;
}

export const emptyBox = { lastSeq: 0, waiting: [], told: [] } as const;

const mostInBatch = 20;

function append<M, A extends Answer>(box: Box<M, A>, id: string, madeAt: string, move: M): Box<M, A> {
  const seq = box.lastSeq + 1;
  return { ...box, lastSeq: seq, waiting: [...box.waiting, { id, seq, madeAt, move }] };
}

/** Answers may come twice, late, or for moves of long ago: only what still waits is settled by them. */
export function settle<M, A extends Answer>(box: Box<M, A>, answers: readonly A[]): Box<M, A> {
  const byId = new Map(answers.map(answer => [answer.id, answer]));
  const told = box.waiting.flatMap(one => {
    const answer = byId.get(one.id);
    return answer?.outcome === 'late' || answer?.outcome === 'refused' ? [{ ...one, answer }] : [];
  });
  return { ...box, waiting: box.waiting.filter(one => !byId.has(one.id)), told: [...box.told, ...told] };
}

export interface Outbox<M> {
  /** Resolves when the move is kept on the phone; only then may the screen speak of it. */
  readonly add: (move: M) => Promise<Waiting<M>>;
  /** Sends what waits, in order, until nothing does or the way is cut. Calls meanwhile join the one that runs. */
  readonly flush: () => Promise<End>;
  /** The person has taken note of a late or refused move. */
  readonly acknowledge: (id: string) => Promise<void>;
  readonly wipe: () => Promise<void>;
}

export function openOutbox<M, A extends Answer>(parts: Parts<M, A>): Outbox<M> {
  let running: Promise<End> | undefined;
  let wanted = false;

  async function sendAll(): Promise<End> {
    let most = mostInBatch;
    let box = await parts.change(kept => kept);
    while (box.waiting.length > 0) {
      const batch = box.waiting.slice(0, most);
      const sent = await parts.send(batch);
      if (sent.is === 'lost' || sent.is === 'sign_in') return sent.is;
      if (sent.is === 'wipe') {
        await parts.wipe();
        return 'wiped';
      }
      const [first] = batch;
      if (sent.is === 'unreadable' && batch.length > 1) {
        // One bad move must not hold up the others for ever: find it by sending one at a time.
        most = 1;
        continue;
      }
      const asked = new Set(batch.map(one => one.id));
      const answers =
        sent.is === 'answered' ? sent.answers.filter(answer => asked.has(answer.id)) : first ? [sent.answer(first.id)] : [];
      if (answers.length === 0) return 'lost';
      box = await parts.change(kept => settle(kept, answers));
    }
    return 'empty';
  }

  async function run(): Promise<End> {
    let end: End;
    do {
      wanted = false;
      end = await sendAll();
    } while (wanted && end === 'empty');
    // No pause since the last look at `wanted`, so nothing that was added can be overlooked.
    running = undefined;
    return end;
  }

  return {
    async add(move) {
      const [id, madeAt] = [parts.newId(), parts.now()];
      const { waiting } = await parts.change(box => append(box, id, madeAt, move));
      const kept = waiting.find(one => one.id === id);
      if (kept === undefined) throw new Error('the move was not kept');
      return kept;
    },
    flush() {
      wanted = true;
      running ??= run().catch(thrown => {
        running = undefined;
        throw thrown;
      });
      return running;
    },
    async acknowledge(id) {
      await parts.change(box => ({ ...box, told: box.told.filter(one => one.id !== id) }));
    },
    wipe: parts.wipe,
  };
}
