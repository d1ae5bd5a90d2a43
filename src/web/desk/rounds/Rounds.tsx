// 路线 of a day: who walks with what, how full and how far; beside it the one that is open.
import { useState } from 'preact/hooks';
import type { listRounds, RoundRow } from '../../../api/round.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { Glyph, type Tone } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { Empty, Loaded } from '../../kit/Note.tsx';
import { serverNow } from '../../kit/now.ts';
import { useResource } from '../../kit/resource.ts';
import { clockTime, isoDay, weight } from '../../kit/time.ts';
import { call } from '../call.ts';
import { addressOfPlace, go } from '../route.ts';
import { say } from '../words.ts';
import { EnterSheet } from './EnterSheet.tsx';
import { Labels } from './Labels.tsx';
import { NewRound } from './NewRound.tsx';
import { OneRound } from './OneRound.tsx';
import './rounds.css';
import { Sheets } from './Sheets.tsx';
import { sayRound } from './words.ts';

/** `#rounds`, `#rounds/new`, `#rounds/sheet/7K2MX-1`, `#rounds/<id>`, `#rounds/<id>/sheets`, `#rounds/<id>/labels`. */
export function Rounds({ open, view }: { open: string | undefined; view: string | undefined }) {
  const [on, setOn] = useState(() => isoDay(serverNow()));
  const rounds = useResource(
    `rounds ${on}`,
    signal => call<typeof listRounds>('GET', '/api/v1/rounds', { query: { on } }, { signal }),
    ['requests', 'rounds'],
  );
  if (open === 'sheet') return <EnterSheet number={view} />;
  if (open && view === 'sheets') return <Sheets roundId={open} />;
  if (open && view === 'labels') return <Labels roundId={open} />;
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <h1>
          {rounds.value
            ? rounds.value.rounds.length === 0
              ? sayRound('none')
              : sayRound('title', { n: rounds.value.rounds.length })
            : say('page.rounds')}
        </h1>
        <div class="desk-round-tools">
          <TextInput label={sayRound('day')} quietLabel type="date" value={on} onText={day => day && setOn(day)} />
          <Button onPress={() => go('rounds', ['sheet'])} hotkey="E">
            <Glyph name="list" />
            {sayRound('enter')}
          </Button>
          <Button look="main" onPress={() => go('rounds', ['new'])} hotkey="A">
            <Glyph name="plus" />
            {sayRound('new')}
          </Button>
        </div>
      </header>
      <Loaded of={rounds} lines={6}>
        {({ rounds: list }) => <Beside list={list} open={open} />}
      </Loaded>
    </div>
  );
}

function Beside({ list, open }: { list: readonly RoundRow[]; open: string | undefined }) {
  const making = open === 'new';
  const now = making ? undefined : (open ?? list[0]?.roundId);
  const pick = (by: number) => {
    const at = list.findIndex(round => round.roundId === now);
    const next = list[Math.max(0, Math.min(list.length - 1, at + by))];
    if (next) go('rounds', [next.roundId], true);
  };
  useHotkeys([
    { key: 'a', text: sayRound('new'), run: () => go('rounds', ['new']) },
    { key: 'e', text: sayRound('enter'), run: () => go('rounds', ['sheet']) },
    { key: 'ArrowRight', text: say('keys.down'), run: () => pick(1) },
    { key: 'ArrowLeft', text: say('keys.up'), run: () => pick(-1) },
  ]);
  if (list.length === 0 && !making && !open) {
    return (
      <Empty glyph="truck">
        <p>{sayRound('none.line')}</p>
      </Empty>
    );
  }
  return (
    <div class="desk-rounds" data-open={open ? '' : undefined}>
      <nav aria-label={say('page.rounds')}>
        <ul>
          {list.map(round => (
            <li key={round.roundId}>
              <a href={addressOfPlace('rounds', round.roundId)} aria-current={round.roundId === now || undefined}>
                <Card round={round} />
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {making ? <NewRound taken={list.flatMap(round => round.openRequestIds)} /> : now && <OneRound key={now} roundId={now} />}
    </div>
  );
}

const tones: Readonly<Record<RoundRow['state'], Tone>> = {
  planned: 'squash',
  announced: 'squash',
  running: 'sky',
  finished: 'leaf',
  dropped: 'stone',
};

export function RoundChip({ state }: { state: RoundRow['state'] }) {
  const glyph = state === 'running' ? 'on_way' : state === 'finished' ? 'served' : state === 'dropped' ? 'close' : 'waiting';
  return (
    <Chip tone={tones[state]} glyph={glyph}>
      {sayRound(`state.${state}`)}
    </Chip>
  );
}

function Card({ round }: { round: RoundRow }) {
  const all = round.open + round.delivered + round.failed;
  return (
    <>
      <span class="desk-round-name">
        <b>{round.helperName}</b>
        <small>{round.number}</small>
      </span>
      <RoundChip state={round.state} />
      <span class="desk-round-when">
        {sayRound('start', { time: clockTime(round.startAt) })} ·{' '}
        {sayRound('progress', { done: round.delivered + round.failed, all })}
        {round.sealed && ` · ${sayRound('sealed')}`}
      </span>
      <Load round={round} />
    </>
  );
}

/** How full: the fuller of weight and bags, in words and as a bar. */
export function Load({ round }: { round: Pick<RoundRow, 'grams' | 'capacityGrams' | 'bags' | 'capacityBags'> }) {
  const share = Math.max(round.grams / Math.max(1, round.capacityGrams), round.bags / round.capacityBags);
  return (
    <span class="desk-load" data-full={share > 0.9 || undefined}>
      <i style={{ width: `${Math.min(100, Math.round(share * 100))}%` }} aria-hidden="true" />
      <small>
        {sayRound('load', { now: weight(round.grams), most: weight(round.capacityGrams) })} ·{' '}
        {sayRound('load.bags', { n: round.bags, most: round.capacityBags })}
      </small>
    </span>
  );
}
