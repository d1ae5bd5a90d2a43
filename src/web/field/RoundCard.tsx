// My round: counted at the gate before it starts, how far it is, the rest handed on to another carrier, and its end.
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
import type { Counting, CountOf, Listed } from './Count.tsx';
import { type Copy, openRound } from './copy.ts';
import { feel } from './feel.ts';
import { act, talk } from './phone.ts';
import { say } from './words.ts';

interface RoundCardProps {
  copy: Copy;
  held: readonly Task[];
  onCount: (counting: Counting) => void;
}

export function RoundCard({ copy, held, onCount }: RoundCardProps) {
  const round = openRound(copy);
  if (round) return <Walk round={round} onCount={onCount} />;
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

/** The bags of the round that still lie at the gate. */
export function bagsToFetch(round: Round): Listed[] {
  return bagsAt(round, ['packed', 'returned']);
}

function bagsAt(round: Round, steps: readonly string[]): Listed[] {
  return round.stops
    .filter(stop => stop.outcome === null)
    .flatMap(stop =>
      stop.bags
        .filter(bag => steps.includes(bag.step) && isUnderWay(bag))
        .map(({ bagId, label, code, goodsClass }) => ({ bagId, label, code, goodsClass, door: stop.door })),
    );
}

interface WalkProps {
  round: Round;
  onCount: (counting: Counting) => void;
}

const nameOfRound = (round: Round) => say('round.number', { number: round.number });

function handOver(round: Round, point: 'gate' | 'relay_out', bags: readonly Listed[], { there, short, surplus }: CountOf): void {
  feel('taken');
  const differences = [
    ...short.map(({ bagId, difference }) => ({ bagId, difference })),
    ...surplus.map(code => ({ code, difference: 'surplus' as const })),
  ];
  const [list, bagIds] = [bags.map(bag => bag.bagId), there.map(bag => bag.bagId)];
  const ofRound = point === 'gate' && { roundId: round.roundId };
  void act({ on: 'handover', door: nameOfRound(round), body: { point, ...ofRound, list, bagIds, differences } });
}

function Walk({ round, onCount }: WalkProps) {
  const toFetch = bagsToFetch(round);
  const open = round.stops.filter(stop => stop.outcome === null).length;
  const running = round.state === 'running';
  const move = (name: 'start' | 'finish') => {
    feel('taken');
    void act({ on: 'round', roundId: round.roundId, body: { move: name }, door: nameOfRound(round) });
  };
  const count = () =>
    onCount({
      title: say('count.gate'),
      bags: toFetch,
      done: say('count.done.gate'),
      onDone: counted => {
        handOver(round, 'gate', toFetch, counted);
        if (!running) move('start');
      },
    });
  return (
    <section class="k-card f-round k-stack" data-gap="s">
      <p class="f-facts">
        <b>{nameOfRound(round)}</b>
        <span>{say('round.start_at', { time: clockTime(round.startAt) })}</span>
        <span>{say('round.load', { stops: round.stops.length, weight: weight(round.grams) })}</span>
        {round.sealed && (
          <Chip tone="aubergine" glyph="sealed" solid>
            {say('round.sealed')}
          </Chip>
        )}
      </p>
      {toFetch.length > 0 ? (
        <Button look="main" big wide onPress={count}>
          {say('round.count', { n: toFetch.length })}
        </Button>
      ) : (
        !running && (
          <Button look="main" big wide onPress={() => move('start')}>
            {say('round.go')}
          </Button>
        )
      )}
      {running && open === 0 && (
        <Button look="main" big wide onPress={() => move('finish')}>
          {say('round.finish')}
        </Button>
      )}
    </section>
  );
}

/** What is left in hand goes to the carrier inside. */
export function RelayOut({ round, onCount }: WalkProps) {
  const inHand = bagsAt(round, ['gate', 'disinfected', 'rested', 'relayed']);
  if (round.state !== 'running' || inHand.length === 0) return null;
  const count = () =>
    onCount({
      title: say('count.relay_out'),
      bags: inHand,
      done: say('count.done.relay_out'),
      onDone: counted => handOver(round, 'relay_out', inHand, counted),
    });
  return (
    <Button big wide onPress={count}>
      {say('round.relay', { n: inHand.length })}
    </Button>
  );
}
