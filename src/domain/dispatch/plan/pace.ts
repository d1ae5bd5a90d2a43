// How far a search has come: by the effort it has spent or, once the clock is sure to cut it, by the time that is gone.

export interface Pace {
  /** From 0 to 1, for a share of the effort that is spent; 1: it is over. */
  progress(spent: number): number;
  /** The clock decided something. */
  readonly cut: boolean;
}

/** By half of its time it is known whether the effort can be spent. */
const foreseenFrom = 0.5;
const slack = 0.8;

/**
 * `elapsed` is the share of its time that is gone. A search that is merely stopped is stopped warm, with stops in places that were to be
 * left again; so when it falls too far behind, it cools with the clock from there on, and what comes out is marked as cut.
 */
export function newPace(elapsed: () => number): Pace {
  let cut = false;
  let from: { spent: number; gone: number } | null = null;
  return {
    progress: spent => {
      const gone = elapsed();
      if (gone >= 1) {
        cut = true;
        return 1;
      }
      if (from === null && gone > foreseenFrom && spent < slack * gone) {
        cut = true;
        from = { spent, gone };
      }
      return from === null ? spent : Math.max(spent, from.spent + ((1 - from.spent) * (gone - from.gone)) / (1 - from.gone));
    },
    get cut() {
      return cut;
    },
  };
}
