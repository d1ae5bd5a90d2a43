// A question over the page: the browser's own dialog, so Escape closes it, focus stays inside and returns where it was.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Glyph } from './Glyph.tsx';
import './overlay.css';
import { sayKit } from './words.ts';

interface DialogProps {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  /** Buttons at the foot; they stay in view. */
  foot?: ComponentChildren;
  wide?: boolean | undefined;
}

export function Dialog({ open, title, onClose, children, foot, wide }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const before = useRef<Element | null>(null);
  const id = useId();
  useEffect(() => {
    const dialog = box.current;
    if (!dialog || !open) return;
    before.current = document.activeElement;
    // Web views before 2022 have no dialog element; there it shows at the end of the page.
    if (typeof dialog.showModal === 'function') dialog.showModal();
    else dialog.setAttribute('open', '');
    return () => {
      if (typeof dialog.close === 'function' && dialog.open) dialog.close();
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus();
    };
  }, [open]);
  if (!open) return null;
  return (
    <dialog
      ref={box}
      class="k-dialog"
      data-wide={wide || undefined}
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault();
        onClose();
      }}
      // A press on the veil closes it; presses inside come from elements within.
      onMouseDown={event => event.target === event.currentTarget && onClose()}
    >
      <div class="k-dialog-head">
        <h2 id={id}>{title}</h2>
        <button type="button" class="k-button" data-look="plain" aria-label={sayKit('close')} onClick={onClose}>
          <Glyph name="close" size={1.25} />
        </button>
      </div>
      <div class="k-dialog-body">{children}</div>
      {foot && <div class="k-dialog-foot">{foot}</div>}
    </dialog>
  );
}
