// Asking: what, how much, when; kept on the telephone while it is written, and until the community has it.
import { useState } from 'preact/hooks';
import type { listRuns } from '../../api/dispatch.ts';
import { hasGoods, type Substitution, substitutions, type Urgency, urgencies } from '../../domain/request/kind.ts';
import { Button } from '../kit/Button.tsx';
import { call, newMoveId, type Refused } from '../kit/call.ts';
import { Field, LongText, Select, Stepper, TextInput } from '../kit/Field.tsx';
import { Glyph } from '../kit/Glyph.tsx';
import { useDraft } from '../kit/moves.ts';
import { ErrorNote, Note } from '../kit/Note.tsx';
import { nameOf } from '../kit/names.ts';
import { fieldProblem } from '../kit/refusal.ts';
import { useResource } from '../kit/resource.ts';
import { Segments } from '../kit/Settings.tsx';
import { staples, units } from '../kit/staples.ts';
import { toast } from '../kit/Toast.tsx';
import { dayTime } from '../kit/time.ts';
import { sayKit } from '../kit/words.ts';
import { type Asked, mayStillArrive, sendAsked } from './outbox.ts';
import type { Me, Start } from './Resident.tsx';
import { say } from './words.ts';

interface Line {
  readonly name: string;
  readonly quantity: number;
  readonly unit: string;
}
interface Draft {
  readonly id: string;
  readonly lines: readonly Line[];
  readonly note: string;
  readonly urgency: Urgency;
  readonly substitution: Substitution;
  readonly runId: string;
}

const empty: Draft = { id: '', lines: [], note: '', urgency: 'normal', substitution: 'ask', runId: '' };

interface AskProps {
  me: Me;
  start: Start;
  /** With the id once the community has it; without when it waits for signal. */
  onSent: (requestId: string | undefined) => void;
}

export function Ask({ me, start, onSent }: AskProps) {
  const { kind, like } = start;
  const blank: Line = { name: '', quantity: 1, unit: units[kind]?.[0] ?? '' };
  const [kept, setDraft, clear] = useDraft<Draft>(`ask:${me.household?.householdId}:${kind}`, empty);
  // The same again begins from the old order, unless something newer is being written here.
  const repeated = like?.items.map(item => ({ name: item.name, quantity: item.quantity ?? 1, unit: item.unit ?? '' }));
  const draft: Draft =
    kept.id !== ''
      ? kept
      : {
          ...empty,
          id: '',
          lines: repeated ?? (hasGoods(kind) ? [blank] : []),
          note: like?.note ?? '',
          urgency: like?.urgency ?? 'normal',
        };
  const change = (part: Partial<Draft>) => setDraft({ ...draft, id: newMoveId(), ...part });
  const [sending, setSending] = useState(false);
  const [refusal, setRefusal] = useState<Refused>();
  const runs = useResource(kind === 'medicine' ? null : 'runs', signal =>
    call<typeof listRuns>('GET', '/api/v1/runs', { query: {} }, { signal }),
  );

  const lines = draft.lines.filter(line => line.name.trim() !== '');
  const isEmpty = lines.length === 0 && draft.note.trim() === '' && kind !== 'rubbish';

  const send = async (part: Partial<Draft> = {}) => {
    const now = { ...draft, ...part };
    const id = part.runId === undefined && now.id !== '' ? now.id : newMoveId();
    const asked: Asked = {
      id,
      kind,
      urgency: now.urgency,
      channel: 'resident_page',
      items: lines.map(line => ({
        name: line.name.trim(),
        quantity: line.quantity,
        unit: line.unit === '' ? null : line.unit,
        substitution: kind === 'medicine' ? 'none' : now.substitution,
      })),
      ...(now.note.trim() !== '' && { note: now.note.trim() }),
      ...(now.runId !== '' && { runId: now.runId }),
    };
    // Written down with its id before it leaves, so that a page killed now sends the same one again.
    setDraft({ ...now, id });
    setSending(true);
    setRefusal(undefined);
    const outcome = await sendAsked(me.household?.householdId ?? '', asked);
    setSending(false);
    if (outcome.ok) {
      clear();
      toast(say('order.got'));
      onSent(outcome.answer.requestId);
    } else if (mayStillArrive(outcome.refusal)) {
      clear();
      onSent(undefined);
    } else setRefusal(outcome.refusal);
  };

  const nextRun = refusal?.facts?.nextRunId;
  const nextAt = refusal?.facts?.nextStartsAt;
  return (
    <form
      class="k-stack r-ask"
      data-gap="l"
      onSubmit={event => {
        event.preventDefault();
        if (!isEmpty && !sending) void send();
      }}
    >
      <h1>{say(`ask.${kind}`)}</h1>
      {hasGoods(kind) && (
        <Lines kind={kind} draft={draft} blank={blank} refusal={refusal} onLines={changed => change({ lines: changed })} />
      )}
      <LongText
        label={say('ask.note')}
        hint={say('ask.note_hint')}
        optional={hasGoods(kind) || kind === 'rubbish'}
        value={draft.note}
        onText={note => change({ note: note.slice(0, 500) })}
        problem={fieldProblem(refusal, 'note')}
      />
      {kind === 'medicine' ? (
        <Note tone="tomato" glyph="pill">
          {say('ask.medicine_note')}
        </Note>
      ) : (
        hasGoods(kind) &&
        kind === 'groceries' && (
          <Segments
            label={say('ask.substitution')}
            options={substitutions.map(value => ({ value, text: nameOf(`substitution.${value}`) }))}
            value={draft.substitution}
            onPick={substitution => change({ substitution })}
          />
        )
      )}
      <Segments
        label={say('ask.urgency')}
        options={urgencies.map(value => ({ value, text: nameOf(`urgency.${value}`) }))}
        value={draft.urgency}
        onPick={urgency => change({ urgency })}
      />
      {draft.urgency === 'life' && (
        <Note tone="tomato" glyph="late">
          <p>{say('ask.life')}</p>
          <Button look="danger" big wide href="tel:120">
            <Glyph name="phone" /> 120
          </Button>
        </Note>
      )}
      {kind !== 'medicine' && draft.urgency !== 'life' && runs.value?.runs.some(run => run.open) && (
        <Field label={say('ask.run')}>
          {inside => (
            <span class="k-select">
              <select
                {...inside}
                class="k-input"
                data-big
                value={draft.runId}
                onChange={event => change({ runId: event.currentTarget.value })}
              >
                <option value="">{say('ask.run_soonest')}</option>
                {runs.value?.runs
                  .filter(run => run.open)
                  .map(run => {
                    const left = run.capacityRequests - run.bookedRequests;
                    return (
                      <option key={run.runId} value={run.runId} disabled={left <= 0}>
                        {say('ask.run_at', { time: dayTime(run.startsAt) })} ·{' '}
                        {left > 0 ? say('ask.run_left', { n: left }) : say('ask.run_full')}
                      </option>
                    );
                  })}
              </select>
              <Glyph name="down" />
            </span>
          )}
        </Field>
      )}
      <ErrorNote refusal={refusal} />
      {refusal && typeof nextRun === 'string' && typeof nextAt === 'string' && (
        <Button look="main" big wide onPress={() => void send({ runId: nextRun })}>
          {say('ask.next_run', { time: dayTime(nextAt) })}
        </Button>
      )}
      {refusal && <p class="k-quiet">{say('ask.kept')}</p>}
      <div class="r-send">
        <Button look="main" big wide type="submit" busy={sending} disabled={isEmpty}>
          {isEmpty ? say('ask.empty') : say('ask.send')}
        </Button>
      </div>
    </form>
  );
}

