// 排查 at the desk: start it for whole buildings, see how far each is, enter what was said on the telephone, close it when nobody is left.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { closeSurvey, listSurveys, startSurvey } from '../../../api/survey.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Check, TextInput } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded } from '../../kit/Note.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { toast } from '../../kit/Toast.tsx';
import { dayTime } from '../../kit/time.ts';
import { sayVisit } from '../../kit/visit.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { SurveyDoors } from './SurveyDoors.tsx';
import { sayCare } from './words.ts';

type Survey = AnswerOf<typeof listSurveys>['surveys'][number];

export function Surveys({ open }: { open: string | undefined }) {
  const [starting, setStarting] = useState(false);
  const list = useResource('surveys', signal => call<typeof listSurveys>('GET', '/api/v1/surveys', {}, { signal }), [
    'surveys',
    'requests',
  ]);
  return (
    <Loaded of={list} lines={5}>
      {({ surveys }) => {
        const now = surveys.find(one => one.surveyId === open) ?? surveys[0];
        return (
          <>
            <header class="desk-page-head">
              <h1>{now ? sayCare('surveys.title') : sayCare('surveys.none')}</h1>
              <Button look="main" onPress={() => setStarting(true)}>
                <Glyph name="plus" /> {sayCare('surveys.add')}
              </Button>
            </header>
            {!now && <Empty glyph="list">{sayCare('surveys.none.line')}</Empty>}
            {surveys.length > 1 && (
              <nav class="k-row" aria-label={sayCare('surveys.title')}>
                {surveys.map(one => (
                  <Button key={one.surveyId} pressed={one === now} onPress={() => go('care', ['surveys', one.surveyId], true)}>
                    {one.name} {dayTime(one.startedAt)}
                  </Button>
                ))}
              </nav>
            )}
            {now && <OneSurvey key={now.surveyId} survey={now} />}
            {starting && <Start onClose={() => setStarting(false)} />}
          </>
        );
      }}
    </Loaded>
  );
}

function OneSurvey({ survey }: { survey: Survey }) {
  const [buildingId, setBuildingId] = useState<string>();
  const left = survey.buildings.reduce((sum, one) => sum + one.left, 0);
  const all = survey.buildings.reduce((sum, one) => sum + one.doors, 0);
  const close = useMove<null, unknown>(
    () => call<typeof closeSurvey>('POST', '/api/v1/surveys/{surveyId}/close', { params: { surveyId: survey.surveyId } }),
    () => poke('surveys'),
  );
  return (
    <section class="k-stack">
      <div class="k-row" data-spread>
        <h2>
          {survey.name} · {sayVisit('survey.progress', { done: all - left, all })}
        </h2>
        {survey.closedAt ? (
          <Chip tone="leaf" glyph="served">
            {sayCare('surveys.closed')}
          </Chip>
        ) : (
          <Button busy={close.sending} onPress={() => close.send(null)}>
            {sayCare('surveys.close')}
          </Button>
        )}
      </div>
      <ErrorNote refusal={close.refusal} />
      <Table
        caption={survey.name}
        quietCaption
        rows={survey.buildings}
        rowKey={row => row.buildingId}
        picked={buildingId}
        onPick={row => setBuildingId(row.buildingId)}
        columns={[
          { key: 'building', head: sayCare('surveys.building'), cell: row => <b>{`${row.compoundName} ${row.label}`}</b> },
          {
            key: 'progress',
            head: sayCare('surveys.progress'),
            cell: row => (
              <progress
                value={row.doors - row.left}
                max={Math.max(1, row.doors)}
                aria-label={`${row.doors - row.left}/${row.doors}`}
              />
            ),
          },
          ...(['asked', 'not_home', 'refused', 'again'] as const).map(outcome => ({
            key: outcome,
            head: sayVisit(`survey.${outcome}`),
            end: true,
            cell: (row: Survey['buildings'][number]) => row[outcome],
          })),
          {
            key: 'left',
            head: sayVisit('survey.open'),
            end: true,
            cell: row => (row.left > 0 ? <Chip tone="squash">{row.left}</Chip> : <Glyph name="served" label="0" />),
          },
        ]}
      />
      {buildingId && (
        <SurveyDoors key={buildingId} surveyId={survey.surveyId} buildingId={buildingId} isOpen={survey.closedAt === null} />
      )}
    </section>
  );
}

function Start({ onClose }: { onClose: () => void }) {
  const { places } = useSeat();
  const [name, setName] = useState<string>(sayCare('surveys.name_value'));
  const [picked, setPicked] = useState<readonly string[]>([]);
  const buildings = (places?.compounds ?? []).flatMap(compound =>
    compound.buildings.map(building => ({ id: building.buildingId, text: `${compound.name} ${building.label}` })),
  );
  const start = useMove<null, AnswerOf<typeof startSurvey>>(
    id => call<typeof startSurvey>('POST', '/api/v1/surveys', { body: { id, name: name.trim(), buildingIds: [...picked] } }),
    ({ surveyId, doors }) => {
      toast(sayCare('surveys.started', { n: doors }));
      poke('surveys');
      go('care', ['surveys', surveyId], true);
      onClose();
    },
  );
  return (
    <Dialog
      open
      title={sayCare('surveys.add')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button
            look="main"
            busy={start.sending}
            disabled={picked.length === 0 || name.trim() === ''}
            onPress={() => start.send(null)}
          >
            {sayCare('surveys.start')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        <TextInput label={sayCare('surveys.name')} value={name} onText={setName} maxLength={60} autofocus />
        <fieldset class="k-stack desk-care-part" data-gap="s">
          <legend>{sayCare('surveys.buildings')}</legend>
          <Check checked={picked.length === buildings.length} onCheck={on => setPicked(on ? buildings.map(one => one.id) : [])}>
            <b>{sayCare('surveys.all')}</b>
          </Check>
          {buildings.map(one => (
            <Check
              key={one.id}
              checked={picked.includes(one.id)}
              onCheck={on => setPicked(on ? [...picked, one.id] : picked.filter(other => other !== one.id))}
            >
              {one.text}
            </Check>
          ))}
        </fieldset>
        <ErrorNote refusal={start.refusal} />
      </div>
    </Dialog>
  );
}
