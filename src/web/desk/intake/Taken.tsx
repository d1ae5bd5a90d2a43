// It is taken down: the number, and the sentence to say to the caller.
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../../kit/Button.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { dayTime } from '../../kit/time.ts';
import { addressOfPlace } from '../route.ts';
import { say } from '../words.ts';
import type { Form, Way } from './form.ts';
import type { Receipt } from './unsent.ts';

interface TakenProps {
  receipt: Receipt;
  form: Form;
  way: Way;
}

export function Taken({ receipt, form, way }: TakenProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), []);
  const when = receipt.run
    ? say('taken.run', { time: dayTime(receipt.run.startsAt) })
    : say('taken.due', { time: dayTime(receipt.dueAt) });
  return (
    <div class="desk-taken" role="status" ref={box}>
      <Glyph name="served" size={1.5} />
      <div>
        <p class="k-large">
          <b>{form.household?.door}</b> {say('taken.number', { number: receipt.number })}
        </p>
        <p>{way === 'telephone' ? say('taken.say', { number: receipt.number, when }) : when}</p>
      </div>
      <Button look="plain" href={addressOfPlace('queue', receipt.requestId)}>
        {say('taken.open')}
      </Button>
    </div>
  );
}
