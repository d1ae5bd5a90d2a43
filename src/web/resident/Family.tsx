// Who belongs to this home, and authorising a relative who lives elsewhere.
import { useState } from 'preact/hooks';
import type { addResident, endResident, myHousehold } from '../../api/people.ts';
import { Button } from '../kit/Button.tsx';
import { call } from '../kit/call.ts';
import { TextInput } from '../kit/Field.tsx';
import { useMove } from '../kit/moves.ts';
import { ErrorNote, Loaded, Note } from '../kit/Note.tsx';
import { fieldProblem } from '../kit/refusal.ts';
import { poke, useResource } from '../kit/resource.ts';
import { toast } from '../kit/Toast.tsx';
import type { Me } from './Resident.tsx';
import { say } from './words.ts';

export function Family({ me }: { me: Me }) {
  const household = useResource(
    'household',
    signal => call<typeof myHousehold>('GET', '/api/v1/my/household', undefined, { signal }),
    ['household'],
  );
  const householdId = me.household?.householdId ?? '';
  const end = useMove(
    (_id, personId: string) =>
      call<typeof endResident>('DELETE', '/api/v1/households/{householdId}/people/{personId}', {
        params: { householdId, personId },
      }),
    () => poke('household'),
  );
  return (
    <div class="k-stack" data-gap="l">
      <h1>{say('family.title')}</h1>
      <Loaded of={household}>
        {({ people }) => (
          <ul class="k-stack">
            {people.map(person => (
              <li key={person.personId} class="k-card r-person">
                <span>
                  <b>{person.name}</b> <span class="k-quiet">{person.telephone}</span>
                  <br />
                  <span class="k-quiet">{say(`family.${person.relation}`)}</span>
                </span>
                {me.kind === 'resident' && person.relation === 'relative' && (
                  <Button busy={end.sending} onPress={() => void end.send(person.personId)}>
                    {say('family.end')}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <ErrorNote refusal={end.refusal} />
      {me.kind === 'resident' ? <Authorise householdId={householdId} /> : <p class="k-quiet">{say('family.only_resident')}</p>}
    </div>
  );
}

function Authorise({ householdId }: { householdId: string }) {
  const [name, setName] = useState('');
  const [telephone, setTelephone] = useState('');
  const add = useMove(
    (_id, relative: { name: string; telephone: string }) =>
      call<typeof addResident>('POST', '/api/v1/households/{householdId}/people', {
        params: { householdId },
        body: { ...relative, relation: 'relative' },
      }),
    () => {
      setName('');
      setTelephone('');
      poke('household');
    },
  );
  const link = add.state.is === 'done' ? add.state.answer.link : null;
  const address = link === null ? null : new URL(link, location.origin).href;
  return (
    <form
      class="k-stack"
      onSubmit={event => {
        event.preventDefault();
        void add.send({ name: name.trim(), telephone: telephone.trim() });
      }}
    >
      <h2>{say('family.add')}</h2>
      <p class="k-quiet">{say('family.add_hint')}</p>
      <TextInput
        big
        label={say('family.name')}
        value={name}
        onText={setName}
        problem={fieldProblem(add.refusal, 'name')}
        maxlength={40}
      />
      <TextInput
        big
        type="tel"
        label={say('family.telephone')}
        value={telephone}
        onText={setTelephone}
        problem={fieldProblem(add.refusal, 'telephone')}
      />
      <ErrorNote refusal={add.refusal} />
      <Button look="main" big wide type="submit" busy={add.sending} disabled={name.trim() === '' || telephone.trim() === ''}>
        {say('family.send')}
      </Button>
      {address !== null && (
        <Note tone="leaf" glyph="served">
          <p>{say('family.link')}</p>
          <p class="k-verbatim">{address}</p>
          <Button onPress={() => void navigator.clipboard?.writeText(address).then(() => toast(say('family.copied')))}>
            {say('family.copy')}
          </Button>
        </Note>
      )}
    </form>
  );
}
