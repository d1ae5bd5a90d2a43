// Puts the rows of places together as the tree people know: areas with grids, compounds with buildings with units.
import type { AnswerOf } from '../../api/endpoint.ts';
import type { readPlaces } from '../../api/place.ts';
import type { Levels } from '../zone/store.ts';
import type { CommunityRow, GridRow, UnitRow } from './store.ts';

type Tree = AnswerOf<typeof readPlaces>;

/** `whole`: all areas and grids are shown; else only those of the buildings within reach. */
export function treeOf(
  community: CommunityRow,
  grids: readonly GridRow[],
  units: readonly UnitRow[],
  levels: Levels,
  whole: boolean,
): Tree {
  const near = new Set(units.flatMap(row => [row.building_grid_id, row.unit_grid_id]));
  const shown = grids.filter(row => whole || (row.grid_id !== null && near.has(row.grid_id)));
  return {
    community: { communityId: community.community_id, name: community.name, divisionCode: community.division_code },
    areas: [...Map.groupBy(shown, row => row.area_id)].map(([areaId, rows]) => ({
      areaId,
      name: (rows[0] as GridRow).area_name,
      grids: rows.flatMap(row =>
        row.grid_id === null ? [] : [{ gridId: row.grid_id, name: row.grid_name ?? '', code: row.code ?? '' }],
      ),
    })),
    compounds: [...Map.groupBy(units, row => row.compound_id)].map(([compoundId, rows]) => {
      const first = rows[0] as UnitRow;
      return {
        compoundId,
        name: first.compound_name,
        aliases: [...first.compound_aliases],
        level: levels.ofCompound(compoundId),
        buildings: buildingsOf(rows, levels),
      };
    }),
  };
}

function buildingsOf(units: readonly UnitRow[], levels: Levels): Tree['compounds'][number]['buildings'] {
  return [...Map.groupBy(units, row => row.building_id)].map(([buildingId, rows]) => {
    const first = rows[0] as UnitRow;
    return {
      buildingId,
      label: first.building_label,
      aliases: [...first.building_aliases],
      gridId: first.building_grid_id,
      floors: first.floors,
      lift: first.lift,
      level: levels.ofBuilding(first),
      units: rows.flatMap(row =>
        row.unit_id === null
          ? []
          : [
              {
                unitId: row.unit_id,
                label: row.unit_label,
                gridId: row.unit_grid_id,
                doors: row.doors,
                livedIn: row.lived_in,
              },
            ],
      ),
    };
  });
}
