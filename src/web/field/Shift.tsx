// The shift and the protection running out, in sight while one works.
import { Chip } from '../kit/Chip.tsx';
import { Note } from '../kit/Note.tsx';
import { useNow } from '../kit/now.ts';
import { span } from '../kit/time.ts';
import { type Copy, wentSealed } from './copy.ts';
import { say } from './words.ts';

/** The last half hour is said in another colour. */
const soon = 30 * 60_000;

export function Shift({ copy }: { copy: Copy }) {
  const now = useNow('minute');
  const { startedAt, wearStartedAt, limitSeconds, wearSeconds } = copy.shift;
  if (!copy.onDuty) {
    return (
      <Note tone="squash" glyph="clock">
        {say('duty.is_off')}
      </Note>
    );
  }
  const limit = limitSeconds * 1000;
  const ofShift = startedAt === null ? undefined : limit - (now - Date.parse(startedAt));
  const ofWear = wearStartedAt === null ? undefined : limit - wearSeconds * 1000 - (now - Date.parse(copy.at));
  return (
    <div class="f-shift">
      {ofShift !== undefined && <Left text="shift" left={ofShift} />}
      {ofWear !== undefined && <Left text="wear" left={ofWear} />}
      {wentSealed(copy, now) && (
        <Chip tone="aubergine" glyph="sealed">
          {say('shift.sealed')}
        </Chip>
      )}
    </div>
  );
}

function Left({ text, left }: { text: 'shift' | 'wear'; left: number }) {
  const tone = left <= 0 ? 'tomato' : left < soon ? 'squash' : 'stone';
  return (
    <Chip tone={tone} glyph="clock" solid={left <= 0}>
      {left > 0 ? say(`${text}.left`, { span: span(left) }) : say(`${text}.over`, { span: span(left) })}
    </Chip>
  );
}
