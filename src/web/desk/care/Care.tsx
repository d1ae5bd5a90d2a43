// 关爱: today's contacts with their ladder, care records, surveys, and who was not heard from.
import { useResource } from '../../kit/resource.ts';
import { Tabs } from '../../kit/Tabs.tsx';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import './care.css';
import { readAlarms } from './alarms.ts';
import { CareRights } from './CareRights.tsx';
import { Records } from './Records.tsx';
import { Silence } from './Silence.tsx';
import { Surveys } from './Surveys.tsx';
import { Today } from './Today.tsx';
import { sayCare } from './words.ts';

const views = ['today', 'records', 'surveys', 'silence', 'rights'] as const;
type View = (typeof views)[number];

/** `#care`, `#care/records/<id>`, `#care/surveys/<id>`, `#care/silence`. */
export function Care({ view, open }: { view: string | undefined; open: string | undefined }) {
  const { may } = useSeat();
  const shown = views.filter(one =>
    one === 'rights' ? may('setCareRight') : one === 'surveys' ? may('startSurvey') : may('listChecks'),
  );
  const at: View = shown.find(one => one === view) ?? shown[0] ?? 'today';
  const alarms = useResource(may('careAlarms') ? 'alarms' : null, readAlarms, ['care']);
  return (
    <div class="desk-page">
      <Tabs
        label={sayCare('page')}
        tabs={shown.map(value => ({
          value,
          text: sayCare(`tab.${value}`),
          ...(value === 'today' && alarms.value?.alarms ? { count: alarms.value.alarms } : {}),
        }))}
        value={at}
        onPick={next => go('care', [next])}
      />
      {at === 'today' && <Today open={open} />}
      {at === 'records' && <Records open={open} />}
      {at === 'surveys' && <Surveys open={open} />}
      {at === 'silence' && <Silence />}
      {at === 'rights' && <CareRights />}
    </div>
  );
}
