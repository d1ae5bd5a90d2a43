// The strip over every page while somebody in care does not answer, so that it cannot be overlooked.
import { useEffect } from 'preact/hooks';
import { Button } from '../../kit/Button.tsx';
import { Note } from '../../kit/Note.tsx';
import { useNow } from '../../kit/now.ts';
import { poke, useResource } from '../../kit/resource.ts';
import { addressOfPlace } from '../route.ts';
import { readAlarms } from './alarms.ts';
import { sayCare } from './words.ts';

export function CareAlarm() {
  const alarms = useResource('care-alarms', readAlarms, ['care', 'requests']);
  const minute = useNow('minute');
  // A turn runs out by the clock alone.
  useEffect(() => poke('care'), [minute]);
  if (!alarms.value || alarms.value.alarms === 0) return null;
  const { alarms: n, emergencies } = alarms.value;
  return (
    <Note tone="tomato" glyph="late">
      <div class="k-row" data-spread>
        <b>{emergencies > 0 ? sayCare('alarm.emergency', { n: emergencies }) : sayCare('alarm', { n })}</b>
        <Button href={addressOfPlace('care', 'today')}>{sayCare('alarm.open')}</Button>
      </div>
    </Note>
  );
}
