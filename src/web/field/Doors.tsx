// Going from door to door: the building as a list of doors by floor, "needs nothing" in one tap, so that nobody is lost.
import { useMemo, useState } from 'preact/hooks';
import type { PhoneDoor } from '../../api/phone.ts';
import { doorName } from '../../domain/place/door.ts';
import { Button } from '../kit/Button.tsx';
import { LevelChip } from '../kit/Chip.tsx';
import { Select } from '../kit/Field.tsx';
import { Empty } from '../kit/Note.tsx';
import { useNow } from '../kit/now.ts';
import { Segments } from '../kit/Settings.tsx';
import { ago, dayTime } from '../kit/time.ts';
import { AskAtDoor } from './AskAtDoor.tsx';
import { feel } from './feel.ts';
import { NotSent } from './NotSent.tsx';
import { act } from './phone.ts';
import { Supply } from './Supply.tsx';
import { say } from './words.ts';

type Outcome = 'needs_nothing' | 'no_answer';

/** One day's walk through the house. */
const today = 16 * 3_600_000;

interface DoorsProps {
  doors: readonly PhoneDoor[];
  touched: ReadonlySet<string>;
}

export function nameOfDoor(door: PhoneDoor): string {
  return doorName(door.building, door.unit, door.door);
}

export function Doors({ doors, touched }: DoorsProps) {
  const [chosen, setChosen] = useState('');
  const buildings = useMemo(() => {
    const found = new Map(doors.map(door => [door.buildingId, `${door.compoundName} ${door.building}`]));
    return [...found].map(([value, text]) => ({ value, text }));
  }, [doors]);
  const buildingId = chosen || (buildings[0]?.value ?? '');
  if (buildingId === '') return <Empty glyph="house">{say('doors.none')}</Empty>;
  return (
    <div class="k-stack">
      <h1 class="k-hidden">{say('tab.doors')}</h1>
      {buildings.length > 1 && (
        <Select big label={say('doors.building')} value={buildingId} options={buildings} onPick={setChosen} />
      )}
      <Building key={buildingId} doors={doors.filter(door => door.buildingId === buildingId)} touched={touched} />
    </div>
  );
}

function Building({ doors, touched }: DoorsProps) {
  const [asking, setAsking] = useState<PhoneDoor>();
  const [only, setOnly] = useState<'all' | 'left'>('all');
  /** Where the days of supply are asked after "needs nothing". */
  const [after, setAfter] = useState<string>();
  const now = useNow('minute');
  const livedIn = doors.filter(door => door.living === 'lived_in');
  const isAsked = (door: PhoneDoor) =>
    touched.has(door.householdId) || (door.heardAt !== null && now - Date.parse(door.heardAt) < today);
  const asked = livedIn.filter(isAsked).length;
  const shown = only === 'all' ? livedIn : livedIn.filter(door => !isAsked(door) || door.householdId === after);
  const floors = [...new Set(shown.map(door => door.floor))].sort((a, b) => b - a);
  const tell = (door: PhoneDoor, outcome: Outcome, daysOfSupply?: number) => {
    feel('taken');
    const body = { how: 'at_the_door', outcome, ...(daysOfSupply !== undefined && { daysOfSupply }) } as const;
    void act({ on: 'household', householdId: door.householdId, body, door: nameOfDoor(door) });
    setAfter(outcome === 'needs_nothing' && daysOfSupply === undefined ? door.householdId : undefined);
  };
  return (
    <>
      <p class="k-large" aria-live="polite">
        {say('doors.progress', { asked, all: livedIn.length })}
      </p>
      <Segments
        label={say('doors.show')}
        quietLabel
        options={[
          { value: 'all', text: say('doors.all') },
          { value: 'left', text: say('doors.left', { n: livedIn.length - asked }) },
        ]}
        value={only}
        onPick={setOnly}
      />
      {floors.map(floor => (
        <section key={floor} class="f-floor">
          <h2>{say('task.floor', { n: floor })}</h2>
          <ul class="f-doors">
            {shown
              .filter(door => door.floor === floor)
              .map(door => (
                <Door
                  key={door.householdId}
                  door={door}
                  now={now}
                  isAsked={isAsked(door)}
                  isTouched={touched.has(door.householdId)}
                  asksSupply={after === door.householdId}
                  onTell={(outcome, days) => tell(door, outcome, days)}
                  onAsk={() => setAsking(door)}
                />
              ))}
          </ul>
        </section>
      ))}
      {asking && <AskAtDoor door={asking} onClose={() => setAsking(undefined)} />}
    </>
  );
}

interface DoorProps {
  door: PhoneDoor;
  now: number;
  isAsked: boolean;
  isTouched: boolean;
  asksSupply: boolean;
  onTell: (outcome: Outcome, daysOfSupply?: number) => void;
  onAsk: () => void;
}

function Door({ door, now, isAsked, isTouched, asksSupply, onTell, onAsk }: DoorProps) {
  const { heardAt, daysOfSupply, askAgainAt, openRequests } = door;
  const due = askAgainAt !== null && Date.parse(askAgainAt) <= now;
  return (
    <li class="k-card" data-heard={isAsked || undefined}>
      <p class="f-door-name">
        <b>{nameOfDoor(door)}</b>
        {door.level !== 'open' && <LevelChip level={door.level} />}
        {isTouched ? (
          <NotSent />
        ) : (
          <span class="k-quiet">
            {heardAt === null ? say('doors.never') : say('doors.heard', { ago: ago(heardAt, now) })}
            {openRequests > 0 && ` · ${say('doors.requests', { n: openRequests })}`}
          </span>
        )}
        {daysOfSupply !== null && (
          <span class={due ? 'f-due' : 'k-quiet'}>
            {say('supply.has', { n: daysOfSupply })}
            {askAgainAt !== null && ` · ${say(due ? 'supply.ask_now' : 'supply.ask_by', { time: dayTime(askAgainAt, now) })}`}
          </span>
        )}
      </p>
      {asksSupply ? (
        <Supply value={undefined} onDays={days => onTell('needs_nothing', days)} />
      ) : (
        <div class="f-door-actions">
          <Button big onPress={() => onTell('needs_nothing')}>
            {say('doors.fine')}
          </Button>
          <Button big look="main" onPress={onAsk}>
            {say('doors.needs')}
          </Button>
          <Button big look="plain" onPress={() => onTell('no_answer')}>
            {say('doors.no_answer')}
          </Button>
        </div>
      )}
    </li>
  );
}