interface LinesProps {
  kind: Start['kind'];
  draft: Draft;
  blank: Line;
  refusal: Refused | undefined;
  onLines: (lines: readonly Line[]) => void;
}

function Lines({ kind, draft, blank, refusal, onLines }: LinesProps) {
  const lines = draft.lines.length > 0 ? draft.lines : [blank];
  const put = (index: number, part: Partial<Line>) =>
    onLines(lines.map((line, at) => (at === index ? { ...line, ...part } : line)));
  const quick = (staples[kind] ?? []).filter(staple => !lines.some(line => line.name === staple.name));
  const choices = units[kind] ?? [];
  const hint = kind === 'rubbish' || kind === 'home_help' ? 'other' : kind;
  return (
    <div class="k-stack">
      {quick.length > 0 && (
        <fieldset class="r-quick">
          <legend>{say('ask.quick')}</legend>
          {quick.map(staple => (
            <button
              key={staple.name}
              type="button"
              onClick={() => {
                const { name, quantity, unit } = staple;
                onLines([...lines.filter(line => line.name.trim() !== ''), { name, quantity, unit }]);
              }}
            >
              + {sayKit(`staple.${staple.key}`)}
            </button>
          ))}
        </fieldset>
      )}
      {lines.map((line, index) => (
        <div key={index} class="k-card r-line">
          <div class="r-name">
            <TextInput
              big
              label={say('ask.item')}
              hint={index === 0 && line.name === '' ? say(`ask.item_hint.${hint}`) : undefined}
              value={line.name}
              maxlength={60}
              onText={name => put(index, { name })}
              problem={fieldProblem(refusal, `items.${index}.name`)}
            />
            {lines.length > 1 && (
              <Button
                big
                look="plain"
                label={say('ask.remove', { name: line.name })}
                onPress={() => onLines(lines.filter((_line, at) => at !== index))}
              >
                <Glyph name="close" size={1.25} />
              </Button>
            )}
          </div>
          <div class="r-amount">
            <Stepper
              label={say('ask.quantity')}
              big
              value={line.quantity}
              least={line.unit === '斤' ? 0.5 : 1}
              most={999}
              step={line.unit === '斤' ? 0.5 : 1}
              onValue={quantity => put(index, { quantity })}
            />
            {choices.length > 0 && (
              <Select
                big
                label={say('ask.unit')}
                value={line.unit}
                options={(choices.includes(line.unit) ? choices : [line.unit, ...choices]).map(unit => ({
                  value: unit,
                  text: unit,
                }))}
                onPick={unit => put(index, { unit })}
              />
            )}
          </div>
        </div>
      ))}
      <Button big wide onPress={() => onLines([...lines, blank])}>
        <Glyph name="plus" /> {say('ask.add')}
      </Button>
    </div>
  );
}
