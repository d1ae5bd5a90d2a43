// How far the requests have come, stage by stage, and what somebody has to look at: late, silent, to be called.
import type { Role } from '../../domain/people/role.ts';
import { Glyph, type GlyphName } from '../kit/Glyph.tsx';
import { nameOf } from '../kit/names.ts';
import { may, mayOpenDesk } from './rights.ts';
import type { Counters } from './street.ts';
import { say } from './words.ts';

const stages = ['collect', 'dispatch', 'accept', 'feedback'] as const;

interface CountedProps {
  readonly counters: Counters;
  readonly hours: number;
  readonly roles: readonly Role[];
  readonly onOpen: (figure: 'requests_late' | 'households_unheard') => void;
}

export function Counted({ counters, hours, roles, onOpen }: CountedProps) {
  const opens = may(roles, 'readFigureRows');
  return (
    <div class="board-counted">
      <ol class="board-stages" aria-label={say('stages')}>
        {stages.map(stage => (
          <li key={stage} data-stage={stage}>
            <span>{nameOf(`stage.${stage}`)}</span>
            <b>{counters[stage]}</b>
          </li>
        ))}
      </ol>
      <div class="board-alerts">
        <Alert
          tone="tomato"
          glyph="late"
          text={say('late')}
          count={counters.late}
          press={opens ? () => onOpen('requests_late') : undefined}
        />
        <Alert
          tone="ink"
          glyph="unheard"
          text={say('unheard')}
          title={say('unheard.long', { n: hours })}
          count={counters.unheard}
          press={opens ? () => onOpen('households_unheard') : undefined}
        />
        <Alert
          tone="squash"
          glyph="phone"
          text={say('call_backs')}
          count={counters.callBacks}
          press={may(roles, 'listCallBacks') && mayOpenDesk(roles) ? () => location.assign('/desk#calls') : undefined}
        />
      </div>
    </div>
  );
}

interface AlertProps {
  readonly tone: 'tomato' | 'ink' | 'squash';
  readonly glyph: GlyphName;
  readonly text: string;
  readonly title?: string;
  readonly count: number;
  readonly press: (() => void) | undefined;
}

function Alert({ tone, glyph, text, title, count, press }: AlertProps) {
  const inside = (
    <>
      <Glyph name={glyph} size={1.25} />
      <b>{count}</b>
      <span>{text}</span>
    </>
  );
  const shared = { class: 'board-alert', 'data-tone': count > 0 ? tone : 'none', title };
  if (press === undefined || count === 0) return <p {...shared}>{inside}</p>;
  return (
    <button type="button" {...shared} onClick={press}>
      {inside}
      <Glyph name="right" size={0.875} />
    </button>
  );
}
