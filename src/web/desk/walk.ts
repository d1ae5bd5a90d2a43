// Walking through a list by keys: arrows or j and k lead to the next row, and the open one is kept in sight.
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useHotkeys } from '../kit/hotkeys.tsx';
import { say } from './words.ts';

/** `step` opens the row so many further on. The list it is used on gets the ref. */
export function useWalk<E extends HTMLElement>(open: string | undefined, step: (by: number) => void): RefObject<E | null> {
  const list = useRef<E>(null);
  const walk = (by: number) => {
    step(by);
    // What had the focus would take the next key for itself.
    (document.activeElement as HTMLElement | null)?.blur();
  };
  useHotkeys([
    { key: 'j', text: say('keys.down'), run: () => walk(1) },
    { key: 'ArrowDown', text: say('keys.down'), run: () => walk(1) },
    { key: 'k', text: say('keys.up'), run: () => walk(-1) },
    { key: 'ArrowUp', text: say('keys.up'), run: () => walk(-1) },
  ]);
  useEffect(() => {
    if (open) list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return list;
}
