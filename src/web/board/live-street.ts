// Keeps the street of one compound up to date: the snapshot, the stream, the clock.
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { readBoard } from '../../api/brief.ts';
import { call } from '../kit/call.ts';
import { type LiveState, openLive } from '../kit/live.ts';
import { serverNow } from '../kit/now.ts';
import { type Counters, type Snapshot, type Street, streetOf, type ToldCell, turnStreet } from './street.ts';

const clockMs = 5_000;
/** How much helpers hold is not in the stream: it is a matter of minutes. */
const helpersMs = 120_000;

const load = (compoundId: string | undefined) =>
  call<typeof readBoard>('GET', '/api/v1/board', { query: compoundId === undefined ? {} : { compoundId } });

export interface LiveStreet {
  readonly street: Street | undefined;
  readonly live: LiveState;
  /** There is no such compound, or none at all. */
  readonly missing: boolean;
  /** Reads everything anew, for example after signing in again. */
  readonly reload: () => void;
}

/** `compoundId` undefined: the first one. */
export function useStreet(compoundId: string | undefined): LiveStreet {
  const [street, setStreet] = useState<Street | undefined>(undefined);
  const [live, setLive] = useState<LiveState>({ is: 'catching_up' });
  const [missing, setMissing] = useState(false);
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn(old => old + 1), []);

  useEffect(() => {
    let at = compoundId;
    let again: ReturnType<typeof setTimeout> | undefined;
    const close = openLive<Snapshot>({
      // Asked for each time it connects: which compound is the first one is known only from the snapshot.
      get address() {
        return at === undefined ? '/api/v1/live' : `/api/v1/live?compoundId=${at}`;
      },
      events: ['cells', 'zones'],
      snapshot: async () => {
        const outcome = await load(compoundId);
        if (outcome.ok) at = outcome.answer.compoundId ?? undefined;
        setMissing(outcome.ok ? outcome.answer.compoundId === null : outcome.refusal.code === 'not_found');
        return outcome;
      },
      onSnapshot: snapshot => setStreet(streetOf(snapshot, serverNow())),
      onEvent: (name, payload) => {
        if (name === 'zones') {
          // Everybody hears it at the same moment.
          again ??= setTimeout(reload, 200 + Math.random() * 1500);
          return;
        }
        const { cells, counters } = payload as { cells: readonly ToldCell[]; counters?: Counters };
        setStreet(old => old && turnStreet(old, cells, counters, serverNow()));
      },
      onState: setLive,
    });
    const clock = setInterval(() => setStreet(old => old && turnStreet(old, [], undefined, serverNow())), clockMs);
    const helpers = setInterval(async () => {
      if (document.visibilityState !== 'visible') return;
      const outcome = await load(at);
      if (!outcome.ok) return;
      const { helpers } = outcome.answer;
      setStreet(old => old && { ...old, snapshot: { ...old.snapshot, helpers } });
    }, helpersMs);
    return () => {
      close();
      clearTimeout(again);
      clearInterval(clock);
      clearInterval(helpers);
    };
  }, [compoundId, turn, reload]);

  return {
    street: street?.snapshot.compoundId === (compoundId ?? street?.snapshot.compoundId) ? street : undefined,
    live,
    missing,
    reload,
  };
}
