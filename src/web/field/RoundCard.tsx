// My round: counted at the gate before it starts, how far it is, the rest handed on to another carrier, and its end.
import { useState } from 'preact/hooks';
import type { Task } from '../../api/own.ts';
import type { makeMyRound, Round } from '../../api/round.ts';
import { isUnderWay } from '../../domain/delivery/custody.ts';
import { hasGoods } from '../../domain/request/kind.ts';
import { Button } from '../kit/Button.tsx';
import { Chip } from '../kit/Chip.tsx';
import { call } from '../kit/call.ts';
import { useMove } from '../kit/moves.ts';
import { ErrorNote } from '../kit/Note.tsx';
import { clockTime, weight } from '../kit/time.ts';
import { Count, type CountOf, type Listed } from './Count.tsx';
import { type Copy, openRound } from './copy.ts';
import { feel } from './feel.ts';
import { act, talk } from './phone.ts';
import { say } from './words.ts';

export function RoundCard({ copy, held }: { copy: Copy; held: readonly Task[] }) {
  const round = openRound(copy);
  if (round) return <Walk round={round} />;
  const free = held.filter(task => hasGoods(task.kind));
  return free.length > 1 ? <MakeRound n={free.length} /> : null;
}

function MakeRound({ n }: { n: number }) {
  const make = useMove(
    (id, _nothing: null) => call<typeof makeMyRound>('POST', '/api/v1/my/rounds', { body: { id } }),
    () => talk(),
  );
  return (
    <div class="k-stack" data-gap="s">
      <Button big wide busy={make.sending} onPress={() => void make.send(null)}>
        {say('round.make', { n })}
      </Button>
      <ErrorNote refusal={make.refusal} onRetry={make.retry} />
    </div>
  );
}

/** Bags of the round that are at this point of their way. */
function bagsAt(round: Round, steps: readonly string[]): Listed[] {
  return round.stops
    .filter(stop => stop.outcome === null)
    .flatMap(stop =>
      stop.bags
        .filter(bag => steps.includes(bag.step) && isUnderWay(bag))
        .map(({ bagId, label, code, goodsClass }) => ({ bagId, label, code, goodsClass, door: stop.door })),
    );
}

function Walk({ round }: { round: Round }) {
  const [counting, setCounting] = useState<'gate' | 'relay_out'>();
  const { roundId } = round;
  const toFetch = bagsAt(round, ['packed', 'returned']);
  const inHand = bagsAt(round, ['gate', 'disinfected', 'rested', 'relayed']);
  const open = round.stops.filter(stop => stop.outcome === null).length;
  const running = round.state === 'running';
  const start = () => {
    feel('taken');
    if (!running)
      void act({ on: 'round', roundId, body: { move: 'start' }, door: say('round.number', { number: round.number }) });
  };
  const handOver = (bags: readonly Listed[], { there, short, surplus }: CountOf) => {
    const point = counting ?? 'gate';
    void act({
      on: 'handover',
      door: say('round.number', { number: round.number }),
      body: {
        point,
        ...(point === 'gate' && { roundId }),
        list: bags.map(bag => bag.bagId),
        bagIds: there.map(bag => bag.bagId),
        differences: [
          ...short.map(({ bagId, difference }) => ({ bagId, difference })),
          ...surplus.map(code => ({ code, difference: 'surplus' as const })),
        ],
      },
    });
    if (point === 'gate') start();
    setCounting(undefined);
  };
  if (counting) {
    const bags = counting === 'gate' ? toFetch : inHand;
    return (
      <Count
        title={say(`count.${counting}`)}
        bags={bags}
        done={say(`count.done.${counting}`)}
        onDone={count => handOver(bags, count)}
        onClose={() => setCounting(undefined)}
      />
    );
  }
  return (
    <section class="k-card f-round k-stack" data-gap="s">
      <p class="f-facts">
        <b>{say('round.number', { number: round.number })}</b>
        <span>{say('round.start_at', { time: clockTime(round.startAt) })}</span>
        <span>{say('round.load', { stops: round.stops.length, weight: weight(round.grams) })}</span>
        {round.sealed && (
          <Chip tone="aubergine" glyph="sealed" solid>
            {say('round.sealed')}
          </Chip>
        )}
      </p>
      {toFetch.length > 0 ? (
        <Button look="main" big wide onPress={() => setCounting('gate')}>
          {say('round.count', { n: toFetch.length })}
        </Button>
      ) : running ? null : (
        <Button look="main" big wide onPress={start}>
          {say('round.go')}
        </Button>
      )}
      {running && open === 0 && (
        <Button
          look="main"
          big
          wide
          onPress={() => {
            feel('taken');
            void act({ on: 'round', roundId, body: { move: 'finish' }, door: say('round.number', { number: round.number }) });
          }}
        >
          {say('round.finish')}
        </Button>
      )}
      {running && inHand.length > 0 && (
        <Button big wide onPress={() => setCounting('relay_out')}>
          {say('round.relay', { n: inHand.length })}
        </Button>
      )}
    </section>
  );
}
