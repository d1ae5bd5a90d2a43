// One conversation: whose door it is, what was written and answered, and what is made of it.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { closeMessages, handOverConversation, readConversation } from '../../../api/conversation.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { closingOutcomes } from '../../../domain/intake/heard.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Select } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say, sayCode } from '../words.ts';
import type { Colleague } from './Messages.tsx';
import { Reply } from './Reply.tsx';
import { Said } from './Said.tsx';
import { Whose } from './Whose.tsx';
import { sayMessage } from './words.ts';

export type Held = AnswerOf<typeof readConversation>;

interface ConversationProps {
  conversationId: string;
  colleagues: readonly Colleague[];
}

export function Conversation({ conversationId, colleagues }: ConversationProps) {
  const held = useResource(
    `conversation ${conversationId}`,
    signal =>
      call<typeof readConversation>('GET', '/api/v1/conversations/{conversationId}', { params: { conversationId } }, { signal }),
    ['messages'],
  );
  return (
    <article class="desk-conversation" aria-label={sayMessage('list')}>
      <Loaded of={held} lines={8}>
        {value => <Opened of={value} colleagues={colleagues} />}
      </Loaded>
    </article>
  );
}

function Opened({ of, colleagues }: { of: Held; colleagues: readonly Colleague[] }) {
  const { may } = useSeat();
  // What a clerk leaves out stays open; everything else that is shown is dealt with together.
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [closing, setClosing] = useState(false);
  const reply = useRef<HTMLTextAreaElement>(null);
  const door = useRef<HTMLInputElement>(null);
  const picked = of.messages.filter(one => one.outcome === null && !leftOut.has(one.channelMessageId));
  const ids = picked.map(one => one.channelMessageId);
  const takeDown = () => {
    if (ids.length > 0 && may('askRequest')) go('new', ['message', of.conversationId, ...ids]);
  };
  useHotkeys([
    { key: 'a', text: sayMessage('keys.request'), run: takeDown },
    { key: 'r', text: sayMessage('keys.reply'), run: () => reply.current?.focus() },
    { key: 'c', text: sayMessage('keys.close'), run: () => ids.length > 0 && setClosing(true) },
    { key: 'b', text: sayMessage('keys.door'), run: () => door.current?.focus() },
    {
      key: 'Escape',
      text: say('keys.escape'),
      always: true,
      run: () => {
        if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
      },
    },
  ]);
  return (
    <>
      <header>
        <Whose of={of} doorRef={door} />
        <p class="k-row">
          <Chip>{sayCode('channel', of.channel)}</Chip>
          <HandOver of={of} colleagues={colleagues} />
        </p>
      </header>
      <Lines of={of} leftOut={leftOut} onLeaveOut={setLeftOut} />
      {ids.length > 0 && (
        <p class="k-row desk-conversation-acts">
          <Button look="main" hotkey="A" onPress={takeDown}>
            <Glyph name="cart" />
            {sayMessage('request')}
          </Button>
          <Button hotkey="C" onPress={() => setClosing(true)}>
            {sayMessage('close')}
          </Button>
        </p>
      )}
      <Reply of={of} messages={ids} fieldRef={reply} />
      {closing && <Closing of={of} messages={ids} onClose={() => setClosing(false)} />}
    </>
  );
}

interface LinesProps {
  of: Held;
  leftOut: ReadonlySet<string>;
  onLeaveOut: (next: ReadonlySet<string>) => void;
}

/** Written and answered, in the order of time. */
function Lines({ of, leftOut, onLeaveOut }: LinesProps) {
  const end = useRef<HTMLDivElement>(null);
  const count = of.messages.length + of.replies.length;
  useEffect(() => {
    const box = end.current?.parentElement;
    if (box) box.scrollTop = box.scrollHeight;
  }, [count]);
  const open = of.messages.filter(one => one.outcome === null).length;
  const lines = [
    ...of.messages.map(message => ({ at: message.sentAt, message, reply: undefined })),
    ...of.replies.map(reply => ({ at: reply.madeAt, message: undefined, reply })),
  ].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must do so by keyboard too
    <div class="desk-lines" role="log" tabIndex={0} aria-label={sayMessage('list')}>
      {lines.map(({ message, reply }) => (
        <Said
          key={message?.channelMessageId ?? reply?.replyId}
          channel={of.channel}
          message={message}
          reply={reply}
          picked={open > 1 && message?.outcome === null ? !leftOut.has(message.channelMessageId) : undefined}
          onPick={isPicked => {
            const next = new Set(leftOut);
            if (isPicked) next.delete(message?.channelMessageId ?? '');
            else next.add(message?.channelMessageId ?? '');
            onLeaveOut(next);
          }}
        />
      ))}
      <div ref={end} />
    </div>
  );
}

function HandOver({ of, colleagues }: { of: Held; colleagues: readonly Colleague[] }) {
  const give = useMove<{ personId: string | null }, unknown>(
    (_id, body) =>
      call<typeof handOverConversation>('PUT', '/api/v1/conversations/{conversationId}/colleague', {
        params: { conversationId: of.conversationId },
        body,
      }),
    (_answer, { personId }) => {
      const name = colleagues.find(one => one.personId === personId)?.name;
      toast(name === undefined ? sayMessage('for.free') : sayMessage('for.done', { name }));
      poke('messages');
    },
  );
  return (
    <>
      <Select
        label={sayMessage('for.label')}
        quietLabel
        value={of.forId ?? ''}
        disabled={give.sending}
        options={[
          { value: '', text: sayMessage('for.anyone') },
          ...colleagues.map(one => ({ value: one.personId, text: sayMessage('for.name', { name: one.name }) })),
        ]}
        onPick={personId => give.send({ personId: personId === '' ? null : personId })}
      />
      <ErrorNote refusal={give.refusal} />
    </>
  );
}

function Closing({ of, messages, onClose }: { of: Held; messages: readonly string[]; onClose: () => void }) {
  const close = useMove<{ outcome: (typeof closingOutcomes)[number] }, unknown>(
    (_id, { outcome }) =>
      call<typeof closeMessages>('POST', '/api/v1/conversations/{conversationId}/close', {
        params: { conversationId: of.conversationId },
        body: { messages: [...messages], outcome },
      }),
    (_answer, { outcome }) => {
      toast(sayMessage('closed', { outcome: sayMessage(`outcome.${outcome}`) }));
      poke('messages');
      onClose();
    },
  );
  return (
    <Dialog open title={sayMessage('close.title')} onClose={onClose}>
      <fieldset
        class="desk-reasons"
        aria-label={sayMessage('close.title')}
        onKeyDown={event => {
          const found = closingOutcomes[Number(event.key) - 1];
          if (found) void close.send({ outcome: found });
        }}
      >
        {closingOutcomes.map((outcome, index) => (
          <Button
            key={outcome}
            wide
            hotkey={String(index + 1)}
            autofocus={index === 0}
            disabled={close.sending}
            onPress={() => close.send({ outcome })}
          >
            <span class="k-grow">{sayMessage(`outcome.${outcome}`)}</span>
          </Button>
        ))}
      </fieldset>
      <ErrorNote refusal={close.refusal} />
    </Dialog>
  );
}
