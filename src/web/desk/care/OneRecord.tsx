// One care record: groups and needs, medicine and food, the one-person plan with what it lacks, and the latest contacts.
import { useState } from 'preact/hooks';
import type { endCare, readCare } from '../../../api/care-record.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded, Note } from '../../kit/Note.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { toast } from '../../kit/Toast.tsx';
import { sayVisit } from '../../kit/visit.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { addressOfPlace, go } from '../route.ts';
import { sayList } from '../words.ts';
import { RecordForm } from './RecordForm.tsx';
import { type CareCard, GradeChip, Reasons, Tags } from './Records.tsx';
import { sayCare } from './words.ts';

export function OneRecord({ careRecordId }: { careRecordId: string }) {
  const record = useResource(
    `care-record ${careRecordId}`,
    signal => call<typeof readCare>('GET', '/api/v1/care-records/{careRecordId}', { params: { careRecordId } }, { signal }),
    ['care-records'],
  );
  return <Loaded of={record}>{card => <Card card={card} />}</Loaded>;
}

function Card({ card }: { card: CareCard }) {
  const [doing, setDoing] = useState<'edit' | 'end'>();
  const { secrets } = card;
  const end = useMove<null, unknown>(
    id =>
      call<typeof endCare>('POST', '/api/v1/care-records/{careRecordId}/end', {
        params: { careRecordId: card.careRecordId },
        body: { id },
      }),
    () => {
      toast(sayCare('end.done'));
      go('care', ['records'], true);
      poke('care-records');
      poke('care');
    },
  );
  return (
    <article class="desk-care-one k-stack" aria-labelledby="care-record">
      <header class="k-stack" data-gap="s">
        <h2 id="care-record" class="k-title">
          {card.personName}
        </h2>
        <p class="k-quiet">
          {card.compoundName} {card.door} ·{' '}
          <a href={addressOfPlace('households', card.householdId)}>{sayCare('record.household')}</a>
        </p>
        <p class="desk-care-chips">
          <GradeChip grade={card.grade} />
          <Tags of={card} />
        </p>
        <Reasons of={card} />
        <div class="k-row">
          <Button look="main" onPress={() => setDoing('edit')}>
            {sayCare('edit')}
          </Button>
          <Button onPress={() => setDoing('end')}>{sayCare('end')}</Button>
        </div>
      </header>
      {secrets === null ? (
        <Note tone="tomato" glyph="eye_off">
          {sayCare('record.shut')}
        </Note>
      ) : (
        <Facts card={card} secrets={secrets} />
      )}
      <section>
        <h3>{sayCare('record.steps')}</h3>
        {card.steps.length === 0 && <p class="k-quiet">{sayCare('record.no_steps')}</p>}
        <ul class="desk-people">
          {card.steps.map(step => (
            <li key={`${step.at} ${step.rung} ${step.outcome}`}>
              <b>{sayVisit(`outcome.${step.outcome}` as 'outcome.well')}</b>
              <span class="k-quiet">
                {sayVisit(`rung.short.${step.rung}`)} · {step.byName} · <TimeAgo at={step.at} />
              </span>
            </li>
          ))}
        </ul>
      </section>
      {doing === 'edit' && <RecordForm card={card} onClose={() => setDoing(undefined)} />}
      {doing === 'end' && (
        <Dialog
          open
          title={sayCare('end')}
          onClose={() => setDoing(undefined)}
          foot={
            <>
              <Button onPress={() => setDoing(undefined)}>{sayKit('cancel')}</Button>
              <Button look="danger" busy={end.sending} onPress={() => end.send(null)}>
                {sayCare('end')}
              </Button>
            </>
          }
        >
          <p>{sayCare('end.line')}</p>
          <ErrorNote refusal={end.refusal} />
        </Dialog>
      )}
    </article>
  );
}

function Facts({ card, secrets }: { card: CareCard; secrets: NonNullable<CareCard['secrets']> }) {
  const facts: [string, string | null][] = [
    [sayCare('form.helper'), [card.helperName, card.backupName].filter(Boolean).join(' / ') || sayCare('form.no_helper')],
    [sayCare('form.needs'), sayList(secrets.needs.map(need => sayCare(`need.${need}`)))],
    [sayCare('form.note'), secrets.note],
    [sayCare('form.medicine'), secrets.medicineOutOn],
    [sayCare('need.food'), card.daysOfSupply === null ? null : sayCare('days_of_food', { n: card.daysOfSupply })],
    [sayCare('form.dialysis'), sayList(secrets.dialysisDays.map(day => sayCare(`days.${day as 1}`)))],
    [sayCare('form.due'), secrets.dueOn],
    [sayCare('form.hearing'), secrets.hearing === 'good' ? null : sayCare(`hearing.${secrets.hearing}`)],
    [sayCare('form.language'), secrets.language],
    [sayCare('form.manners'), sayList(secrets.manners.map(manner => sayVisit(`manner.${manner}`)))],
    [
      sayCare('form.family'),
      sayList(secrets.family.map(one => [one.name, one.relation, one.telephone].filter(Boolean).join(' '))),
    ],
  ];
  return (
    <>
      <dl class="desk-facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </>
          ))}
      </dl>
      {card.planGaps.map(({ kind, missing }) => (
        <section key={kind} class="k-stack" data-gap="s">
          <h3>{sayCare(`plan.title.${kind}`)}</h3>
          <Plan plan={secrets.plans.find(plan => plan.kind === kind)} />
          <Note tone={missing.length === 0 ? 'leaf' : 'squash'} glyph={missing.length === 0 ? 'served' : 'late'}>
            {missing.length === 0
              ? sayCare('plan.ready')
              : sayCare('plan.lacks', { parts: sayList(missing.map(part => sayCare(`plan.${part}`))) })}
          </Note>
        </section>
      ))}
    </>
  );
}

function Plan({ plan }: { plan: NonNullable<CareCard['secrets']>['plans'][number] | undefined }) {
  if (plan === undefined) return null;
  return (
    <dl class="desk-facts">
      {(
        [
          ['hospital', plan.hospital],
          ['vehicle', plan.vehicle],
          ['approver', plan.approver],
          ['rehearsed', plan.rehearsedOn],
        ] as const
      ).map(([name, value]) => (
        <>
          <dt>{sayCare(`plan.${name}`)}</dt>
          <dd>{value ?? <span class="k-quiet">{sayCare('plan.none')}</span>}</dd>
        </>
      ))}
    </dl>
  );
}
