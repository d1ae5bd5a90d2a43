// A line of phones that come back at once: some are served, the others wait a while and are then asked to come again.

export class Line {
  readonly #most: number;
  readonly #patienceMs: number;
  readonly #waiting: ((served: boolean) => void)[] = [];
  #served = 0;

  constructor(most: number, patienceMs: number) {
    this.#most = most;
    this.#patienceMs = patienceMs;
  }

  /** Null when the turn did not come in time; `work` was not begun then. */
  async take<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.#served < this.#most) this.#served += 1;
    else if (!(await this.#stand())) return null;
    try {
      return await work();
    } finally {
      // Handed on and not given up: nobody who has just come may step in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#served -= 1;
      else next(true);
    }
  }

  #stand(): Promise<boolean> {
    return new Promise(turn => {
      const mine = (served: boolean): void => {
        clearTimeout(timer);
        turn(served);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(mine), 1);
        turn(false);
      }, this.#patienceMs);
      this.#waiting.push(mine);
    });
  }
}
