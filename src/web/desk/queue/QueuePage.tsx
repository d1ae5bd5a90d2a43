// The desk's first page: the queue, the request that is open, and who could go; everything by keyboard.
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { RequestPane } from '../request/RequestPane.tsx';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { Dispatch } from './Dispatch.tsx';
import type { Filters } from './list.ts';
import './queue.css';
import { QueueFilters } from './QueueFilters.tsx';
import { QueueList } from './QueueList.tsx';

interface QueuePageProps {
  open: string | undefined;
  filters: Filters;
  setFilters: (filters: Filters) => void;
}

const wide = () => window.matchMedia('(min-width: 64rem)').matches;

export function QueuePage({ open, filters, setFilters }: QueuePageProps) {
  const { queue, may } = useSeat();
  const [marked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [dispatching, setDispatching] = useState<readonly string[] | undefined>(undefined);
  const search = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const main = useRef<(() => void) | undefined>(undefined);
  const { rows } = queue;
  // Only what is in view can be meant.
  const picked = useMemo(() => new Set(rows.map(row => row.requestId).filter(id => marked.has(id))), [rows, marked]);
  const show = useCallback((id: string, quietly = true) => go('queue', [id], quietly), []);

  // On a wide screen the first of the queue lies open: the answer to "what now?"
  const firstId = rows[0]?.requestId;
  useEffect(() => {
    if (!open && firstId && wide()) show(firstId);
  }, [open, firstId, show]);

  const enterList = () => {
    list.current?.focus({ preventScroll: true });
    if (firstId && !rows.some(row => row.requestId === open)) show(firstId);
  };
  const step = (by: number) => {
    const at = rows.findIndex(row => row.requestId === open);
    const next = rows[at === -1 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
    if (!next) return;
    // The focus goes along: Enter must never press a button of the request before.
    list.current?.focus({ preventScroll: true });
    show(next.requestId);
    if (at + by >= rows.length - 3 && queue.next !== null) queue.more();
  };
  const toggle = (id: string) =>
    setPicked(old => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  const mayDispatch = may('moveMany') && may('propose');
  const dispatch = () => {
    const ids =
      picked.size > 0
        ? rows
            .filter(row => picked.has(row.requestId))
            .slice(0, 200)
            .map(row => row.requestId)
        : open
          ? [open]
          : [];
    if (mayDispatch && ids.length > 0) setDispatching(ids);
  };

  useHotkeys([
    { key: '/', text: say('keys.search'), run: () => search.current?.focus() },
    { key: 'j', text: say('keys.down'), run: () => step(1) },
    { key: 'ArrowDown', text: say('keys.down'), run: () => step(1) },
    { key: 'k', text: say('keys.up'), run: () => step(-1) },
    { key: 'ArrowUp', text: say('keys.up'), run: () => step(-1) },
    { key: 'x', text: say('keys.select'), run: () => open && rows.some(row => row.requestId === open) && toggle(open) },
    { key: 'd', text: say('keys.dispatch'), run: dispatch },
    { key: '.', text: say('keys.let_in'), run: queue.letIn },
    {
      key: 'Escape',
      text: say('keys.escape'),
      always: true,
      run: event => {
        const target = event.target as HTMLElement;
        if (target === search.current && filters.search) setFilters({ ...filters, search: '' });
        else if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) list.current?.focus();
        else if (picked.size > 0) setPicked(new Set());
        else if (!wide()) go('queue');
      },
    },
  ]);

  const urgent = queue.waiting.filter(row => row.lane === 'life').length;
  return (
    <div class="desk-panes" data-open={open ? '' : undefined}>
      <section class="desk-queue" aria-label={say('page.queue')}>
        <QueueFilters filters={filters} setFilters={setFilters} counts={queue.counts} searchRef={search} onList={enterList} />
        <div role="status">
          {(queue.waiting.length > 0 || queue.gone.size > 0) && (
            <button type="button" class="desk-arrivals" data-urgent={urgent > 0 || undefined} onClick={queue.letIn}>
              {urgent > 0
                ? say('queue.urgent_waiting', { n: urgent, all: queue.waiting.length })
                : queue.waiting.length > 0
                  ? say('queue.waiting', { n: queue.waiting.length })
                  : say('queue.tidy', { n: queue.gone.size })}
              <kbd>.</kbd>
            </button>
          )}
        </div>
        <QueueList
          listRef={list}
          open={open}
          picked={picked}
          onOpen={id => show(id, wide())}
          onToggle={toggle}
          onEnter={() => main.current?.()}
        />
        {picked.size > 0 && (
          <div class="desk-picked">
            <b>{say('queue.picked', { n: picked.size })}</b>
            <button type="button" class="k-button" data-look="plain" onClick={() => setPicked(new Set())}>
              {say('queue.pick_none')}
            </button>
            {mayDispatch && (
              <button type="button" class="k-button" data-look="main" onClick={dispatch}>
                {say('dispatch.many', { n: picked.size })}
                <kbd>D</kbd>
              </button>
            )}
          </div>
        )}
      </section>
      {open ? (
        <RequestPane
          key={open}
          requestId={open}
          onNext={() => step(1)}
          onOpen={id => show(id, false)}
          onClose={() => go('queue')}
          mainRef={main}
        />
      ) : (
        <div class="desk-nothing k-quiet">
          <h1 class="k-hidden">{say('page.queue')}</h1>
          {rows.length > 0 && <p>{say('queue.pick_one')}</p>}
        </div>
      )}
      {dispatching && (
        <Dispatch
          ids={dispatching}
          onClose={() => {
            setDispatching(undefined);
            queue.refresh();
          }}
          onMoved={id => setPicked(old => new Set([...old].filter(one => one !== id)))}
        />
      )}
    </div>
  );
}
