// One round: its stops in the order they are walked; put in another order by keyboard until the helper has set out.
import { useRef, useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listRequests } from '../../../api/request.ts';
import type { changeRound, moveRound, Round, readRound, Stop } from '../../../api/round.ts';
import { isStillPlanned, mayMoveRound, type RoundMoveName, roundMoveNames } from '../../../domain/delivery/round.ts';
import { hasGoods } from '../../../domain/request/kind.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip, LevelChip } from '../../kit/Chip.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { glyphOfKind } from '../../kit/kind-glyph.ts';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { poke, useResource } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { clockTime, weight } from '../../kit/time.ts';
import { call } from '../call.ts';
import { addressOfPlace, go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say, sayReason } from '../words.ts';
import { BagStory } from './BagStory.tsx';
import { Load, RoundChip } from './Rounds.tsx';
import { sayRound } from './words.ts';

export function OneRound({ roundId }: { roundId: string }) {
  const round = useResource(
    `round ${roundId}`,
    signal => call<typeof readRound>('GET', '/api/v1/rounds/{roundId}', { params: { roundId } }, { signal }),
    ['requests', 'rounds'],
  );
  return (
    <section class="desk-round" aria-labelledby="round-title">
      <Loaded of={round} lines={6}>
        {value => <Shown key={value.version} round={value} />}
      </Loaded>
    </section>
  );
}

const looks: Readonly<Record<RoundMoveName, 'main' | 'quiet' | 'plain'>> = {
  announce: 'main',
  start: 'quiet',
  finish: 'main',
  drop: 'plain',
};

function Shown({ round }: { round: Round }) {
  const { may } = useSeat();
  const [bagId, setBagId] = useState<string | undefined>(undefined);
  const moves = useMove<{ move: RoundMoveName }, AnswerOf<typeof moveRound>>(
    (id, { move }) =>
      call<typeof moveRound>('POST', '/api/v1/rounds/{roundId}/moves', {
        params: { roundId: round.roundId },
        body: { id, move },
      }),
    () => poke('rounds'),
  );
  return (
    <>
      <header>
        <h2 id="round-title" class="k-title">
          {round.helperName} <small>{sayRound('number', { number: round.number })}</small>
        </h2>
        <p class="k-row">
          <RoundChip state={round.state} />
          {round.sealed && <LevelChip level="sealed" />}
          <span class="k-quiet">{sayRound('start', { time: clockTime(round.startAt) })}</span>
          {round.left > 0 && <span class="k-quiet">{sayRound('left.count', { n: round.left })}</span>}
        </p>
        <Load round={round} />
        <div class="k-row">
          {roundMoveNames
            .filter(move => mayMoveRound(round.state, move))
            .map(move => (
              <Button key={move} look={looks[move]} busy={moves.sending} onPress={() => moves.send({ move })}>
                {sayRound(`move.${move}`)}
              </Button>
            ))}
          <Button onPress={() => go('rounds', [round.roundId, 'sheets'])}>
            <Glyph name="print" />
            {sayRound('print.sheets')}
          </Button>
          {may('printLabels') && (
            <Button onPress={() => go('rounds', [round.roundId, 'labels'])}>
              <Glyph name="print" />
              {sayRound('print.labels')}
            </Button>
          )}
        </div>
        <ErrorNote refusal={moves.refusal} onRetry={moves.retry} />
      </header>
      <Order round={round} onBag={setBagId} />
      {bagId && <BagStory bagId={bagId} onClose={() => setBagId(undefined)} />}
    </>
  );
}

