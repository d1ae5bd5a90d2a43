// Whose door a conversation belongs to: found once by address, shown from then on, taken back when it was wrong.
import type { Ref } from 'preact';
import { useState } from 'preact/hooks';
import type { bindConversation } from '../../../api/conversation.ts';
import { Button } from '../../kit/Button.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { poke } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { FindDoor } from '../intake/FindDoor.tsx';
import { addressOfPlace } from '../route.ts';
import type { Held } from './Conversation.tsx';
import { sayMessage } from './words.ts';

export function Whose({ of, doorRef }: { of: Held; doorRef: Ref<HTMLInputElement> }) {
  const [search, setSearch] = useState('');
  const bind = useMove<{ householdId: string | null; door: string }, unknown>(
    (_id, { householdId }) =>
      call<typeof bindConversation>('PUT', '/api/v1/conversations/{conversationId}/household', {
        params: { conversationId: of.conversationId },
        body: { householdId },
      }),
    (_answer, { householdId, door }) => {
      setSearch('');
      toast(householdId === null ? sayMessage('door.undone') : sayMessage('door.bound', { door }));
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      poke('messages');
    },
  );
  const { household } = of;
  return (
    <>
      <h2 class="k-title">
        {household ? (
          <a href={addressOfPlace('households', household.householdId)}>{household.door}</a>
        ) : (
          sayMessage('door.unknown')
        )}
      </h2>
      {household ? (
        <p class="k-row k-quiet">
          {household.compoundName} · {sayMessage(`door.by.${household.boundHow}`)}
          <Button look="plain" busy={bind.sending} onPress={() => bind.send({ householdId: null, door: '' })}>
            {sayMessage('door.undo')}
          </Button>
        </p>
      ) : (
        <FindDoor
          label={sayMessage('door.whose')}
          text={search}
          onText={setSearch}
          inputRef={doorRef}
          onPick={({ householdId, door }) => void bind.send({ householdId, door })}
        />
      )}
      <ErrorNote refusal={bind.refusal} onRetry={bind.retry} busy={bind.sending} />
    </>
  );
}
