// Keys for those who work without the mouse, and the list of them behind `?`.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Dialog } from './Dialog.tsx';
import './overlay.css';
import { sayKit } from './words.ts';

export interface Hotkey {
  /** As KeyboardEvent.key: `j`, `/`, `Enter`, `Escape`; with `mod+` for Ctrl or Command. */
  readonly key: string;
  readonly text: string;
  readonly run: (event: KeyboardEvent) => unknown;
  /** Also while a field has the focus (only Escape and mod+ keys should). */
  readonly always?: boolean | undefined;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

/** The keys work while the component is shown, and rest under an open dialog and during Chinese input. */
export function useHotkeys(hotkeys: readonly Hotkey[]): void {
  const latest = useRef(hotkeys);
  latest.current = hotkeys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229 || event.defaultPrevented || event.altKey) return;
      if (document.querySelector('dialog[open]')) return;
      const name = event.ctrlKey || event.metaKey ? `mod+${event.key.toLowerCase()}` : event.key;
      // Enter and space belong to the button or row that has the focus.
      const onControl =
        (event.key === 'Enter' || event.key === ' ') &&
        event.target instanceof HTMLElement &&
        event.target.closest('button, a, [role]');
      for (const hotkey of latest.current) {
        if (hotkey.key !== name || (isTyping(event.target) && !hotkey.always) || onControl) continue;
        event.preventDefault();
        hotkey.run(event);
        return;
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

const shown: Record<string, string> = {
  Enter: '↵',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  ' ': '␣',
};

/** `<KeyHelp keys={hotkeys} />`: a `?` button, and the `?` key. */
export function KeyHelp({ keys }: { keys: readonly Pick<Hotkey, 'key' | 'text'>[] }) {
  const [open, setOpen] = useState(false);
  useHotkeys([{ key: '?', text: '', run: () => setOpen(true) }]);
  return (
    <>
      <button
        type="button"
        class="k-language k-keys-button"
        aria-label={sayKit('keys.show')}
        title={sayKit('keys.show')}
        onClick={() => setOpen(true)}
      >
        <kbd>?</kbd>
      </button>
      <Dialog open={open} title={sayKit('keys.title')} onClose={() => setOpen(false)}>
        <dl class="k-keys">
          {keys.map(key => (
            <>
              <dt>
                {key.key.split('+').map(part => (
                  <kbd key={part}>{part === 'mod' ? 'Ctrl' : (shown[part] ?? part)}</kbd>
                ))}
              </dt>
              <dd>{key.text}</dd>
            </>
          ))}
        </dl>
      </Dialog>
    </>
  );
}
