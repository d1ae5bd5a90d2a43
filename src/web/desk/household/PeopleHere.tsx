// Who lives here and which relatives elsewhere may ask: telephones masked, somebody who moved away is taken out.
import { useState } from 'preact/hooks';
import type { endResident } from '../../../api/people.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import type { Household } from '../intake/Caller.tsx';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { Telephone } from './Telephone.tsx';

export function PeopleHere({ household, refetch }: { household: Household; refetch: () => void }) {
  const { may } = useSeat();
  const [leaving, setLeaving] = useState<Household['people'][number] | undefined>(undefined);
  const end = useMove<string, unknown>(
    (_id, personId) =>
      call<typeof endResident>('DELETE', '/api/v1/households/{householdId}/people/{personId}', {
        params: { householdId: household.householdId, personId },
      }),
    () => {
      setLeaving(undefined);
      refetch();
    },
  );
  if (household.people.length === 0) return <p class="k-quiet">{say('household.nobody')}</p>;
  return (
    <>
      <ul class="desk-people">
        {household.people.map(person => (
          <li key={person.personId}>
            <b>{person.name}</b>
            {person.relation === 'relative' && <Chip tone="sky">{nameOf('role.relative')}</Chip>}
            {!person.smartphone && <Chip>{say('household.no_smartphone')}</Chip>}
            <Telephone personId={person.personId} masked={person.telephone} />
            {may('endResident') && (
              <Button look="plain" label={say('household.end_of', { name: person.name })} onPress={() => setLeaving(person)}>
                {say('household.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {leaving && (
        <Dialog
          open
          title={say(leaving.relation === 'relative' ? 'household.end_relative' : 'household.end_resident', {
            name: leaving.name,
          })}
          onClose={() => setLeaving(undefined)}
          foot={
            <>
              <Button onPress={() => setLeaving(undefined)}>{sayKit('back')}</Button>
              <Button look="danger" busy={end.sending} onPress={() => end.send(leaving.personId)}>
                {say('household.end')}
              </Button>
            </>
          }
        >
          <p>{say('household.end_line')}</p>
          <ErrorNote refusal={end.refusal} />
        </Dialog>
      )}
    </>
  );
}
