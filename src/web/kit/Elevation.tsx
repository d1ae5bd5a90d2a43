// Each building drawn as it stands on the street: label and zone on top, a column per unit, a row per floor, a cell per door.
import { Component, createRef } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { LevelChip } from './Chip.tsx';
import { drawFloor, type FloorProps, redrawFloor } from './draw-floor.ts';
import './Elevation.css';
import { type Building, type CellState, type Counts, cellStates, countCells, rowsOf, unitWidth } from './facade.ts';
import { useDrawn } from './frames.ts';
import { Glyph, toneOf } from './Glyph.tsx';
import { type Language, useLanguage } from './preferences.ts';
import { sayKit } from './words.ts';

const grid = (label: string) => ({ role: 'grid', 'aria-label': label }) as const;
const gridRow = { role: 'row' } as const;

// A class, because only classes may keep a drawing from being made anew.
class Level extends Component<FloorProps & { readonly language: Language }> {
  readonly floor = createRef<HTMLDivElement>();

  override componentDidMount(): void {
    if (this.floor.current) drawFloor(this.floor.current, this.props);
  }

  override shouldComponentUpdate(next: FloorProps & { readonly language: Language }): boolean {
    const floor = this.floor.current;
    if (floor && next.language !== this.props.language) drawFloor(floor, next);
    else if (floor) redrawFloor(floor, this.props, next);
    return false;
  }

  override render() {
    return <div class="k-level" {...gridRow} ref={this.floor} />;
  }
}

/** Counts of a building or a compound, in words for the ear and glyphs for the eye; nothing asked and vacant are left out. */
export function CountsLine({ counts }: { counts: Counts }) {
  return (
    <p class="k-house-counts">
      {cellStates.map(
        state =>
          state !== 'vacant' &&
          (counts[state] > 0 || state === 'none') && (
            <span key={state} data-tone={toneOf[state]}>
              <Glyph name={state} size={0.8125} label={sayKit(`meaning.${state}`)} />
              {counts[state]}
            </span>
          ),
      )}
    </p>
  );
}

interface HouseProps {
  readonly building: Building;
  readonly doors: boolean;
  readonly language: Language;
}

class House extends Component<HouseProps> {
  override shouldComponentUpdate(next: HouseProps): boolean {
    const now = this.props;
    return next.building !== now.building || next.language !== now.language || next.doors !== now.doors;
  }

  override render({ building, doors, language }: HouseProps) {
    const counts = countCells([building]);
    const lived = cellStates.reduce((sum, state) => sum + (state === 'vacant' ? 0 : counts[state]), 0);
    const labels = building.units.map(unit => unit.label);
    const widths = building.units.map(unitWidth);
    const rows = rowsOf(building);
    return (
      <section class="k-house" data-building={building.id} data-level={building.level}>
        <header class="k-house-head">
          <h3>{building.label}</h3>
          {building.level !== 'open' && <LevelChip level={building.level} />}
          {building.days !== undefined && <span class="k-small k-quiet">{sayKit('elevation.days', { n: building.days })}</span>}
          <CountsLine counts={counts} />
        </header>
        <div
          class="k-wall"
          {...grid(sayKit('elevation.of', { building: building.label, n: lived }))}
          style={{ '--doors': widths.reduce((sum, width) => sum + width, 0), '--units': widths.length, '--floors': rows.length }}
        >
          {labels.some(label => label !== null) && (
            <div class="k-level k-unit-names" role="presentation" aria-hidden="true">
              {labels.map((label, index) => (
                <div key={index} style={{ '--w': widths[index] }}>
                  {label}
                </div>
              ))}
              <b />
            </div>
          )}
          {rows.map(row => (
            <Level key={row.floor} row={row} labels={labels} widths={widths} doors={doors} language={language} />
          ))}
        </div>
      </section>
    );
  }
}

function cellOf(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('.k-cell[data-id]') : null;
}

