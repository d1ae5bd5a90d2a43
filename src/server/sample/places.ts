// The places of the sample: 小横路社区 with five areas and fifteen grids; 经纬印象小区 as it stood in March 2022, and two smaller compounds.
import { newId } from '../id.ts';
import type { Row } from '../postgres/rows.ts';
import type { Chance } from './chance.ts';

export const divisionCode = '629900001001';

export interface SampleDoor {
  readonly householdId: string;
  readonly building: SampleBuilding;
  readonly unitId: string;
  readonly door: string;
  readonly livedIn: boolean;
  readonly row: Row;
}
export interface SampleBuilding {
  readonly buildingId: string;
  readonly compoundId: string;
  readonly gridId: string;
  readonly areaId: string;
  readonly label: string;
  readonly units: { readonly unitId: string; readonly label: string }[];
}
export interface SamplePlaces {
  readonly compounds: { readonly compoundId: string; readonly name: string }[];
  readonly areas: readonly { readonly areaId: string; readonly name: string }[];
  readonly grids: readonly { readonly gridId: string; readonly areaId: string; readonly name: string }[];
  readonly buildings: readonly SampleBuilding[];
  readonly doors: readonly SampleDoor[];
  readonly sealed: SampleBuilding;
  readonly tables: ReadonlyMap<string, readonly Row[]>;
}

interface Plan {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly labels: readonly string[];
  /** '' where the buildings have no units. */
  readonly units: readonly string[];
  readonly floors: number;
  readonly doorsALanding: number;
  readonly lift: boolean;
  readonly vacant: number;
}

const numbered = (count: number, suffix: string) => Array.from({ length: count }, (_, n) => `${n + 1}${suffix}`);

const plans: readonly Plan[] = [
  {
    name: '经纬印象小区',
    aliases: ['经纬印象', '经纬'],
    // Nine buildings, and the ninth is called 10号楼.
    labels: [...numbered(8, '号楼'), '10号楼'],
    units: numbered(3, '单元'),
    floors: 11,
    doorsALanding: 2,
    lift: true,
    vacant: 20,
  },
  {
    name: '彩虹城B区',
    aliases: ['彩虹城', 'B区'],
    labels: numbered(18, '号楼'),
    units: numbered(2, '单元'),
    floors: 6,
    doorsALanding: 2,
    lift: false,
    vacant: 31,
  },
  {
    name: '秦川园区',
    aliases: ['秦川'],
    labels: ['甲栋', '乙栋', '丙栋', '丁栋', '戊栋', '己栋', '庚栋', '辛栋', '壬栋', '癸栋', '东配楼', '西配楼'],
    units: [''],
    floors: 6,
    doorsALanding: 3,
    lift: false,
    vacant: 17,
  },
];

const digits = ['一', '二', '三', '四', '五'];

