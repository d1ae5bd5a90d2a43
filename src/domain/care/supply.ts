// Days of supply: for how long a household has food and medicine at home, and when to ask again before it runs out.

/** More than this at home is not asked for; the answer is not believed for longer. */
export const mostDaysOfSupply = 30;

const dayMs = 86_400_000;
const leastHours = 12;

/**
 * ISO instant by which somebody should ask again: a day before it runs out, time enough to buy and bring; but not within half a day of the
 * answer, in which what they just asked for is on its way.
 */
export function askAgainAt(days: number, saidAt: string): string {
  const wait = Math.max((days - 1) * dayMs, leastHours * 3_600_000);
  return new Date(Date.parse(saidAt) + wait).toISOString();
}
