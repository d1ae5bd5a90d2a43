// A call that leads to no request is closed by one key: what came of it, and nothing else to fill in.
import type { endCall, myCalls } from '../../../api/call.ts';
import { callOutcomes } from '../../../domain/intake/heard.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { say } from '../words.ts';

type Outcome = (typeof callOutcomes)[number];

interface EndCallProps {
  householdId: string | undefined;
  door: string | undefined;
  onClose: () => void;
  onDone: () => void;
}

export function EndCall({ householdId, door, onClose, onDone }: EndCallProps) {
  const mine = useResource('my-calls', signal => call<typeof myCalls>('GET', '/api/v1/me/calls', {}, { signal }));
  const calls = mine.value?.calls ?? [];
  // Where several ring, the one whose household stands in the form.
  const [here] =
    calls.length === 1 ? calls : calls.filter(one => one.households.some(found => found.householdId === householdId));
  const end = useMove<{ outcome: Outcome }, unknown>(
    (id, { outcome }) =>
      call<typeof endCall>('POST', '/api/v1/me/calls/outcome', {
        body: {
          id,
          outcome,
          ...(householdId === undefined ? {} : { householdId }),
          ...(here === undefined ? {} : { phoneCallId: here.phoneCallId }),
        },
      }),
    (_answer, { outcome }) => {
      toast(say('endcall.done', { outcome: say(`endcall.${outcome}`) }));
      poke('my-calls');
      onDone();
    },
  );
  return (
    <Dialog open title={door === undefined ? say('endcall.title') : say('endcall.title_door', { door })} onClose={onClose}>
      <fieldset
        class="desk-reasons"
        aria-label={say('endcall.title')}
        onKeyDown={event => {
          const found = callOutcomes[Number(event.key) - 1];
          if (found) void end.send({ outcome: found });
        }}
      >
        {callOutcomes.map((outcome, index) => (
          <Button
            key={outcome}
            wide
            hotkey={String(index + 1)}
            autofocus={index === 0}
            disabled={end.sending}
            onPress={() => end.send({ outcome })}
          >
            <span class="k-grow">{say(`endcall.${outcome}`)}</span>
          </Button>
        ))}
      </fieldset>
      <ErrorNote refusal={end.refusal} />
    </Dialog>
  );
}
