// The street as the board shows it: the snapshot turned into houses, and each door's state by the clock of this moment.
import type { readBoard } from '../../api/brief.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { type Cell, shownAs } from '../../domain/brief/cell.ts';
import { type Building, type CellState, changeCells } from '../kit/facade.ts';

export type Snapshot = AnswerOf<typeof readBoard>;
export type Counters = Snapshot['counters'];
type Letter = Snapshot['buildings'][number]['units'][number]['floors'][number]['cells'][number][2];
/** `[household, letter, due at, heard at]` as the stream tells it. */
export type ToldCell = readonly [id: string, letter: Letter, dueAt: number, heardAt: number];

const stateOf = { n: 'none', w: 'waiting', o: 'on_way', s: 'served', v: 'vacant' } as const satisfies Record<
  Letter,
  Cell['state']
>;

export interface Door {
  readonly cell: Cell;
  readonly building: string;
  readonly unit: string;
  readonly door: string;
  readonly shown: CellState;
}

export interface Street {
  readonly snapshot: Snapshot;
  readonly counters: Counters;
  readonly buildings: readonly Building[];
  /** By household. */
  readonly doors: ReadonlyMap<string, Door>;
}

const dayMs = 86_400_000;

/** `now` in milliseconds. */
export function streetOf(snapshot: Snapshot, now: number): Street {
  const doors = new Map<string, Door>();
  const buildings = snapshot.buildings.map((building): Building => {
    const days = building.since === null ? 0 : Math.floor((now - Date.parse(building.since)) / dayMs);
    return {
      id: building.buildingId,
      label: building.label,
      level: building.level,
      days: days > 0 ? days : undefined,
      units: building.units.map(unit => ({
        label: unit.label === '' ? null : unit.label,
        floors: unit.floors.map(({ floor, cells }) => ({
          floor: String(floor),
          cells: cells.map(([id, door, letter, dueAt, heardAt]) => {
            const cell = { state: stateOf[letter], dueAt, heardAt };
            const shown = shownAs(cell, now / 1000, snapshot.unheardAfterHours);
            doors.set(id, { cell, building: building.label, unit: unit.label, door, shown });
            return { id, door, state: shown };
          }),
        })),
      })),
    };
  });
  return { snapshot, counters: snapshot.counters, buildings, doors };
}

/** Puts in what the stream told, and what the clock alone has changed since; the same street when nothing looks different. */
export function turnStreet(street: Street, told: readonly ToldCell[], counters: Counters | undefined, now: number): Street {
  const hours = street.snapshot.unheardAfterHours;
  const changes = new Map<string, CellState>();
  let doors: Map<string, Door> | undefined;
  const put = (id: string, door: Door, cell: Cell): void => {
    const shown = shownAs(cell, now / 1000, hours);
    if (cell === door.cell && shown === door.shown) return;
    doors ??= new Map(street.doors);
    doors.set(id, { ...door, cell, shown });
    if (shown !== door.shown) changes.set(id, shown);
  };
  for (const [id, letter, dueAt, heardAt] of told) {
    const door = street.doors.get(id);
    if (door) put(id, door, { state: stateOf[letter], dueAt, heardAt });
  }
  for (const [id, door] of doors ?? street.doors) put(id, door, door.cell);
  if (doors === undefined && counters === undefined) return street;
  return {
    snapshot: street.snapshot,
    counters: counters ?? street.counters,
    buildings: changeCells(street.buildings, changes),
    doors: doors ?? street.doors,
  };
}
