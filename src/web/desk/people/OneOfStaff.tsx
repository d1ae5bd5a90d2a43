// One person of the staff: what they may do and where, their account, what the desk knows of them as a helper.
import { useState } from 'preact/hooks';
import type { AnswerOf, Sends } from '../../../api/endpoint.ts';
import type { changeStaff, endGrant, grantRole } from '../../../api/people.ts';
import { staffRoles } from '../../../domain/people/role.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Check, Select, Stepper } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { toast } from '../../kit/Toast.tsx';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { Telephone } from '../household/Telephone.tsx';
import { say } from '../words.ts';
import { FirstPassword } from './FirstPassword.tsx';
import { useGrantPlace } from './GrantPlace.tsx';
import type { Person, StaffRole } from './Staff.tsx';

type Change = Sends<typeof changeStaff>['body'];
type Sure = 'disable' | 'password' | 'second_factor';

export function OneOfStaff({ person, onChanged }: { person: Person; onChanged: () => void }) {
  const { personId } = person;
  const [sure, setSure] = useState<Sure | undefined>(undefined);
  const [password, setPassword] = useState<string | undefined>(undefined);
  const change = useMove<Change, AnswerOf<typeof changeStaff>>(
    (_id, body) => call<typeof changeStaff>('PATCH', '/api/v1/staff/{personId}', { params: { personId }, body }),
    answer => {
      setSure(undefined);
      if (answer.firstPassword !== null) setPassword(answer.firstPassword);
      else toast(say('staff.changed', { name: person.name }));
      onChanged();
    },
  );
  const end = useMove<string, unknown>(
    (_id, grantId) =>
      call<typeof endGrant>('DELETE', '/api/v1/staff/{personId}/grants/{grantId}', { params: { personId, grantId } }),
    onChanged,
  );
  const doIt: Record<Sure, Change> = {
    disable: { disabled: !person.disabled },
    password: { newPassword: true },
    second_factor: { dropSecondFactor: true },
  };
  return (
    <article class="desk-one" aria-labelledby="staff-name">
      <h2 id="staff-name">{person.name}</h2>
      <p class="k-row">
        <span>{person.signInName}</span>
        <Telephone personId={personId} masked={person.telephone} />
      </p>
      <ErrorNote refusal={change.refusal ?? end.refusal} />
      <section>
        <h3>{say('staff.roles')}</h3>
        <ul class="desk-people">
          {person.grants.map(grant => (
            <li key={grant.grantId}>
              <b>{nameOf(`role.${grant.role}`)}</b>
              <span class="k-quiet">{grant.placeKind === 'community' ? say('staff.everywhere') : grant.placeName}</span>
              <Button
                look="plain"
                disabled={end.sending}
                label={say('staff.take_of', { role: nameOf(`role.${grant.role}`), place: grant.placeName })}
                onPress={() => end.send(grant.grantId)}
              >
                {say('staff.take')}
              </Button>
            </li>
          ))}
        </ul>
        <Give personId={personId} onChanged={onChanged} />
      </section>
      {person.helper && (
        <section class="k-stack" data-gap="s">
          <h3>{say('staff.as_helper')}</h3>
          <Check checked={person.helper.protection} disabled={change.sending} onCheck={protection => change.send({ protection })}>
            {say('staff.protection')}
          </Check>
          <Check checked={person.helper.insured} disabled={change.sending} onCheck={insured => change.send({ insured })}>
            {say('staff.insured')}
          </Check>
          <Capacity helper={person.helper} busy={change.sending} onSave={change.send} />
        </section>
      )}
      <section class="k-row">
        <Button onPress={() => setSure('password')}>{say('staff.new_password')}</Button>
        <Button onPress={() => setSure('second_factor')}>{say('staff.drop_second')}</Button>
        <Button look="danger" onPress={() => setSure('disable')}>
          {say(person.disabled ? 'staff.enable' : 'staff.disable')}
        </Button>
      </section>
      {sure && (
        <Dialog
          open
          title={say(sure === 'disable' && person.disabled ? 'staff.sure.enable' : `staff.sure.${sure}`, { name: person.name })}
          onClose={() => setSure(undefined)}
          foot={
            <>
              <Button onPress={() => setSure(undefined)}>{sayKit('back')}</Button>
              <Button look="danger" busy={change.sending} onPress={() => change.send(doIt[sure])}>
                {sayKit('confirm')}
              </Button>
            </>
          }
        >
          <p>{say(sure === 'disable' && person.disabled ? 'staff.line.enable' : `staff.line.${sure}`)}</p>
          <ErrorNote refusal={change.refusal} />
        </Dialog>
      )}
      {password && (
        <Dialog open title={say('staff.new_password')} onClose={() => setPassword(undefined)}>
          <FirstPassword name={person.signInName ?? person.name} password={password} />
        </Dialog>
      )}
    </article>
  );
}

function Give({ personId, onChanged }: { personId: string; onChanged: () => void }) {
  const [role, setRole] = useState<StaffRole | ''>('');
  const where = useGrantPlace(role === '' ? 'volunteer' : role);
  const give = useMove<Record<string, never>, unknown>(
    () =>
      call<typeof grantRole>('POST', '/api/v1/staff/{personId}/grants', {
        params: { personId },
        body: { role: role === '' ? 'volunteer' : role, ...where.grant },
      }),
    () => {
      setRole('');
      onChanged();
    },
  );
  return (
    <div class="k-stack" data-gap="s">
      <div class="desk-give">
        <Select
          label={say('staff.give')}
          quietLabel
          empty={say('staff.give')}
          value={role}
          options={staffRoles.map(value => ({ value: value as StaffRole, text: nameOf(`role.${value}`) }))}
          onPick={setRole}
        />
        {role !== '' && where.field}
        {role !== '' && (
          <Button busy={give.sending} disabled={!where.ready} onPress={() => give.send({})}>
            {say('staff.give_go')}
          </Button>
        )}
      </div>
      <ErrorNote refusal={give.refusal} />
    </div>
  );
}

interface CapacityProps {
  helper: NonNullable<Person['helper']>;
  busy: boolean;
  onSave: (change: Change) => unknown;
}

function Capacity({ helper, busy, onSave }: CapacityProps) {
  const [open, setOpen] = useState(helper.maxOpen);
  const [kilos, setKilos] = useState(Math.round(helper.maxGrams / 1000));
  const changed = open !== helper.maxOpen || kilos * 1000 !== helper.maxGrams;
  return (
    <div class="k-row">
      <Stepper label={say('staff.max_open')} value={open} onValue={setOpen} most={200} />
      <Stepper label={say('staff.max_kilos')} value={kilos} onValue={setKilos} most={1000} step={5} />
      {changed && (
        <Button busy={busy} onPress={() => onSave({ maxOpen: open, maxGrams: kilos * 1000 })}>
          {sayKit('save')}
        </Button>
      )}
    </div>
  );
}