/** Where an arrow key leads: sideways along the floor, up and down within the unit, past floors that the unit does not have. */
function neighbour(cell: HTMLElement, key: string): Element | null | undefined {
  const unit = cell.parentElement as HTMLElement;
  const row = unit.parentElement as HTMLElement;
  const along = [...row.querySelectorAll('.k-cell')];
  if (key === 'ArrowLeft') return along[along.indexOf(cell) - 1];
  if (key === 'ArrowRight') return along[along.indexOf(cell) + 1];
  if (key === 'Home') return along[0];
  if (key === 'End') return along[along.length - 1];
  const column = [...row.children].indexOf(unit);
  const share = ([...unit.children].indexOf(cell) + 0.5) / unit.children.length;
  const step = key === 'ArrowUp' ? 'previousElementSibling' : 'nextElementSibling';
  for (let other = row[step]; other; other = other[step]) {
    const cells = other.getAttribute('role') === 'row' ? other.children[column]?.querySelectorAll('.k-cell') : undefined;
    if (cells && cells.length > 0) return cells[Math.min(Math.floor(share * cells.length), cells.length - 1)];
  }
  return undefined;
}

function enter(cell: HTMLElement): void {
  for (const old of cell.closest('.k-wall')?.querySelectorAll('.k-cell[tabindex="0"]') ?? []) old.setAttribute('tabindex', '-1');
  cell.setAttribute('tabindex', '0');
}

interface ElevationProps {
  readonly buildings: readonly Building[];
  /** s for many compounds at once, l for the big screen. */
  readonly size?: 's' | 'm' | 'l' | undefined;
  /** Shows the doors' numbers in the cells. */
  readonly doors?: boolean | undefined;
  /** The household that is open beside it. */
  readonly picked?: string | undefined;
  readonly onPick?: ((id: string) => void) | undefined;
}

/** Change states with `changeCells` (facade.ts): what is not touched is not drawn again. */
export function Elevation({ buildings, size = 'm', doors, picked, onPick }: ElevationProps) {
  const [language] = useLanguage();
  const street = useRef<HTMLDivElement>(null);
  const drawn = useDrawn(buildings.length);

  // One tab stop in each building; the rest by arrow keys.
  useEffect(() => {
    for (const wall of street.current?.querySelectorAll('.k-wall') ?? []) {
      if (!wall.querySelector('.k-cell[tabindex="0"]')) wall.querySelector('.k-cell')?.setAttribute('tabindex', '0');
    }
  });
  useEffect(() => {
    const cell =
      picked === undefined ? null : street.current?.querySelector<HTMLElement>(`.k-cell[data-id="${CSS.escape(picked)}"]`);
    cell?.setAttribute('aria-selected', 'true');
    return () => cell?.removeAttribute('aria-selected');
  }, [picked, drawn]);

  return (
    // The listeners of a thousand cells, once.
    // biome-ignore lint/a11y/noStaticElementInteractions: the cells are the controls
    <div
      ref={street}
      class="k-street"
      data-size={size}
      data-doors={doors || undefined}
      onClick={event => {
        const cell = cellOf(event.target);
        if (!cell) return;
        enter(cell);
        cell.focus({ preventScroll: true });
        onPick?.(cell.dataset.id as string);
      }}
      onKeyDown={event => {
        const cell = cellOf(event.target);
        if (!cell || event.altKey || event.ctrlKey || event.metaKey) return;
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          onPick?.(cell.dataset.id as string);
          return;
        }
        if (!/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) return;
        event.preventDefault();
        const next = neighbour(cell, event.key);
        if (!(next instanceof HTMLElement)) return;
        enter(next);
        next.focus();
      }}
    >
      {buildings.slice(0, drawn).map(building => (
        <House key={building.id} building={building} doors={doors === true} language={language} />
      ))}
    </div>
  );
}

/** What the cells mean, each with its count when given. */
export function Legend({ counts }: { counts?: Counts | undefined }) {
  return (
    <ul class="k-legend">
      {cellStates.map((state: CellState) => (
        <li key={state}>
          <span class="k-cell" data-is={state} aria-hidden="true" />
          {sayKit(`meaning.${state}`)}
          {counts && <b>{counts[state]}</b>}
        </li>
      ))}
    </ul>
  );
}
