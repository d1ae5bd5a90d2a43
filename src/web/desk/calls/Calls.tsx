// 电话回访: whom to call next, what it is about, and what came of it by one key.
import { useRef, useState } from 'preact/hooks';
import type { closeCallBack, listCallBacks } from '../../../api/care.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Clock } from '../../kit/Clock.tsx';
import { LongText } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useMoves } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { Telephone } from '../household/Telephone.tsx';
import { addressOfPlace, go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { useWalk } from '../walk.ts';
import { say } from '../words.ts';
import { MissedCalls } from './MissedCalls.tsx';
import './calls.css';

type CallBack = AnswerOf<typeof listCallBacks>['callBacks'][number];
type Outcome =
  | 'satisfied'
  | 'so_so'
  | 'dissatisfied'
  | 'needs_nothing'
  | 'needs_more'
  | 'no_answer'
  | 'wrong_number'
  | 'given_up';

/** In the order of the keys; what makes no sense for a call is not offered, but every outcome keeps its key. */
const outcomes: readonly Outcome[] = [
  'satisfied',
  'so_so',
  'dissatisfied',
  'needs_nothing',
  'needs_more',
  'no_answer',
  'wrong_number',
  'given_up',
];

function fits(outcome: Outcome, of: CallBack): boolean {
  const rates = outcome === 'satisfied' || outcome === 'so_so' || outcome === 'dissatisfied';
  if (rates) return of.reason === 'after_delivery';
  return outcome !== 'needs_nothing' || of.reason !== 'after_delivery';
}

const urge: Partial<Record<Outcome, 'leaf' | 'tomato'>> = { satisfied: 'leaf', needs_nothing: 'leaf', dissatisfied: 'tomato' };

export function Calls({ open }: { open: string | undefined }) {
  const { may } = useSeat();
  const calls = useResource('calls', signal => call<typeof listCallBacks>('GET', '/api/v1/call-backs', {}, { signal }), [
    'calls',
  ]);
  return (
    <div class="desk-page">
      {may('listMissedCalls') && <MissedCalls />}
      <Loaded of={calls} lines={6}>
        {({ callBacks, closedToday }) => (
          <List callBacks={callBacks} closedToday={closedToday} open={open} refetch={calls.refetch} />
        )}
      </Loaded>
    </div>
  );
}

interface ListProps {
  callBacks: readonly CallBack[];
  closedToday: number;
  open: string | undefined;
  refetch: () => void;
}

function List({ callBacks, closedToday, open, refetch }: ListProps) {
  const now = callBacks.find(one => one.callBackId === open) ?? callBacks[0];
  const step = (by: number) => {
    const at = now ? callBacks.indexOf(now) : -1;
    const next = callBacks[Math.max(0, Math.min(callBacks.length - 1, at + by))];
    if (next) go('calls', [next.callBackId], true);
  };
  const list = useWalk<HTMLUListElement>(open, step);
  return (
    <>
      <header class="desk-page-head">
        <h1>{callBacks.length === 0 ? say('calls.none') : say('calls.title', { n: callBacks.length })}</h1>
        <p class="k-quiet">{say('calls.closed', { n: closedToday })}</p>
      </header>
      {!now && <Empty glyph="phone">{say('calls.rest')}</Empty>}
      {now && (
        <div class="desk-calls" data-open={open ? '' : undefined}>
          <nav aria-label={say('page.calls')}>
            <ul ref={list}>
              {callBacks.map(one => (
                <li key={one.callBackId}>
                  <a href={addressOfPlace('calls', one.callBackId)} aria-current={one === now || undefined}>
                    <b>{one.door}</b>
                    <Clock due={one.dueAt} />
                    <span>
                      {say(`calls.reason.${one.reason}`)}
                      {one.gist && ` · ${one.gist}`}
                    </span>
                    {one.tries > 0 && <small>{say('calls.tries', { n: one.tries })}</small>}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <OneCall
            key={now.callBackId}
            of={now}
            onClosed={() => {
              const at = callBacks.indexOf(now);
              const next = callBacks[at + 1] ?? callBacks[at - 1];
              go('calls', next ? [next.callBackId] : [], true);
              refetch();
            }}
            onKept={() => {
              step(1);
              refetch();
            }}
          />
        </div>
      )}
    </>
  );
}

function OneCall({ of, onClosed, onKept }: { of: CallBack; onClosed: () => void; onKept: () => void }) {
  const { may, queue } = useSeat();
  const [said, setSaid] = useState('');
  const words = useRef<HTMLTextAreaElement>(null);
  const moves = useMoves<{ outcome: Outcome; said?: string }, AnswerOf<typeof closeCallBack>>(
    (id, input) =>
      call<typeof closeCallBack>('POST', '/api/v1/call-backs/{callBackId}/outcome', {
        params: { callBackId: of.callBackId },
        body: { id, ...input },
      }),
    (answer, input) => {
      if (answer.reopened) toast(say('calls.reopened', { door: of.door }));
      else
        toast(
          say(`calls.done.${answer.closed ? 'closed' : 'kept'}`, { door: of.door, outcome: say(`outcome.${input.outcome}`) }),
        );
      if (of.requestId) queue.refresh([of.requestId]);
      if (input.outcome === 'needs_more') go('new', ['telephone', of.householdId]);
      else if (answer.closed) onClosed();
      else onKept();
    },
  );
  const state = moves.of('one');
  const take = (outcome: Outcome) => {
    if (fits(outcome, of)) void moves.send('one', { outcome, ...(said.trim() ? { said: said.trim() } : {}) });
  };
  useHotkeys([
    { key: 'w', text: say('keys.words'), run: () => words.current?.focus() },
    {
      key: 'Escape',
      text: say('keys.escape'),
      always: true,
      run: () => {
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      },
    },
    ...outcomes.map((outcome, index) => ({ key: String(index + 1), text: say(`outcome.${outcome}`), run: () => take(outcome) })),
  ]);
  return (
    <article class="desk-call" aria-labelledby="call-door">
      <header>
        <h2 id="call-door" class="k-title">
          {may('readHousehold') ? <a href={addressOfPlace('households', of.householdId)}>{of.door}</a> : of.door}
        </h2>
        <p class="k-row">
          <Chip tone="squash" glyph="phone">
            {say(`calls.reason.${of.reason}`)}
          </Chip>
          <span class="k-quiet">{of.compoundName}</span>
          {of.tries > 0 && <Chip tone="tomato">{say('calls.tries', { n: of.tries })}</Chip>}
        </p>
      </header>
      <p class="k-large">{say(`calls.ask.${of.reason}`, { gist: of.gist ?? '' })}</p>
      {of.requestId && (
        <p>
          <a href={addressOfPlace('queue', of.requestId)}>{say('calls.request')}</a>
        </p>
      )}
      <ul class="desk-call-people">
        {of.people.length === 0 && <li class="k-quiet">{say('household.nobody')}</li>}
        {of.people.map((person, index) => (
          <li key={person.personId}>
            <b>{person.name}</b>
            <Telephone
              personId={person.personId}
              masked={person.telephone}
              reason="call_back"
              big
              hotkey={index === 0 ? 'r' : undefined}
            />
          </li>
        ))}
      </ul>
      <LongText label={say('calls.said')} optional value={said} onText={setSaid} refTo={words} maxLength={500} rows={2} />
      <ErrorNote
        refusal={state.is === 'failed' ? state.refusal : undefined}
        onRetry={() => moves.retry('one')}
        busy={state.is === 'sending'}
      />
      <fieldset class="desk-outcomes" aria-label={say('calls.outcome')}>
        {outcomes.map(
          (outcome, index) =>
            fits(outcome, of) && (
              <Button
                key={outcome}
                class={urge[outcome] ? `desk-outcome-${urge[outcome]}` : ''}
                hotkey={String(index + 1)}
                disabled={state.is === 'sending'}
                onPress={() => take(outcome)}
              >
                <Glyph
                  name={
                    outcome === 'satisfied' || outcome === 'needs_nothing'
                      ? 'served'
                      : outcome === 'dissatisfied'
                        ? 'late'
                        : 'right'
                  }
                />
                <span class="k-grow">{say(`outcome.${outcome}`)}</span>
              </Button>
            ),
        )}
      </fieldset>
      {of.reason === 'after_delivery' && <p class="k-small k-quiet">{say('calls.reopens')}</p>}
    </article>
  );
}