/** The stops still to be walked as they are being put in order; what has ended stands below. */
function Order({ round, onBag }: { round: Round; onBag: (bagId: string) => void }) {
  const open = round.stops.filter(stop => stop.outcome === null);
  const [order, setOrder] = useState<readonly string[]>(() => open.map(stop => stop.requestId));
  const [at, setAt] = useState(0);
  const list = useRef<HTMLOListElement>(null);
  const planned = isStillPlanned(round.state);
  const changed = order.join() !== open.map(stop => stop.requestId).join();
  const save = useMove<{ stops: { requestId: string; arriveAt?: string }[] }, Round>(
    (id, { stops }) =>
      call<typeof changeRound>('POST', '/api/v1/rounds/{roundId}/changes', {
        params: { roundId: round.roundId },
        body: { id, version: round.version, stops },
      }),
    () => {
      toast(sayRound('saved'));
      poke('rounds');
    },
  );
  const send = (ids: readonly string[]) => {
    const arrival = new Map(open.map(stop => [stop.requestId, stop.arriveAt]));
    const stops = ids.map(requestId => {
      const arriveAt = arrival.get(requestId);
      // A time that was planned for another place in the row says nothing any more.
      return arriveAt && !changed ? { requestId, arriveAt } : { requestId };
    });
    void save.send({ stops });
  };
  const show = (index: number) => {
    setAt(index);
    requestAnimationFrame(() => list.current?.children[index]?.scrollIntoView({ block: 'nearest' }));
  };
  const shift = (by: number, from = at) => {
    const to = from + by;
    if (!planned || to < 0 || to >= order.length) return;
    const next = [...order];
    const [moved] = next.splice(from, 1);
    if (moved === undefined) return;
    next.splice(to, 0, moved);
    setOrder(next);
    show(to);
  };
  const takeOut = (index = at) => {
    if (!planned || order.length < 2) return;
    setOrder(order.filter((_, position) => position !== index));
    show(Math.max(0, Math.min(index, order.length - 2)));
  };
  const stopAt = (requestId: string | undefined) => round.stops.find(stop => stop.requestId === requestId);
  useHotkeys([
    { key: 'j', text: say('keys.down'), run: () => show(Math.min(order.length - 1, at + 1)) },
    { key: 'k', text: say('keys.up'), run: () => show(Math.max(0, at - 1)) },
    { key: 'ArrowDown', text: say('keys.down'), run: () => show(Math.min(order.length - 1, at + 1)) },
    { key: 'ArrowUp', text: say('keys.up'), run: () => show(Math.max(0, at - 1)) },
    { key: 'J', text: sayRound('keys.down_stop'), run: () => shift(1) },
    { key: 'K', text: sayRound('keys.up_stop'), run: () => shift(-1) },
    { key: 'x', text: sayRound('keys.out'), run: () => takeOut() },
    {
      key: 'b',
      text: sayRound('keys.bag'),
      run: () => {
        const bag = stopAt(order[at])?.bags[0];
        if (bag) onBag(bag.bagId);
      },
    },
    { key: 'mod+enter', text: sayRound('save'), always: true, run: () => changed && send(order) },
  ]);
  return (
    <>
      {changed && (
        <div class="desk-unsaved" role="status">
          <span>{sayRound('unsaved')}</span>
          <Button look="main" busy={save.sending} hotkey="Ctrl ↵" onPress={() => send(order)}>
            {sayRound('save')}
          </Button>
          <Button onPress={() => setOrder(open.map(stop => stop.requestId))}>{sayRound('undo')}</Button>
        </div>
      )}
      <ErrorNote refusal={save.refusal} onRetry={save.retry} />
      <ol class="desk-stops" ref={list} aria-label={sayRound('stops')}>
        {order.map((requestId, index) => {
          const stop = stopAt(requestId);
          return (
            stop && (
              // biome-ignore lint/a11y/useKeyWithClickEvents: j and k do the same
              <li key={requestId} data-at={index === at || undefined} onClick={() => setAt(index)}>
                <b class="desk-stop-number">{index + 1}</b>
                <Line stop={stop} onBag={onBag} />
                {planned && (
                  <span class="desk-stop-tools">
                    <Button look="plain" label={sayRound('up')} disabled={index === 0} onPress={() => shift(-1, index)}>
                      ↑
                    </Button>
                    <Button
                      look="plain"
                      label={sayRound('down')}
                      disabled={index === order.length - 1}
                      onPress={() => shift(1, index)}
                    >
                      ↓
                    </Button>
                    <Button look="plain" label={sayRound('out')} disabled={order.length < 2} onPress={() => takeOut(index)}>
                      <Glyph name="close" />
                    </Button>
                  </span>
                )}
              </li>
            )
          );
        })}
      </ol>
      {planned && <Others round={round} order={order} onSend={send} />}
      <ul class="desk-stops" data-ended="">
        {round.stops
          .filter(stop => stop.outcome !== null)
          .map(stop => (
            <li key={stop.requestId}>
              <b class="desk-stop-number">·</b>
              <Line stop={stop} onBag={onBag} />
            </li>
          ))}
      </ul>
    </>
  );
}

