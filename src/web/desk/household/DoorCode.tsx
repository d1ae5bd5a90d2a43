// The door code of a household: print its card, revoke it, or make a one-time code to read out.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { assistDoor, revokeDoorCode } from '../../../api/session.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { clockTime } from '../../kit/time.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import type { Household } from '../intake/Caller.tsx';
import { addressOfPlace } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';

export function DoorCode({ household, refetch }: { household: Household; refetch: () => void }) {
  const { may } = useSeat();
  const params = { householdId: household.householdId };
  const [sure, setSure] = useState(false);
  const assist = useMove<Record<string, never>, AnswerOf<typeof assistDoor>>(() =>
    call<typeof assistDoor>('POST', '/api/v1/households/{householdId}/one-time-code', { params }),
  );
  const revoke = useMove<Record<string, never>, unknown>(
    () => call<typeof revokeDoorCode>('DELETE', '/api/v1/households/{householdId}/door-code', { params }),
    () => {
      setSure(false);
      refetch();
    },
  );
  if (!may('assistDoor') && !may('issueDoorCards')) return null;
  return (
    <section>
      <h3>{say('code.title')}</h3>
      <p class="k-quiet">{say(household.hasDoorCode ? 'code.has' : 'code.none')}</p>
      <div class="k-row">
        {may('issueDoorCards') && (
          <Button href={addressOfPlace('households', 'cards', `household:${household.householdId}`)}>{say('code.print')}</Button>
        )}
        {may('assistDoor') && (
          <Button busy={assist.sending} onPress={() => assist.send({})}>
            {say('code.once')}
          </Button>
        )}
        {may('revokeDoorCode') && household.hasDoorCode && (
          <Button look="danger" onPress={() => setSure(true)}>
            {say('code.revoke')}
          </Button>
        )}
      </div>
      <ErrorNote refusal={assist.refusal} onRetry={assist.retry} />
      {assist.state.is === 'done' && (
        <p class="desk-code" role="status">
          <b class="k-huge">{assist.state.answer.code.replace(/^(\d{3})/, '$1 ')}</b>
          <span>{say('code.until', { time: clockTime(assist.state.answer.expiresAt) })}</span>
        </p>
      )}
      {sure && (
        <Dialog
          open
          title={say('code.revoke_title', { door: household.door })}
          onClose={() => setSure(false)}
          foot={
            <>
              <Button onPress={() => setSure(false)}>{sayKit('back')}</Button>
              <Button look="danger" busy={revoke.sending} onPress={() => revoke.send({})}>
                {say('code.revoke')}
              </Button>
            </>
          }
        >
          <p>{say('code.revoke_line')}</p>
          <ErrorNote refusal={revoke.refusal} />
        </Dialog>
      )}
    </section>
  );
}
