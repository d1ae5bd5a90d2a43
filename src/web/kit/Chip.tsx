// A word with its glyph and colour: a meaning, a state, a zone level.
import type { ComponentChildren } from 'preact';
import type { State } from '../../domain/request/life.ts';
import type { Level } from '../../domain/zone/level.ts';
import { Glyph, type GlyphName, type Meaning, type Tone, toneOf } from './Glyph.tsx';
import { nameOf } from './names.ts';
import { sayKit } from './words.ts';

interface ChipProps {
  children: ComponentChildren;
  tone?: Tone | undefined;
  glyph?: GlyphName | undefined;
  solid?: boolean | undefined;
  title?: string | undefined;
}

export function Chip({ children, tone = 'stone', glyph, solid, title }: ChipProps) {
  return (
    <span class="k-chip" data-tone={tone} data-solid={solid || undefined} title={title}>
      {glyph && <Glyph name={glyph} size={0.875} />}
      {children}
    </span>
  );
}

export function MeaningChip({ meaning }: { meaning: Meaning }) {
  return (
    <Chip tone={toneOf[meaning]} glyph={meaning}>
      {sayKit(`meaning.${meaning}`)}
    </Chip>
  );
}

const looks: Readonly<Record<State, readonly [Tone, GlyphName]>> = {
  asked: ['squash', 'waiting'],
  sorted: ['squash', 'waiting'],
  offered: ['squash', 'person'],
  problem: ['tomato', 'late'],
  accepted: ['sky', 'person'],
  carrying: ['sky', 'on_way'],
  delivered: ['leaf', 'bag'],
  served: ['leaf', 'served'],
  cancelled: ['stone', 'close'],
  merged: ['stone', 'right'],
  refused: ['stone', 'minus'],
};

export function StateChip({ state }: { state: State }) {
  const [tone, glyph] = looks[state];
  return (
    <Chip tone={tone} glyph={glyph}>
      {nameOf(`state.${state}`)}
    </Chip>
  );
}

export function LevelChip({ level }: { level: Level }) {
  return (
    <Chip tone={toneOf[level]} glyph={level} solid={level === 'sealed'}>
      {nameOf(`level.${level}`)}
    </Chip>
  );
}
