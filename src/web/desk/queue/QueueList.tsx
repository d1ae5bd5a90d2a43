// The rows of the queue: kind, door, what is asked, clock, who has it; grouped by lane.
import { Component, type RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { QueueRow } from '../../../api/request.ts';
import { Chip } from '../../kit/Chip.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { glyphOfKind } from '../../kit/kind-glyph.ts';
import { Empty, ErrorNote, Waiting } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useNow } from '../../kit/now.ts';
import { useLanguage } from '../../kit/preferences.ts';
import { clockTime, dayTime, span } from '../../kit/time.ts';
import { useSeat } from '../seat.ts';
import { say, sayReason } from '../words.ts';
import { lanesOf } from './merge.ts';

interface QueueListProps {
  listRef: RefObject<HTMLDivElement | null>;
  open: string | undefined;
  picked: ReadonlySet<string>;
  onOpen: (id: string) => void;
  onToggle: (id: string) => void;
  onEnter: () => void;
}

const ended = ['served', 'cancelled', 'merged', 'refused'];

export function QueueList({ listRef, open, picked, onOpen, onToggle, onEnter }: QueueListProps) {
  const { queue } = useSeat();
  const now = useNow('minute');
  const [language] = useLanguage();
  useEffect(() => {
    if (open) document.getElementById(`row-${open}`)?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  const several = new Set(queue.rows.map(row => row.compoundName)).size > 1;
  return (
    <div class="desk-rows-frame">
      <ErrorNote refusal={queue.refusal} onRetry={() => queue.refresh()} />
      {queue.loading && queue.rows.length === 0 && <Waiting lines={6} />}
      {!queue.loading && queue.rows.length === 0 && !queue.refusal && (
        <Empty glyph="served">
          <p>{say('queue.empty')}</p>
        </Empty>
      )}
      <div
        ref={listRef}
        class="desk-rows"
        role="listbox"
        tabIndex={0}
        aria-label={say('page.queue')}
        aria-multiselectable="true"
        aria-activedescendant={open && queue.rows.some(row => row.requestId === open) ? `row-${open}` : undefined}
        aria-busy={queue.loading || undefined}
        hidden={queue.rows.length === 0}
        onKeyDown={event => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          onEnter();
        }}
      >
        {lanesOf(queue.rows).map(group => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset may not stand in a listbox
          <div role="group" key={`${group.lane} ${group.rows[0]?.requestId}`} aria-label={nameOf(`lane.${group.lane}`)}>
            <div class="desk-lane" data-lane={group.lane} aria-hidden="true">
              {nameOf(`lane.${group.lane}`)} <b>{group.rows.length}</b>
            </div>
            {group.rows.map(row => (
              <Row
                key={row.requestId}
                row={row}
                now={now}
                language={language}
                open={row.requestId === open}
                picked={picked.has(row.requestId)}
                gone={queue.gone.has(row.requestId)}
                compound={several}
                onOpen={onOpen}
                onToggle={onToggle}
              />
            ))}
          </div>
        ))}
      </div>
      {queue.next !== null && queue.rows.length > 0 && (
        <button type="button" class="k-button desk-more" data-look="plain" onClick={queue.more}>
          {say('queue.more')}
        </button>
      )}
    </div>
  );
}

interface RowProps {
  row: QueueRow;
  now: number;
  /** Words change with it. */
  language: string;
  open: boolean;
  picked: boolean;
  gone: boolean;
  compound: boolean;
  onOpen: (id: string) => void;
  onToggle: (id: string) => void;
}

/** Drawn again only when something of it has changed: two hundred rows stand still while one moves through them. */
class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { row, now, language, open, picked, gone, compound } = this.props;
    return (
      next.row !== row ||
      next.now !== now ||
      next.language !== language ||
      next.open !== open ||
      next.picked !== picked ||
      next.gone !== gone ||
      next.compound !== compound
    );
  }

  override render() {
    return <RowDrawn {...this.props} />;
  }
}

function RowDrawn({ row, now, open, picked, gone, compound, onOpen, onToggle }: RowProps) {
  const actLate = row.state !== 'delivered' && row.actBy !== null && Date.parse(row.actBy) < now;
  const over = ended.includes(row.state);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys belong to the list (j, k, x)
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active row
    <div
      id={`row-${row.requestId}`}
      role="option"
      class="desk-row"
      aria-selected={picked}
      aria-current={open || undefined}
      data-lane={row.lane}
      data-gone={gone || undefined}
      onClick={event => {
        const onMark = (event.target as HTMLElement).closest('.desk-mark');
        if (onMark || event.ctrlKey || event.metaKey) onToggle(row.requestId);
        else onOpen(row.requestId);
      }}
    >
      <span class="desk-mark" aria-hidden="true">
        {picked ? <Glyph name="served" /> : <Glyph name={glyphOfKind[row.kind]} size={1.125} />}
      </span>
      <span class="desk-row-door">
        <b>{row.door}</b>
        {row.level === 'sealed' && <Glyph name="sealed" size={0.875} label={nameOf('level.sealed')} />}
      </span>
      <span class="desk-row-clock">
        <RowClock row={row} now={now} />
      </span>
      <span class="desk-row-gist">
        <span>
          <span class="k-hidden">{nameOf(`kind.${row.kind}`)}：</span>
          {row.problem ? <em>{sayReason(row.problem)} </em> : null}
          {row.gist || nameOf(`kind.${row.kind}`)}
        </span>
        {row.escalation > 0 && (
          <span class="desk-tag" data-tone="tomato" title={say('row.escalated')}>
            {say('row.escalation', { n: row.escalation })}
          </span>
        )}
        {row.reopened > 0 && (
          <span class="desk-tag" data-tone="squash">
            {say('row.reopened')}
          </span>
        )}
        {row.lookAlikes > 0 && (
          <span class="desk-tag" data-tone="squash" title={say('row.look_alike_title')}>
            {say('row.look_alike')}
          </span>
        )}
      </span>
      <span class="desk-row-from">
        <span>
          <b data-state={row.state}>
            {row.ownerName ? `${nameOf(`state.${row.state}`)} ${row.ownerName}` : nameOf(`state.${row.state}`)}
          </b>
          {` · ${nameOf(`channel.${row.channel}`)}`}
          {compound && ` · ${row.compoundName}`}
        </span>
        {!over && row.actBy !== null && (
          <span class="desk-row-act" data-late={actLate || undefined}>
            {say(row.state === 'delivered' ? 'row.settles' : actLate ? 'row.act_late' : 'row.act_by', {
              time: clockTime(row.actBy),
            })}
          </span>
        )}
      </span>
    </div>
  );
}

/** Short, so that the door beside it has room; what is at the door already has no clock any more. */
function RowClock({ row, now }: { row: QueueRow; now: number }) {
  if (row.state === 'delivered' || ended.includes(row.state)) return null;
  const left = Date.parse(row.dueAt) - now;
  const is = left < 0 ? 'late' : left < 1_800_000 ? 'waiting' : 'clock';
  const tone = { late: 'tomato', waiting: 'squash', clock: 'stone' } as const;
  // Beyond two hours nobody needs the minutes.
  const rough = span(Math.abs(left) > 7_200_000 ? Math.floor(Math.abs(left) / 3_600_000) * 3_600_000 : left);
  return (
    <Chip tone={tone[is]} glyph={is} title={say('row.due', { time: dayTime(row.dueAt, now) })}>
      {left < 0 ? say('row.late', { span: rough }) : rough}
    </Chip>
  );
}
