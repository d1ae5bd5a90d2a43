// Takes down a request while the household is on the telephone, at the door, or from a pasted text; under half a minute, by keyboard only.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { readHousehold } from '../../../api/place.ts';
import type { readRequest } from '../../../api/request.ts';
import { kinds } from '../../../domain/request/kind.ts';
import { Button } from '../../kit/Button.tsx';
import { newMoveId, type Refused } from '../../kit/call.ts';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useDraft } from '../../kit/moves.ts';
import { serverNow } from '../../kit/now.ts';
import { useResource } from '../../kit/resource.ts';
import { Segments } from '../../kit/Settings.tsx';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { sayChat } from '../chat/words.ts';
import { sayMessage } from '../messages/words.ts';
import { addressOfPlace, go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { Caller } from './Caller.tsx';
import { EndCall } from './EndCall.tsx';
import { FindDoor, type Found } from './FindDoor.tsx';
import { askOf, emptyForm, type Form, formOf, type Missing, missingIn, type Way, ways } from './form.ts';
import './intake.css';
import { typedOf } from './items.ts';
import { Needs } from './Needs.tsx';
import { Taken } from './Taken.tsx';
import type { Ask, From, Receipt } from './unsent.ts';

interface NewRequestProps {
  how: string;
  householdId: string | undefined;
  /** Made of messages: the words stand beside it as they came, and the form begins as they were read. */
  from?: (From & { readonly start: Form; readonly isRead: boolean }) | undefined;
}

export function NewRequest({ how, householdId, from }: NewRequestProps) {
  const { me, unsent, queue, may } = useSeat();
  const way: Way = ways.find(one => one === how) ?? 'telephone';
  const [form, setForm, clear] = useDraft<Form>(
    from ? `desk-new:${me.personId}:${from.messages.join()}` : `desk-new:${me.personId}`,
    from?.start ?? emptyForm,
  );
  const [taken, setTaken] = useState<{ receipt: Receipt; form: Form } | undefined>(undefined);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [missing, setMissing] = useState<Missing | undefined>(undefined);
  const [sending, setSending] = useState(false);
  const [ending, setEnding] = useState(false);
  // One id for one entry: kept while the same entry is sent again.
  const kept = useRef<{ body: string; id: string } | undefined>(undefined);
  const door = useRef<HTMLInputElement>(null);
  const line = useRef<HTMLInputElement>(null);
  const paste = useRef<HTMLTextAreaElement>(null);
  const change = (part: Partial<Form>) => {
    setMissing(undefined);
    setForm(old => ({ ...old, ...part }));
  };

  const entry = unsent.entries.find(one =>
    from ? one.refusal && one.from?.messages.join() === from.messages.join() : how === 'unsent' && one.ask.id === householdId,
  );
  useEffect(() => {
    if (!entry) return;
    setForm(formOf(entry));
    setRefusal(entry.refusal);
    unsent.drop(entry.ask.id);
    if (!from) go('new', [entry.ask.channel], true);
  }, [entry?.ask.id]);

  const card = useResource(form.household ? `household ${form.household.householdId}` : null, signal =>
    call<typeof readHousehold>(
      'GET',
      '/api/v1/households/{householdId}',
      { params: { householdId: form.household?.householdId ?? '' } },
      { signal },
    ),
  );
  // Opened from a household's page.
  const wanted = how !== 'unsent' ? householdId : undefined;
  useEffect(() => {
    if (!wanted || form.household?.householdId === wanted) return;
    void call<typeof readHousehold>('GET', '/api/v1/households/{householdId}', { params: { householdId: wanted } }).then(
      outcome => {
        if (outcome.ok) pick(outcome.answer);
      },
    );
  }, [wanted]);
  useEffect(() => {
    if (form.household) {
      if (from) line.current?.focus();
      return;
    }
    (way === 'pasted_text' && form.pasted === '' ? paste : door).current?.focus();
  }, [way, taken, form.household === null]);

  const pick = (found: Found) => {
    setTaken(undefined);
    setRefusal(undefined);
    change({ household: found, search: '', askedBy: found.personId ?? '', runId: '' });
    requestAnimationFrame(() => line.current?.focus());
  };
  const leave = () => (from ? go('messages', [from.conversationId]) : go('queue'));

  const send = async (with_: Partial<Form> = {}) => {
    if (sending) return;
    const now = serverNow();
    const whole = { ...form, ...with_ };
    // A picture has no words to stand beside the request.
    const lacking = missingIn(whole, from?.start.pasted === '' ? 'telephone' : way);
    if (lacking) {
      setMissing(lacking);
      (lacking === 'household' ? door : lacking === 'pasted' ? paste : line).current?.focus();
      return;
    }
    const body = JSON.stringify(askOf(whole, way, '', 0));
    if (kept.current?.body !== body) kept.current = { body, id: newMoveId() };
    const ask: Ask = askOf(whole, way, kept.current.id, now);
    setSending(true);
    setRefusal(undefined);
    const outcome = await unsent.send(
      ask,
      whole.household?.door ?? '',
      from && { conversationId: from.conversationId, messages: from.messages },
    );
    setSending(false);
    if (outcome && !outcome.ok) return setRefusal(outcome.refusal);
    kept.current = undefined;
    if (from) {
      clear();
      if (outcome) toast(say('unsent.arrived', { door: whole.household?.door ?? '', number: outcome.answer.number }));
      else toast(say('unsent.kept', { door: whole.household?.door ?? '' }));
      return leave();
    }
    // The text of a group holds the needs of several households.
    setForm(way === 'pasted_text' ? { ...emptyForm, pasted: whole.pasted } : emptyForm);
    if (outcome) {
      setTaken({ receipt: outcome.answer, form: whole });
      queue.refresh([outcome.answer.requestId]);
    } else toast(say('unsent.kept', { door: whole.household?.door ?? '' }));
  };

  const repeat = async (requestId: string) => {
    const outcome = await call<typeof readRequest>('GET', '/api/v1/requests/{requestId}', { params: { requestId } });
    if (!outcome.ok) return setRefusal(outcome.refusal);
    const { kind, items, note } = outcome.answer;
    change({ kind, items: items.map(typedOf), note: note ?? form.note, line: '' });
    line.current?.focus();
  };

  useHotkeys([
    { key: 'mod+enter', text: say('keys.register'), always: true, run: () => void send() },
    { key: 'Escape', text: say('keys.leave'), always: true, run: leave },
  ]);

  const isCall = way === 'telephone' && may('endCall');
  const [last] = card.value?.lastRequests ?? [];
  const onAlt = useRef<(event: KeyboardEvent) => void>(() => undefined);
  onAlt.current = event => {
    if (!event.altKey || event.isComposing) return;
    // By the place of the key: with Alt, some keyboards write other signs.
    const kind = kinds[Number(/^Digit([1-8])$/.exec(event.code)?.[1]) - 1];
    if (kind) change({ kind });
    else if (event.code === 'KeyR' && last) void repeat(last.requestId);
    else if (event.code === 'KeyC' && isCall) setEnding(true);
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onAlt.current(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return (
    <div class="desk-new" data-way={way}>
      {way === 'pasted_text' && from?.start.pasted !== '' && (
        <div class="desk-new-paste k-field">
          <label for="pasted">{from ? sayMessage('request.title') : say('new.pasted')}</label>
          <textarea
            ref={paste}
            id="pasted"
            class="k-input"
            value={form.pasted}
            maxLength={4000}
            readOnly={from !== undefined}
            placeholder={say('new.pasted_hint')}
            onInput={event => change({ pasted: event.currentTarget.value })}
          />
          {!from && form.pasted.length >= 4000 && <p class="k-problem">{say('new.pasted_long')}</p>}
          {!from && may('pasteText') && (
            <p class="k-hint">
              <a href={addressOfPlace('chat')}>{sayChat('box.many')}</a>
            </p>
          )}
        </div>
      )}
      <div class="desk-new-form">
        <header class="k-row" data-spread>
          <h1>{from ? sayMessage('request.title') : say(`new.title.${way}`)}</h1>
          {!from && (
            <Segments
              label={say('new.way')}
              quietLabel
              options={ways.map(value => ({ value, text: say(`new.way.${value}`) }))}
              value={way}
              onPick={value => go('new', [value], true)}
            />
          )}
        </header>
        {from?.isRead && <p class="k-quiet">{sayMessage('request.read')}</p>}
        {taken && <Taken receipt={taken.receipt} form={taken.form} way={way} />}
        {form.household ? (
          <p class="desk-chosen">
            <b class="k-title">{form.household.door}</b>
            {form.household.compoundName && <span class="k-quiet">{form.household.compoundName}</span>}
            <Button look="plain" onPress={() => change({ household: null, askedBy: '', search: '' })}>
              {say('new.other_door')}
            </Button>
          </p>
        ) : (
          <FindDoor
            label={say(way === 'telephone' && may('findByTelephone') ? 'new.who' : 'new.door')}
            hint={say(way === 'telephone' && may('findByTelephone') ? 'new.who_hint' : 'new.door_hint')}
            text={form.search}
            onText={search => change({ search })}
            onPick={pick}
            inputRef={door}
          />
        )}
        {missing && (
          <p class="k-problem" role="alert">
            {say(`missing.${missing}`)}
          </p>
        )}
        <Needs
          form={form}
          way={way}
          change={change}
          household={card.value}
          lineRef={line}
          refusal={refusal}
          sending={sending}
          onSend={send}
        />
        {isCall && (
          <p>
            <Button look="plain" onPress={() => setEnding(true)}>
              {say('endcall.open')} <kbd>Alt C</kbd>
            </Button>
          </p>
        )}
        {ending && (
          <EndCall
            householdId={form.household?.householdId}
            door={form.household?.door}
            onClose={() => setEnding(false)}
            onDone={() => {
              setEnding(false);
              setRefusal(undefined);
              setMissing(undefined);
              setForm(emptyForm);
            }}
          />
        )}
      </div>
      <aside class="desk-new-side" aria-label={say('new.side')}>
        {form.household && <Caller card={card} askedBy={form.askedBy} onRepeat={repeat} />}
      </aside>
    </div>
  );
}
