// A button: main, quiet, danger or plain; big for thumbs and gloves; shows when it is at work.
import type { ComponentChildren, Ref } from 'preact';
import { sayKit } from './words.ts';

interface ButtonProps {
  children: ComponentChildren;
  onPress?: (() => unknown) | undefined;
  look?: 'main' | 'quiet' | 'danger' | 'plain' | undefined;
  big?: boolean | undefined;
  wide?: boolean | undefined;
  busy?: boolean | undefined;
  disabled?: boolean | undefined;
  type?: 'button' | 'submit' | undefined;
  /** The key that does the same, shown on the button. */
  hotkey?: string | undefined;
  label?: string | undefined;
  title?: string | undefined;
  class?: string | undefined;
  autofocus?: boolean | undefined;
  /** Makes it a link that looks like a button (a download, a page). */
  href?: string | undefined;
  download?: boolean | string | undefined;
  controls?: string | undefined;
  expanded?: boolean | undefined;
  pressed?: boolean | undefined;
  refTo?: Ref<HTMLButtonElement> | undefined;
}

export function Button(props: ButtonProps) {
  const { children, onPress, look = 'quiet', big, wide, busy, disabled, type = 'button', hotkey, label, title } = props;
  const shared = {
    class: `k-button ${props.class ?? ''}`,
    'data-look': look,
    'data-big': big || undefined,
    'data-wide': wide || undefined,
    'aria-label': label,
    title,
  };
  const inside = (
    <>
      {busy && <span class="k-spinner" role="img" aria-label={sayKit('sending')} />}
      {children}
      {hotkey && <kbd>{hotkey}</kbd>}
    </>
  );
  if (props.href !== undefined) {
    return (
      <a {...shared} href={props.href} download={props.download}>
        {inside}
      </a>
    );
  }
  return (
    <button
      {...shared}
      ref={props.refTo ?? null}
      type={type}
      // A busy button stays focusable and only ignores presses, so that the keyboard does not lose its place.
      disabled={disabled}
      aria-busy={busy || undefined}
      aria-keyshortcuts={hotkey}
      aria-controls={props.controls}
      aria-expanded={props.expanded}
      aria-pressed={props.pressed}
      autofocus={props.autofocus}
      onClick={event => {
        if (busy) event.preventDefault();
        else onPress?.();
      }}
    >
      {inside}
    </button>
  );
}
