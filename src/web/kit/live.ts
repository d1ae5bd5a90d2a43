// The live stream of a page: picks up where it was cut (signal lost, server restarted, laptop asleep) and says how it stands.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Outcome, Refused } from './call.ts';
import { serverNow } from './now.ts';

export type LiveState =
  | { readonly is: 'catching_up' }
  | { readonly is: 'live' }
  /** `since`: milliseconds, the last moment we know that nothing was missed. */
  | { readonly is: 'cut'; readonly since: number }
  | { readonly is: 'refused'; readonly refusal: Refused };

export interface LiveOptions<T extends { readonly cursor: string }> {
  /** Such as `/api/v1/live`; `since=<cursor>` is added. */
  readonly address: string;
  /** Names of the events wanted. `beat` (the server lives) and `again` (too much was missed: read everything anew) are ours. */
  readonly events: readonly string[];
  /** Reads everything at once, with the cursor to go on from. */
  readonly snapshot: () => Promise<Outcome<T>>;
  readonly onSnapshot: (snapshot: T) => void;
  readonly onEvent: (name: string, payload: unknown, cursor: string) => void;
  readonly onState?: (state: LiveState) => void;
}

const silence = 50_000;
const waits = [500, 1000, 2000, 4000, 8000, 15_000];

/** Opens the stream and keeps it open; the answer closes it. */
export function openLive<T extends { readonly cursor: string }>(options: LiveOptions<T>): () => void {
  let cursor: string | undefined;
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let beats = false;
  let heardAt = serverNow();
  let state: LiveState = { is: 'catching_up' };
  let closed = false;

  const tell = (next: LiveState) => {
    if (next.is === state.is && next.is !== 'refused') return;
    state = next;
    options.onState?.(next);
  };

  const heard = () => {
    heardAt = serverNow();
    failures = 0;
    tell({ is: 'live' });
  };

  const drop = () => {
    source?.close();
    source = undefined;
    clearTimeout(timer);
  };

  const again = () => {
    drop();
    if (closed) return;
    tell({ is: 'cut', since: heardAt });
    const wait = waits[Math.min(failures, waits.length - 1)] ?? 15_000;
    failures += 1;
    timer = setTimeout(connect, wait * (0.7 + Math.random() * 0.6));
  };

  const readAll = async () => {
    const outcome = await options.snapshot();
    if (closed) return false;
    if (outcome.ok) {
      cursor = outcome.answer.cursor;
      heardAt = serverNow();
      options.onSnapshot(outcome.answer);
      return true;
    }
    if (outcome.refusal.status === 401 || outcome.refusal.status === 403) {
      drop();
      tell({ is: 'refused', refusal: outcome.refusal });
    } else again();
    return false;
  };

  async function connect(): Promise<void> {
    drop();
    if (closed) return;
    // After several refusals to connect, ask in words: an EventSource never tells why.
    if ((cursor === undefined || failures >= 3) && !(await readAll())) return;
    if (closed || cursor === undefined) return;
    const mark = options.address.includes('?') ? '&' : '?';
    const stream = new EventSource(`${options.address}${mark}since=${encodeURIComponent(cursor)}`);
    source = stream;
    stream.onopen = heard;
    // We reconnect ourselves, with our own cursor: the browser's own attempts end for good after an error answer.
    stream.onerror = () => source === stream && again();
    stream.addEventListener('beat', message => {
      if (source !== stream) return;
      beats = true;
      if (message.lastEventId !== '') cursor = message.lastEventId;
      heard();
    });
    stream.addEventListener('again', () => {
      if (source !== stream) return;
      drop();
      cursor = undefined;
      tell({ is: 'catching_up' });
      // After a restart everybody is told to read anew at the same moment.
      timer = setTimeout(connect, 200 + Math.random() * 800);
    });
    for (const name of options.events) {
      stream.addEventListener(name, message => {
        if (source !== stream) return;
        if (message.lastEventId !== '') cursor = message.lastEventId;
        heard();
        options.onEvent(name, JSON.parse(message.data), cursor ?? '');
      });
    }
  }

  // A stream can die without an error: a laptop slept, a router forgot the connection.
  const check = () => {
    if (closed || state.is === 'refused' || timerPending()) return;
    if (beats && serverNow() - heardAt > silence) again();
  };
  const timerPending = () => source === undefined;
  const watch = setInterval(check, 10_000);
  const wake = () => {
    if (closed || document.visibilityState !== 'visible' || state.is === 'refused') return;
    if (source === undefined || source.readyState === EventSource.CLOSED || serverNow() - heardAt > silence) {
      failures = 0;
      tell({ is: 'catching_up' });
      void connect();
    }
  };
  document.addEventListener('visibilitychange', wake);
  window.addEventListener('online', wake);
  void connect();

  return () => {
    closed = true;
    drop();
    clearInterval(watch);
    document.removeEventListener('visibilitychange', wake);
    window.removeEventListener('online', wake);
  };
}

/** The stream for as long as the component is shown; callbacks may change from drawing to drawing. `on` false keeps it closed. */
export function useLive<T extends { readonly cursor: string }>(options: LiveOptions<T>, on = true): LiveState {
  const [state, setState] = useState<LiveState>({ is: 'catching_up' });
  const latest = useRef(options);
  latest.current = options;
  const { address } = options;
  useEffect(() => {
    if (!on) return;
    return openLive<T>({
      address,
      events: latest.current.events,
      snapshot: () => latest.current.snapshot(),
      onSnapshot: snapshot => latest.current.onSnapshot(snapshot),
      onEvent: (name, payload, cursor) => latest.current.onEvent(name, payload, cursor),
      onState: setState,
    });
  }, [address, on]);
  return state;
}
