// The whole field seat: duty, my tasks, and going from door to door for those who answer for a building.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { myTasks, setDuty } from '../../api/own.ts';
import { Button } from '../kit/Button.tsx';
import { call } from '../kit/call.ts';
import { LiveBadge } from '../kit/LiveBadge.tsx';
import { useLive } from '../kit/live.ts';
import { useMove } from '../kit/moves.ts';
import { ErrorNote, Loaded, Note } from '../kit/Note.tsx';
import { poke, useResource } from '../kit/resource.ts';
import { type Me, Staff } from '../kit/Staff.tsx';
import { Tabs } from '../kit/Tabs.tsx';
import { DemoRibbon, TopBar } from '../kit/TopBar.tsx';
import { sayKit } from '../kit/words.ts';
import { Doors } from './Doors.tsx';
import './field.css';
import { Tasks } from './Tasks.tsx';
import { say } from './words.ts';

export function Field() {
  return <Staff seat={say('seat')}>{(me, leave) => <Inside me={me} leave={leave} />}</Staff>;
}

/** Roles that go from door to door and write down what people need. */
const askers = ['steward', 'property', 'grid_worker', 'grid_lead'] as const;

function Inside({ me, leave }: { me: Me; leave: () => Promise<void> }) {
  const [tab, setTab] = useState<'tasks' | 'doors'>('tasks');
  const tasks = useResource('tasks', signal => call<typeof myTasks>('GET', '/api/v1/my/tasks', undefined, { signal }), ['tasks']);
  const live = useLive<AnswerOf<typeof myTasks>>({
    address: '/api/v1/my/live',
    events: ['poke'],
    snapshot: () => call<typeof myTasks>('GET', '/api/v1/my/tasks'),
    onSnapshot: snapshot => tasks.put(() => snapshot),
    onEvent: () => poke('tasks'),
  });
  const duty = useMove(
    (_id, onDuty: boolean) => call<typeof setDuty>('PUT', '/api/v1/my/duty', { body: { onDuty } }),
    () => poke('tasks'),
  );
  const goesToDoors = me.roles.some(role => (askers as readonly string[]).includes(role));
  const offered = tasks.value?.tasks.filter(task => task.state === 'offered').length;
  return (
    <>
      {me.demo && <DemoRibbon />}
      <TopBar seat={say('seat')} home="/field" settings="field" end={<LiveBadge state={live} />} />
      <main class="k-page f-main" data-narrow>
        {goesToDoors && (
          <Tabs
            label={say('seat')}
            tabs={[
              { value: 'tasks', text: say('tab.tasks'), count: offered },
              { value: 'doors', text: say('tab.doors') },
            ]}
            value={tab}
            onPick={setTab}
          />
        )}
        {tab === 'doors' ? (
          <Doors />
        ) : (
          <Loaded of={tasks}>
            {value => (
              <>
                {!value.onDuty && (
                  <Note tone="squash" glyph="clock">
                    {say('duty.is_off')}
                  </Note>
                )}
                <Tasks tasks={value.tasks} doneToday={value.doneToday} />
                <footer class="f-foot">
                  <span>{value.onDuty ? `${me.name ?? ''} · ${say('duty.is_on')}` : (me.name ?? '')}</span>
                  <Button busy={duty.sending} onPress={() => void duty.send(!value.onDuty)}>
                    {say(value.onDuty ? 'duty.off' : 'duty.on')}
                  </Button>
                  <Button look="plain" onPress={() => void leave()}>
                    {sayKit('sign_out')}
                  </Button>
                </footer>
                <ErrorNote refusal={duty.refusal} onRetry={duty.retry} />
              </>
            )}
          </Loaded>
        )}
      </main>
    </>
  );
}