function reasonOf(stop: Stop): string {
  if (stop.reason === null || stop.outcome === 'delivered') return '';
  if (stop.reason === 'taken_out' || stop.reason === 'round_finished' || stop.reason === 'round_dropped') {
    return sayRound(`reason.${stop.reason}`);
  }
  return stop.outcome === 'failed' ? sayReason(stop.reason) : nameOf(`move.${stop.reason as 'reassign'}`);
}

function Line({ stop, onBag }: { stop: Stop; onBag: (bagId: string) => void }) {
  const tone = stop.outcome === 'delivered' ? 'leaf' : stop.outcome === 'failed' ? 'tomato' : 'stone';
  return (
    <>
      <span class="desk-stop-door">
        <a href={addressOfPlace('queue', stop.requestId)}>{stop.door}</a>
        <small>
          <Glyph name={glyphOfKind[stop.kind]} label={nameOf(`kind.${stop.kind}`)} size={0.875} />
          {stop.goodsClass !== 'ordinary' && ` ${nameOf(`goods.${stop.goodsClass}`)}`} {weight(stop.grams)}
          {stop.arriveAt && ` · ${sayRound('arrive', { time: clockTime(stop.arriveAt) })}`}
        </small>
      </span>
      <span class="desk-stop-bags">
        {stop.outcome !== null && (
          <Chip tone={tone}>
            {sayRound(`outcome.${stop.outcome}`)}
            {reasonOf(stop) && ` · ${reasonOf(stop)}`}
          </Chip>
        )}
        {stop.bags.map(bag => (
          <button key={bag.bagId} type="button" class="desk-bag-link" onClick={() => onBag(bag.bagId)}>
            <Glyph name="bag" size={0.875} />
            {bag.label} · {bag.problem ? sayReason(bag.problem) : nameOf(`bag.${bag.step}`)}
          </button>
        ))}
        {stop.outcome === null && stop.bags.length === 0 && (
          <small class="k-quiet">{sayRound(hasGoods(stop.kind) ? 'not_packed' : 'nothing_to_carry')}</small>
        )}
      </span>
    </>
  );
}

interface OthersProps {
  round: Round;
  order: readonly string[];
  onSend: (ids: readonly string[]) => void;
}

/** What the helper holds besides; adding is saved at once, because the stop is not on the page before. */
function Others({ round, order, onSend }: OthersProps) {
  const held = useResource(
    `held ${round.helperId}`,
    signal =>
      call<typeof listRequests>('GET', '/api/v1/requests', { query: { ownerId: round.helperId, limit: 200 } }, { signal }),
    ['requests'],
  );
  const others = (held.value?.rows ?? []).filter(
    row => ['offered', 'accepted', 'carrying'].includes(row.state) && !order.includes(row.requestId),
  );
  if (others.length === 0) return null;
  return (
    <details class="desk-others">
      <summary>{sayRound('add.title', { n: others.length })}</summary>
      <ul>
        {others.map(row => (
          <li key={row.requestId}>
            <b>{row.door}</b> <small class="k-quiet">{row.gist}</small>
            <Button onPress={() => onSend([...order, row.requestId])}>{sayRound('add')}</Button>
          </li>
        ))}
      </ul>
    </details>
  );
}
