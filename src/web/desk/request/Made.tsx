// What we made of it: items, note, weight, urgency and run, each of which the desk can put right.
import type { RefObject } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { listRuns } from '../../../api/dispatch.ts';
import { hasGoods, type Urgency, urgencies } from '../../../domain/request/kind.ts';
import { Button } from '../../kit/Button.tsx';
import { LongText, Select, TextInput } from '../../kit/Field.tsx';
import { useDraft } from '../../kit/moves.ts';
import { Note } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useNow } from '../../kit/now.ts';
import { useResource } from '../../kit/resource.ts';
import { weight } from '../../kit/time.ts';
import { call } from '../call.ts';
import { ItemsEditor } from '../intake/ItemsEditor.tsx';
import { isWhole, itemsOf, type TypedItem, typedLine, typedOf } from '../intake/items.ts';
import { writeLine } from '../intake/line.ts';
import { runOptions } from '../place/run.ts';
import { say } from '../words.ts';
import type { Act, Detail, Step } from './act.ts';

interface Typed {
  readonly version: number;
  readonly items: readonly TypedItem[];
  readonly note: string;
  readonly kilos: string;
  readonly urgency: Urgency;
  readonly runId: string;
}

const nothing: Typed | null = null as Typed | null;

function typedFrom(request: Detail): Typed {
  return {
    version: request.version,
    items: request.items.map(typedOf),
    note: request.note ?? '',
    kilos: request.grams === 0 ? '' : String(request.grams / 1000),
    urgency: request.urgency,
    runId: request.run?.runId ?? '',
  };
}

export function gramsOf(kilos: string): number | undefined {
  const plain = kilos.normalize('NFKC').trim();
  if (plain === '') return undefined;
  const value = Number(plain);
  return Number.isFinite(value) && value >= 0 && value <= 200 ? Math.round(value * 1000) : Number.NaN;
}

interface MadeProps {
  request: Detail;
  act: Act;
  /** Set while something typed is not saved; saves it and says whether that worked. */
  unsaved: RefObject<(() => Promise<boolean>) | undefined>;
}

export function Made({ request, act, unsaved }: MadeProps) {
  const mayAmend = request.moves.includes('amend');
  const [draft, setDraft, clear] = useDraft<Typed | null>(`desk-amend:${request.requestId}`, nothing);
  const [line, setLine] = useState('');
  const now = useNow('minute');
  const shown = draft ?? typedFrom(request);
  const change = (part: Partial<Typed>) => setDraft({ ...shown, ...part });
  const dirty = draft !== null || line.trim() !== '';
  const medicine = request.kind === 'medicine';

  const runs = useResource(mayAmend && request.lane === 'ordinary' ? 'runs' : null, signal =>
    call<typeof listRuns>('GET', '/api/v1/runs', {}, { signal }),
  );
  const here = (runs.value?.runs ?? []).filter(run => run.compoundName === request.compoundName);

  const save = async (): Promise<boolean> => {
    const typed: Typed = { ...shown, items: [...shown.items, ...typedLine(line, medicine ? 'none' : 'ask')] };
    const grams = gramsOf(typed.kilos);
    if (!isWhole(typed.items) || Number.isNaN(grams)) return false;
    const step: Step = {
      move: 'amend',
      version: typed.version,
      items: itemsOf(typed.items),
      note: typed.note.trim() === '' ? null : typed.note.trim(),
      urgency: typed.urgency,
      ...(grams === undefined || grams === request.grams ? {} : { grams }),
      ...(typed.runId && typed.runId !== request.run?.runId ? { runId: typed.runId } : {}),
    };
    const outcome = await act.make(step);
    if (!outcome?.ok) return false;
    clear();
    setLine('');
    return true;
  };
  useEffect(() => {
    unsaved.current = dirty && mayAmend ? save : undefined;
    return () => {
      unsaved.current = undefined;
    };
  });

  if (!mayAmend) return <MadeAsItStands request={request} />;
  const overtaken = draft !== null && draft.version !== request.version;
  return (
    <section class="desk-made" aria-labelledby="made-title" data-dirty={dirty || undefined}>
      <h2 id="made-title">{say('made.title')}</h2>
      {overtaken && (
        <Note tone="squash" glyph="late">
          <p>{say('made.overtaken')}</p>
          <div class="k-row">
            <Button onPress={() => setDraft({ ...shown, version: request.version })}>{say('made.keep_mine')}</Button>
            <Button onPress={clear}>{say('made.take_new')}</Button>
          </div>
        </Note>
      )}
      <ItemsEditor
        items={shown.items}
        onItems={items => change({ items })}
        line={line}
        onLine={setLine}
        medicine={medicine}
        hint={say('new.items_hint')}
        onDone={() => dirty && save()}
      />
      <form
        class="desk-made-rest"
        onSubmit={event => {
          event.preventDefault();
          void save();
        }}
      >
        <LongText label={say('made.note')} value={shown.note} onText={note => change({ note })} maxLength={500} rows={2} />
        <div class="desk-made-row">
          <Select
            label={say('made.urgency')}
            value={shown.urgency}
            options={urgencies.map(value => ({ value, text: nameOf(`urgency.${value}`) }))}
            onPick={urgency => change({ urgency })}
          />
          {hasGoods(request.kind) && (
            <TextInput
              label={say('made.kilos')}
              value={shown.kilos}
              onText={kilos => change({ kilos })}
              inputMode="decimal"
              maxLength={6}
              problem={Number.isNaN(gramsOf(shown.kilos)) ? say('made.kilos_wrong') : undefined}
            />
          )}
          {request.lane === 'ordinary' && here.length > 0 && (
            <Select
              label={say('made.run')}
              value={shown.runId}
              empty={say('made.no_run')}
              options={runOptions(here, now, request.run?.runId)}
              onPick={runId => change({ runId })}
            />
          )}
        </div>
        {dirty && (
          <div class="k-row">
            <Button type="submit" busy={act.sending}>
              {say('made.save')}
            </Button>
            <Button
              look="plain"
              onPress={() => {
                clear();
                setLine('');
              }}
            >
              {say('made.drop')}
            </Button>
          </div>
        )}
      </form>
    </section>
  );
}

function MadeAsItStands({ request }: { request: Detail }) {
  return (
    <section class="desk-made" aria-labelledby="made-title">
      <h2 id="made-title">{say('made.title')}</h2>
      {request.items.length > 0 && (
        <ul class="desk-plain-items">
          {request.items.map((item, index) => (
            <li key={index}>
              <b>{writeLine(item)}</b>
              {item.substitution !== 'ask' && <small>{nameOf(`substitution.${item.substitution}`)}</small>}
            </li>
          ))}
        </ul>
      )}
      {request.note !== null && <p class="k-verbatim">{request.note}</p>}
      {request.items.length === 0 && request.note === null && <p class="k-quiet">{say('made.nothing')}</p>}
      <dl class="desk-facts">
        {hasGoods(request.kind) && request.grams > 0 && (
          <>
            <dt>{say('made.weight')}</dt>
            <dd>{weight(request.grams)}</dd>
          </>
        )}
        <dt>{say('made.deliver_to')}</dt>
        <dd>{say(`deliver.${request.deliverTo}`)}</dd>
      </dl>
    </section>
  );
}
