// 群通知: what the robot says to the whole group; nothing personal goes out, and what waits its turn is seen.
import { useRef } from 'preact/hooks';
import type { listGroupNotices, sendGroupNotice } from '../../../api/channel.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { personalIn } from '../../../domain/notice/group-text.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { LongText } from '../../kit/Field.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useDraft, useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded, Note } from '../../kit/Note.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import './messages.css';
import { sayMessage, sayWhy } from './words.ts';

type Notices = AnswerOf<typeof listGroupNotices>;

const mostBytes = 2048;

export function GroupNotices() {
  const notices = useResource(
    'group-notices',
    signal => call<typeof listGroupNotices>('GET', '/api/v1/group-notices', {}, { signal }),
    ['messages'],
  );
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <h1>{sayMessage('notice.title')}</h1>
        <p class="k-quiet">{sayMessage('notice.line')}</p>
      </header>
      <Loaded of={notices} lines={6}>
        {value => <Opened of={value} />}
      </Loaded>
    </div>
  );
}

function Opened({ of }: { of: Notices }) {
  const { me } = useSeat();
  const [text, setText, clear] = useDraft(`desk-notice:${me.personId}`, '');
  const field = useRef<HTMLTextAreaElement>(null);
  const send = useMove<{ text: string }, unknown>(
    (id, body) => call<typeof sendGroupNotice>('POST', '/api/v1/group-notices', { body: { id, ...body } }),
    () => {
      clear();
      toast(sayMessage('notice.queued'));
      poke('messages');
    },
  );
  const personal = personalIn(text);
  const bytes = new TextEncoder().encode(text.trim()).length;
  const problem = personal
    ? sayMessage(`notice.personal.${personal}`)
    : bytes > mostBytes
      ? sayMessage('notice.long', { n: bytes })
      : undefined;
  const submit = () => {
    if (text.trim() !== '' && problem === undefined && of.enabled) void send.send({ text: text.trim() });
  };
  useHotkeys([{ key: 'mod+enter', text: sayMessage('notice.send'), always: true, run: submit }]);
  return (
    <>
      {!of.enabled && <Note tone="squash">{sayMessage('notice.off')}</Note>}
      {of.enabled && (
        <div class="desk-notice">
          <form
            class="k-stack"
            onSubmit={event => {
              event.preventDefault();
              submit();
            }}
          >
            <LongText
              label={sayMessage('notice.text')}
              hint={sayMessage('notice.rule')}
              problem={problem}
              value={text}
              onText={setText}
              refTo={field}
              maxLength={600}
              rows={5}
            />
            <ErrorNote
              refusal={send.refusal}
              onRetry={send.refusal?.status === 422 ? undefined : send.retry}
              busy={send.sending}
            />
            <p>
              <Button type="submit" look="main" busy={send.sending} disabled={problem !== undefined} hotkey="Ctrl ↵">
                {sayMessage('notice.send')}
              </Button>
            </p>
          </form>
          <section aria-label={sayMessage('notice.preview')}>
            <h2>{sayMessage('notice.preview')}</h2>
            <div class="desk-preview">
              <small class="k-quiet">{sayMessage('notice.robot')}</small>
              <p class="desk-words">{text.trim() || sayMessage('notice.empty')}</p>
            </div>
          </section>
        </div>
      )}
      <section class="k-stack">
        <h2 class="k-row">
          {sayMessage('notice.past')}
          {of.waiting > 0 && <Chip tone="squash">{sayMessage('notice.waiting', { n: of.waiting })}</Chip>}
        </h2>
        {of.notices.length === 0 && <Empty>{sayMessage('notice.past_none')}</Empty>}
        <ul class="desk-notices">
          {of.notices.map(one => (
            <li key={one.noticeId}>
              <p class="desk-words">{one.text}</p>
              <p class="k-row k-small k-quiet">
                <TimeAgo at={one.madeAt} />
                {one.byName && <span>{sayMessage('by', { name: one.byName })}</span>}
                <Chip
                  tone={one.state === 'sent' ? 'leaf' : one.state === 'failed' ? 'tomato' : 'squash'}
                  glyph={one.state === 'sent' ? 'served' : one.state === 'failed' ? 'late' : 'waiting'}
                >
                  {sayMessage(`sent.${one.state}`)}
                </Chip>
                {one.why && <span>{sayWhy(one.why)}</span>}
                {of.enabled && (
                  <Button
                    look="plain"
                    onPress={() => {
                      setText(one.text);
                      field.current?.focus();
                    }}
                  >
                    {sayMessage('notice.again')}
                  </Button>
                )}
              </p>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
