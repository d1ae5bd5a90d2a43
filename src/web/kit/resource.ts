// What a page shows from the server: fetched, kept while it is fetched again, fetched again when poked.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Outcome, Refused } from './call.ts';
import { serverNow } from './now.ts';

export interface Resource<T> {
  readonly value: T | undefined;
  /** Of the last try; `value` may still hold what was read before. */
  readonly refusal: Refused | undefined;
  readonly loading: boolean;
  /** Milliseconds; when `value` was read. */
  readonly readAt: number | undefined;
  readonly refetch: () => void;
  /** Puts in what is already known, for example from the live stream. */
  readonly put: (change: (value: T) => T) => void;
}

const pokes = new Map<string, Set<() => void>>();

/** Lets every resource with this topic fetch again: `poke('requests')` after a move or a live event. */
export function poke(topic: string): void {
  for (const refetch of pokes.get(topic) ?? []) refetch();
}

/**
 * `useResource(`request ${id}`, signal => call<…>(…, { signal }), ['requests'])`. A change of key starts over;
 * `null` as key fetches nothing.
 */
export function useResource<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<Outcome<T>>,
  topics: readonly string[] = [],
): Resource<T> {
  const [held, setHeld] = useState<{ key: string | null; value?: T; refusal?: Refused; readAt?: number; loading: boolean }>({
    key,
    loading: key !== null,
  });
  const running = useRef<AbortController | undefined>(undefined);
  const loader = useRef(load);
  loader.current = load;

  const refetch = useCallback(() => {
    if (key === null) return;
    running.current?.abort();
    const control = new AbortController();
    running.current = control;
    setHeld(old => (old.key === key ? { ...old, loading: true } : { key, loading: true }));
    void loader.current(control.signal).then(outcome => {
      if (control.signal.aborted) return;
      setHeld(old => {
        if (outcome.ok) return { key, value: outcome.answer, readAt: serverNow(), loading: false };
        const { refusal: _before, ...rest } = old.key === key ? old : { key, refusal: undefined };
        return { ...rest, key, refusal: outcome.refusal, loading: false };
      });
    });
  }, [key]);

  useEffect(() => {
    refetch();
    return () => running.current?.abort();
  }, [refetch]);

  const topicList = topics.join(' ');
  useEffect(() => {
    const names = topicList === '' ? [] : topicList.split(' ');
    for (const name of names) pokes.set(name, (pokes.get(name) ?? new Set()).add(refetch));
    return () => {
      for (const name of names) pokes.get(name)?.delete(refetch);
    };
  }, [refetch, topicList]);

  const put = useCallback(
    (change: (value: T) => T) => setHeld(old => (old.value === undefined ? old : { ...old, value: change(old.value) })),
    [],
  );
  const now = held.key === key ? held : { key, loading: key !== null };
  return { value: now.value, refusal: now.refusal, loading: now.loading, readAt: now.readAt, refetch, put };
}
