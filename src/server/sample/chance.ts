// The same invented people and the same morning at every first start: numbers that look random and are not.

export interface Chance {
  /** 0 ≤ n < below */
  upTo(below: number): number;
  /** True in `percent` of the cases. */
  happens(percent: number): boolean;
  pick<T>(from: readonly T[]): T;
}

/** mulberry32 (public domain), from a seed. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (below: number) => Math.floor(next() * below);
  return {
    upTo,
    happens: percent => next() * 100 < percent,
    pick: from => {
      const one = from[upTo(from.length)];
      if (one === undefined) throw new Error('nothing to pick from');
      return one;
    },
  };
}
