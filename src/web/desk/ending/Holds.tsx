// Records that must not be destroyed: who asked, who approved, and letting them go.
import { useState } from 'preact/hooks';
import type { approveHold, askHold, endHold, Hold } from '../../../api/stand-down.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { useMove, useMoves } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { FindDoor, type Found } from '../intake/FindDoor.tsx';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { sayEnding } from './words.ts';

export function Holds({ holds, onChange }: { holds: readonly Hold[]; onChange: () => void }) {
  const { may } = useSeat();
  const [asking, setAsking] = useState(false);
  const steps = useMoves<{ hold: Hold; step: 'approve' | 'end' }, unknown>(
    (_id, { hold: { legalHoldId }, step }) =>
      step === 'approve'
        ? call<typeof approveHold>('POST', '/api/v1/legal-holds/{legalHoldId}/approve', { params: { legalHoldId } })
        : call<typeof endHold>('POST', '/api/v1/legal-holds/{legalHoldId}/end', { params: { legalHoldId } }),
    onChange,
  );
  return (
    <section class="ending-card k-stack">
      <h2>{sayEnding('holds')}</h2>
      <p class="k-quiet">{sayEnding('holds.line')}</p>
      {holds.length === 0 && <p>{sayEnding('holds.none')}</p>}
      <ul class="ending-holds">
        {holds.map(hold => {
          const step = steps.of(hold.legalHoldId);
          return (
            <li key={hold.legalHoldId}>
              <b>{hold.subject}</b> {hold.reason}
              <small class="k-quiet">
                {sayEnding('holds.asked', { name: hold.askedByName })}
                {hold.approvedByName !== null && ` · ${sayEnding('holds.approved', { name: hold.approvedByName })}`}
                {hold.endedAt !== null && ` · ${sayEnding('holds.ended')}`}
              </small>
              {hold.endedAt === null && may('approveHold') && (
                <span class="k-row">
                  {hold.approvedAt === null && !hold.askedByYou && (
                    <Button onPress={() => void steps.send(hold.legalHoldId, { hold, step: 'approve' })}>
                      {sayEnding('holds.approve')}
                    </Button>
                  )}
                  <Button look="plain" onPress={() => void steps.send(hold.legalHoldId, { hold, step: 'end' })}>
                    {sayEnding('holds.end')}
                  </Button>
                </span>
              )}
              {step.is === 'failed' && <ErrorNote refusal={step.refusal} />}
            </li>
          );
        })}
      </ul>
      <p>
        <Button onPress={() => setAsking(true)}>{sayEnding('holds.add')}</Button>
      </p>
      {asking && (
        <Ask
          onClose={() => setAsking(false)}
          onDone={() => {
            setAsking(false);
            onChange();
          }}
        />
      )}
    </section>
  );
}

function Ask({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const [search, setSearch] = useState('');
  const [door, setDoor] = useState<Found | undefined>(undefined);
  const [reason, setReason] = useState('');
  const ask = useMove<Record<string, never>, unknown>(
    id =>
      call<typeof askHold>('POST', '/api/v1/legal-holds', {
        body: { id, subjectKind: 'household', subjectId: door?.householdId ?? '', reason: reason.trim() },
      }),
    onDone,
  );
  return (
    <Dialog
      open
      title={sayEnding('holds.add')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button look="main" busy={ask.sending} disabled={!door || reason.trim() === ''} onPress={() => ask.send({})}>
            {sayEnding('holds.add')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        {door ? (
          <p class="k-row">
            <b>{door.door}</b>
            <Button look="plain" onPress={() => setDoor(undefined)}>
              {say('new.other_door')}
            </Button>
          </p>
        ) : (
          <FindDoor
            label={sayEnding('holds.door')}
            hint={say('new.door_hint')}
            text={search}
            onText={setSearch}
            onPick={found => {
              setDoor(found);
              setSearch('');
            }}
          />
        )}
        <TextInput label={sayEnding('holds.reason')} value={reason} onText={setReason} maxLength={200} />
        <ErrorNote refusal={ask.refusal} />
      </div>
    </Dialog>
  );
}
