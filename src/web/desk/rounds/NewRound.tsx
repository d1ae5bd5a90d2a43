// A new round: pick a helper, keep or drop what they hold, and it is made in the order walked best.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { helperLoads } from '../../../api/dispatch.ts';
import type { listRequests, QueueRow } from '../../../api/request.ts';
import type { makeRound, Round } from '../../../api/round.ts';
import { Button } from '../../kit/Button.tsx';
import { LevelChip } from '../../kit/Chip.tsx';
import { Select, TextInput } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { glyphOfKind } from '../../kit/kind-glyph.ts';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { serverNow } from '../../kit/now.ts';
import { poke, useResource } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { clockTime, isoDay, weight } from '../../kit/time.ts';
import { call } from '../call.ts';
import { instantOf } from '../place/pick.ts';
import { go } from '../route.ts';
import { say } from '../words.ts';
import { sayRound } from './words.ts';

/** `taken`: requests that are in a round already. */
export function NewRound({ taken }: { taken: readonly string[] }) {
  const helpers = useResource('helpers', signal => call<typeof helperLoads>('GET', '/api/v1/helpers', {}, { signal }), [
    'requests',
  ]);
  const [helperId, setHelperId] = useState('');
  const box = useRef<HTMLElement>(null);
  const known = helpers.value !== undefined;
  useEffect(() => {
    if (known) box.current?.querySelector('select')?.focus();
  }, [known]);
  return (
    <section class="desk-round" aria-labelledby="new-round-title" ref={box}>
      <h2 id="new-round-title" class="k-title">
        {sayRound('new.title')}
      </h2>
      <Loaded of={helpers} lines={2}>
        {({ helpers: all }) => {
          const holding = all.filter(helper => helper.held + helper.offered > 0);
          if (holding.length === 0) return <p class="k-quiet">{sayRound('new.helper.none')}</p>;
          return (
            <>
              <Select
                label={sayRound('new.helper')}
                empty={sayRound('new.helper.empty')}
                value={helperId}
                options={holding.map(helper => ({
                  value: helper.helperId,
                  text: sayRound('new.helper.line', { name: helper.name, n: helper.held + helper.offered }),
                }))}
                onPick={setHelperId}
              />
              {helperId !== '' && <Held key={helperId} helperId={helperId} taken={taken} />}
            </>
          );
        }}
      </Loaded>
    </section>
  );
}

function Held({ helperId, taken }: { helperId: string; taken: readonly string[] }) {
  const held = useResource(
    `held ${helperId}`,
    signal => call<typeof listRequests>('GET', '/api/v1/requests', { query: { ownerId: helperId, limit: 200 } }, { signal }),
    ['requests'],
  );
  return (
    <Loaded of={held} lines={5}>
      {({ rows }) => {
        const free = rows.filter(
          row => ['offered', 'accepted', 'carrying'].includes(row.state) && !taken.includes(row.requestId),
        );
        if (free.length === 0) return <p class="k-quiet">{sayRound('new.nothing')}</p>;
        return <Form helperId={helperId} rows={free} />;
      }}
    </Loaded>
  );
}

function Form({ helperId, rows }: { helperId: string; rows: readonly QueueRow[] }) {
  // A round is all sealed or all clean: what most of them are is picked, the rest can be the next round.
  const sealed = rows.filter(row => row.level === 'sealed').length * 2 > rows.length;
  const [picked, setPicked] = useState<ReadonlySet<string>>(
    () => new Set(rows.filter(row => (row.level === 'sealed') === sealed).map(row => row.requestId)),
  );
  const [at, setAt] = useState(0);
  const soon = serverNow() + 15 * 60_000;
  const [day, setDay] = useState(() => isoDay(soon));
  const [time, setTime] = useState(() => clockTime(Math.ceil(soon / 300_000) * 300_000));
  const [kilos, setKilos] = useState('');
  const [bags, setBags] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const startAt = instantOf(day, time);
  const make = useMove<Record<string, unknown>, Round>(
    (id, body) => call<typeof makeRound>('POST', '/api/v1/rounds', { body: { id, ...body } as never }),
    round => {
      toast(sayRound('new.made', { number: round.number }));
      poke('rounds');
      go('rounds', [round.roundId]);
    },
  );
  const ready = startAt !== undefined && picked.size > 0;
  const send = () => {
    if (!ready) return;
    const grams = Math.round(Number(kilos) * 1000);
    void make.send({
      helperId,
      startAt,
      order: 'suggested',
      stops: rows.filter(row => picked.has(row.requestId)).map(row => ({ requestId: row.requestId })),
      ...(grams > 0 ? { capacityGrams: grams } : {}),
      ...(Number(bags) > 0 ? { capacityBags: Math.round(Number(bags)) } : {}),
    });
  };
  const toggle = (requestId: string | undefined) => {
    if (requestId === undefined) return;
    const next = new Set(picked);
    if (!next.delete(requestId)) next.add(requestId);
    setPicked(next);
  };
  const show = (index: number) => {
    setAt(index);
    list.current?.children[index]?.scrollIntoView({ block: 'nearest' });
    (document.activeElement as HTMLElement | null)?.blur();
  };
  useHotkeys([
    { key: 'j', text: say('keys.down'), run: () => show(Math.min(rows.length - 1, at + 1)) },
    { key: 'k', text: say('keys.up'), run: () => show(Math.max(0, at - 1)) },
    { key: 'x', text: sayRound('keys.pick'), run: () => toggle(rows[at]?.requestId) },
    { key: 'mod+enter', text: sayRound('new.make'), always: true, run: send },
  ]);
  const grams = rows.filter(row => picked.has(row.requestId)).reduce((sum, row) => sum + row.grams, 0);
  return (
    <form
      class="desk-new-round"
      onSubmit={event => {
        event.preventDefault();
        send();
      }}
    >
      <div class="desk-round-when-fields">
        <TextInput label={sayRound('new.day')} type="date" value={day} onText={setDay} />
        <TextInput label={sayRound('new.time')} type="time" value={time} onText={setTime} />
        <TextInput label={sayRound('new.kilos')} optional inputMode="decimal" value={kilos} onText={setKilos} maxLength={5} />
        <TextInput label={sayRound('new.bags')} optional inputMode="numeric" value={bags} onText={setBags} maxLength={3} />
      </div>
      <h3>
        {sayRound('new.which', { n: picked.size })} <small class="k-quiet">{weight(grams)}</small>
      </h3>
      <ul class="desk-pick-list" ref={list}>
        {rows.map((row, index) => (
          <li key={row.requestId} data-at={index === at || undefined}>
            <label>
              <input type="checkbox" checked={picked.has(row.requestId)} onChange={() => toggle(row.requestId)} />
              <Glyph name={glyphOfKind[row.kind]} label={nameOf(`kind.${row.kind}`)} />
              <b>{row.door}</b>
              <span class="k-quiet">{row.gist}</span>
              {row.level === 'sealed' && <LevelChip level="sealed" />}
              <small>{weight(row.grams)}</small>
            </label>
          </li>
        ))}
      </ul>
      <ErrorNote refusal={make.refusal} onRetry={make.retry} />
      <div class="k-row">
        <Button look="main" type="submit" busy={make.sending} disabled={!ready} hotkey="Ctrl ↵">
          {sayRound('new.make')}
        </Button>
        <Button onPress={() => setPicked(new Set(rows.map(row => row.requestId)))}>{sayRound('new.all')}</Button>
      </div>
    </form>
  );
}
