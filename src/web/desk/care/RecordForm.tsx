// Making or changing a care record: who, groups, grade, who looks after them, how to reach them, family, and the one-person plan.
import { useState } from 'preact/hooks';
import type { keepCare } from '../../../api/care-record.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listStaff } from '../../../api/people.ts';
import type { readHousehold } from '../../../api/place.ts';
import { planKinds } from '../../../domain/care/one-person-plan.ts';
import { grades, hearings, manners, needs, proposeGrade, tags } from '../../../domain/care/tag.ts';
import { Button } from '../../kit/Button.tsx';
import { newMoveId } from '../../kit/call.ts';
import { Dialog } from '../../kit/Dialog.tsx';
import { Check, LongText, Select, TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { Segments } from '../../kit/Settings.tsx';
import { toast } from '../../kit/Toast.tsx';
import { sayVisit } from '../../kit/visit.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { FindDoor, type Found } from '../intake/FindDoor.tsx';
import { go } from '../route.ts';
import { say } from '../words.ts';
import { FamilyFields } from './FamilyFields.tsx';
import { PlanFields } from './PlanFields.tsx';
import type { CareCard } from './Records.tsx';
import { Several } from './Several.tsx';
import { sayCare } from './words.ts';

export type Secrets = NonNullable<CareCard['secrets']>;

const blank: Secrets = {
  tags: [],
  needs: [],
  note: null,
  medicineOutOn: null,
  dialysisDays: [],
  dueOn: null,
  hearing: 'good',
  language: null,
  manners: [],
  family: [],
  plans: [],
};

/** Without `card` a new record. What is typed stays in this form and is not kept on the device: it is too sensitive for a draft. */
export function RecordForm({ card, onClose }: { card?: CareCard; onClose: () => void }) {
  const [careRecordId] = useState(() => card?.careRecordId ?? newMoveId());
  const [secrets, setSecrets] = useState<Secrets>(card?.secrets ?? blank);
  const [found, setFound] = useState<Found>();
  const [search, setSearch] = useState('');
  const [personId, setPersonId] = useState(card?.personId ?? '');
  const [chosen, setGrade] = useState(card?.grade);
  const [helperId, setHelperId] = useState(card?.helperId ?? '');
  const [backupId, setBackupId] = useState(card?.backupId ?? '');
  const [smartphone, setSmartphone] = useState(card?.smartphone ?? false);
  const grade = chosen ?? proposeGrade(secrets.tags);
  const change = (part: Partial<Secrets>) => setSecrets({ ...secrets, ...part });
  const keep = useMove<null, AnswerOf<typeof keepCare>>(
    id =>
      call<typeof keepCare>('PUT', '/api/v1/care-records/{careRecordId}', {
        params: { careRecordId },
        body: {
          ...{ id, version: card?.version ?? 0, personId, grade, smartphone },
          ...{ helperId: helperId || null, backupId: backupId || null },
          secrets: tidy(secrets),
        },
      }),
    () => {
      toast(sayCare('saved'));
      poke('care-records');
      poke('care');
      go('care', ['records', careRecordId], true);
      onClose();
    },
  );
  return (
    <Dialog
      open
      wide
      title={card ? sayCare('form.title', { name: card.personName }) : sayCare('records.add')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button look="main" busy={keep.sending} disabled={personId === ''} onPress={() => keep.send(null)}>
            {sayCare('save')}
          </Button>
        </>
      }
    >
      <div class="k-stack desk-care-form">
        {!card &&
          (found ? (
            <PersonOf found={found} personId={personId} onPick={setPersonId} onOther={() => setFound(undefined)} />
          ) : (
            <FindDoor
              label={sayCare('form.door')}
              hint={say('new.door_hint')}
              text={search}
              onText={setSearch}
              onPick={setFound}
              autofocus
            />
          ))}
        <Several
          label={sayCare('form.tags')}
          options={tags}
          value={secrets.tags}
          nameOf={tag => sayCare(`tag.${tag}`)}
          onValue={value => change({ tags: value })}
        />
        <Segments
          label={`${sayCare('form.grade')} · ${sayCare('grade.proposed', { grade: sayCare(`grade.${proposeGrade(secrets.tags)}`) })}`}
          options={grades.map(value => ({ value, text: `${sayCare(`grade.${value}`)} ${sayCare(`grade.line.${value}`)}` }))}
          value={grade}
          onPick={setGrade}
        />
        <Helpers helperId={helperId} backupId={backupId} onHelper={setHelperId} onBackup={setBackupId} />
        <Several
          label={sayCare('form.manners')}
          options={manners}
          value={secrets.manners}
          nameOf={manner => sayVisit(`manner.${manner}`)}
          onValue={value => change({ manners: value })}
        />
        <Several
          label={sayCare('form.needs')}
          options={needs}
          value={secrets.needs}
          nameOf={need => sayCare(`need.${need}`)}
          onValue={value => change({ needs: value })}
        />
        <LongText
          label={sayCare('form.note')}
          hint={sayCare('form.note_hint')}
          optional
          rows={2}
          maxLength={1000}
          value={secrets.note ?? ''}
          onText={note => change({ note })}
        />
        <div class="desk-care-two">
          <TextInput
            label={sayCare('form.medicine')}
            optional
            type="date"
            value={secrets.medicineOutOn ?? ''}
            onText={day => change({ medicineOutOn: day })}
          />
          {secrets.tags.includes('pregnant') && (
            <TextInput
              label={sayCare('form.due')}
              optional
              type="date"
              value={secrets.dueOn ?? ''}
              onText={day => change({ dueOn: day })}
            />
          )}
          <TextInput
            label={sayCare('form.language')}
            optional
            maxLength={40}
            value={secrets.language ?? ''}
            onText={language => change({ language })}
          />
        </div>
        {secrets.tags.includes('dialysis') && (
          <Several
            label={sayCare('form.dialysis')}
            options={[1, 2, 3, 4, 5, 6, 7]}
            value={secrets.dialysisDays}
            nameOf={day => sayCare(`days.${day as 1}`)}
            onValue={value => change({ dialysisDays: value })}
          />
        )}
        <Segments
          label={sayCare('form.hearing')}
          options={hearings.map(value => ({ value, text: sayCare(`hearing.${value}`) }))}
          value={secrets.hearing}
          onPick={hearing => change({ hearing })}
        />
        <Check checked={smartphone} onCheck={setSmartphone}>
          {sayCare('form.smartphone')}
        </Check>
        <FamilyFields family={secrets.family} onFamily={family => change({ family })} />
        {planKinds
          .filter(kind => secrets.tags.includes(kind === 'dialysis' ? 'dialysis' : 'pregnant'))
          .map(kind => (
            <PlanFields key={kind} kind={kind} plans={secrets.plans} onPlans={plans => change({ plans })} />
          ))}
        <ErrorNote refusal={keep.refusal} />
      </div>
    </Dialog>
  );
}

const orNull = (text: string | null) => (text === null || text.trim() === '' ? null : text.trim());

/** What was left empty is not there; days and plans of a group that no longer holds go with it. */
function tidy(secrets: Secrets): Secrets {
  const onDialysis = secrets.tags.includes('dialysis');
  const pregnant = secrets.tags.includes('pregnant');
  return {
    ...secrets,
    note: orNull(secrets.note),
    medicineOutOn: orNull(secrets.medicineOutOn),
    language: orNull(secrets.language),
    dueOn: pregnant ? orNull(secrets.dueOn) : null,
    dialysisDays: onDialysis ? secrets.dialysisDays : [],
    family: secrets.family
      .filter(one => one.name.trim() !== '' && one.telephone.trim() !== '')
      .map(one => ({ name: one.name.trim(), relation: orNull(one.relation), telephone: one.telephone.trim() })),
    plans: secrets.plans
      .filter(({ kind }) => (kind === 'dialysis' ? onDialysis : pregnant))
      .map(plan => ({
        kind: plan.kind,
        hospital: orNull(plan.hospital),
        vehicle: orNull(plan.vehicle),
        approver: orNull(plan.approver),
        rehearsedOn: orNull(plan.rehearsedOn),
      })),
  };
}

interface PersonOfProps {
  found: Found;
  personId: string;
  onPick: (personId: string) => void;
  onOther: () => void;
}

function PersonOf({ found, personId, onPick, onOther }: PersonOfProps) {
  const household = useResource(`care-home ${found.householdId}`, signal =>
    call<typeof readHousehold>(
      'GET',
      '/api/v1/households/{householdId}',
      { params: { householdId: found.householdId } },
      { signal },
    ),
  );
  const people = household.value?.people.filter(one => one.relation === 'lives_here') ?? [];
  return (
    <div class="k-stack" data-gap="s">
      <p class="k-row">
        <b>{found.door}</b>
        <Button look="plain" onPress={onOther}>
          {say('new.other_door')}
        </Button>
      </p>
      {household.value && people.length === 0 && <p class="k-quiet">{sayCare('form.nobody')}</p>}
      {people.length > 0 && (
        <Select
          label={sayCare('form.person')}
          empty={sayCare('form.pick_person')}
          value={personId}
          options={people.map(one => ({ value: one.personId, text: one.name }))}
          onPick={onPick}
        />
      )}
    </div>
  );
}

interface HelpersProps {
  helperId: string;
  backupId: string;
  onHelper: (personId: string) => void;
  onBackup: (personId: string) => void;
}

function Helpers({ helperId, backupId, onHelper, onBackup }: HelpersProps) {
  const staff = useResource('staff', signal => call<typeof listStaff>('GET', '/api/v1/staff', {}, { signal }), ['people']);
  const carriers = (staff.value?.staff ?? []).filter(one => one.helper !== null && !one.disabled);
  const options = (other: string) => [
    { value: '', text: sayCare('form.no_helper') },
    ...carriers.filter(one => one.personId !== other).map(one => ({ value: one.personId, text: one.name })),
  ];
  return (
    <div class="desk-care-two">
      <Select label={sayCare('form.helper')} value={helperId} options={options(backupId)} onPick={onHelper} />
      <Select label={sayCare('form.backup')} value={backupId} options={options(helperId)} onPick={onBackup} />
    </div>
  );
}
