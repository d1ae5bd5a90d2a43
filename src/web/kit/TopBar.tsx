// The bar on top of every page: product and seat at the start, the page's own things in the middle, settings at the end.
import type { ComponentChildren } from 'preact';
import mark from './mark.svg';
import './overlay.css';
import { LanguageSwitch, SettingsButton } from './Settings.tsx';
import { sayKit } from './words.ts';

interface TopBarProps {
  /** Name of the seat. */
  seat?: string | undefined;
  home?: string | undefined;
  children?: ComponentChildren;
  /** Before the settings: who is signed in, the live badge. */
  end?: ComponentChildren;
  /** Offers the two themes and the hand for work on the stairs. */
  settings?: ('plain' | 'field' | 'none') | undefined;
}

export function TopBar({ seat, home = '/', children, end, settings = 'plain' }: TopBarProps) {
  return (
    <header class="k-top k-no-print">
      <a class="k-top-name" href={home} data-seat={seat} aria-label={seat ? `${sayKit('product.name')} ${seat}` : undefined}>
        <img src={mark} width="28" height="28" alt="" />
        <span>{sayKit('product.name')}</span>
        {seat && <small>{seat}</small>}
      </a>
      <div class="k-top-middle">{children}</div>
      <div class="k-top-end">
        {end}
        <LanguageSwitch />
        {settings !== 'none' && <SettingsButton field={settings === 'field'} />}
      </div>
    </header>
  );
}

/** Across the top while the community is the invented sample. */
export function DemoRibbon() {
  return (
    <aside class="k-demo" aria-label={sayKit('demo')}>
      <b>DEMO</b>
      <span>{sayKit('demo.long')}</span>
    </aside>
  );
}
