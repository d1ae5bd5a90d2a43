// Many at once: the proposed helper for each row, confirmed all or some, with what came of each.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { propose } from '../../../api/dispatch.ts';
import type { AskedMove, moveMany, QueueRow } from '../../../api/request.ts';
import { Button } from '../../kit/Button.tsx';
import { newMoveId, type Refused } from '../../kit/call.ts';
import { Dialog } from '../../kit/Dialog.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { sayRefusal } from '../../kit/refusal.ts';
import { poke, useResource } from '../../kit/resource.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import type { Proposals } from '../request/RequestPane.tsx';
import { useSeat } from '../seat.ts';
import { say, sayCode, sayList } from '../words.ts';

type Came = { readonly is: 'given' } | { readonly is: 'refused'; readonly words: string };

interface DispatchProps {
  ids: readonly string[];
  onClose: () => void;
  onMoved: (id: string) => void;
}

const givable = new Set(['asked', 'sorted', 'problem']);
const changeable = new Set(['offered', 'accepted', 'carrying']);

export function Dispatch({ ids, onClose, onMoved }: DispatchProps) {
  const { queue } = useSeat();
  // As they were when the dialog opened: rows must not vanish under the hand.
  const [rows] = useState(() => queue.rows.filter(row => ids.includes(row.requestId)));
  const open = rows.filter(row => givable.has(row.state) || changeable.has(row.state));
  const proposals = useResource(open.length > 0 ? `dispatch ${open.map(row => row.requestId).join()}` : null, signal =>
    call<typeof propose>('POST', '/api/v1/proposals', { body: { requestIds: open.map(row => row.requestId) } }, { signal }),
  );
  const helpersOf = (row: QueueRow): Proposals =>
    (proposals.value?.proposals.find(one => one.requestId === row.requestId)?.helpers ?? []).filter(
      one => one.helperId !== row.ownerId,
    );
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map());
  // What somebody is at work on is taken from them only on purpose.
  const [left, setLeft] = useState<ReadonlySet<string>>(
    () => new Set(rows.length === 1 ? [] : rows.filter(row => changeable.has(row.state)).map(row => row.requestId)),
  );
  const [came, setCame] = useState<ReadonlyMap<string, Came>>(new Map());
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  // The ids of the steps stay the same when the answer was lost and it is sent again.
  const moves = useRef(new Map<string, AskedMove>());
  const sure = useRef<HTMLButtonElement>(null);

  const loaded = proposals.value !== undefined;
  useEffect(() => {
    if (loaded) sure.current?.focus();
  }, [loaded]);

  // The server has spread the selection already: each row sees what the ones before it bring to their helper.
  const plan = open.map(row => {
    const helpers = helpersOf(row);
    const wanted = chosen.get(row.requestId);
    const helper = helpers.find(one => (wanted ? one.helperId === wanted : one.fit));
    const result = came.get(row.requestId);
    const on = helper !== undefined && !left.has(row.requestId) && result?.is !== 'given';
    return { row, helpers, helper, on, result };
  });
  const ready = plan.filter(one => one.on);

  const confirm = async () => {
    if (sending || ready.length === 0) return;
    setSending(true);
    const asked = ready.map(({ row, helper }) => {
      const helperId = helper?.helperId ?? '';
      const kept = moves.current.get(row.requestId);
      const name = givable.has(row.state) ? 'offer' : 'reassign';
      const move: AskedMove =
        kept && 'helperId' in kept && kept.helperId === helperId ? kept : { id: newMoveId(), move: name, helperId };
      moves.current.set(row.requestId, move);
      return { requestId: row.requestId, move };
    });
    const outcome = await call<typeof moveMany>('POST', '/api/v1/requests/moves', { body: { moves: asked } });
    setSending(false);
    if (!outcome.ok) return setRefusal(outcome.refusal);
    setRefusal(undefined);
    const next = new Map(came);
    for (const result of outcome.answer.results) {
      moves.current.delete(result.requestId);
      if (result.moved) {
        next.set(result.requestId, { is: 'given' });
        queue.change(result.requestId, {
          state: result.moved.state,
          version: result.moved.version,
          ownerId: result.moved.ownerId,
        });
        onMoved(result.requestId);
      } else {
        const facts = result.facts as Record<string, string> | undefined;
        next.set(result.requestId, {
          is: 'refused',
          words: sayRefusal({ code: result.refused ?? 'internal', ...(facts ? { facts } : {}) }),
        });
      }
      poke(`request:${result.requestId}`);
    }
    setCame(next);
    queue.refresh(outcome.answer.results.map(result => result.requestId));
  };

  const given = [...came.values()].filter(one => one.is === 'given').length;
  const over = ready.length === 0;
  const refused = [...came.values()].filter(one => one.is === 'refused').length;
  return (
    <Dialog
      open
      wide
      title={
        came.size === 0
          ? say('dispatch.title', { n: open.length })
          : refused === 0
            ? say('dispatch.all_given', { n: given })
            : say('dispatch.came', { given, refused })
      }
      onClose={onClose}
      foot={
        <>
          {!over && <Button onPress={onClose}>{given > 0 ? sayKit('close') : sayKit('cancel')}</Button>}
          <Button refTo={sure} look="main" busy={sending} onPress={over ? onClose : confirm}>
            {over ? sayKit('close') : say('dispatch.confirm', { n: ready.length })}
            <kbd>↵</kbd>
          </Button>
        </>
      }
    >
      <ErrorNote refusal={refusal} onRetry={confirm} busy={sending} />
      {open.length < rows.length && <p class="k-quiet">{say('dispatch.not_these', { n: rows.length - open.length })}</p>}
      <Loaded of={open.length > 0 ? proposals : { ...proposals, loading: false }} lines={Math.min(8, open.length + 1)}>
        {() => (
          <ul class="desk-dispatch">
            {plan.map(({ row, helpers, helper, on, result }) => (
              <li key={row.requestId} data-came={result?.is}>
                <input
                  type="checkbox"
                  aria-label={say('dispatch.take', { door: row.door })}
                  checked={on}
                  disabled={!helper || result?.is === 'given'}
                  onChange={() =>
                    setLeft(old => {
                      const next = new Set(old);
                      if (!next.delete(row.requestId)) next.add(row.requestId);
                      return next;
                    })
                  }
                />
                <div>
                  <b>{row.door}</b>
                  <small>
                    {row.ownerName && changeable.has(row.state) && <b>{say('dispatch.has', { name: row.ownerName })} </b>}
                    {row.gist || nameOf(`kind.${row.kind}`)}
                  </small>
                </div>
                <div>
                  {helpers.length === 0 ? (
                    <span class="k-quiet">{say('who.nobody')}</span>
                  ) : (
                    <span class="desk-pick">
                      <select
                        aria-label={say('dispatch.to', { door: row.door })}
                        value={helper?.helperId ?? ''}
                        disabled={result?.is === 'given'}
                        onChange={event => {
                          const value = event.currentTarget.value;
                          setChosen(old => new Map(old).set(row.requestId, value));
                        }}
                      >
                        {!helper && <option value="">{say('who.no_fit')}</option>}
                        {helpers.map(one => (
                          <option key={one.helperId} value={one.helperId} disabled={!one.fit}>
                            {`${one.name} · ${one.open}/${one.maxOpen}`}
                          </option>
                        ))}
                      </select>
                      <Glyph name="down" size={0.75} />
                    </span>
                  )}
                  <small>{helper && sayList(helper.because.map(code => sayCode('why', code)))}</small>
                </div>
                <p role={result ? 'status' : undefined}>
                  {result?.is === 'given' && (
                    <>
                      <Glyph name="served" />
                      {say('dispatch.given')}
                    </>
                  )}
                  {result?.is === 'refused' && (
                    <>
                      <Glyph name="late" />
                      {result.words}
                    </>
                  )}
                </p>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}
