// A running clock on a card: how long there is, or how late it is; in colour, glyph and words.

import { Glyph } from './Glyph.tsx';
import { useNow } from './now.ts';
import { dayTime, span } from './time.ts';
import { sayKit } from './words.ts';

interface ClockProps {
  /** When it is due, ISO or milliseconds. */
  due: string | number;
  /** Minutes before `due` from which it counts as soon. */
  soonMinutes?: number | undefined;
  /** It was done then: the clock stands still. */
  doneAt?: string | null | undefined;
}

export function Clock({ due, soonMinutes = 30, doneAt }: ClockProps) {
  const now = useNow('minute');
  const at = typeof due === 'number' ? due : Date.parse(due);
  const left = at - (doneAt ? Date.parse(doneAt) : now);
  const is = left < 0 ? 'late' : doneAt ? 'served' : left < soonMinutes * 60_000 ? 'waiting' : 'clock';
  const tone = { late: 'tomato', served: 'leaf', waiting: 'squash', clock: 'stone' }[is];
  return (
    <span class="k-chip" data-tone={tone} title={sayKit('clock.due', { time: dayTime(at, now) })}>
      <Glyph name={is} size={0.875} />
      {doneAt && left >= 0 ? dayTime(doneAt, now) : sayKit(left < 0 ? 'clock.late' : 'clock.left', { span: span(left) })}
    </span>
  );
}
