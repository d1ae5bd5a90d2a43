// The bar over both pages of the board: which page, which compound, live or not, the time.
import type { ComponentChildren } from 'preact';
import { Button } from '../kit/Button.tsx';
import { Glyph } from '../kit/Glyph.tsx';
import { useNow } from '../kit/now.ts';
import type { Me } from '../kit/Staff.tsx';
import { DemoRibbon, TopBar } from '../kit/TopBar.tsx';
import { clockTime, dayOf } from '../kit/time.ts';
import { sayKit } from '../kit/words.ts';
import { may } from './rights.ts';
import { addressOfPlace, type Page, pages } from './route.ts';
import { say } from './words.ts';

interface HeadProps {
  readonly me: Me;
  readonly page: Page;
  readonly compoundId: string | undefined;
  readonly leave: () => Promise<void>;
  readonly children?: ComponentChildren;
}

export function Head({ me, page, compoundId, leave, children }: HeadProps) {
  const shown = pages.filter(one => one === 'street' || may(me.roles, 'readBrief'));
  return (
    <div class="board-top k-no-print">
      {me.demo && <DemoRibbon />}
      <TopBar
        seat={say('seat')}
        end={
          <>
            {children}
            <Now />
            <Button look="plain" onPress={leave} label={`${me.name ?? ''} ${sayKit('sign_out')}`} title={sayKit('sign_out')}>
              <Glyph name="person" />
              <span class="board-me">{me.name}</span>
            </Button>
          </>
        }
      >
        <nav class="board-pages" aria-label={say('pages')}>
          {shown.map(one => (
            <a key={one} href={addressOfPlace(one, compoundId)} aria-current={one === page ? 'page' : undefined}>
              {say(`page.${one}`)}
            </a>
          ))}
        </nav>
      </TopBar>
    </div>
  );
}

function Now() {
  const now = useNow('minute');
  return (
    <p class="board-now">
      <small>{dayOf(now)}</small> {clockTime(now)}
    </p>
  );
}