export function samplePlaces(communityId: string, chance: Chance): SamplePlaces {
  const community_id = communityId;
  const areas = digits.map((digit, n) => ({ areaId: newId(), name: `第${digit}片区`, n }));
  const grids = areas.flatMap(area =>
    [1, 2, 3].map(n => ({
      gridId: newId(),
      areaId: area.areaId,
      name: `${area.name}第${digits[n - 1]}网格`,
      code: `${divisionCode}${String(area.n * 3 + n).padStart(3, '0')}`,
    })),
  );
  const compounds = plans.map(plan => ({ compoundId: newId(), name: plan.name, plan }));
  const buildings: (SampleBuilding & { readonly plan: Plan; readonly sort: number })[] = [];
  for (const { compoundId, plan } of compounds) {
    for (const [sort, label] of plan.labels.entries()) {
      const grid = grids[Math.floor((buildings.length * grids.length) / 39)];
      if (grid === undefined) throw new Error('more buildings than the grids were cut for');
      const units = plan.units.map(unit => ({ unitId: newId(), label: unit }));
      buildings.push({
        buildingId: newId(),
        compoundId,
        gridId: grid.gridId,
        areaId: grid.areaId,
        label,
        units,
        plan,
        sort: sort + 1,
      });
    }
  }
  const doors = compounds.flatMap(({ plan }) =>
    doorsOf(
      community_id,
      buildings.filter(building => building.plan === plan),
      plan,
      chance,
    ),
  );
  const sealed = buildings.find(building => building.label === '10号楼');
  if (sealed === undefined) throw new Error('the sample has lost its 10号楼');
  const tables = new Map<string, readonly Row[]>([
    ['area', areas.map(area => ({ community_id, area_id: area.areaId, name: area.name, sort: area.n }))],
    ['grid', grids.map(grid => ({ community_id, grid_id: grid.gridId, area_id: grid.areaId, name: grid.name, code: grid.code }))],
    [
      'compound',
      compounds.map(({ compoundId, plan }, sort) => ({
        community_id,
        compound_id: compoundId,
        name: plan.name,
        aliases: plan.aliases,
        sort,
      })),
    ],
    [
      'building',
      buildings.map(({ plan, ...building }) => ({
        community_id,
        building_id: building.buildingId,
        compound_id: building.compoundId,
        grid_id: building.gridId,
        label: building.label,
        aliases: building.label === '10号楼' ? ['十号楼'] : [],
        floors: plan.floors,
        lift: plan.lift,
        sort: building.sort,
      })),
    ],
    [
      'unit',
      buildings.flatMap(building =>
        building.units.map((unit, sort) => ({
          community_id,
          unit_id: unit.unitId,
          building_id: building.buildingId,
          grid_id: building.gridId,
          label: unit.label,
          sort,
        })),
      ),
    ],
    ['household', doors.map(door => door.row)],
  ]);
  return { compounds, areas, grids, buildings, doors, sealed, tables };
}

function doorsOf(community_id: string, buildings: readonly SampleBuilding[], plan: Plan, chance: Chance): SampleDoor[] {
  const planned = buildings.flatMap(building =>
    building.units.flatMap((unit, unitAt) =>
      Array.from({ length: plan.floors }, (_, level) => level + 1).flatMap(floor =>
        Array.from({ length: plan.doorsALanding }, (_, landing) => ({
          building,
          unit,
          unitAt,
          floor,
          door: `${floor}0${landing + 1}`,
        })),
      ),
    ),
  );
  const first = buildings[0];
  const third = buildings[2];
  const isCity = plan.name === '彩虹城B区';
  const all = planned.flatMap(one => {
    // One flat of 彩虹城B区 was split in two, one on the ground floor became a shop.
    if (isCity && one.building === third && one.unitAt === 0 && one.door === '502') {
      return [
        { ...one, door: '502A', living: 'lived_in' },
        { ...one, door: '502B', living: 'lived_in' },
      ];
    }
    const shop = isCity && one.building === first && one.unitAt === 0 && one.door === '101';
    return [{ ...one, living: shop ? 'shop' : 'lived_in' }];
  });
  const empty = new Set<number>();
  while (empty.size < plan.vacant) {
    const at = chance.upTo(all.length);
    // The old man of the story lives in 10号楼 2单元 1002.
    const isStory = all[at]?.building.label === '10号楼' && all[at]?.unitAt === 1 && all[at]?.door === '1002';
    if (!isStory && all[at]?.living === 'lived_in') empty.add(at);
  }
  return all.map((one, at) => {
    const householdId = newId();
    const living = empty.has(at) ? 'vacant' : one.living;
    return {
      householdId,
      building: one.building,
      unitId: one.unit.unitId,
      door: one.door,
      livedIn: living === 'lived_in',
      row: {
        community_id,
        household_id: householdId,
        unit_id: one.unit.unitId,
        building_id: one.building.buildingId,
        compound_id: one.building.compoundId,
        grid_id: one.building.gridId,
        area_id: one.building.areaId,
        floor: one.floor,
        door: one.door,
        living,
        sort: one.floor * 100 + at,
      },
    };
  });
}
