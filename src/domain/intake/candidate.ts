// Which doors somebody may have meant whose address fits none or several: offered to pick from, never chosen.
import type { GroupContext, Reading } from './reading.ts';
import { doorsOf, type Registry, type Said } from './registry.ts';

const mostOffered = 8;

/** The one door that is meant, or up to eight that may be, the likeliest first. */
export function candidatesOf(reading: Reading, context: GroupContext, registry: Registry): string[] {
  if (reading.doorId !== null) return [reading.doorId];
  const { compound, zone, building, unit, room } = reading;
  if (room === null) return [];
  const said: Said = { compound, zone, building, unit, room };
  const open: GroupContext = { ...context, building: undefined, unit: undefined };
  const tries: readonly (readonly [Said, GroupContext])[] = [
    [said, open],
    // The unit is what people leave out or mix up most; then the building.
    [{ ...said, unit: null }, open],
    [{ ...said, building: null }, open],
    [
      { ...said, compound: null, zone: null },
      { ...open, compound: undefined },
    ],
    [{ ...said, building: null, unit: null }, open],
  ];
  for (const [attempt, within] of tries) {
    const found = [...new Set(doorsOf(registry, attempt, within))];
    if (found.length > 0 && found.length <= mostOffered) return found;
  }
  return [];
}
