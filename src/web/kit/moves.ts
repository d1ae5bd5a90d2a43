// Sends a step and never loses it: one id per step, kept for the retry, so that nothing is done twice and nothing typed is gone.
import { useCallback, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { newMoveId, type Outcome, type Refused } from './call.ts';

export type Sending<In, Out> =
  | { readonly is: 'idle' }
  | { readonly is: 'sending'; readonly input: In }
  | { readonly is: 'failed'; readonly input: In; readonly refusal: Refused }
  | { readonly is: 'done'; readonly answer: Out };

interface Moves<In, Out> {
  readonly of: (key: string) => Sending<In, Out>;
  /** Resolves with the outcome; a second send while one runs under the same key is ignored (a double tap). */
  readonly send: (key: string, input: In) => Promise<Outcome<Out> | undefined>;
  /** Sends what failed once more, under the same id. */
  readonly retry: (key: string) => Promise<Outcome<Out> | undefined>;
  readonly forget: (key: string) => void;
}

const idle = { is: 'idle' } as const;

// Refusals after which the same id must be kept, because the server may have done the step before the answer was lost.
function mayHaveArrived(refusal: Refused): boolean {
  return refusal.status === 0 || refusal.status >= 500 || refusal.code === 'strange_answer';
}

/** Many steps side by side, each under a key (a request's id). `send(moveId, input)` puts the id into the body as `id`. */
export function useMoves<In, Out>(
  send: (moveId: string, input: In) => Promise<Outcome<Out>>,
  onDone?: (answer: Out, input: In) => void,
): Moves<In, Out> {
  const [all, setAll] = useState<ReadonlyMap<string, Sending<In, Out>>>(new Map());
  const ids = useRef(new Map<string, { id: string; body: string }>());
  const running = useRef(new Set<string>());
  const latest = useRef({ send, onDone, all });
  latest.current = { send, onDone, all };

  const put = useCallback((key: string, state: Sending<In, Out> | undefined) => {
    setAll(old => {
      const next = new Map(old);
      if (state) next.set(key, state);
      else next.delete(key);
      return next;
    });
  }, []);

  const start = useCallback(
    async (key: string, input: In) => {
      if (running.current.has(key)) return undefined;
      running.current.add(key);
      const body = JSON.stringify(input);
      const kept = ids.current.get(key);
      // The same id with another body is refused by the server, so a changed entry is a new step.
      const id = kept?.body === body ? kept.id : newMoveId();
      ids.current.set(key, { id, body });
      put(key, { is: 'sending', input });
      const outcome = await latest.current.send(id, input).finally(() => running.current.delete(key));
      if (outcome.ok) {
        ids.current.delete(key);
        put(key, { is: 'done', answer: outcome.answer });
        latest.current.onDone?.(outcome.answer, input);
      } else {
        if (!mayHaveArrived(outcome.refusal)) ids.current.delete(key);
        put(key, { is: 'failed', input, refusal: outcome.refusal });
      }
      return outcome;
    },
    [put],
  );

  return {
    of: key => all.get(key) ?? idle,
    send: start,
    retry: async key => {
      const state = latest.current.all.get(key);
      return state?.is === 'failed' ? start(key, state.input) : undefined;
    },
    forget: key => put(key, undefined),
  };
}

/** One step at a time: the button of a form. */
export function useMove<In, Out>(
  send: (moveId: string, input: In) => Promise<Outcome<Out>>,
  onDone?: (answer: Out, input: In) => void,
) {
  const moves = useMoves(send, onDone);
  const state = moves.of('one');
  return {
    state,
    refusal: state.is === 'failed' ? state.refusal : undefined,
    sending: state.is === 'sending',
    send: (input: In) => moves.send('one', input),
    retry: () => moves.retry('one'),
    forget: () => moves.forget('one'),
  };
}

const draftPrefix = 'cailanzi:draft:';
const draftLasts = 24 * 3_600_000;

/**
 * What is being typed, kept on this device until `clear()`: a web view that is closed by the phone loses nothing.
 * Drafts older than a day are dropped. Give different people different keys.
 */
export function useDraft<T>(key: string, empty: T): [T, (change: T | ((old: T) => T)) => void, () => void] {
  const name = draftPrefix + key;
  const [value, setValue] = useState<T>(() => {
    try {
      const kept = JSON.parse(localStorage.getItem(name) ?? 'null') as { at: number; value: T } | null;
      return kept && Date.now() - kept.at < draftLasts ? kept.value : empty;
    } catch {
      return empty;
    }
  });
  const first = useRef(true);
  // Before the next key is read: whoever types and leaves at once loses nothing.
  useLayoutEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    try {
      if (value === empty) localStorage.removeItem(name);
      else localStorage.setItem(name, JSON.stringify({ at: Date.now(), value }));
    } catch {}
  }, [value, name, empty]);
  return [
    value,
    setValue,
    () => {
      // At once: the form may be gone before the effect runs, and what was sent would come back as a draft.
      try {
        localStorage.removeItem(name);
      } catch {}
      setValue(empty);
    },
  ];
}

/** On signing out: nothing of what was typed stays on the device. */
export function forgetDrafts(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(draftPrefix)) localStorage.removeItem(name);
  } catch {}
}
