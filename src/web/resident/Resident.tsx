// The whole resident's page: opened by the door code in the address, then home, asking, one order, the family.
import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { myLive, myRequests } from '../../api/own.ts';
import type { openDoor, signOut, whoAmI } from '../../api/session.ts';
import type { Kind } from '../../domain/request/kind.ts';
import { Button } from '../kit/Button.tsx';
import { call, type Refused } from '../kit/call.ts';
import { LiveBadge } from '../kit/LiveBadge.tsx';
import { useLive } from '../kit/live.ts';
import { forgetDrafts } from '../kit/moves.ts';
import { ErrorNote, Loaded, Waiting } from '../kit/Note.tsx';
import { poke, useResource } from '../kit/resource.ts';
import { DemoRibbon, TopBar } from '../kit/TopBar.tsx';
import { setTimeZone } from '../kit/time.ts';
import { sayKit } from '../kit/words.ts';
import { Ask } from './Ask.tsx';
import { Door } from './Door.tsx';
import { Family } from './Family.tsx';
import { Home } from './Home.tsx';
import { Order } from './Order.tsx';
import { forgetUnsent, mayStillArrive, useUnsent } from './outbox.ts';
import './resident.css';

export type Me = AnswerOf<typeof whoAmI>;
export type Mine = AnswerOf<typeof myRequests>['requests'][number];
/** What an entry begins from: an old order, or one that could not be taken as it was. */
export type Like = Pick<Mine, 'items' | 'note'> & { readonly urgency?: Mine['urgency'] };
export type Start = { readonly kind: Kind; readonly like?: Like };
export type Place =
  | { readonly at: 'home' }
  | { readonly at: 'ask'; readonly start: Start }
  | { readonly at: 'order'; readonly requestId: string }
  | { readonly at: 'family' };

/** The code of the door card stands in the fragment, which no server ever sees; it leaves the address at once. */
function takeDoorCode(): string | undefined {
  const code = decodeURIComponent(location.hash.slice(1));
  if (code.length < 20) return undefined;
  history.replaceState(null, '', location.pathname);
  return code;
}

export function Resident() {
  const [code] = useState(takeDoorCode);
  const [me, setMe] = useState<Me>();
  const [opened, setOpened] = useState<AnswerOf<typeof openDoor>>();
  const [starting, setStarting] = useState(true);
  const [refusal, setRefusal] = useState<Refused>();

  const start = async () => {
    setRefusal(undefined);
    // The card was scanned again in a browser that is in already.
    let confirmed = false;
    if (code !== undefined) {
      const outcome = await call<typeof openDoor>('POST', '/api/v1/doors/open', { body: { code } });
      if (outcome.ok && !outcome.answer.confirmed) setOpened(outcome.answer);
      else if (!outcome.ok) setRefusal(outcome.refusal);
      confirmed = outcome.ok && outcome.answer.confirmed;
    }
    if (code === undefined || confirmed) {
      const outcome = await call<typeof whoAmI>('GET', '/api/v1/me');
      if (outcome.ok && (outcome.answer.kind === 'resident' || outcome.answer.kind === 'relative')) setMe(outcome.answer);
      else if (!outcome.ok && outcome.refusal.status !== 401 && outcome.refusal.status !== 403) setRefusal(outcome.refusal);
    }
    setStarting(false);
  };
  useEffect(() => void start(), []);

  if (me !== undefined) return <Inside me={me} onLeave={() => setMe(undefined)} />;
  return (
    <>
      <TopBar home="/door" settings="plain" />
      <div class="k-page" data-narrow>
        <ErrorNote refusal={refusal} onRetry={refusal && mayStillArrive(refusal) ? () => void start() : undefined} />
        {starting && <Waiting />}
      </div>
      {!starting && <Door opened={opened} onOpened={setOpened} onDone={setMe} />}
    </>
  );
}

function Inside({ me, onLeave }: { me: Me; onLeave: () => void }) {
  const [place, setPlace] = useState<Place>({ at: 'home' });
  setTimeZone(me.timeZone);
  const unsent = useUnsent(me.household?.householdId ?? '');
  const mine = useResource('mine', signal => call<typeof myRequests>('GET', '/api/v1/my/requests', undefined, { signal }), [
    'mine',
  ]);
  const live = useLive<AnswerOf<typeof myRequests>>({
    address: `${'/api/v1/my/live' satisfies (typeof myLive)['path']}?seat=door`,
    events: ['poke'],
    snapshot: () => call<typeof myRequests>('GET', '/api/v1/my/requests'),
    onSnapshot: snapshot => mine.put(() => snapshot),
    onEvent: () => poke('mine'),
  });

  const go = (next: Place) => {
    setPlace(next);
    if (next.at !== 'home') history.pushState(next.at, '');
    window.scrollTo(0, 0);
  };
  useEffect(() => {
    // The telephone's own way back leads home, not out of the page.
    const back = () => setPlace({ at: 'home' });
    window.addEventListener('popstate', back);
    return () => window.removeEventListener('popstate', back);
  }, []);

  const leave = async () => {
    await call<typeof signOut>('DELETE', '/api/v1/sessions/current');
    forgetDrafts();
    forgetUnsent();
    onLeave();
  };

  const order = place.at === 'order' ? mine.value?.requests.find(one => one.requestId === place.requestId) : undefined;
  return (
    <>
      {me.demo && <DemoRibbon />}
      <TopBar home="/door" end={<LiveBadge state={live} />} />
      <main class="k-page r-main" data-narrow>
        {place.at !== 'home' && (
          <Button look="plain" class="r-back" onPress={() => go({ at: 'home' })}>
            ← {sayKit('back')}
          </Button>
        )}
        {place.at === 'ask' ? (
          <Ask
            me={me}
            start={place.start}
            onSent={requestId => go(requestId === undefined ? { at: 'home' } : { at: 'order', requestId })}
          />
        ) : place.at === 'family' ? (
          <Family me={me} />
        ) : (
          <Loaded of={mine}>
            {value =>
              order !== undefined ? (
                <Order mine={order} onAgain={like => go({ at: 'ask', start: { kind: like.kind, like } })} />
              ) : (
                <Home me={me} requests={value.requests} unsent={unsent} go={go} />
              )
            }
          </Loaded>
        )}
        {place.at === 'home' && (
          <footer class="r-foot">
            <Button look="plain" onPress={() => void leave()}>
              {sayKit('sign_out')}
            </Button>
          </footer>
        )}
      </main>
    </>
  );
}
