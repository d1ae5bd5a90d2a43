// Registers somebody who lives here, or authorises a relative elsewhere, who gets a link of their own.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { addResident } from '../../../api/people.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Check, TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { QrCode } from '../../kit/QrCode.tsx';
import { fieldProblem } from '../../kit/refusal.ts';
import { Segments } from '../../kit/Settings.tsx';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { say } from '../words.ts';

interface AddPersonProps {
  householdId: string;
  door: string;
  onClose: () => void;
  onDone: () => void;
}

export function AddPerson({ householdId, door, onClose, onDone }: AddPersonProps) {
  const [name, setName] = useState('');
  const [telephone, setTelephone] = useState('');
  const [relation, setRelation] = useState<'lives_here' | 'relative'>('lives_here');
  const [smartphone, setSmartphone] = useState(true);
  const [link, setLink] = useState<string | undefined>(undefined);
  const add = useMove<Record<string, never>, AnswerOf<typeof addResident>>(
    () =>
      call<typeof addResident>('POST', '/api/v1/households/{householdId}/people', {
        params: { householdId },
        body: { name: name.trim(), relation, smartphone, ...(telephone.trim() ? { telephone: telephone.trim() } : {}) },
      }),
    answer => {
      onDone();
      if (answer.link === null) onClose();
      else setLink(new URL(answer.link, location.origin).href);
    },
  );
  return (
    <Dialog
      open
      title={link ? say('person.link_title', { name }) : say('person.title', { door })}
      onClose={onClose}
      foot={
        link ? (
          <Button look="main" onPress={onClose}>
            {sayKit('close')}
          </Button>
        ) : (
          <>
            <Button onPress={onClose}>{sayKit('cancel')}</Button>
            <Button look="main" busy={add.sending} disabled={name.trim() === ''} onPress={() => add.send({})}>
              {say('person.add')}
            </Button>
          </>
        )
      }
    >
      {link ? (
        <div class="k-stack">
          <p>{say('person.link_line')}</p>
          <div class="desk-qr">
            <QrCode text={link} label={say('person.link_title', { name })} size={12} />
          </div>
          <p class="k-verbatim k-small">{link}</p>
        </div>
      ) : (
        <form
          class="k-stack"
          onSubmit={event => {
            event.preventDefault();
            if (name.trim()) void add.send({});
          }}
        >
          <Segments
            label={say('person.relation')}
            options={[
              { value: 'lives_here', text: say('person.lives_here') },
              { value: 'relative', text: say('person.relative') },
            ]}
            value={relation}
            onPick={setRelation}
          />
          <TextInput
            label={say('person.name')}
            value={name}
            onText={setName}
            maxLength={40}
            autofocus
            problem={fieldProblem(add.refusal, 'name')}
          />
          <TextInput
            label={say('person.telephone')}
            value={telephone}
            onText={setTelephone}
            inputMode="tel"
            maxLength={24}
            optional
            problem={fieldProblem(add.refusal, 'telephone')}
          />
          {relation === 'lives_here' && (
            <Check checked={!smartphone} onCheck={checked => setSmartphone(!checked)}>
              {say('person.no_smartphone')}
            </Check>
          )}
          <ErrorNote refusal={add.refusal} />
          <button type="submit" hidden />
        </form>
      )}
    </Dialog>
  );
}
