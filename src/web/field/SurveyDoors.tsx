// 排查 on the phone: the doors of a survey from the top floor down, each ended by one tap, so that nobody is skipped.
import { useState } from 'preact/hooks';
import type { PhoneDoor } from '../../api/phone.ts';
import { type SurveyOutcome, surveyOutcomes } from '../../domain/care/survey.ts';
import { Button } from '../kit/Button.tsx';
import { Chip } from '../kit/Chip.tsx';
import { Select } from '../kit/Field.tsx';
import { Segments } from '../kit/Settings.tsx';
import { sayVisit } from '../kit/visit.ts';
import type { Copy } from './copy.ts';
import { nameOfDoor } from './Doors.tsx';
import { feel } from './feel.ts';
import { NotSent } from './NotSent.tsx';
import { act } from './phone.ts';
import { say } from './words.ts';
import './visit.css';

type Survey = Copy['surveys'][number];

interface SurveyDoorsProps {
  surveys: readonly Survey[];
  doors: readonly PhoneDoor[];
  touched: ReadonlySet<string>;
}

export function SurveyDoors({ surveys, doors, touched }: SurveyDoorsProps) {
  const [chosen, setChosen] = useState('');
  const survey = surveys.find(one => one.surveyId === chosen) ?? surveys[0];
  if (survey === undefined) return null;
  return (
    <div class="k-stack">
      {surveys.length > 1 ? (
        <Select
          big
          label={sayVisit('survey.title')}
          value={survey.surveyId}
          options={surveys.map(one => ({ value: one.surveyId, text: one.name }))}
          onPick={setChosen}
        />
      ) : (
        <h1>{survey.name}</h1>
      )}
      <OneSurvey key={survey.surveyId} survey={survey} doors={doors} touched={touched} />
    </div>
  );
}

function OneSurvey({ survey, doors, touched }: { survey: Survey; doors: readonly PhoneDoor[]; touched: ReadonlySet<string> }) {
  const [only, setOnly] = useState<'left' | 'all'>('left');
  const outcomes = new Map(survey.doors.map(door => [door.householdId, door.outcome]));
  const mine = doors.filter(door => outcomes.has(door.householdId));
  const done = mine.filter(door => outcomes.get(door.householdId) !== null).length;
  // Not home and "come again" are results, but not the end of it.
  const isOpen = (door: PhoneDoor) => !['asked', 'refused'].includes(outcomes.get(door.householdId) ?? '');
  const shown = only === 'all' ? mine : mine.filter(isOpen);
  const tell = (door: PhoneDoor, outcome: SurveyOutcome, found = false) => {
    feel('taken');
    const body = { outcome, found };
    void act({ on: 'survey', surveyId: survey.surveyId, householdId: door.householdId, body, door: nameOfDoor(door) });
  };
  return (
    <>
      <p class="k-large" aria-live="polite">
        {sayVisit('survey.progress', { done, all: mine.length })}
      </p>
      <Segments
        label={say('doors.show')}
        quietLabel
        options={[
          { value: 'left', text: say('doors.left', { n: mine.filter(isOpen).length }) },
          { value: 'all', text: say('doors.all') },
        ]}
        value={only}
        onPick={setOnly}
      />
      <ul class="f-doors">
        {shown.map(door => {
          const outcome = outcomes.get(door.householdId) ?? null;
          return (
            <li key={door.householdId} class="k-card" data-heard={outcome === 'asked' || undefined}>
              <p class="f-door-name">
                <b>{nameOfDoor(door)}</b>
                {touched.has(`${survey.surveyId} ${door.householdId}`) ? (
                  <NotSent />
                ) : (
                  <Chip tone={outcome === null ? 'stone' : outcome === 'asked' ? 'leaf' : 'squash'}>
                    {sayVisit(`survey.${outcome ?? 'open'}`)}
                  </Chip>
                )}
              </p>
              <div class="f-door-actions">
                {surveyOutcomes.map(one => (
                  <Button key={one} big look={one === 'asked' ? 'main' : 'quiet'} onPress={() => tell(door, one)}>
                    {sayVisit(`survey.${one}`)}
                  </Button>
                ))}
              </div>
              <Button wide onPress={() => tell(door, 'asked', true)}>
                {sayVisit('survey.found')}
              </Button>
            </li>
          );
        })}
      </ul>
      <p class="k-quiet">{sayVisit('survey.found.hint')}</p>
    </>
  );
}
