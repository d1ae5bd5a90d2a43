// Gives a set of doors a name, door by door.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { addSubArea } from '../../../api/zone.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { FindDoor, type Found } from '../intake/FindDoor.tsx';
import { sayZone } from './words.ts';

export function NewSubArea({ onClose, onMade }: { onClose: () => void; onMade: (subAreaId: string) => void }) {
  const [name, setName] = useState('');
  const [search, setSearch] = useState('');
  const [doors, setDoors] = useState<readonly Found[]>([]);
  const make = useMove<{ name: string; householdIds: string[] }, AnswerOf<typeof addSubArea>>(
    (id, body) => call<typeof addSubArea>('POST', '/api/v1/sub-areas', { body: { id, ...body } }),
    answer => onMade(answer.subAreaId),
  );
  return (
    <Dialog
      open
      title={sayZone('sub.new')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button
            look="main"
            busy={make.sending}
            disabled={name.trim() === '' || doors.length === 0}
            onPress={() => void make.send({ name: name.trim(), householdIds: doors.map(door => door.householdId) })}
          >
            {sayZone('sub.go')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        <p class="k-quiet">{sayZone('sub.fixed')}</p>
        <TextInput label={sayZone('sub.name')} value={name} onText={setName} maxLength={40} />
        <FindDoor
          label={sayZone('sub.doors')}
          hint={sayZone('sub.hint')}
          text={search}
          onText={setSearch}
          onPick={found => {
            setSearch('');
            if (!doors.some(door => door.householdId === found.householdId)) setDoors([...doors, found]);
          }}
        />
        <p>{sayZone('sub.count', { n: doors.length })}</p>
        <ul class="desk-people">
          {doors.map(door => (
            <li key={door.householdId}>
              <b>{door.door}</b>
              <Button
                look="plain"
                label={sayZone('sub.out', { door: door.door })}
                onPress={() => setDoors(doors.filter(other => other !== door))}
              >
                ×
              </Button>
            </li>
          ))}
        </ul>
        <ErrorNote refusal={make.refusal} />
      </div>
    </Dialog>
  );
}
