// Keeps one caller from taking the desk away from everybody else: a bucket of calls per session or address, per process.

/** Calls a second that refill the bucket, and how many it holds. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

interface Bucket {
  left: number;
  at: number;
}

/** Token buckets by key. Counts are of this process only; several programs behind one door each keep their own. */
export class Limit {
  readonly #rate: Rate;
  readonly #buckets = new Map<string, Bucket>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Takes one call from the bucket; false when it is empty. `now` in milliseconds. */
  take(key: string, now: number): boolean {
    const bucket = this.#buckets.get(key) ?? { left: this.#rate.burst, at: now };
    const left = Math.min(this.#rate.burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * this.#rate.perSecond);
    this.#buckets.set(key, { left: left >= 1 ? left - 1 : left, at: now });
    if (this.#buckets.size > 50_000) this.#forgetFull(now);
    return left >= 1;
  }

  /** The call turned out not to count (a right password among the wrong ones). */
  giveBack(key: string): void {
    const bucket = this.#buckets.get(key);
    if (bucket !== undefined) bucket.left = Math.min(this.#rate.burst, bucket.left + 1);
  }

  #forgetFull(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      if (bucket.left + ((now - bucket.at) / 1000) * this.#rate.perSecond >= this.#rate.burst) this.#buckets.delete(key);
    }
  }
}
