// My tasks: what I am asked to take, the round or the next door filling the screen, and what comes after it.
import { useState } from 'preact/hooks';
import type { Task } from '../../api/own.ts';
import { hasGoods } from '../../domain/request/kind.ts';
import { Empty } from '../kit/Note.tsx';
import { serverNow } from '../kit/now.ts';
import { Count, type Counting } from './Count.tsx';
import { type Copy, inOrder, type Move, openRound, wentSealed } from './copy.ts';
import { feel } from './feel.ts';
import { NextDoor } from './NextDoor.tsx';
import { NotSent } from './NotSent.tsx';
import { Offer } from './Offer.tsx';
import { act } from './phone.ts';
import { RelayIn, TakeOver } from './Relay.tsx';
import { bagsToFetch, RelayOut, RoundCard } from './RoundCard.tsx';
import { Shift } from './Shift.tsx';
import type { KeptFile } from './storage.ts';
import { say } from './words.ts';

/** Makes a move about a door: kept on the phone first, felt in the hand, sent at once. */
export type Step = (move: Move, picture?: KeptFile) => void;

interface TasksProps {
  copy: Copy;
  touched: ReadonlySet<string>;
}

export function Tasks({ copy, touched }: TasksProps) {
  const [chosen, setChosen] = useState<string>();
  const [counting, setCounting] = useState<Counting>();
  const offered = copy.tasks.filter(task => task.state === 'offered');
  const held = inOrder(copy);
  const round = openRound(copy);
  const atGate = round !== undefined && bagsToFetch(round).length > 0;
  // At the gate the one thing to do is counting.
  const next = held.find(task => task.requestId === chosen) ?? (atGate ? undefined : held[0]);
  const stepOf =
    (task: Task): Step =>
    (move, picture) => {
      feel('taken');
      void act({ ...move, door: task.door }, picture);
    };
  if (counting) return <Count of={counting} onClose={() => setCounting(undefined)} />;
  const isTouched = (task: Task) => touched.has(task.requestId) || task.bags.some(bag => touched.has(bag.bagId));
  return (
    <div class="k-stack" data-gap="l">
      <Shift copy={copy} />
      {copy.relays.map(relay => (
        <RelayIn key={relay.relayId} relay={relay} onCount={setCounting} />
      ))}
      {offered.map(task => (
        <Offer key={task.requestId} task={task} wentSealed={wentSealed(copy, serverNow())} onStep={stepOf(task)} />
      ))}
      <RoundCard copy={copy} held={held} onCount={setCounting} />
      {next && (
        <NextDoor key={next.requestId} task={next} copy={copy} onStep={stepOf(next)}>
          {isTouched(next) && <NotSent />}
        </NextDoor>
      )}
      {offered.length === 0 && held.length === 0 && (
        <Empty glyph="served">
          <p class="k-large">{say('none.title')}</p>
          <p>{say('none.text')}</p>
        </Empty>
      )}
      {held.some(task => task !== next) && (
        <section class="k-stack">
          <h2>{say(next ? 'later.title' : 'later.round')}</h2>
          {held
            .filter(task => task !== next)
            .map(task => (
              <button key={task.requestId} type="button" class="k-card f-later" onClick={() => setChosen(task.requestId)}>
                <b>{task.door}</b>
                <span class="k-quiet">
                  {hasGoods(task.kind) ? task.bags.map(bag => bag.label).join(' ') : say('task.no_bag')} {task.gist}
                </span>
                {isTouched(task) && <NotSent />}
              </button>
            ))}
        </section>
      )}
      {round && <RelayOut round={round} onCount={setCounting} />}
      {copy.onDuty && <TakeOver onCount={setCounting} />}
    </div>
  );
}
