// Writing down at the door what a household needs: usual things by tapping, anything else by a line or by voice, kept on the phone at once.
import { useState } from 'preact/hooks';
import type { PhoneDoor, PhoneMove } from '../../api/phone.ts';
import { hasGoods, type Kind, kinds, type Urgency, urgencies } from '../../domain/request/kind.ts';
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { LongText } from '../kit/Field.tsx';
import { Glyph } from '../kit/Glyph.tsx';
import { useDraft } from '../kit/moves.ts';
import { nameOf } from '../kit/names.ts';
import { Segments } from '../kit/Settings.tsx';
import { type Staple, staples } from '../kit/staples.ts';
import { toast } from '../kit/Toast.tsx';
import { sayKit } from '../kit/words.ts';
import { nameOfDoor } from './Doors.tsx';
import { feel } from './feel.ts';
import { act, keepVoice } from './phone.ts';
import { Supply } from './Supply.tsx';
import type { KeptFile } from './storage.ts';
import { canRecord, Voice } from './Voice.tsx';
import { say } from './words.ts';

type Asked = Extract<PhoneMove, { on: 'ask' }>['body'];
type Item = NonNullable<Asked['items']>[number];

/** `土豆 3 斤` → name, quantity, unit; a line without a number is a name. */
export function readLine(line: string): Item | undefined {
  const text = line.trim();
  if (text === '') return undefined;
  const found = /^(.*?)[\s,，]*(\d+(?:\.\d{1,2})?)\s*([^\d\s]{0,6})$/u.exec(text);
  const name = found?.[1]?.trim() ?? '';
  if (found === null || name === '') return { name: text.slice(0, 60), quantity: null, unit: null };
  return { name: name.slice(0, 60), quantity: Number(found[2]), unit: found[3] === '' ? null : (found[3] ?? null) };
}

interface Draft {
  readonly kind: Kind;
  readonly urgency: Urgency;
  readonly lines: string;
  /** How often a tile was tapped, by its key. */
  readonly taps: Readonly<Partial<Record<Staple['key'], number>>>;
  readonly days: number | null;
}
const blank: Draft = { kind: 'groceries', urgency: 'normal', lines: '', taps: {}, days: null };

function itemsOf({ kind, taps, lines }: Draft): Item[] {
  const tapped = (staples[kind] ?? []).flatMap(({ key, name, quantity, unit }) => {
    const times = taps[key] ?? 0;
    return times === 0 ? [] : [{ name, quantity: quantity * times, unit }];
  });
  return [...tapped, ...lines.split('\n').flatMap(line => readLine(line) ?? [])].map(item => ({
    ...item,
    substitution: kind === 'medicine' ? 'none' : 'ask',
  }));
}

export function AskAtDoor({ door, onClose }: { door: PhoneDoor; onClose: () => void }) {
  const { householdId } = door;
  const [draft, setDraft, clear] = useDraft(`door:${householdId}`, blank);
  const [voice, setVoice] = useState<KeptFile>();
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const items = itemsOf(draft);
  // Where hands are what is needed, the kind alone says it.
  const isEmpty = items.length === 0 && voice === undefined && hasGoods(draft.kind);
  const name = nameOfDoor(door);

  const write = async () => {
    const { kind, urgency, days } = draft;
    const note = items.length === 0 && voice !== undefined ? { note: say('ask.by_voice') } : {};
    const { id } = await act({
      on: 'ask',
      body: { householdId, kind, urgency, channel: 'door_to_door', items, ...note },
      door: name,
    });
    if (voice !== undefined) await keepVoice(householdId, voice, name, id);
    if (days !== null) {
      const body = { how: 'at_the_door', outcome: 'asked', daysOfSupply: days } as const;
      await act({ on: 'household', householdId, body, door: name });
    }
    feel('taken');
    clear();
    toast(say('ask.kept', { door: name }));
    onClose();
  };

  return (
    <Dialog
      open
      wide
      title={say('ask.title', { door: name })}
      onClose={onClose}
      foot={
        <Button look="main" big wide disabled={isEmpty} onPress={write}>
          {say('ask.send')}
        </Button>
      }
    >
      <div class="k-stack">
        <Tiles draft={draft} onTaps={taps => change({ taps })} />
        <fieldset class="f-kinds">
          <legend class="k-hidden">{say('ask.kind')}</legend>
          {kinds.map(kind => (
            <Button key={kind} big pressed={draft.kind === kind} onPress={() => change({ kind })}>
              {nameOf(`kind.${kind}`)}
            </Button>
          ))}
        </fieldset>
        <LongText
          big
          optional={draft.kind === 'groceries'}
          label={say(draft.kind === 'groceries' ? 'ask.more_items' : 'ask.items')}
          hint={say(draft.kind === 'medicine' ? 'ask.items_hint.medicine' : 'ask.items_hint')}
          value={draft.lines}
          rows={2}
          onText={lines => change({ lines })}
        />
        {canRecord() && <Voice note={voice} onNote={setVoice} />}
        <Supply value={draft.days ?? undefined} onDays={days => change({ days: days === draft.days ? null : days })} />
        <Segments
          label={nameOf('move.ask')}
          quietLabel
          options={urgencies.map(value => ({ value, text: nameOf(`urgency.${value}`) }))}
          value={draft.urgency}
          onPick={urgency => change({ urgency })}
        />
      </div>
    </Dialog>
  );
}

function Tiles({ draft, onTaps }: { draft: Draft; onTaps: (taps: Draft['taps']) => void }) {
  const { kind, taps } = draft;
  const tiles = staples[kind] ?? [];
  if (tiles.length === 0) return null;
  const put = (key: Staple['key'], times: number) => {
    feel('taken');
    onTaps({ ...taps, [key]: times });
  };
  return (
    <ul class="f-tiles">
      {tiles.map(({ key, quantity, unit }) => {
        const times = taps[key] ?? 0;
        const what = sayKit(`staple.${key}`);
        return (
          <li key={key} data-on={times > 0 || undefined}>
            <button type="button" class="f-tile" onClick={() => put(key, times + 1)}>
              <span>{what}</span>
              {times > 0 && (
                <b>
                  {quantity * times} {unit}
                </b>
              )}
            </button>
            {times > 0 && (
              <button
                type="button"
                class="f-tile-less"
                aria-label={sayKit('one_less', { what })}
                onClick={() => put(key, times - 1)}
              >
                <Glyph name="minus" size={1.25} />
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
