// What the household needs: kind, items, how urgent, which run, who says so; and the button that takes it down.
import type { Ref } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { listRuns } from '../../../api/dispatch.ts';
import { kinds, urgencies } from '../../../domain/request/kind.ts';
import { Button } from '../../kit/Button.tsx';
import type { Refused } from '../../kit/call.ts';
import { LongText, Select, TextInput } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { glyphOfKind } from '../../kit/kind-glyph.ts';
import { ErrorNote, Note } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useNow } from '../../kit/now.ts';
import { sayRefusal } from '../../kit/refusal.ts';
import { useResource } from '../../kit/resource.ts';
import { Segments } from '../../kit/Settings.tsx';
import { dayTime } from '../../kit/time.ts';
import { call } from '../call.ts';
import { nextWithRoom, runOptions } from '../place/run.ts';
import { say } from '../words.ts';
import type { Household } from './Caller.tsx';
import type { Form, Way } from './form.ts';
import { ItemsEditor } from './ItemsEditor.tsx';

interface NeedsProps {
  form: Form;
  way: Way;
  change: (part: Partial<Form>) => void;
  household: Household | undefined;
  lineRef: Ref<HTMLInputElement>;
  refusal: Refused | undefined;
  sending: boolean;
  onSend: (part?: Partial<Form>) => Promise<void>;
}

export function Needs({ form, way, change, household, lineRef, refusal, sending, onSend }: NeedsProps) {
  const now = useNow('minute');
  const direct = form.kind === 'medicine' || form.urgency === 'life';
  const compound = form.household?.compoundName || household?.compoundName;
  const runs = useResource('runs', signal => call<typeof listRuns>('GET', '/api/v1/runs', {}, { signal }), ['runs']);
  const here = (runs.value?.runs ?? []).filter(run => run.compoundName === compound);
  const wants = refusal && ['run_full', 'run_closed'].includes(refusal.code);
  useEffect(() => {
    if (wants) runs.refetch();
  }, [wants]);
  const refusedRun = form.runId || (refusal?.facts?.runId as string | undefined);
  const next = wants ? nextWithRoom(here, now, refusedRun) : undefined;
  const nextButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (next) nextButton.current?.focus();
  }, [next?.runId]);

  return (
    <>
      <fieldset
        class="desk-kinds"
        onKeyDown={event => {
          // Letters would be quicker, but the items are typed in letters.
          const found = kinds[Number(/^Digit([1-8])$/.exec(event.code)?.[1]) - 1];
          if (found && !event.ctrlKey && !event.metaKey) change({ kind: found });
        }}
      >
        <legend>
          {say('new.kind')} <small class="desk-key-hint k-quiet">{say('new.kind_keys')}</small>
        </legend>
        {kinds.map((kind, index) => (
          <label key={kind} data-on={form.kind === kind || undefined}>
            <input type="radio" name="kind" checked={form.kind === kind} onChange={() => change({ kind })} />
            <Glyph name={glyphOfKind[kind]} size={1.125} />
            <span>{nameOf(`kind.${kind}`)}</span>
            <kbd>{index + 1}</kbd>
          </label>
        ))}
      </fieldset>
      <div class="k-field">
        <span class="desk-label">{say('new.items')}</span>
        <ItemsEditor
          items={form.items}
          onItems={items => change({ items })}
          line={form.line}
          onLine={line => change({ line })}
          onDone={() => void onSend()}
          medicine={form.kind === 'medicine'}
          lineRef={lineRef}
          hint={form.items.length > 0 ? say('new.enter_again') : say('new.items_hint')}
        />
      </div>
      <div class="desk-new-rest">
        <Segments
          label={say('made.urgency')}
          options={urgencies.map(value => ({ value, text: nameOf(`urgency.${value}`) }))}
          value={form.urgency}
          onPick={urgency => change({ urgency })}
        />
        {direct ? (
          <div class="k-field">
            <span class="desk-label">{say('made.run')}</span>
            <p class="desk-direct">{say('new.direct')}</p>
          </div>
        ) : (
          <Select
            label={say('made.run')}
            value={form.runId}
            options={[{ value: '', text: automatic(here, now) }, ...runOptions(here, now)]}
            onPick={runId => change({ runId })}
          />
        )}
        <Select
          label={say('new.asked_by')}
          value={form.askedBy}
          options={[
            { value: '', text: say('new.asked_by_nobody') },
            ...(household?.people ?? []).map(person => ({
              value: person.personId,
              text: person.relation === 'relative' ? `${person.name} (${nameOf('role.relative')})` : person.name,
            })),
          ]}
          onPick={askedBy => change({ askedBy })}
        />
        {way === 'door_to_door' && (
          <TextInput
            label={say('new.heard_at')}
            hint={say('new.heard_at_hint')}
            optional
            type="time"
            value={form.heardAt}
            onText={heardAt => change({ heardAt })}
          />
        )}
      </div>
      <LongText
        label={say('made.note')}
        optional
        value={form.note}
        onText={note => change({ note })}
        maxLength={500}
        rows={2}
        placeholder={say('new.note_hint')}
      />
      {form.urgency === 'life' && (
        <Note tone="tomato" glyph="late">
          {say('new.life')}
        </Note>
      )}
      {wants ? (
        <div class="k-note" data-tone="squash" role="alert">
          <Glyph name="clock" size={1.25} />
          <div class="k-grow">
            <p>{refusal && sayRefusal(refusal)}</p>
            {next ? (
              <Button refTo={nextButton} look="main" busy={sending} onPress={() => onSend({ runId: next.runId })}>
                {say('new.take_next', { time: dayTime(next.startsAt, now), n: next.capacityRequests - next.bookedRequests })}
                <kbd>↵</kbd>
              </Button>
            ) : (
              !runs.loading && <p>{say('new.no_next')}</p>
            )}
          </div>
        </div>
      ) : (
        <ErrorNote refusal={refusal} onRetry={refusal && refusal.status >= 500 ? () => onSend() : undefined} busy={sending} />
      )}
      <div class="desk-new-foot">
        <Button look={next ? 'quiet' : 'main'} busy={sending} onPress={() => onSend()}>
          {say('new.register')}
          <kbd>Ctrl ↵</kbd>
        </Button>
        <span class="k-small k-quiet">{say('new.kept')}</span>
      </div>
    </>
  );
}

function automatic(runs: Parameters<typeof nextWithRoom>[0], now: number): string {
  const next = nextWithRoom(runs, now);
  return next ? say('new.next_run', { time: dayTime(next.startsAt, now) }) : say('new.next_run_unknown');
}
