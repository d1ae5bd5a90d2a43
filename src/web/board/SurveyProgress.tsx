// 排查 on the board: how far each building is, in counts; no door, no name, nothing of what was found.
import { useEffect } from 'preact/hooks';
import type { listSurveys } from '../../api/survey.ts';
import { call } from '../kit/call.ts';
import { useNow } from '../kit/now.ts';
import { useResource } from '../kit/resource.ts';
import { sayVisit } from '../kit/visit.ts';

export function SurveyProgress() {
  const surveys = useResource('surveys', signal =>
    call<typeof listSurveys>('GET', '/api/v1/surveys', { query: { open: 'true' } }, { signal }),
  );
  const { refetch } = surveys;
  const minute = useNow('minute');
  useEffect(refetch, [minute, refetch]);
  if (!surveys.value || surveys.value.surveys.length === 0) return null;
  return (
    <section class="board-surveys">
      <h2>{sayVisit('survey.title')}</h2>
      {surveys.value.surveys.map(({ surveyId, name, buildings }) => (
        <div key={surveyId}>
          <p>{name}</p>
          <ul>
            {buildings.map(one => (
              <li key={one.buildingId}>
                <span>{one.label}</span>
                <progress value={one.doors - one.left} max={Math.max(1, one.doors)} aria-hidden="true" />
                <b>
                  {one.doors - one.left}/{one.doors}
                </b>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}
