// Adds a person of the staff or a volunteer; the first password is shown once, to be handed over.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { addStaff } from '../../../api/people.ts';
import { staffRoles } from '../../../domain/people/role.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Check, Select, TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { fieldProblem } from '../../kit/refusal.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { say } from '../words.ts';
import { FirstPassword } from './FirstPassword.tsx';
import { useGrantPlace } from './GrantPlace.tsx';
import type { StaffRole } from './Staff.tsx';

export function AddStaff({ onClose, onDone }: { onClose: () => void; onDone: (personId: string) => void }) {
  const [name, setName] = useState('');
  const [signInName, setSignInName] = useState('');
  const [telephone, setTelephone] = useState('');
  const [role, setRole] = useState<StaffRole>('volunteer');
  const [protection, setProtection] = useState(false);
  const [insured, setInsured] = useState(false);
  const where = useGrantPlace(role);
  const add = useMove<Record<string, never>, AnswerOf<typeof addStaff>>(
    () =>
      call<typeof addStaff>('POST', '/api/v1/staff', {
        body: {
          name: name.trim(),
          signInName: signInName.trim(),
          ...(telephone.trim() ? { telephone: telephone.trim() } : {}),
          grants: [{ role, ...where.grant }],
          protection,
          insured,
        },
      }),
    answer => onDone(answer.personId),
  );
  const made = add.state.is === 'done' ? add.state.answer.firstPassword : undefined;
  const ready = name.trim() !== '' && /^[a-z0-9._-]{2,40}$/.test(signInName.trim()) && where.ready;
  return (
    <Dialog
      open
      title={made ? say('staff.added', { name }) : say('staff.add')}
      onClose={onClose}
      foot={
        made ? (
          <Button look="main" onPress={onClose}>
            {sayKit('close')}
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>{sayKit('cancel')}</Button>
            <Button look="main" busy={add.sending} disabled={!ready} onPress={() => add.send({})}>
              {say('staff.add_go')}
            </Button>
          </>
        )
      }
    >
      {made ? (
        <FirstPassword name={signInName} password={made} />
      ) : (
        <div class="k-stack">
          <TextInput
            label={say('staff.name')}
            value={name}
            onText={setName}
            maxLength={40}
            autofocus
            problem={fieldProblem(add.refusal, 'name')}
          />
          <TextInput
            label={say('staff.sign_in_name')}
            hint={say('staff.sign_in_hint')}
            value={signInName}
            onText={text => setSignInName(text.toLowerCase())}
            maxLength={40}
            autocapitalize="none"
            problem={fieldProblem(add.refusal, 'signInName')}
          />
          <TextInput
            label={say('staff.telephone')}
            optional
            value={telephone}
            onText={setTelephone}
            inputMode="tel"
            maxLength={24}
            problem={fieldProblem(add.refusal, 'telephone')}
          />
          <Select
            label={say('staff.role')}
            value={role}
            options={staffRoles.map(value => ({ value: value as StaffRole, text: nameOf(`role.${value}`) }))}
            onPick={setRole}
          />
          {where.field}
          <Check checked={protection} onCheck={setProtection}>
            {say('staff.protection')}
          </Check>
          <Check checked={insured} onCheck={setInsured}>
            {say('staff.insured')}
          </Check>
          <ErrorNote refusal={add.refusal} />
        </div>
      )}
    </Dialog>
  );
}
