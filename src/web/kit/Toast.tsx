// A short word at the foot of the page, read out politely; it goes by itself unless it offers something to do.
import { useEffect, useState } from 'preact/hooks';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action?: { readonly text: string; readonly run: () => unknown } | undefined;
}

let toasts: readonly Toast[] = [];
let lastId = 0;
let changed: (() => void) | undefined;

function put(next: readonly Toast[]): void {
  toasts = next;
  changed?.();
}

/** `toast(say('sent'))`, or with something to do: `toast(text, { text: say('undo'), run })`. */
export function toast(text: string, action?: Toast['action']): void {
  lastId += 1;
  const one: Toast = { id: lastId, text, action };
  put([...toasts.slice(-2), one]);
  // Long enough to read at leisure; what must not be missed belongs on the page, not here.
  setTimeout(() => put(toasts.filter(other => other.id !== one.id)), action ? 12_000 : 5000);
}

/** Stands once on each page; `mount` puts it there. */
export function Toasts() {
  const [, setCount] = useState(0);
  useEffect(() => {
    changed = () => setCount(count => count + 1);
    return () => {
      changed = undefined;
    };
  }, []);
  return (
    <div class="k-toasts" role="status" aria-live="polite">
      {toasts.map(one => (
        <div class="k-toast" key={one.id}>
          <span>{one.text}</span>
          {one.action && (
            <button
              type="button"
              onClick={() => {
                one.action?.run();
                put(toasts.filter(other => other.id !== one.id));
              }}
            >
              {one.action.text}
            </button>
          )}
        </div>
      ))}
    </div>
  );
}
