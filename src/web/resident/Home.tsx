// Home of the resident's page: the same again in one tap, what else, and what is under way.

import type { askToBeCalled } from '../../api/care.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { myHousehold } from '../../api/people.ts';
import { kinds } from '../../domain/request/kind.ts';
import { Button } from '../kit/Button.tsx';
import { StateChip } from '../kit/Chip.tsx';
import { call, type Refused } from '../kit/call.ts';
import { Glyph } from '../kit/Glyph.tsx';
import { glyphOfKind } from '../kit/kind-glyph.ts';
import { useMove } from '../kit/moves.ts';
import { ErrorNote, Note } from '../kit/Note.tsx';
import { nameOf } from '../kit/names.ts';
import { useResource } from '../kit/resource.ts';
import { dayTime } from '../kit/time.ts';
import { forget, sendAgain, type Unsent } from './outbox.ts';
import type { Me, Mine, Place } from './Resident.tsx';
import { gistOf, isOpen, sentenceOf } from './track.ts';
import { say } from './words.ts';
import { Zone } from './Zone.tsx';

interface HomeProps {
  me: Me;
  requests: readonly Mine[];
  unsent: readonly Unsent[];
  go: (place: Place) => void;
}

export function Home({ me, requests, unsent, go }: HomeProps) {
  const household = useResource('household', signal =>
    call<typeof myHousehold>('GET', '/api/v1/my/household', undefined, { signal }),
  );
  const open = requests.filter(isOpen);
  const past = requests.filter(mine => !isOpen(mine));
  const last = requests.find(mine => mine.state !== 'refused' && mine.items.length > 0);
  return (
    <div class="k-stack" data-gap="l">
      <header class="r-home-head">
        <p class="k-large">{me.household?.door}</p>
      </header>
      {me.kind === 'relative' && household.value?.heardAt && (
        <Note tone="leaf" glyph="served">
          {say('family.heard', { time: dayTime(household.value.heardAt) })}
        </Note>
      )}
      <Waiting unsent={unsent.filter(one => one.refusal === undefined)} />
      {unsent.map(one => one.refusal && <NotTaken key={one.asked.id} one={one} refusal={one.refusal} go={go} />)}
      <section class="k-stack">
        <h1>{say('home.ask')}</h1>
        {last && (
          <button type="button" class="r-again" onClick={() => go({ at: 'ask', start: { kind: last.kind, like: last } })}>
            <Glyph name={glyphOfKind[last.kind]} size={1.75} />
            <span>
              <b>{say('home.again')}</b>
              <span class="k-quiet">{gistOf(last.items, last.note)}</span>
            </span>
          </button>
        )}
        <div class="r-tiles">
          {kinds.map(kind => (
            <button key={kind} type="button" class="r-tile" onClick={() => go({ at: 'ask', start: { kind } })}>
              <Glyph name={glyphOfKind[kind]} size={2} />
              {nameOf(`kind.${kind}`)}
            </button>
          ))}
        </div>
      </section>
      {open.length > 0 && <Orders title={say('home.open')} orders={open} go={go} />}
      {requests.length === 0 && <p class="k-quiet">{say('home.none')}</p>}
      <Zone />
      <Call household={household.value} />
      {past.length > 0 && <Orders title={say('home.past')} orders={past.slice(0, 20)} go={go} />}
      <Button big wide onPress={() => go({ at: 'family' })}>
        <Glyph name="person" size={1.25} /> {say('home.family')}
      </Button>
    </div>
  );
}

function gistOfUnsent({ asked }: Unsent): string {
  return [nameOf(`kind.${asked.kind}`), (asked.items ?? []).map(item => item.name).join('、') || (asked.note ?? '')].join(' ');
}

function Waiting({ unsent }: { unsent: readonly Unsent[] }) {
  if (unsent.length === 0) return null;
  return (
    <Note tone="squash" glyph="waiting">
      <p>{say('home.unsent', { n: unsent.length })}</p>
      {unsent.map(one => (
        <p key={one.asked.id}>{gistOfUnsent(one)}</p>
      ))}
      <Button big onPress={() => unsent.forEach(one => void sendAgain(one))}>
        {say('home.send_now')}
      </Button>
    </Note>
  );
}

/** The signal came back and the community said no: the entry is still here, to be changed or let go. */
function NotTaken({ one, refusal, go }: { one: Unsent; refusal: Refused; go: (place: Place) => void }) {
  const { asked } = one;
  const edit = () => {
    const items = (asked.items ?? []).map(item => ({ ...item, substitution: item.substitution ?? 'ask' }) as const);
    forget(asked.id);
    go({ at: 'ask', start: { kind: asked.kind, like: { items, note: asked.note ?? null, urgency: asked.urgency ?? 'normal' } } });
  };
  return (
    <section class="k-card k-stack" data-gap="s">
      <h2>{say('home.not_taken')}</h2>
      <p>{gistOfUnsent(one)}</p>
      <ErrorNote refusal={refusal} />
      <Button big wide onPress={edit}>
        {say('home.change')}
      </Button>
      <Button look="plain" big wide onPress={() => forget(asked.id)}>
        {say('home.drop')}
      </Button>
    </section>
  );
}

function Orders({ title, orders, go }: { title: string; orders: readonly Mine[]; go: (place: Place) => void }) {
  return (
    <section class="k-stack">
      <h2>{title}</h2>
      <ul class="r-orders">
        {orders.map(mine => (
          <li key={mine.requestId}>
            <button type="button" class="k-card r-order" onClick={() => go({ at: 'order', requestId: mine.requestId })}>
              <span class="r-order-head">
                <b>
                  <Glyph name={glyphOfKind[mine.kind]} /> {nameOf(`kind.${mine.kind}`)}
                </b>
                <StateChip state={mine.state} />
              </span>
              <span>{gistOf(mine.items, mine.note)}</span>
              <span class="k-quiet k-small">
                {sentenceOf(mine)} · {dayTime(mine.deliveredAt ?? mine.askedAt)}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Call({ household }: { household: AnswerOf<typeof myHousehold> | undefined }) {
  const ask = useMove((id, _nothing: null) => call<typeof askToBeCalled>('POST', '/api/v1/my/call-back', { body: { id } }));
  const telephone = household?.callCentre ?? null;
  return (
    <section class="k-stack">
      <h2>{say('home.call')}</h2>
      {telephone !== null && (
        <Button big wide href={`tel:${telephone}`}>
          <Glyph name="phone" size={1.25} /> {say('home.call_direct', { telephone })}
        </Button>
      )}
      {ask.state.is === 'done' ? (
        <Note tone="leaf" glyph="served">
          {say('home.call_asked')}
        </Note>
      ) : (
        <Button big wide busy={ask.sending} onPress={() => void ask.send(null)}>
          <Glyph name="phone" size={1.25} /> {say('home.call_ask')}
        </Button>
      )}
      <ErrorNote refusal={ask.refusal} onRetry={ask.retry} />
    </section>
  );
}
