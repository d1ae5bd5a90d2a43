// The doors of one building in a survey, with what came of each; a door answered on the telephone is entered here.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listSurveyDoors, recordSurveyDoor } from '../../../api/survey.ts';
import { type SurveyOutcome, surveyOutcomes } from '../../../domain/care/survey.ts';
import { Chip } from '../../kit/Chip.tsx';
import { Check, Select } from '../../kit/Field.tsx';
import { useMoves } from '../../kit/moves.ts';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { sayVisit } from '../../kit/visit.ts';
import { call } from '../call.ts';
import { addressOfPlace } from '../route.ts';
import { sayCare } from './words.ts';

type Door = AnswerOf<typeof listSurveyDoors>['doors'][number];

interface SurveyDoorsProps {
  surveyId: string;
  buildingId: string;
  isOpen: boolean;
}

export function SurveyDoors({ surveyId, buildingId, isOpen }: SurveyDoorsProps) {
  const [onlyLeft, setOnlyLeft] = useState(false);
  const doors = useResource(
    `survey ${surveyId} ${buildingId}`,
    signal =>
      call<typeof listSurveyDoors>(
        'GET',
        '/api/v1/surveys/{surveyId}/doors',
        { params: { surveyId }, query: { buildingId } },
        { signal },
      ),
    ['surveys'],
  );
  const moves = useMoves<{ householdId: string; outcome: SurveyOutcome }, unknown>(
    (id, { householdId, outcome }) =>
      call<typeof recordSurveyDoor>('POST', '/api/v1/surveys/{surveyId}/doors/{householdId}', {
        params: { surveyId, householdId },
        body: { id, outcome },
      }),
    () => poke('surveys'),
  );
  const resultOf = (door: Door) => {
    const state = moves.of(door.householdId);
    if (!isOpen) return sayVisit(`survey.${door.outcome ?? 'open'}`);
    return (
      <>
        <Select
          label={`${door.door} ${sayCare('surveys.result')}`}
          quietLabel
          empty={sayVisit('survey.open')}
          value={door.outcome ?? ''}
          options={surveyOutcomes.map(value => ({ value, text: sayVisit(`survey.${value}`) }))}
          onPick={outcome => void moves.send(door.householdId, { householdId: door.householdId, outcome })}
        />
        <ErrorNote refusal={state.is === 'failed' ? state.refusal : undefined} />
      </>
    );
  };
  return (
    <Loaded of={doors} lines={6}>
      {({ doors: list }) => (
        <>
          <Check checked={onlyLeft} onCheck={setOnlyLeft}>
            {sayCare('surveys.only_left')}
          </Check>
          <Table
            caption={sayCare('surveys.doors')}
            quietCaption
            rows={onlyLeft ? list.filter(door => door.outcome !== 'asked' && door.outcome !== 'refused') : list}
            rowKey={door => door.householdId}
            columns={[
              {
                key: 'door',
                head: sayCare('surveys.door'),
                cell: door => (
                  <>
                    <a href={addressOfPlace('households', door.householdId)}>{door.door}</a>{' '}
                    {door.found && (
                      <Chip tone="squash" glyph="person">
                        {sayCare('surveys.found')}
                      </Chip>
                    )}
                  </>
                ),
              },
              { key: 'result', head: sayCare('surveys.result'), cell: resultOf },
              {
                key: 'by',
                head: sayCare('surveys.by'),
                cell: door =>
                  door.at && (
                    <>
                      {door.byName} · <TimeAgo at={door.at} />
                    </>
                  ),
              },
            ]}
          />
        </>
      )}
    </Loaded>
  );
}
