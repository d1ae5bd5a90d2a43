// Remembers which changes were told already: the reader goes back a little each time, and tells nothing twice.

const keptMs = 60_000;

/** Forgetting too early only tells a change once more, which does no harm; forgetting never would fill the memory. */
export class Seen {
  readonly #at = new Map<string, number>();

  /** True the first time. Whatever is still being read stays remembered. */
  isNew(id: string, now: number): boolean {
    const known = this.#at.has(id);
    this.#at.set(id, now);
    return !known;
  }

  forgetOld(now: number): void {
    for (const [id, at] of this.#at) if (now - at > keptMs) this.#at.delete(id);
  }

  get size(): number {
    return this.#at.size;
  }
}
