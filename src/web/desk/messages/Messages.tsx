// 消息: who wrote to an official account and waits, and the conversation that is open.
import type { listConversations } from '../../../api/conversation.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { Chip } from '../../kit/Chip.tsx';
import { Empty, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { call } from '../call.ts';
import { addressOfPlace, go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { useWalk } from '../walk.ts';
import { sayCode } from '../words.ts';
import { Conversation } from './Conversation.tsx';
import './messages.css';
import { sayKind, sayMessage } from './words.ts';

type Answer = AnswerOf<typeof listConversations>;
export type Row = Answer['conversations'][number];
export type Colleague = Answer['colleagues'][number];

export function Messages({ open }: { open: string | undefined }) {
  const { me } = useSeat();
  const list = useResource(
    'conversations',
    signal => call<typeof listConversations>('GET', '/api/v1/conversations', {}, { signal }),
    ['messages'],
  );
  return (
    <div class="desk-page">
      <Loaded of={list} lines={6}>
        {({ conversations, colleagues }) => (
          <List rows={inOrder(conversations, me.personId)} colleagues={colleagues} open={open} />
        )}
      </Loaded>
    </div>
  );
}

/** What was given to me stands above the rest of what waits. */
function inOrder(rows: readonly Row[], me: string | null): readonly Row[] {
  const rank = (row: Row) => (row.open === 0 ? 2 : row.forId !== null && row.forId === me ? 0 : 1);
  return rows.toSorted((a, b) => rank(a) - rank(b));
}

function List({ rows, colleagues, open }: { rows: readonly Row[]; colleagues: readonly Colleague[]; open: string | undefined }) {
  const waiting = rows.filter(row => row.open > 0);
  const dealt = rows.filter(row => row.open === 0);
  const here = rows.find(row => row.conversationId === open);
  const step = (by: number) => {
    const next = rows[here ? Math.max(0, Math.min(rows.length - 1, rows.indexOf(here) + by)) : 0];
    if (next) go('messages', [next.conversationId], true);
  };
  const list = useWalk<HTMLElement>(open, step);
  return (
    <>
      <header class="desk-page-head">
        <h1>{waiting.length === 0 ? sayMessage('none') : sayMessage('title', { n: waiting.length })}</h1>
      </header>
      {rows.length === 0 && <Empty glyph="person">{sayMessage('rest')}</Empty>}
      {rows.length > 0 && (
        <div class="desk-messages" data-open={here ? '' : undefined}>
          <nav aria-label={sayMessage('list')} ref={list}>
            <Rows rows={waiting} here={here} />
            {dealt.length > 0 && <h2>{sayMessage('dealt')}</h2>}
            <Rows rows={dealt} here={here} />
          </nav>
          {here && <Conversation key={here.conversationId} conversationId={here.conversationId} colleagues={colleagues} />}
        </div>
      )}
    </>
  );
}

function Rows({ rows, here }: { rows: readonly Row[]; here: Row | undefined }) {
  const { me } = useSeat();
  if (rows.length === 0) return null;
  return (
    <ul>
      {rows.map(row => (
        <li key={row.conversationId}>
          <a href={addressOfPlace('messages', row.conversationId)} aria-current={row === here || undefined}>
            <b data-unknown={row.household ? undefined : ''}>{row.household?.door ?? sayMessage('door.unknown')}</b>
            <small>
              <TimeAgo at={row.openSince ?? row.last.at} />
            </small>
            <span>{row.last.said ?? sayKind(row.last.kind)}</span>
            <span class="k-row">
              <Chip>{sayCode('channel', row.channel)}</Chip>
              {row.open > 0 && <Chip tone="squash">{sayMessage('open.count', { n: row.open })}</Chip>}
              {row.forId !== null && (
                <Chip tone="sky" glyph="person">
                  {row.forId === me.personId ? sayMessage('for.me') : sayMessage('for.name', { name: row.forName ?? '' })}
                </Chip>
              )}
              {row.answer === 'failed' && (
                <Chip tone="tomato" glyph="late">
                  {sayMessage('sent.failed')}
                </Chip>
              )}
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}
