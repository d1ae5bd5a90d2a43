// Places to pick from a list, and a day and time of the community as an instant.
import { clockTime, isoDay } from '../../kit/time.ts';
import type { Places } from '../seat.ts';
import { say } from '../words.ts';

type PlaceKind = 'community' | 'area' | 'grid' | 'compound' | 'building' | 'unit';

/** Values as `kind:id`. */
export function placeOptions(places: Places | undefined, kinds: readonly PlaceKind[]): { value: string; text: string }[] {
  if (!places) return [];
  const options: { value: string; text: string }[] = [];
  const add = (kind: PlaceKind, id: string, text: string) => {
    if (kinds.includes(kind)) options.push({ value: `${kind}:${id}`, text });
  };
  add('community', places.community.communityId, say('place.whole', { name: places.community.name }));
  for (const area of places.areas) {
    add('area', area.areaId, area.name);
    for (const grid of area.grids) add('grid', grid.gridId, `${area.name} ${grid.name}`);
  }
  for (const compound of places.compounds) {
    add('compound', compound.compoundId, compound.name);
    for (const building of compound.buildings) {
      add('building', building.buildingId, `${compound.name} ${building.label}`);
      for (const unit of building.units) {
        if (unit.label !== '') add('unit', unit.unitId, `${compound.name} ${building.label} ${unit.label}`);
      }
    }
  }
  return options;
}

/** How far the community's clock is ahead of UTC, in milliseconds. */
function offsetAt(at: number): number {
  const minute = Math.floor(at / 60_000) * 60_000;
  return Date.parse(`${isoDay(minute)}T${clockTime(minute)}:00Z`) - minute;
}

/** A day and a clock time as the community reads them, as an instant in UTC. */
export function instantOf(day: string, time: string): string | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || !/^\d\d:\d\d$/.test(time)) return undefined;
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  return new Date(asUtc - offsetAt(asUtc)).toISOString();
}
