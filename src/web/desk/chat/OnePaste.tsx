// One pasted text beside what was made of it: rows that need a look first, green ones confirmed together, all of it by keyboard.
import { useMemo, useRef, useState } from 'preact/hooks';
import type { fixPasteRow, readPaste } from '../../../api/paste.ts';
import { Button } from '../../kit/Button.tsx';
import { newMoveId, type Refused } from '../../kit/call.ts';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { PasteText } from './PasteText.tsx';
import { mayConfirm, type Paste, partsOf, type Row, stepsOf } from './paste.ts';
import { type RowActions, RowCard } from './RowCard.tsx';
import { RowFix } from './RowFix.tsx';
import { sayChat } from './words.ts';

export function OnePaste({ pasteId }: { pasteId: string }) {
  const paste = useResource(
    `paste ${pasteId}`,
    signal => call<typeof readPaste>('GET', '/api/v1/pastes/{pasteId}', { params: { pasteId } }, { signal }),
    ['paste'],
  );
  return (
    <Loaded of={paste} lines={8}>
      {value => <Rows key={pasteId} paste={value} refetch={paste.refetch} />}
    </Loaded>
  );
}

function Rows({ paste, refetch }: { paste: Paste; refetch: () => void }) {
  const { queue } = useSeat();
  const parts = useMemo(() => partsOf(paste.rows), [paste]);
  const walked = [...parts.questions, ...parts.ready];
  const [at, setAt] = useState<string | undefined>(walked[0]?.pasteRowId);
  const [hot, setHot] = useState<number | undefined>(undefined);
  const [fixing, setFixing] = useState<string | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const steps = useRef(stepsOf(paste.pasteId)).current;
  const row = walked.find(one => one.pasteRowId === at);
  const find = (id: string) => paste.rows.find(one => one.pasteRowId === id);

  const onward = (from: Row) => {
    const index = walked.findIndex(one => one.pasteRowId === from.pasteRowId);
    setAt((walked[index + 1] ?? walked[index - 1])?.pasteRowId);
  };
  const after = () => {
    refetch();
    poke('pastes');
    queue.refresh();
  };
  const run = async (work: () => Promise<Refused | undefined>) => {
    if (busy) return;
    setBusy(true);
    setRefusal(undefined);
    setRefusal(await work());
    setBusy(false);
    after();
  };
  const confirm = (rows: readonly Row[]) =>
    run(async () => {
      const outcome = await steps.confirm(rows);
      setRefused(outcome.refused);
      if (outcome.refusal) return outcome.refusal;
      toast(
        outcome.refused.size === 0
          ? sayChat('confirm.done', { n: outcome.done })
          : sayChat('confirm.some', { n: outcome.done, m: outcome.refused.size }),
      );
      const [only] = rows;
      if (rows.length === 1 && only && outcome.refused.size === 0) onward(only);
      return undefined;
    });
  const settle = (one: Row, to: 'open' | 'dropped' | 'answered') =>
    run(async () => {
      const no = await steps.settle([one], to);
      if (no === undefined && to !== 'open') onward(one);
      return no;
    });
  const does: RowActions = {
    look: one => setAt(one.pasteRowId),
    hot: setHot,
    confirm: one => void confirm([one]),
    fix: one => {
      setAt(one.pasteRowId);
      setFixing(one.pasteRowId);
    },
    drop: one => void settle(one, 'dropped'),
    answer: one => void settle(one, 'answered'),
    reopen: one => void settle(one, 'open'),
    pick: (one, householdId) =>
      void run(async () => {
        const outcome = await call<typeof fixPasteRow>('POST', '/api/v1/paste-rows/{pasteRowId}/fix', {
          params: { pasteRowId: one.pasteRowId },
          body: { id: newMoveId(), version: one.version, householdId },
        });
        return outcome.ok ? undefined : outcome.refusal;
      }),
    apply: (one, target, evenSo) =>
      void run(async () => {
        const no = await steps.apply(one, target, evenSo);
        if (no === undefined) onward(one);
        return no;
      }),
  };
  const walk = (by: number) => {
    const index = walked.findIndex(one => one.pasteRowId === at);
    const next = walked[Math.max(0, Math.min(walked.length - 1, index + by))];
    if (next) setAt(next.pasteRowId);
  };
  const enter = () => {
    if (!row) return;
    const [target] = row.targets;
    if (mayConfirm(row) && row.household !== null) does.confirm(row);
    else if (target && target.does !== null && target.hindrance === null) does.apply(row, target, false);
    else does.fix(row);
  };
  const all = () => {
    if (parts.ready.length > 0) void confirm(parts.ready);
  };
  const free = fixing === undefined;
  const when = (run: () => unknown) => () => {
    if (free) run();
  };
  useHotkeys([
    ...['j', 'ArrowDown'].map(key => ({ key, text: say('keys.down'), run: when(() => walk(1)) })),
    ...['k', 'ArrowUp'].map(key => ({ key, text: say('keys.up'), run: when(() => walk(-1)) })),
    { key: 'Enter', text: sayChat('keys.confirm'), run: when(enter) },
    { key: 'e', text: sayChat('keys.fix'), run: when(() => row && does.fix(row)) },
    { key: 'x', text: sayChat('keys.drop'), run: when(() => row && does.drop(row)) },
    { key: 'v', text: sayChat('keys.answered'), run: when(() => row && does.answer(row)) },
    { key: 'a', text: sayChat('keys.all'), run: when(all) },
    ...[1, 2, 3, 4, 5, 6, 7, 8].map(n => ({
      key: String(n),
      text: sayChat('keys.pick'),
      run: when(() => {
        const door = row?.household === null ? row.candidates[n - 1] : undefined;
        if (row && door) does.pick(row, door.householdId);
      }),
    })),
  ]);

  const card = (one: Row) =>
    one.pasteRowId === fixing ? (
      <RowFix
        key={one.pasteRowId}
        row={one}
        onLeave={() => setFixing(undefined)}
        onDone={confirms => {
          setFixing(undefined);
          // What was put right has a new version; it is registered as it stands now.
          if (confirms) void run(() => confirmNow(one));
          else after();
        }}
      />
    ) : (
      <RowCard
        key={one.pasteRowId}
        row={one}
        isAt={one.pasteRowId === at}
        hot={one.pasteRowId === at ? hot : undefined}
        refused={refused.get(one.pasteRowId)}
        busy={busy}
        does={does}
      />
    );
  const confirmNow = async (one: Row): Promise<Refused | undefined> => {
    const outcome = await steps.confirm([{ ...one, version: one.version + 1 }]);
    setRefused(outcome.refused);
    if (outcome.refused.size === 0 && !outcome.refusal) onward(one);
    return outcome.refusal;
  };
  return (
    <div class="desk-chat-one">
      <header class="desk-page-head">
        <div>
          <h1>{paste.group === null ? sayChat('paste.no_group') : sayChat('paste.of', { group: paste.group.name })}</h1>
          <TimeAgo at={paste.pastedAt} />
        </div>
        <div class="k-row">
          <Button look="main" busy={busy} disabled={parts.ready.length === 0} hotkey="A" onPress={all}>
            {parts.ready.length === 0 ? sayChat('confirm.none') : sayChat('confirm.all', { n: parts.ready.length })}
          </Button>
          <Button onPress={() => go('chat')}>{sayChat('back')}</Button>
        </div>
      </header>
      <ErrorNote refusal={refusal} />
      <div class="desk-chat-sides">
        <section aria-label={sayChat('paste.text')}>
          <PasteText
            paste={paste}
            at={at}
            hot={hot}
            onHot={setHot}
            onRow={id => {
              if (fixing === undefined && find(id)?.reading !== null) setAt(id);
            }}
          />
        </section>
        <section class="desk-read" aria-label={sayChat('paste.rows')}>
          {walked.length === 0 && <p class="k-quiet">{sayChat('section.all_seen')}</p>}
          {parts.questions.length > 0 && <h2>{sayChat('section.questions', { n: parts.questions.length })}</h2>}
          <ul>{parts.questions.map(card)}</ul>
          {parts.ready.length > 0 && <h2>{sayChat('section.ready', { n: parts.ready.length })}</h2>}
          <ul>{parts.ready.map(card)}</ul>
          <Totals totals={paste.totals} />
          <Folded title={sayChat('section.done', { n: parts.done.length })} rows={parts.done} card={card} />
          <Folded title={sayChat('section.talk', { n: parts.talk.length })} rows={parts.talk} card={card} />
          {parts.same.length > 0 && <p class="k-quiet">{sayChat('section.same', { n: parts.same.length })}</p>}
        </section>
      </div>
    </div>
  );
}

function Totals({ totals }: { totals: Paste['totals'] }) {
  const sums = Object.entries(totals);
  if (sums.length === 0) return null;
  return (
    <p class="desk-read-totals">
      <b>{sayChat('paste.totals')}</b>
      {sums.map(([name, sum]) => (
        <span key={name}>
          {name} {sum}
        </span>
      ))}
    </p>
  );
}

function Folded({ title, rows, card }: { title: string; rows: readonly Row[]; card: (row: Row) => unknown }) {
  const [open, setOpen] = useState(false);
  if (rows.length === 0) return null;
  return (
    <details open={open} onToggle={event => setOpen((event.currentTarget as HTMLDetailsElement).open)}>
      <summary>{title}</summary>
      {open && <ul>{rows.map(card) as never}</ul>}
    </details>
  );
}
