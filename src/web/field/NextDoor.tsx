// The next door fills the screen: what to carry, how to hand it over, one big button for the next step, a small "problem" beside it.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Task } from '../../api/own.ts';
import { type Disinfectant, maySkipDisinfection } from '../../domain/delivery/custody.ts';
import { hasGoods } from '../../domain/request/kind.ts';
import { life } from '../../domain/request/life.ts';
import { Button } from '../kit/Button.tsx';
import { Chip, LevelChip } from '../kit/Chip.tsx';
import { Clock } from '../kit/Clock.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Stepper } from '../kit/Field.tsx';
import { Note } from '../kit/Note.tsx';
import { nameOf } from '../kit/names.ts';
import { weight } from '../kit/time.ts';
import { DoorName } from './DoorName.tsx';
import { Photo } from './Photo.tsx';
import type { Step } from './Tasks.tsx';
import { Why } from './Why.tsx';
import { say } from './words.ts';

interface NextDoorProps {
  task: Task;
  busy: boolean;
  onStep: (step: Step) => void;
  children: ComponentChildren;
}

export function NextDoor({ task, busy, onStep, children }: NextDoorProps) {
  const [asking, setAsking] = useState<'fail' | 'give_back' | 'disinfect'>();
  const [photo, setPhoto] = useState<string>();
  const { requestId } = task;
  const where = say(`where.${task.deliverTo}`);
  const goods = hasGoods(task.kind);
  const bag = task.bags.find(one => one.step === 'gate');
  const toDisinfect = bag !== undefined && !maySkipDisinfection(task.goodsClass);

  const main = (() => {
    if (task.state === 'accepted' && goods) {
      return { text: say('do.fetch'), press: () => onStep({ on: 'request', requestId, body: { move: 'fetch' } }) };
    }
    if (toDisinfect) return { text: say('do.disinfect'), press: () => setAsking('disinfect') };
    return {
      text: goods ? say('do.deliver', { where }) : say('do.finish'),
      press: () => onStep({ on: 'request', requestId, body: { move: 'deliver', ...(photo !== undefined && { fileId: photo }) } }),
    };
  })();
  const atTheDoor = !(task.state === 'accepted' && goods) && !toDisinfect;

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
            {task.bags.map(one => (
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
      <div class="f-actions">
        <Button look="main" big wide busy={busy} onPress={main.press}>
          {main.text}
        </Button>
        <Button big onPress={() => setAsking('fail')}>
          {say('do.problem')}
        </Button>
      </div>
      <div class="f-aside">
        {atTheDoor && <Photo requestId={requestId} taken={photo !== undefined} onTaken={setPhoto} />}
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
          onStep({ on: 'request', requestId, body: { move: 'fail', reason } });
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
      {bag && (
        <Disinfect
          open={asking === 'disinfect'}
          task={task}
          onClose={() => setAsking(undefined)}
          onDone={(agent, contactMinutes) => {
            setAsking(undefined);
            onStep({ on: 'bag', requestId, bagId: bag.bagId, body: { step: 'disinfected', agent, contactMinutes } });
          }}
        />
      )}
    </section>
  );
}

interface DisinfectProps {
  open: boolean;
  task: Task;
  onClose: () => void;
  onDone: (agent: Disinfectant, contactMinutes: number) => void;
}

function Disinfect({ open, task, onClose, onDone }: DisinfectProps) {
  const [minutes, setMinutes] = useState(10);
  const cold = task.goodsClass === 'cold' || task.goodsClass === 'frozen';
  return (
    <Dialog open={open} title={say('disinfect.title')} onClose={onClose}>
      <div class="k-stack">
        {task.goodsClass === 'fresh' && <Note tone="leaf">{say('disinfect.fresh')}</Note>}
        {cold && <Note tone="sky">{say('disinfect.cold')}</Note>}
        {task.mayUse.some(agent => agent.startsWith('chlorine')) && (
          <Stepper big label={say('disinfect.minutes')} value={minutes} onValue={setMinutes} least={0} most={60} step={5} />
        )}
        {task.mayUse
          .filter(agent => agent !== 'none_needed')
          .map(agent => (
            <Button key={agent} big wide onPress={() => onDone(agent, agent.startsWith('chlorine') ? minutes : 0)}>
              {nameOf(`disinfectant.${agent}`)}
            </Button>
          ))}
      </div>
    </Dialog>
  );
}
