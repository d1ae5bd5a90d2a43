// The next door fills the screen: what to carry, how to hand it over, one big button for the next step, a small "problem" beside it.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Task } from '../../api/own.ts';
import { maySkipDisinfection } from '../../domain/delivery/custody.ts';
import { hasGoods } from '../../domain/request/kind.ts';
import { life } from '../../domain/request/life.ts';
import { Button } from '../kit/Button.tsx';
import { Chip, LevelChip } from '../kit/Chip.tsx';
import { Clock } from '../kit/Clock.tsx';
import { Note } from '../kit/Note.tsx';
import { nameOf } from '../kit/names.ts';
import { serverNow, useNow } from '../kit/now.ts';
import { clockTime, span, weight } from '../kit/time.ts';
import type { Copy } from './copy.ts';
import { Disinfect } from './Disinfect.tsx';
import { DoorName } from './DoorName.tsx';
import { Photo } from './Photo.tsx';
import type { KeptFile } from './storage.ts';
import type { Step } from './Tasks.tsx';
import { Why } from './Why.tsx';
import { say } from './words.ts';

interface NextDoorProps {
  task: Task;
  copy: Copy;
  onStep: Step;
  children: ComponentChildren;
}

export function NextDoor({ task, copy, onStep, children }: NextDoorProps) {
  const [asking, setAsking] = useState<'fail' | 'give_back' | 'disinfect'>();
  const [photo, setPhoto] = useState<KeptFile>();
  const { requestId } = task;
  const where = say(`where.${task.deliverTo}`);
  const goods = hasGoods(task.kind);
  const { bags } = task;
  const toDisinfect = bags.some(bag => bag.step === 'gate') && !maySkipDisinfection(task.goodsClass);
  const restUntil = bags
    .flatMap(bag => (bag.step === 'disinfected' ? (bag.restUntil ?? []) : []))
    .sort()
    .at(-1);
  const toFetch = task.state === 'accepted' && goods;
  const atTheDoor = !toFetch && !toDisinfect;

  // Sealed on the way: whoever may not go in hands it on, and the page says where.
  const handsOn = task.guarded && !copy.protection && goods && task.state === 'carrying';

  const main = (() => {
    if (toFetch) return { text: say('do.fetch'), press: () => onStep({ on: 'request', requestId, body: { move: 'fetch' } }) };
    if (toDisinfect) return { text: say('do.disinfect'), press: () => setAsking('disinfect') };
    return {
      text: goods ? say('do.deliver', { where }) : say('do.finish'),
      press: () => onStep({ on: 'request', requestId, body: { move: 'deliver' } }, photo),
    };
  })();

  return (
    <section class="k-card f-next k-stack" data-lane={task.lane}>
      <p class="f-kicker">
        {say('next.title')} · {task.compoundName}
      </p>
      <DoorName door={task.door} level={1} />
      <p class="f-facts">
        <LevelChip level={task.level} />
        {task.lane !== 'ordinary' && (
          <Chip tone="tomato" glyph="late" solid>
            {nameOf(`lane.${task.lane}`)}
          </Chip>
        )}
        <Clock due={task.dueAt} />
        <span>{say('task.floor', { n: task.floor })}</span>
        <span>{say(task.lift ? 'task.lift' : 'task.stairs')}</span>
      </p>
      <div class="f-carry">
        <p>
          <b>{goods ? say('task.bring') : nameOf(`kind.${task.kind}`)}</b> {task.gist}
        </p>
        {goods && (
          <p>
            {bags.map(one => (
              <Chip key={one.bagId} glyph="bag">
                {one.label} · {nameOf(`bag.${one.step}`)}
              </Chip>
            ))}{' '}
            {say('task.weight', { weight: weight(task.grams) })}
            {task.goodsClass !== 'ordinary' && ` · ${nameOf(`goods.${task.goodsClass}`)}`}
          </p>
        )}
        {goods && (
          <p>
            <b>{say('task.hand', { where })}</b>
          </p>
        )}
        {task.note && <p class="k-verbatim">{task.note}</p>}
      </div>
      {children}
      <Resting until={restUntil}>
        {handsOn && (
          <Note tone="aubergine" glyph="sealed">
            <p class="k-large">{say('guard.title')}</p>
            <p>{say(`guard.${task.relayAt}`)}</p>
          </Note>
        )}
        <div class="f-actions">
          {!handsOn && (
            <Button look="main" big wide onPress={main.press}>
              {main.text}
            </Button>
          )}
          <Button big onPress={() => setAsking('fail')}>
            {say('do.problem')}
          </Button>
        </div>
      </Resting>
      <div class="f-aside">
        {atTheDoor && <Photo taken={photo !== undefined} onTaken={setPhoto} />}
        {task.state === 'accepted' && (
          <Button look="plain" onPress={() => setAsking('give_back')}>
            {say('do.give_back')}
          </Button>
        )}
      </div>
      <Why
        open={asking === 'fail'}
        title={say('why.fail')}
        reasons={life.fail.reasons}
        onClose={() => setAsking(undefined)}
        onPick={reason => {
          setAsking(undefined);
          onStep({ on: 'request', requestId, body: { move: 'fail', reason } }, photo);
        }}
      />
      <Why
        open={asking === 'give_back'}
        title={say('why.give_back')}
        reasons={life.give_back.reasons}
        onClose={() => setAsking(undefined)}
        onPick={reason => {
          setAsking(undefined);
          onStep({ on: 'request', requestId, body: { move: 'give_back', reason } });
        }}
      />
      {asking === 'disinfect' && <Disinfect task={task} copy={copy} onClose={() => setAsking(undefined)} />}
    </section>
  );
}

/** While disinfected goods rest, the countdown stands where the button will be. */
function Resting({ until, children }: { until: string | undefined; children: ComponentChildren }) {
  useNow('second');
  const left = until === undefined ? 0 : Date.parse(until) - serverNow();
  if (until === undefined || left <= 0) return <>{children}</>;
  return (
    <Note tone="sky" glyph="clock">
      <p class="k-large">{say('rest.left', { span: span(left), time: clockTime(until) })}</p>
      <p>{say('rest.text')}</p>
    </Note>
  );
}
