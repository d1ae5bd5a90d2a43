// The four steps 收集 → 分流 → 接单 → 反馈 of one request: what is done, where it is, who has it.
import type { ComponentChildren } from 'preact';
import type { Stage } from '../../domain/request/life.ts';
import { Glyph } from './Glyph.tsx';
import { nameOf } from './names.ts';
import './StageTrack.css';
import { sayKit } from './words.ts';

const steps = ['collect', 'dispatch', 'accept', 'feedback'] as const satisfies readonly Stage[];
type Step = (typeof steps)[number];

interface StageTrackProps {
  now: Step;
  /** All four are done. */
  finished?: boolean | undefined;
  /** A line under a step: who by role, when. */
  notes?: Partial<Record<Step, ComponentChildren>> | undefined;
}

export function StageTrack({ now, finished, notes = {} }: StageTrackProps) {
  const at = finished ? steps.length : steps.indexOf(now);
  return (
    <ol class="k-track" aria-label={sayKit('stages')}>
      {steps.map((step, index) => {
        const is = index < at ? 'done' : index === at ? 'now' : 'todo';
        return (
          <li key={step} data-is={is} aria-current={is === 'now' ? 'step' : undefined}>
            <i aria-hidden="true">{is === 'done' ? <Glyph name="served" /> : index + 1}</i>
            <b>{nameOf(`stage.${step}`)}</b>
            <span class="k-hidden">{sayKit(`stage.${is}`)}</span>
            {notes[step]}
          </li>
        );
      })}
    </ol>
  );
}
