// The board: the street of a compound as it stands now, and the daily briefing; the password is asked over the page when the session ends.
import { useState } from 'preact/hooks';
import { Button } from '../kit/Button.tsx';
import type { Refused } from '../kit/call.ts';
import { Empty } from '../kit/Note.tsx';
import { type Me, SignInAgain, Staff } from '../kit/Staff.tsx';
import { sayKit } from '../kit/words.ts';
import './board.css';
import { Briefing } from './brief/Briefing.tsx';
import { boardRoles, may } from './rights.ts';
import { usePlace } from './route.ts';
import { Wall } from './Wall.tsx';
import { say } from './words.ts';

export function Board() {
  return (
    <Staff seat={say('seat')}>
      {(me, leave) =>
        boardRoles.some(role => me.roles.includes(role)) ? (
          <Seated key={me.personId} me={me} leave={leave} />
        ) : (
          <OtherSeat leave={leave} />
        )
      }
    </Staff>
  );
}

function Seated({ me, leave }: { me: Me; leave: () => Promise<void> }) {
  const place = usePlace();
  const [ended, setEnded] = useState<Refused | undefined>(undefined);
  const [turn, setTurn] = useState(0);
  const Page = place.page === 'brief' && may(me.roles, 'readBrief') ? Briefing : Wall;
  return (
    <>
      <Page key={turn} me={me} compoundId={place.compoundId} leave={leave} onSignedOut={setEnded} />
      <SignInAgain
        seat={say('seat')}
        me={me}
        because={ended}
        onDone={() => {
          setEnded(undefined);
          setTurn(turn + 1);
        }}
      />
    </>
  );
}

/** What each page of the board is given. */
export interface PageProps {
  readonly me: Me;
  readonly compoundId: string | undefined;
  readonly leave: () => Promise<void>;
  readonly onSignedOut: (because: Refused) => void;
}

function OtherSeat({ leave }: { leave: () => Promise<void> }) {
  return (
    <main class="k-page" data-narrow>
      <Empty glyph="eye_off">
        <h1>{say('other_seat')}</h1>
        <p>{say('other_seat.hint')}</p>
        <Button look="main" href="/field">
          {say('other_seat.field')}
        </Button>
        <Button href="/">{say('other_seat.start')}</Button>
        <Button look="plain" onPress={leave}>
          {sayKit('sign_out')}
        </Button>
      </Empty>
    </main>
  );
}
