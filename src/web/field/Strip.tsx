// How far the work is and what has not reached the community, always in sight and never rosier than it is.
import { useState } from 'preact/hooks';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { Glyph } from '../kit/Glyph.tsx';
import { nameOf } from '../kit/names.ts';
import { dayTime } from '../kit/time.ts';
import { sayVisit } from '../kit/visit.ts';
import type { Copy, Move } from './copy.ts';
import { type PhoneState, talk } from './phone.ts';
import { say } from './words.ts';

interface StripProps {
  phone: PhoneState;
  /** As the server knows it: only what it has counts as done. */
  copy: Copy;
  /** With what waits on top. */
  shown: Copy;
}

export function Strip({ phone, copy, shown }: StripProps) {
  const [open, setOpen] = useState(false);
  const { waiting } = phone.box;
  const running = shown.rounds.find(one => one.state === 'running');
  const round = copy.rounds.find(one => one.roundId === running?.roundId);
  const held = shown.tasks.filter(task => task.state !== 'offered').length;
  const far = round
    ? say('strip.round', { done: round.stops.filter(stop => stop.outcome !== null).length, all: round.stops.length })
    : say('strip', { held, done: copy.doneToday });
  return (
    <div class="f-strip" data-unsent={waiting.length > 0 || undefined}>
      <p class="f-strip-far">{far}</p>
      <p aria-live="polite">
        {waiting.length > 0 ? (
          <button type="button" onClick={() => setOpen(true)}>
            <Glyph name="waiting" /> {say('strip.unsent', { n: waiting.length })}
          </button>
        ) : (
          <span class="k-quiet">{say(phone.signal === 'lost' ? 'strip.no_signal' : 'strip.all_sent')}</span>
        )}
      </p>
      <Dialog open={open && waiting.length > 0} title={say('strip.unsent', { n: waiting.length })} onClose={() => setOpen(false)}>
        <p>{say('unsent.text')}</p>
        <ol class="f-unsent">
          {waiting.map(({ id, madeAt, move }) => (
            <li key={id}>
              <b>{move.door}</b> {sayMove(move)} <span class="k-quiet">{dayTime(madeAt)}</span>
            </li>
          ))}
        </ol>
        <Button big wide onPress={talk}>
          {say('unsent.now')}
        </Button>
      </Dialog>
    </div>
  );
}

/** A move in the words of the button that made it. */
export function sayMove(move: Move): string {
  switch (move.on) {
    case 'request':
      return nameOf(`move.${move.body.move}`);
    case 'bag':
      return nameOf(`bag.${move.body.step}`);
    case 'household':
      return say(`contact.${move.body.outcome}`);
    case 'ask':
      return say('contact.ask', { kind: nameOf(`kind.${move.body.kind}`) });
    case 'voice':
      return say('voice.note');
    case 'handover':
      return say(`count.${move.body.point}`);
    case 'round':
      return say(`round.${move.body.move}`);
    case 'care':
      return sayVisit(`outcome.${move.body.outcome}`);
    case 'survey':
      return sayVisit(`survey.${move.body.outcome}`);
  }
}
