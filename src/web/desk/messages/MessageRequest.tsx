// A request of what somebody wrote: the form with the words beside it, filled in as far as they could be read.
import { useMemo } from 'preact/hooks';
import type { readConversation } from '../../../api/conversation.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { readChatText } from '../../../api/reading.ts';
import { wishOf } from '../../../domain/intake/wish.ts';
import { Button } from '../../kit/Button.tsx';
import { Loaded, Note, Waiting } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { call } from '../call.ts';
import { emptyForm, type Form } from '../intake/form.ts';
import { typedOf } from '../intake/items.ts';
import { NewRequest } from '../intake/NewRequest.tsx';
import { addressOfPlace } from '../route.ts';
import type { Held } from './Conversation.tsx';
import { sayMessage } from './words.ts';

type Read = AnswerOf<typeof readChatText>;

export function MessageRequest({ conversationId, wanted }: { conversationId: string; wanted: readonly string[] }) {
  const held = useResource(`conversation ${conversationId}`, signal =>
    call<typeof readConversation>('GET', '/api/v1/conversations/{conversationId}', { params: { conversationId } }, { signal }),
  );
  return <Loaded of={held}>{value => <Opened of={value} wanted={wanted} />}</Loaded>;
}

function Opened({ of, wanted }: { of: Held; wanted: readonly string[] }) {
  const messages = of.messages.filter(one => one.outcome === null && wanted.includes(one.channelMessageId));
  const text = messages.flatMap(one => one.said ?? []).join('\n');
  const householdId = of.household?.householdId;
  const read = useResource(text === '' ? null : `read ${of.conversationId} ${householdId} ${text}`, signal =>
    call<typeof readChatText>(
      'POST',
      '/api/v1/chat-readings',
      { body: { text, ...(householdId === undefined ? {} : { householdId }) } },
      { signal },
    ),
  );
  const from = useMemo(
    () => ({
      conversationId: of.conversationId,
      messages: messages.map(one => one.channelMessageId),
      isRead: read.value !== undefined,
      start: startOf(of, text, read.value),
    }),
    [of, text, read.value],
  );
  if (messages.length === 0) {
    return (
      <div class="desk-page">
        <Note tone="squash">
          <p>{sayMessage('request.gone')}</p>
          <Button href={addressOfPlace('messages', of.conversationId)}>{sayMessage('request.back')}</Button>
        </Note>
      </div>
    );
  }
  // What cannot be read is taken down by hand, so only the answer is waited for, whatever it is.
  if (read.loading && read.value === undefined && read.refusal === undefined && text !== '') return <Waiting />;
  return <NewRequest how="pasted_text" householdId={undefined} from={from} />;
}

/** The door only where one is known: bound by the desk, or named in the text and the only one of that name. */
function startOf(of: Held, text: string, read: Read | undefined): Form {
  const rows = read?.rows ?? [];
  const [first] = rows;
  const wish = first && wishOf(first.reading, text.slice(...first.span));
  const doors = [...new Map(rows.flatMap(row => row.doors).map(one => [one.householdId, one])).values()];
  const door = of.household ?? (doors.length === 1 && rows.every(row => row.reading.doorId !== null) ? doors[0] : undefined);
  const wishes = rows.map(row => wishOf(row.reading, text.slice(...row.span)));
  return {
    ...emptyForm,
    pasted: text,
    household: door ? { ...door, living: 'lived_in', level: 'open' } : null,
    ...(wish && {
      kind: wish.kind,
      urgency: wishes.some(one => one.urgency === 'life') ? 'life' : wish.urgency,
      items: wishes.filter(one => one.kind === wish.kind).flatMap(one => one.items.map(typedOf)),
      note: wishes.length === 1 ? (wish.note ?? '') : '',
    }),
  };
}
