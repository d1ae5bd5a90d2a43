// An answer in the channel they wrote by: as long as the other side allows one, queued, and kept while it is being written.
import type { Ref } from 'preact';
import { useState } from 'preact/hooks';
import type { replyInConversation } from '../../../api/conversation.ts';
import { Button } from '../../kit/Button.tsx';
import { Check, LongText } from '../../kit/Field.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useDraft, useMove } from '../../kit/moves.ts';
import { ErrorNote, Note } from '../../kit/Note.tsx';
import { poke } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { dayTime } from '../../kit/time.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { sayCode } from '../words.ts';
import type { Held } from './Conversation.tsx';
import { sayMessage } from './words.ts';

interface ReplyProps {
  of: Held;
  messages: readonly string[];
  fieldRef: Ref<HTMLTextAreaElement>;
}

export function Reply({ of, messages, fieldRef }: ReplyProps) {
  const { me } = useSeat();
  const [text, setText, clear] = useDraft(`desk-reply:${me.personId}:${of.conversationId}`, '');
  const [staysOpen, setStaysOpen] = useState(false);
  const { window, enabled } = of;
  const send = useMove<{ text: string; messages: string[] }, unknown>(
    (id, body) =>
      call<typeof replyInConversation>('POST', '/api/v1/conversations/{conversationId}/replies', {
        params: { conversationId: of.conversationId },
        body: { id, ...body },
      }),
    () => {
      clear();
      setStaysOpen(false);
      toast(sayMessage('reply.sent'));
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      poke('messages');
    },
  );
  const submit = () => {
    if (text.trim() !== '') void send.send({ text: text.trim(), messages: staysOpen ? [] : [...messages] });
  };
  const can = enabled && window.isOpen;
  useHotkeys(can ? [{ key: 'mod+enter', text: sayMessage('reply.send'), always: true, run: submit }] : []);
  if (!can) return <Note tone="squash">{sayMessage(enabled ? 'window.over' : 'window.off')}</Note>;
  return (
    <form
      class="k-stack desk-reply"
      onSubmit={event => {
        event.preventDefault();
        submit();
      }}
    >
      <LongText
        label={sayMessage('reply')}
        hint={sayMessage('reply.hint', { channel: sayCode('channel', of.channel) })}
        value={text}
        onText={setText}
        refTo={fieldRef}
        maxLength={500}
        rows={2}
      />
      {messages.length > 0 && (
        <Check checked={staysOpen} onCheck={setStaysOpen}>
          {sayMessage('reply.open')}
        </Check>
      )}
      <ErrorNote refusal={send.refusal} onRetry={send.retry} busy={send.sending} />
      <p class="k-row">
        <Button type="submit" busy={send.sending} hotkey="Ctrl ↵">
          {sayMessage('reply.send')}
        </Button>
        {window.left !== null && window.until !== null && (
          <span class="k-small k-quiet">{sayMessage('window.left', { n: window.left, time: dayTime(window.until) })}</span>
        )}
      </p>
    </form>
  );
}
