// A request offered to me: the door, the weight, and yes or no.
import { useState } from 'preact/hooks';
import type { Task } from '../../api/own.ts';
import { life } from '../../domain/request/life.ts';
import { Button } from '../kit/Button.tsx';
import { LevelChip } from '../kit/Chip.tsx';
import { Note } from '../kit/Note.tsx';
import { nameOf } from '../kit/names.ts';
import { dayTime, weight } from '../kit/time.ts';
import { DoorName } from './DoorName.tsx';
import type { Step } from './Tasks.tsx';
import { Why } from './Why.tsx';
import { say } from './words.ts';

interface OfferProps {
  task: Task;
  /** This shift has led into a sealed building. */
  wentSealed: boolean;
  onStep: Step;
}

export function Offer({ task, wentSealed, onStep }: OfferProps) {
  const [refusing, setRefusing] = useState(false);
  const { requestId } = task;
  return (
    <section class="k-card f-offer k-stack" data-lane={task.lane}>
      <p class="f-kicker">
        {say('offered.title')}
        {task.answerBy && ` · ${say('offered.answer_by', { time: dayTime(task.answerBy) })}`}
      </p>
      <DoorName door={task.door} level={2} />
      <p class="k-large">
        {nameOf(`kind.${task.kind}`)} · {task.gist}
      </p>
      <p class="f-facts">
        <LevelChip level={task.level} />
        <span>{say('task.weight', { weight: weight(task.grams) })}</span>
        <span>{say('task.floor', { n: task.floor })}</span>
        <span>{say(task.lift ? 'task.lift' : 'task.stairs')}</span>
      </p>
      {task.level === 'sealed' ? (
        <Note tone="aubergine" glyph="sealed">
          {say('task.sealed')}
        </Note>
      ) : (
        wentSealed && (
          <Note tone="tomato" glyph="sealed">
            {say('no.helper_out_of_zone')}
          </Note>
        )
      )}
      <div class="f-actions">
        <Button look="main" big wide onPress={() => onStep({ on: 'request', requestId, body: { move: 'accept' } })}>
          {say('do.accept')}
        </Button>
        <Button big onPress={() => setRefusing(true)}>
          {say('do.decline')}
        </Button>
      </div>
      <Why
        open={refusing}
        title={say('why.decline')}
        reasons={life.decline.reasons}
        onClose={() => setRefusing(false)}
        onPick={reason => {
          setRefusing(false);
          onStep({ on: 'request', requestId, body: { move: 'decline', reason } });
        }}
      />
    </section>
  );
}
