// How the bags were disinfected; a trolley is done in one go, so the other bags of the same kind come along.
import { useState } from 'preact/hooks';
import type { Task } from '../../api/own.ts';
import { type Disinfectant, maySkipDisinfection } from '../../domain/delivery/custody.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Check, Stepper } from '../kit/Field.tsx';
import { Note } from '../kit/Note.tsx';
import { nameOf } from '../kit/names.ts';
import type { Copy } from './copy.ts';
import { feel } from './feel.ts';
import { act } from './phone.ts';
import { say } from './words.ts';

interface DisinfectProps {
  task: Task;
  copy: Copy;
  onClose: () => void;
}

export function Disinfect({ task, copy, onClose }: DisinfectProps) {
  const [minutes, setMinutes] = useState(10);
  const waiting = copy.tasks
    .filter(one => one.state === 'carrying' && !maySkipDisinfection(one.goodsClass))
    .flatMap(one => one.bags.filter(bag => bag.step === 'gate').map(bag => ({ ...bag, door: one.door, mine: one === task })));
  const mine = waiting.filter(bag => bag.mine);
  const [together, setTogether] = useState(waiting.length > mine.length);
  const cold = task.goodsClass === 'cold' || task.goodsClass === 'frozen';
  const done = (agent: Disinfectant) => {
    feel('taken');
    const contactMinutes = agent.startsWith('chlorine') ? minutes : 0;
    for (const { bagId, door } of together ? waiting : mine) {
      void act({ on: 'bag', bagId, body: { step: 'disinfected', agent, contactMinutes }, door });
    }
    onClose();
  };
  return (
    <Dialog open title={say('disinfect.title')} onClose={onClose}>
      <div class="k-stack">
        {task.goodsClass === 'fresh' && <Note tone="leaf">{say('disinfect.fresh')}</Note>}
        {cold && <Note tone="sky">{say('disinfect.cold')}</Note>}
        {waiting.length > mine.length && (
          <Check checked={together} onCheck={setTogether}>
            {say('disinfect.together', { n: waiting.length })}
          </Check>
        )}
        {task.mayUse.some(agent => agent.startsWith('chlorine')) && (
          <Stepper big label={say('disinfect.minutes')} value={minutes} onValue={setMinutes} least={0} most={60} step={5} />
        )}
        {task.mayUse
          .filter(agent => agent !== 'none_needed')
          .map(agent => (
            <Button key={agent} big wide onPress={() => done(agent)}>
              {nameOf(`disinfectant.${agent}`)}
            </Button>
          ))}
      </div>
    </Dialog>
  );
}
