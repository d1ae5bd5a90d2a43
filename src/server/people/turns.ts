// One at a time for each name: the second try of a password is looked at when the first one has been counted.

const mostWaiting = 20;

export class Turns {
  readonly #last = new Map<string, { readonly done: Promise<unknown>; waiting: number }>();

  /** Null when too many are waiting for this key already. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T | null> {
    const before = this.#last.get(key);
    if (before !== undefined && before.waiting >= mostWaiting) return null;
    const done = (before?.done ?? Promise.resolve()).then(work, work);
    const own = { done, waiting: (before?.waiting ?? 0) + 1 };
    this.#last.set(key, own);
    try {
      return await done;
    } finally {
      const last = this.#last.get(key);
      if (last === own) this.#last.delete(key);
      else if (last !== undefined) last.waiting -= 1;
    }
  }
}
