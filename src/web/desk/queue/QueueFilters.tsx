// What of the queue is shown: by stage, lane, kind, compound, or words.
import type { Ref } from 'preact';
import { kinds, lanes } from '../../../domain/request/kind.ts';
import { TextInput } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { nameOf } from '../../kit/names.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { type Counts, type Filters, noFilters } from './list.ts';

interface QueueFiltersProps {
  filters: Filters;
  setFilters: (filters: Filters) => void;
  counts: Counts | undefined;
  searchRef: Ref<HTMLInputElement>;
  /** Down into the list. */
  onList: () => void;
}

const choices = ['', 'collect', 'dispatch', 'accept', 'feedback', 'late'] as const;

function countOf(choice: (typeof choices)[number], counts: Counts | undefined): number | undefined {
  if (!counts) return undefined;
  if (choice === 'collect') return counts.asked;
  if (choice === 'dispatch') return counts.sorted + counts.offered + counts.problem;
  if (choice === 'accept') return counts.accepted + counts.carrying;
  if (choice === 'feedback') return counts.delivered;
  if (choice === 'late') return counts.late;
  return undefined;
}

export function QueueFilters({ filters, setFilters, counts, searchRef, onList }: QueueFiltersProps) {
  const { places } = useSeat();
  const narrowed = filters.lane || filters.kind || filters.compoundId || filters.search || filters.stage;
  return (
    <div class="desk-filters">
      <TextInput
        label={say('queue.search')}
        quietLabel
        placeholder={say('queue.search_hint')}
        value={filters.search}
        onText={search => setFilters({ ...filters, search })}
        refTo={searchRef}
        type="search"
        maxLength={60}
        onKeyDown={event => {
          if ((event.key !== 'Enter' && event.key !== 'ArrowDown') || event.isComposing) return;
          event.preventDefault();
          onList();
        }}
      />
      <fieldset class="desk-stages">
        <legend class="k-hidden">{say('queue.stage')}</legend>
        {choices.map(choice => {
          const count = countOf(choice, counts);
          return (
            <label
              key={choice}
              data-on={filters.stage === choice || undefined}
              data-late={(choice === 'late' && !!count) || undefined}
            >
              <input
                type="radio"
                name="stage"
                checked={filters.stage === choice}
                onChange={() => setFilters({ ...filters, stage: choice })}
              />
              {choice === '' ? say('queue.all') : choice === 'late' ? say('queue.late') : nameOf(`stage.${choice}`)}
              {count !== undefined && <b>{count}</b>}
            </label>
          );
        })}
      </fieldset>
      <div class="desk-narrow">
        <Pick
          label={say('queue.lane')}
          value={filters.lane}
          options={lanes.map(lane => [lane, nameOf(`lane.${lane}`)])}
          onPick={lane => setFilters({ ...filters, lane })}
        />
        <Pick
          label={say('queue.kind')}
          value={filters.kind}
          options={kinds.map(kind => [kind, nameOf(`kind.${kind}`)])}
          onPick={kind => setFilters({ ...filters, kind })}
        />
        {(places?.compounds.length ?? 0) > 1 && (
          <Pick
            label={say('queue.compound')}
            value={filters.compoundId}
            options={(places?.compounds ?? []).map(one => [one.compoundId, one.name])}
            onPick={compoundId => setFilters({ ...filters, compoundId })}
          />
        )}
        {narrowed && (
          <button type="button" class="desk-clear" title={say('queue.show_all')} onClick={() => setFilters(noFilters)}>
            <Glyph name="close" size={0.875} label={say('queue.show_all')} />
          </button>
        )}
      </div>
    </div>
  );
}

interface PickProps<T extends string> {
  label: string;
  value: T | '';
  options: readonly (readonly [T, string])[];
  onPick: (value: T | '') => void;
}

function Pick<T extends string>({ label, value, options, onPick }: PickProps<T>) {
  return (
    <span class="desk-pick" data-on={value || undefined}>
      <select aria-label={label} value={value} onChange={event => onPick(event.currentTarget.value as T | '')}>
        <option value="">{label}</option>
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
      <Glyph name="down" size={0.75} />
    </span>
  );
}
