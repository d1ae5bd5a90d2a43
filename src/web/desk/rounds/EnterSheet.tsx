// A sheet that came back: its number, then one key per door; the time on the paper counts, and all of it is marked as entered from paper.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { enterSheet, readSheet, UnitSheet } from '../../../api/round.ts';
import { type Disinfectant, disinfectants } from '../../../domain/delivery/custody.ts';
import { sheetMarks } from '../../../domain/delivery/round.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Select, TextInput } from '../../kit/Field.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { serverNow } from '../../kit/now.ts';
import { sayRefusal } from '../../kit/refusal.ts';
import { poke, useResource } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { clockTime, isoDay } from '../../kit/time.ts';
import { call } from '../call.ts';
import { instantOf } from '../place/pick.ts';
import { go } from '../route.ts';
import { say } from '../words.ts';
import { sayRound } from './words.ts';

type Mark = (typeof sheetMarks)[number];
interface Entry {
  readonly mark: Mark;
  readonly time: string;
}

const numberForm = /^[0-9A-HJKMNP-TV-Z]{5}-\d{1,2}$/;

/** Written by hand, read aloud: small letters, O for 0 and I or L for 1 are meant well. */
function asNumber(text: string): string {
  return text.trim().toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1').replace(/\s+/g, '');
}

export function EnterSheet({ number }: { number: string | undefined }) {
  const [typed, setTyped] = useState(number ?? '');
  const field = useRef<HTMLInputElement>(null);
  const sheet = useResource(number === undefined ? null : `sheet ${number}`, signal =>
    call<typeof readSheet>('GET', '/api/v1/sheets/{sheetNumber}', { params: { sheetNumber: number ?? '' } }, { signal }),
  );
  useEffect(() => {
    if (number === undefined) {
      setTyped('');
      field.current?.focus();
    }
  }, [number]);
  const wanted = asNumber(typed);
  return (
    <div class="desk-page desk-enter">
      <header class="desk-page-head">
        <h1>{sayRound('enter.title')}</h1>
        <form
          class="desk-round-tools"
          onSubmit={event => {
            event.preventDefault();
            if (!numberForm.test(wanted)) return;
            field.current?.blur();
            go('rounds', ['sheet', wanted], true);
          }}
        >
          <TextInput
            label={sayRound('enter.number')}
            placeholder={sayRound('enter.hint')}
            value={typed}
            onText={setTyped}
            refTo={field}
            maxLength={12}
            autocomplete="off"
          />
          <Button type="submit" look="main" disabled={!numberForm.test(wanted)}>
            {sayRound('enter.find')}
          </Button>
        </form>
      </header>
      {number !== undefined && (
        <Loaded of={sheet} lines={6}>
          {value => <Ticks key={value.sheetNumber} sheet={value} />}
        </Loaded>
      )}
    </div>
  );
}

/** Doors that can still be marked; what was entered before or has left says so. */
function isOpen(stop: UnitSheet['stops'][number]): boolean {
  return stop.outcome === null;
}

