// What did not come out right at a hand-over: each bag with who counted where, and one press for what became of it.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { DifferenceRow, listDifferences, settleDifference } from '../../../api/handover.ts';
import { type Settlement, settlements } from '../../../domain/delivery/handover.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { useMoves } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { addressOfPlace } from '../route.ts';
import { useSeat } from '../seat.ts';
import { BagStory } from './BagStory.tsx';
import { sayRound } from './words.ts';

/** A bag that is not on the list was never owed: it finds its place, goes back or is written off. */
function fitting(row: DifferenceRow): readonly Settlement[] {
  return row.difference === 'surplus' ? ['found', 'returned', 'written_off'] : settlements;
}

export function Differences() {
  const { queue } = useSeat();
  const [settled, setSettled] = useState(false);
  const [bagId, setBagId] = useState<string | undefined>(undefined);
  const rows = useResource(
    `differences ${settled}`,
    signal =>
      call<typeof listDifferences>('GET', '/api/v1/differences', { query: settled ? { settled: 'true' } : {} }, { signal }),
    ['requests', 'differences'],
  );
  const settle = useMoves<{ row: DifferenceRow; settlement: Settlement }, AnswerOf<typeof settleDifference>>(
    (id, { row, settlement }) =>
      call<typeof settleDifference>('POST', '/api/v1/differences/{differenceId}/settle', {
        params: { differenceId: row.differenceId },
        body: { id, settlement },
      }),
    (_answer, { row, settlement }) => {
      toast(sayRound('settle.done', { label: row.label, how: sayRound(`settle.${settlement}`) }));
      rows.refetch();
      if (row.requestId) queue.refresh([row.requestId]);
    },
  );
  return (
    <Loaded of={rows} lines={5}>
      {({ differences, halfRelays }) => (
        <>
          <header class="desk-page-head">
            <h1>
              {differences.length === 0 || settled
                ? sayRound(settled ? 'bags.differences' : 'differences.none')
                : sayRound('differences.title', { n: differences.length })}
            </h1>
            <p class="k-quiet">{sayRound('differences.line')}</p>
            <Button look="plain" onPress={() => setSettled(!settled)}>
              {sayRound(settled ? 'differences.open' : 'differences.settled')}
            </Button>
          </header>
          {differences.length === 0 && halfRelays.length === 0 && <Empty glyph="served" />}
          <ul class="desk-differences">
            {differences.map(row => {
              const state = settle.of(row.differenceId);
              return (
                <li key={row.differenceId}>
                  <Chip tone={row.difference === 'surplus' ? 'squash' : 'tomato'} glyph="late">
                    {sayRound(`difference.${row.difference}`)}
                  </Chip>
                  <span class="desk-difference-what">
                    {row.bagId ? (
                      <button type="button" class="desk-bag-link" onClick={() => setBagId(row.bagId ?? undefined)}>
                        {row.label}
                      </button>
                    ) : (
                      <b>{row.label}</b>
                    )}
                    {row.door && row.requestId && <a href={addressOfPlace('queue', row.requestId)}>{row.door}</a>}
                    <small class="k-quiet">
                      {sayRound(`point.${row.point}`)} · {row.byName} {nameOf(`role.${row.byRole}`)} ·{' '}
                      <TimeAgo at={row.happenedAt ?? row.at} />
                    </small>
                  </span>
                  {row.settlement ? (
                    <Chip tone="leaf">{sayRound(`settle.${row.settlement}`)}</Chip>
                  ) : (
                    <span class="k-row">
                      {fitting(row).map(settlement => (
                        <Button
                          key={settlement}
                          busy={state.is === 'sending'}
                          onPress={() => settle.send(row.differenceId, { row, settlement })}
                        >
                          {sayRound(`settle.${settlement}`)}
                        </Button>
                      ))}
                    </span>
                  )}
                  {state.is === 'failed' && <ErrorNote refusal={state.refusal} onRetry={() => settle.retry(row.differenceId)} />}
                </li>
              );
            })}
          </ul>
          {halfRelays.length > 0 && !settled && (
            <section>
              <h2>{sayRound('relay.half')}</h2>
              <ul class="desk-differences">
                {halfRelays.map(relay => (
                  <li key={relay.relayId}>
                    <span>{sayRound(`relay.${relay.point}`, { name: relay.byName ?? '', labels: relay.labels.join('、') })}</span>
                    <small class="k-quiet">
                      <TimeAgo at={relay.at} />
                    </small>
                  </li>
                ))}
              </ul>
            </section>
          )}
          {bagId && <BagStory bagId={bagId} onClose={() => setBagId(undefined)} />}
        </>
      )}
    </Loaded>
  );
}
