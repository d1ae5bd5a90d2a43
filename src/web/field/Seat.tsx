// The seat of somebody who is signed in: the honest strip on top, tasks, rounds, doors, and the way out.
import { useMemo, useState } from 'preact/hooks';
import { LiveBadge } from '../kit/LiveBadge.tsx';
import { useLive } from '../kit/live.ts';
import { Note } from '../kit/Note.tsx';
import { useNow } from '../kit/now.ts';
import { Tabs } from '../kit/Tabs.tsx';
import { DemoRibbon, TopBar } from '../kit/TopBar.tsx';
import { sayVisit } from '../kit/visit.ts';
import { type Copy, touchedBy, withWaiting } from './copy.ts';
import { Doors } from './Doors.tsx';
import { Foot } from './Foot.tsx';
import { type Owner, type PhoneState, snapshot, talk } from './phone.ts';
import { Strip } from './Strip.tsx';
import { SurveyDoors } from './SurveyDoors.tsx';
import { Tasks } from './Tasks.tsx';
import { ToldList } from './ToldList.tsx';
import { isPressing, Visits } from './Visits.tsx';
import { say } from './words.ts';

interface SeatProps {
  phone: PhoneState;
  copy: Copy;
  owner: Owner;
  /** Puts the newer version of the page in place. */
  newer: (() => void) | undefined;
}

/** Roles that go from door to door and write down what people need. */
const askers: readonly string[] = ['steward', 'property', 'grid_worker', 'grid_lead'];

export function Seat({ phone, copy, owner, newer }: SeatProps) {
  const [tab, setTab] = useState<'tasks' | 'doors' | 'survey'>('tasks');
  const now = useNow('minute');
  const { waiting, told } = phone.box;
  const shown = useMemo(() => withWaiting(copy, waiting), [copy, waiting]);
  const touched = useMemo(() => touchedBy(waiting), [waiting]);
  const live = useLive<Copy>({
    address: '/api/v1/my/live',
    events: ['poke'],
    snapshot,
    // The phone keeps it by itself.
    onSnapshot: () => {},
    onEvent: talk,
  });
  const goesToDoors = copy.roles.some(role => askers.includes(role));
  const pressing = shown.checks.filter(check => isPressing(check, now));
  const surveying = shown.surveys.length > 0;
  const offered = shown.tasks.filter(task => task.state === 'offered').length;
  return (
    <>
      {owner.demo && <DemoRibbon />}
      <TopBar seat={say('seat')} home="/field" settings="field" end={<LiveBadge state={live} />} />
      <Strip phone={phone} copy={copy} shown={shown} />
      <main class="k-page f-main" data-narrow>
        {newer && (
          <button type="button" class="f-newer" onClick={newer}>
            {say('newer')}
          </button>
        )}
        {!phone.lasts && (
          <Note tone="tomato" glyph="late">
            {say('storage.none')}
          </Note>
        )}
        {goesToDoors && (
          <Tabs
            label={say('seat')}
            tabs={[
              { value: 'tasks', text: say('tab.tasks'), count: offered || undefined },
              { value: 'doors', text: say('tab.doors') },
              ...(surveying ? [{ value: 'survey' as const, text: sayVisit('survey.title') }] : []),
            ]}
            value={tab}
            onPick={setTab}
          />
        )}
        <ToldList told={told} lateMoves={copy.lateMoves} />
        {tab === 'doors' ? (
          <Doors doors={shown.doors} touched={touched} />
        ) : tab === 'survey' && surveying ? (
          <SurveyDoors surveys={shown.surveys} doors={shown.doors} touched={touched} />
        ) : (
          <>
            {/* Where nobody answered, or the time is over, it comes before what is carried. */}
            <Visits checks={pressing} touched={touched} />
            <Tasks copy={shown} touched={touched} />
            <Visits checks={shown.checks.filter(check => !pressing.includes(check))} touched={touched} />
          </>
        )}
        <Foot phone={phone} copy={copy} />
      </main>
    </>
  );
}
