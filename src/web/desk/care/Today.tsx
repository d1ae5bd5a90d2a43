// Today's contacts: alarms first, whose turn it is and by when; beside it how to reach the one that is open.
import type { listChecks } from '../../../api/care-check.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { Chip } from '../../kit/Chip.tsx';
import { Empty, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { clockTime } from '../../kit/time.ts';
import { sayVisit } from '../../kit/visit.ts';
import { call } from '../call.ts';
import { addressOfPlace, go } from '../route.ts';
import { useWalk } from '../walk.ts';
import { OneCheck } from './OneCheck.tsx';
import { sayCare } from './words.ts';

export type CheckRow = AnswerOf<typeof listChecks>['checks'][number];

export function Today({ open }: { open: string | undefined }) {
  const list = useResource('checks', signal => call<typeof listChecks>('GET', '/api/v1/care-checks', {}, { signal }), ['care']);
  return (
    <Loaded of={list} lines={6}>
      {({ checks, doneToday, alarms }) => (
        <>
          <header class="desk-page-head">
            <h1>{checks.length === 0 ? sayCare('today.none') : sayCare('today.title', { n: checks.length })}</h1>
            <p class="k-row">
              {alarms > 0 && (
                <Chip tone="tomato" glyph="late" solid>
                  {sayCare('today.alarms', { n: alarms })}
                </Chip>
              )}
              <span class="k-quiet">{sayCare('today.done', { n: doneToday })}</span>
            </p>
          </header>
          {checks.length === 0 ? (
            <Empty glyph="served">{sayCare('today.done', { n: doneToday })}</Empty>
          ) : (
            <Beside checks={checks} open={open} />
          )}
        </>
      )}
    </Loaded>
  );
}

function Beside({ checks, open }: { checks: readonly CheckRow[]; open: string | undefined }) {
  const now = checks.find(one => one.careCheckId === open) ?? checks[0];
  const step = (by: number) => {
    const next = checks[Math.max(0, Math.min(checks.length - 1, (now ? checks.indexOf(now) : -1) + by))];
    if (next) go('care', ['today', next.careCheckId], true);
  };
  const list = useWalk<HTMLUListElement>(open, step);
  return (
    <div class="desk-care" data-open={open ? '' : undefined}>
      <nav aria-label={sayCare('tab.today')}>
        <ul ref={list}>
          {checks.map(one => (
            <li key={one.careCheckId} data-alarm={one.isAlarm || undefined}>
              <a href={addressOfPlace('care', 'today', one.careCheckId)} aria-current={one === now || undefined}>
                <b>{one.door}</b>
                <span>{one.personName}</span>
                <Chip
                  tone={one.isAlarm ? 'tomato' : one.rung === 'call' ? 'sky' : 'squash'}
                  glyph={one.isAlarm ? 'late' : 'phone'}
                >
                  {sayVisit(`rung.short.${one.rung}`)}
                </Chip>
                <small>
                  {turnOf(one)} · {sayCare('today.by')} {clockTime(one.actBy)}
                </small>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {now && <OneCheck key={now.careCheckId} of={now} />}
    </div>
  );
}

export function turnOf({ holder, holderName }: Pick<CheckRow, 'holder' | 'holderName'>): string {
  if (holder === 'desk') return sayCare('turn.desk');
  const name = holderName ?? sayCare('turn.nobody');
  return holder === 'backup' ? sayCare('turn.backup', { name }) : name;
}
