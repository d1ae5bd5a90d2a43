// The queue as the desk holds it: one list over all channels, kept up to date in place, with what is new waiting to be let in.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { listRequests, QueueRow, readRequest } from '../../../api/request.ts';
import type { Kind, Lane } from '../../../domain/request/kind.ts';
import type { Stage } from '../../../domain/request/life.ts';
import type { Outcome, Refused } from '../../kit/call.ts';
import { call } from '../call.ts';
import { merge, type Shown } from './merge.ts';

type Page = Extract<Awaited<ReturnType<typeof call<typeof listRequests>>>, { ok: true }>['answer'];
export type Counts = Page['counts'];

export interface Filters {
  readonly stage: Stage | '' | 'late';
  readonly lane: Lane | '';
  readonly kind: Kind | '';
  readonly compoundId: string;
  readonly search: string;
}
export const noFilters: Filters = { stage: '', lane: '', kind: '', compoundId: '', search: '' };

interface Held extends Shown {
  readonly counts: Counts | undefined;
  readonly next: string | null;
  readonly latest: Page | undefined;
  readonly loading: boolean;
  readonly refusal: Refused | undefined;
}
const nothing: Held = {
  rows: [],
  gone: new Set(),
  waiting: [],
  counts: undefined,
  next: null,
  latest: undefined,
  loading: true,
  refusal: undefined,
};

export interface Queue extends Held {
  /** Brings the list up to date: what is new comes in, what has left goes. */
  readonly letIn: () => void;
  /** Asks again and changes shown rows in place; `ids`: what is known to have changed. */
  readonly refresh: (ids?: readonly string[]) => void;
  readonly more: () => void;
  readonly change: (requestId: string, part: Partial<QueueRow>) => void;
}

const pageSize = 60;
const most = 200;

function queryOf(filters: Filters) {
  return {
    ...(filters.stage === 'late' ? { late: 'true' as const } : filters.stage ? { stage: filters.stage } : {}),
    ...(filters.lane ? { lane: filters.lane } : {}),
    ...(filters.kind ? { kind: filters.kind } : {}),
    ...(filters.compoundId ? { compoundId: filters.compoundId } : {}),
    ...(filters.search.trim() ? { search: filters.search.trim() } : {}),
  };
}

function fetchPage(filters: Filters, limit: number, after: string | undefined, signal?: AbortSignal): Promise<Outcome<Page>> {
  return call<typeof listRequests>(
    'GET',
    '/api/v1/requests',
    { query: { ...queryOf(filters), limit, ...(after ? { after } : {}) } },
    signal ? { signal } : {},
  );
}

export function useQueue(filters: Filters, on: boolean): Queue {
  const [held, setHeld] = useState<Held>(nothing);
  const latest = useRef({ held, filters });
  latest.current = { held, filters };
  const key = JSON.stringify(queryOf(filters));
  const turn = useRef(0);

  useEffect(() => {
    if (!on) return;
    const control = new AbortController();
    turn.current += 1;
    setHeld(old => ({ ...old, loading: true }));
    // The search is typed letter by letter.
    const timer = setTimeout(
      async () => {
        const outcome = await fetchPage(latest.current.filters, pageSize, undefined, control.signal);
        if (control.signal.aborted) return;
        setHeld(old =>
          outcome.ok
            ? { ...nothing, ...outcome.answer, latest: outcome.answer, loading: false }
            : { ...old, loading: false, refusal: outcome.refusal },
        );
      },
      filters.search ? 200 : 0,
    );
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [key, on]);

  const refreshNow = useCallback(async (changed: ReadonlySet<string>) => {
    const at = turn.current;
    const { rows } = latest.current.held;
    const outcome = await fetchPage(latest.current.filters, Math.min(most, Math.max(pageSize, rows.length + 20)), undefined);
    if (at !== turn.current) return;
    if (!outcome.ok) return setHeld(old => ({ ...old, refusal: outcome.refusal }));
    setHeld(old => {
      const next = merge(old, outcome.answer.rows, outcome.answer.next === null, old.next !== null);
      // An empty list has nothing that could jump.
      if (old.rows.length === 0) return { ...nothing, ...outcome.answer, latest: outcome.answer, loading: false };
      return { ...old, ...next, counts: outcome.answer.counts, latest: outcome.answer, refusal: undefined };
    });
    const here = new Set(outcome.answer.rows.map(row => row.requestId));
    const left = rows.filter(row => changed.has(row.requestId) && !here.has(row.requestId)).slice(0, 8);
    for (const row of left) {
      const read = await call<typeof readRequest>('GET', '/api/v1/requests/{requestId}', {
        params: { requestId: row.requestId },
      });
      if (read.ok && at === turn.current) put(row.requestId, read.answer);
    }
  }, []);

  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const changed = useRef(new Set<string>());
  const refresh = useCallback(
    (ids: readonly string[] = []) => {
      if (!on) return;
      for (const id of ids) changed.current.add(id);
      // Many changes in one moment are one question.
      timer.current ??= setTimeout(() => {
        timer.current = undefined;
        const ids = changed.current;
        changed.current = new Set();
        void refreshNow(ids);
      }, 350);
    },
    [refreshNow, on],
  );
  useEffect(() => () => clearTimeout(timer.current), []);

  const put = useCallback((requestId: string, part: Partial<QueueRow>) => {
    setHeld(old => ({
      ...old,
      rows: old.rows.map(row => (row.requestId === requestId ? { ...row, ...part } : row)),
    }));
  }, []);

  const letIn = useCallback(() => {
    setHeld(old => {
      if (!old.latest) return old;
      return { ...old, ...old.latest, gone: new Set(), waiting: [] };
    });
  }, []);

  const more = useCallback(async () => {
    const at = turn.current;
    const { next } = latest.current.held;
    if (next === null) return;
    const outcome = await fetchPage(latest.current.filters, pageSize, next);
    if (at !== turn.current) return;
    setHeld(old => {
      if (!outcome.ok) return { ...old, refusal: outcome.refusal };
      const known = new Set(old.rows.map(row => row.requestId));
      const rows = [...old.rows, ...outcome.answer.rows.filter(row => !known.has(row.requestId))];
      return { ...old, rows, next: outcome.answer.next };
    });
  }, []);

  return { ...held, letIn, refresh, more, change: put };
}
