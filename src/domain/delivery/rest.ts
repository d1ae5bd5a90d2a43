// 静置: how long disinfected goods wait before they go to a door. Minutes per goods class are policy, set by the community.
import { type GoodsClass, goodsClasses, type Urgency } from '../request/kind.ts';

export type RestMinutes = Readonly<Record<GoodsClass, number>>;

/** No document asks for a time everywhere; a community whose order names one sets it (`restMinutes` in its settings). */
const houseRest: RestMinutes = { ordinary: 0, fresh: 0, cold: 0, frozen: 0, medicine: 0 };

/** What must not lose its cold; no setting makes it wait. */
const neverRests: readonly GoodsClass[] = ['cold', 'frozen'];

/** Settings over the house's. What is not a whole number of minutes from 0 to a day is not believed. */
export function readRestMinutes(settings: unknown): RestMinutes {
  const own = (settings as { restMinutes?: Record<string, unknown> } | null | undefined)?.restMinutes ?? {};
  const minutes: Record<GoodsClass, number> = { ...houseRest };
  for (const goods of goodsClasses) {
    const set = own[goods];
    if (Number.isInteger(set) && (set as number) >= 0 && (set as number) <= 1440) minutes[goods] = set as number;
  }
  return minutes;
}

/** Until when a bag rests that was disinfected at `at` (ISO 8601); null: it may go on at once. */
export function restUntil(rest: RestMinutes, goods: GoodsClass, urgency: Urgency, at: string): string | null {
  if (neverRests.includes(goods) || (goods === 'medicine' && urgency !== 'normal')) return null;
  return rest[goods] === 0 ? null : new Date(Date.parse(at) + rest[goods] * 60_000).toISOString();
}
