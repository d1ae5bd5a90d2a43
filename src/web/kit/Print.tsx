// The frame of what is printed: title, where it belongs, when the figures were taken, who made it.
import type { ComponentChildren } from 'preact';
import './Print.css';
import { clockTime, dayOf } from './time.ts';
import { sayKit } from './words.ts';

interface SheetProps {
  title: string;
  /** Community, compound, building. */
  place: string;
  /** When the figures were taken. */
  at: string;
  demo?: boolean | undefined;
  children: ComponentChildren;
  foot?: ComponentChildren;
}

/** One sheet, beginning on a page of its own; put several into `<div class="k-sheets">`. */
export function Sheet({ title, place, at, demo, children, foot }: SheetProps) {
  return (
    <article class="k-sheet">
      <header>
        <h1>{title}</h1>
        <p>
          {place}
          <br />
          {dayOf(at)} {clockTime(at)}
          {demo && (
            <>
              <br />
              <b>DEMO {sayKit('demo')}</b>
            </>
          )}
        </p>
      </header>
      {children}
      <footer>
        <span>{sayKit('product.name')}</span>
        <span>{foot}</span>
      </footer>
    </article>
  );
}
