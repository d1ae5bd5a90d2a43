// Puts a board together: the houses of one compound floor by floor, the counters, who carries how much, and where the live stream goes on.
import type { z } from 'zod';
import type { cell, readBoard } from '../../api/brief.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { cursorOf } from '../live/cursor.ts';
import { letterOf } from '../live/told.ts';
import type { Database } from '../postgres/pool.ts';
import { type Levels, levelsOf } from '../zone/store.ts';
import { readCommunity, readCompounds, readHelperLoad, readUnits, type UnitRow } from './board-store.ts';
import { type Counters, type DoorCell, readCompoundCells, readCounters } from './cell-store.ts';

type Board = AnswerOf<typeof readBoard>;
type ToldCell = z.output<typeof cell>;

const nothing: Counters = { collect: 0, dispatch: 0, accept: 0, feedback: 0, late: 0, unheard: 0, callBacks: 0 };

/** The board of one compound, the first one where none is named; without houses where the rosters are still to come. */
export async function boardOf(
  db: Database,
  communityId: string,
  wanted: string | undefined,
  now: Date,
): Promise<Board | Refusal<'not_found'>> {
  // The clock is read before everything else: what changes meanwhile is told again by the stream.
  const [community, compounds] = await Promise.all([readCommunity(db, communityId), readCompounds(db, communityId)]);
  const compound = wanted === undefined ? compounds[0] : compounds.find(one => one.compound_id === wanted);
  if (community === undefined || (compound === undefined && wanted !== undefined)) return refuse('not_found');
  const [helpers, levels, houses] = await Promise.all([
    readHelperLoad(db, communityId, now),
    levelsOf(db, communityId, now),
    compound === undefined ? null : readHouses(db, communityId, compound.compound_id, now),
  ]);
  return {
    communityName: community.name,
    demo: community.demo,
    timeZone: community.time_zone,
    compoundId: compound?.compound_id ?? null,
    compounds: compounds.map(({ compound_id, name, households }) => ({
      compoundId: compound_id,
      name,
      households,
      level: levels.of({ compound_id }),
    })),
    buildings: houses?.draw(levels) ?? [],
    counters: houses?.counters ?? nothing,
    helpers,
    unheardAfterHours: community.unheard_after_hours,
    cursor: cursorOf(community.read_at),
  };
}

async function readHouses(db: Database, communityId: string, compoundId: string, now: Date) {
  const [units, doors, counters] = await Promise.all([
    readUnits(db, communityId, compoundId),
    readCompoundCells(db, communityId, compoundId, now),
    readCounters(db, communityId, [compoundId], now),
  ]);
  return {
    draw: (levels: Levels) => buildingsOf(compoundId, units, doors, levels),
    counters: counters.get(compoundId)?.counters ?? nothing,
  };
}

function buildingsOf(
  compound_id: string,
  units: readonly UnitRow[],
  doors: readonly DoorCell[],
  levels: Levels,
): Board['buildings'] {
  const doorsOf = Map.groupBy(doors, door => door.unitId);
  return [...Map.groupBy(units, unit => unit.building_id)].map(([building_id, rows]) => ({
    buildingId: building_id,
    label: rows[0]?.building_label ?? '',
    level: levels.of({ compound_id, building_id }),
    since: levels.sinceOf({ compound_id, building_id }),
    units: rows.map(({ unit_id, unit_label }) => ({
      unitId: unit_id,
      label: unit_label,
      level: levels.of({ compound_id, building_id, unit_id }),
      floors: floorsOf(doorsOf.get(unit_id) ?? []),
    })),
  }));
}

/** The doors come from the top down already. */
function floorsOf(doors: readonly DoorCell[]): { floor: number; cells: ToldCell[] }[] {
  return [...Map.groupBy(doors, door => door.floor)].map(([floor, cells]) => ({
    floor,
    cells: cells.map(one => [one.householdId, one.door, letterOf[one.state], one.dueAt, one.heardAt]),
  }));
}
