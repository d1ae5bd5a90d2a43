// 迟到的动作: what came in after somebody else had it: who made it and when, and who has it; one press for what was done.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listLateMoves, seeLateMove } from '../../../api/phone.ts';
import { type LateDecision, lateDecisions } from '../../../domain/delivery/phone.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { useMoves } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useResource } from '../../kit/resource.ts';
import { voice } from '../../kit/say.ts';
import { toast } from '../../kit/Toast.tsx';
import { timeAgo } from '../../kit/time.ts';
import { sayVisit } from '../../kit/visit.ts';
import { lateEn } from '../../kit/words/late.en.ts';
import { lateZh } from '../../kit/words/late.zh.ts';
import type { NameKey } from '../../kit/words/names.zh.ts';
import { call } from '../call.ts';
import { addressOfPlace } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say as sayDesk } from '../words.ts';
import { sayRound } from './words.ts';

export const sayLate = voice(lateZh, lateEn);
interface Seen {
  readonly lateMoveId: string;
  readonly decision: LateDecision;
}
type Row = AnswerOf<typeof listLateMoves>['lateMoves'][number];

/** The move, bag step, contact, need, count or trip, in words. */
function whatOf({ on, move }: Row): string {
  switch (on) {
    case 'request':
      return nameOf(`move.${move}` as NameKey);
    case 'bag':
      return nameOf(`bag.${move}` as NameKey);
    case 'ask':
      return nameOf(`kind.${move}` as NameKey);
    case 'household':
      return sayDesk(`contact.${move}` as 'contact.spoke');
    case 'handover':
      return sayRound(`point.${move}` as 'point.gate');
    case 'round':
      return sayRound(`move.${move}` as 'move.start');
    case 'care':
      return sayVisit(`outcome.${move}` as 'outcome.well');
    case 'survey':
      return sayVisit(`survey.${move}` as 'survey.asked');
  }
}

function askedOf({ asked }: Row): string | undefined {
  if (asked === null) return undefined;
  const items = asked.items.map(item => `${item.name} ${item.quantity ?? ''}${item.unit ?? ''}`.trim());
  return [nameOf(`kind.${asked.kind}`), ...items, asked.note ?? ''].filter(part => part !== '').join('；');
}

export function LateMoves() {
  const [seen, setSeen] = useState(false);
  const status = seen ? 'seen' : 'open';
  const rows = useResource(
    `late ${status}`,
    signal => call<typeof listLateMoves>('GET', '/api/v1/late-moves', { query: { status } }, { signal }),
    ['requests', 'late'],
  );
  const see = useMoves<Seen, AnswerOf<typeof seeLateMove>>(
    (id, { lateMoveId, decision }) =>
      call<typeof seeLateMove>('POST', '/api/v1/late-moves/{lateMoveId}/seen', {
        params: { lateMoveId },
        body: { id, decision },
      }),
    (_answer, { decision }) => {
      toast(sayLate('done', { how: sayLate(decision) }));
      rows.refetch();
    },
  );
  return (
    <Loaded of={rows} lines={5}>
      {({ lateMoves }) => (
        <>
          <header class="desk-page-head">
            <h1>
              {seen ? sayLate('tab') : lateMoves.length === 0 ? sayLate('none') : sayLate('title', { n: lateMoves.length })}
            </h1>
            <p class="k-quiet">{sayLate('line')}</p>
            <Button look="plain" onPress={() => setSeen(!seen)}>
              {sayLate(seen ? 'open' : 'seen')}
            </Button>
          </header>
          {lateMoves.length === 0 && <Empty glyph="served" />}
          <ul class="desk-differences">
            {lateMoves.map(row => (
              <Late key={row.lateMoveId} row={row} see={see} />
            ))}
          </ul>
        </>
      )}
    </Loaded>
  );
}

function Late({ row, see }: { row: Row; see: ReturnType<typeof useMoves<Seen, AnswerOf<typeof seeLateMove>>> }) {
  const { may } = useSeat();
  const state = see.of(row.lateMoveId);
  const asked = askedOf(row);
  const by = { role: nameOf(`role.${row.byRole}`), name: row.byName, when: timeAgo(row.happenedAt) };
  const reason = row.on === 'request' && row.reason !== null ? ` · ${nameOf(`reason.${row.reason}` as NameKey)}` : '';
  return (
    <li>
      <Chip tone="squash" glyph="late">
        {whatOf(row)}
        {reason}
      </Chip>
      <span class="desk-difference-what">
        {row.requestId && may('listRequests') ? (
          <a href={addressOfPlace('queue', row.requestId)}>{row.door ?? row.number}</a>
        ) : row.householdId ? (
          <a href={addressOfPlace('households', row.householdId)}>{row.door}</a>
        ) : (
          <b>{row.number}</b>
        )}
        <small class="k-quiet">
          {sayLate('by', by)} ·{' '}
          {row.holderRole && row.holderName
            ? sayLate('holder', { role: nameOf(`role.${row.holderRole}`), name: row.holderName })
            : sayLate('nobody')}
        </small>
        {asked && (
          <span>
            {sayLate('asked')} <b>{asked}</b>
          </span>
        )}
      </span>
      {row.decision ? (
        <Chip tone="leaf">{sayLate('seen_by', { name: row.seenByName ?? '', how: sayLate(row.decision) })}</Chip>
      ) : (
        <span class="k-row">
          {lateDecisions.map(decision => (
            <Button
              key={decision}
              busy={state.is === 'sending'}
              onPress={() => see.send(row.lateMoveId, { lateMoveId: row.lateMoveId, decision })}
            >
              {sayLate(decision)}
            </Button>
          ))}
        </span>
      )}
      {state.is === 'failed' && <ErrorNote refusal={state.refusal} onRetry={() => see.retry(row.lateMoveId)} />}
    </li>
  );
}
