// The time as the server has it: phones run minutes off, and deadlines must not.
import { useEffect, useState } from 'preact/hooks';

let skew = 0;

/** Told by every answer of the server; `date` is its Date header, which has whole seconds. */
export function learnServerTime(date: string | null, at = Date.now()): void {
  const found = date === null ? Number.NaN : Date.parse(date) + 500 - at;
  if (Number.isFinite(found)) skew = Math.abs(found) < 3000 ? 0 : found;
}

/** Milliseconds since 1970, by the server's clock. */
export function serverNow(): number {
  return Date.now() + skew;
}

type Step = 'second' | 'minute';
const watchers: Record<Step, Set<() => void>> = { second: new Set(), minute: new Set() };
let timer: ReturnType<typeof setTimeout> | undefined;
let lastMinute = 0;

// One timer for the page. It ticks on the full second or minute, so that all clocks change together.
function arm(): void {
  if (timer !== undefined || watchers.second.size + watchers.minute.size === 0) return;
  const step = watchers.second.size > 0 ? 1000 : 60_000;
  timer = setTimeout(tick, step - (serverNow() % step) + 5);
}

function tick(): void {
  timer = undefined;
  for (const watcher of watchers.second) watcher();
  const minute = Math.floor(serverNow() / 60_000);
  if (minute !== lastMinute) {
    lastMinute = minute;
    for (const watcher of watchers.minute) watcher();
  }
  arm();
}

function watch(step: Step, watcher: () => void): () => void {
  watchers[step].add(watcher);
  if (step === 'second' && watchers.second.size === 1) {
    clearTimeout(timer);
    timer = undefined;
  }
  arm();
  return () => watchers[step].delete(watcher);
}

/** The present in milliseconds; draws the component again with every second or minute. */
export function useNow(step: Step = 'minute'): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    const look = () => setNow(serverNow());
    // A page that was asleep shows the right time as soon as it is looked at again.
    document.addEventListener('visibilitychange', look);
    const stop = watch(step, look);
    return () => {
      stop();
      document.removeEventListener('visibilitychange', look);
    };
  }, [step]);
  return now;
}