function Ticks({ sheet }: { sheet: UnitSheet }) {
  const firstOpen = Math.max(0, sheet.stops.findIndex(isOpen));
  const [at, setAt] = useState(firstOpen);
  const [marks, setMarks] = useState<ReadonlyMap<string, Entry>>(new Map());
  const [day, setDay] = useState(() => isoDay(sheet.startAt));
  const [time, setTime] = useState(() => clockTime(Math.min(serverNow(), Date.parse(sheet.startAt))));
  const [agent, setAgent] = useState<Disinfectant | ''>('');
  const [minutes, setMinutes] = useState('');
  const clock = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const enter = useMove<Record<string, unknown>, AnswerOf<typeof enterSheet>>(
    (id, body) =>
      call<typeof enterSheet>('POST', '/api/v1/sheets/{sheetNumber}', {
        params: { sheetNumber: sheet.sheetNumber },
        body: { id, ...body } as never,
      }),
    ({ results }) => {
      const refused = results.filter(result => result.refused !== null).length;
      toast(sayRound(refused === 0 ? 'enter.saved' : 'enter.some', { n: refused === 0 ? results.length : refused }));
      poke('rounds');
      poke('requests');
    },
  );
  const done = enter.state.is === 'done' ? new Map(enter.state.answer.results.map(one => [one.requestId, one])) : undefined;
  const instant = instantOf(day, time);
  const wrongTime = [...marks.values()].some(entry => instantOf(day, entry.time) === undefined);
  const show = (index: number) => {
    setAt(index);
    list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
  };
  const next = (from: number) => {
    const rest = sheet.stops.findIndex((stop, index) => index > from && isOpen(stop));
    if (rest !== -1) show(rest);
  };
  const mark = (what: Mark, index = at) => {
    const stop = sheet.stops[index];
    if (stop === undefined || !isOpen(stop) || done) return;
    if (instant === undefined) {
      clock.current?.focus();
      return;
    }
    setMarks(new Map(marks).set(stop.requestId, { mark: what, time }));
    next(index);
  };
  const send = () => {
    if (marks.size === 0 || wrongTime || done) return;
    void enter.send({
      ...(agent ? { agent } : {}),
      ...(agent && Number(minutes) >= 0 && minutes !== '' ? { contactMinutes: Math.round(Number(minutes)) } : {}),
      marks: [...marks].map(([requestId, entry]) => ({
        requestId,
        mark: entry.mark,
        happenedAt: instantOf(day, entry.time),
      })),
    });
  };
  useHotkeys([
    { key: 'j', text: say('keys.down'), run: () => show(Math.min(sheet.stops.length - 1, at + 1)) },
    { key: 'ArrowDown', text: say('keys.down'), run: () => show(Math.min(sheet.stops.length - 1, at + 1)) },
    { key: 'k', text: say('keys.up'), run: () => show(Math.max(0, at - 1)) },
    { key: 'ArrowUp', text: say('keys.up'), run: () => show(Math.max(0, at - 1)) },
    { key: 't', text: sayRound('enter.clock'), run: () => clock.current?.focus() },
    ...sheetMarks.map((what, index) => ({ key: String(index + 1), text: sayRound(`mark.${what}`), run: () => mark(what) })),
    {
      key: 'Escape',
      text: say('keys.escape'),
      always: true,
      run: () => (document.activeElement as HTMLElement | null)?.blur(),
    },
    { key: 'mod+enter', text: sayRound('enter.save', { n: marks.size }), always: true, run: send },
  ]);
  return (
    <>
      <div class="desk-enter-head">
        <div>
          <h2 class="k-title">{sayRound('sheet.title', { building: sheet.building, unit: sheet.unit })}</h2>
          <p class="k-quiet">{sayRound('sheet.of', { name: sheet.helperName ?? '', time: clockTime(sheet.startAt) })}</p>
        </div>
        <TextInput label={sayRound('enter.day')} type="date" value={day} onText={setDay} />
        <TextInput
          label={sayRound('enter.clock')}
          type="time"
          value={time}
          onText={setTime}
          refTo={clock}
          problem={instant === undefined ? sayRound('enter.wrong_time') : undefined}
          onKeyDown={event => {
            if (event.key === 'Enter') event.currentTarget.blur();
          }}
        />
        <Select
          label={sayRound('enter.agent')}
          value={agent}
          options={[
            { value: '', text: sayRound('enter.agent.none') },
            ...disinfectants
              .filter(one => one !== 'none_needed')
              .map(one => ({ value: one, text: nameOf(`disinfectant.${one}`) })),
          ]}
          onPick={setAgent}
        />
        {agent !== '' && (
          <TextInput label={sayRound('enter.minutes')} inputMode="numeric" value={minutes} onText={setMinutes} maxLength={3} />
        )}
      </div>
      <p class="k-quiet k-small">
        {sayRound('enter.keys')} — {sheetMarks.map((what, index) => `${index + 1} ${sayRound(`mark.${what}`)}`).join('　')}
      </p>
      <ol class="desk-ticks" ref={list}>
        {sheet.stops.map((stop, index) => {
          const entry = marks.get(stop.requestId);
          const result = done?.get(stop.requestId);
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: j and k do the same
            <li
              key={stop.requestId}
              data-at={(index === at && !done) || undefined}
              data-marked={entry !== undefined || undefined}
              onClick={() => setAt(index)}
            >
              <b class="desk-tick-door">{stop.doorShort}</b>
              <span class="desk-tick-what">
                {stop.surname && <b>{stop.surname}</b>} {nameOf(`kind.${stop.kind}`)}
                <small class="k-quiet">{stop.gist}</small>
              </span>
              {isOpen(stop) ? (
                <span class="desk-tick-keys">
                  {sheetMarks.map((what, position) => (
                    <button
                      key={what}
                      type="button"
                      data-look={what === 'delivered' ? 'leaf' : 'tomato'}
                      aria-pressed={entry?.mark === what}
                      disabled={done !== undefined}
                      onClick={() => mark(what, index)}
                    >
                      <kbd>{position + 1}</kbd> {sayRound(`mark.${what}`)}
                    </button>
                  ))}
                </span>
              ) : (
                <span class="k-quiet">
                  {sayRound('enter.already', { outcome: sayRound(`outcome.${stop.outcome ?? 'left'}`) })}
                </span>
              )}
              <span class="desk-tick-time">
                {result ? (
                  result.refused ? (
                    <Chip tone="tomato" glyph="late">
                      {sayRefusal({ code: result.refused })}
                    </Chip>
                  ) : (
                    <Chip tone="leaf" glyph="served">
                      {entry?.time}
                    </Chip>
                  )
                ) : (
                  entry?.time
                )}
              </span>
            </li>
          );
        })}
      </ol>
      <ErrorNote refusal={enter.refusal} onRetry={enter.retry} />
      <div class="desk-enter-foot">
        {done ? (
          <Button look="main" autofocus onPress={() => go('rounds', ['sheet'])}>
            {sayRound('enter.another')}
          </Button>
        ) : (
          <Button look="main" busy={enter.sending} disabled={marks.size === 0 || wrongTime} hotkey="Ctrl ↵" onPress={send}>
            {sayRound('enter.save', { n: marks.size })}
          </Button>
        )}
        <Button onPress={() => go('rounds', [sheet.roundId])}>{sayRound('back')}</Button>
      </div>
    </>
  );
}
