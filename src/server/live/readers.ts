// The open pages of one community, found by what they want to hear of.
import type { Stream } from './stream.ts';

type Found = Map<string, Set<Stream>>;

const none: ReadonlySet<Stream> = new Set();

export class Readers {
  readonly all = new Set<Stream>();
  readonly desks = new Set<Stream>();
  /** By compound. */
  readonly boards: Found = new Map();
  readonly #byHousehold: Found = new Map();
  readonly #byOwner: Found = new Map();

  add(stream: Stream): void {
    this.all.add(stream);
    for (const [found, key] of this.#places(stream)) found.set(key, (found.get(key) ?? new Set()).add(stream));
    if (stream.opening.wants.kind === 'desk') this.desks.add(stream);
  }

  remove(stream: Stream): void {
    this.all.delete(stream);
    this.desks.delete(stream);
    for (const [found, key] of this.#places(stream)) {
      const there = found.get(key);
      there?.delete(stream);
      if (there?.size === 0) found.delete(key);
    }
  }

  ofHousehold(householdId: string | null): ReadonlySet<Stream> {
    return (householdId !== null && this.#byHousehold.get(householdId)) || none;
  }

  ofOwner(ownerId: string | null | undefined): ReadonlySet<Stream> {
    return (ownerId != null && this.#byOwner.get(ownerId)) || none;
  }

  get hasOwners(): boolean {
    return this.#byOwner.size > 0;
  }

  #places({ opening: { wants } }: Stream): [Found, string][] {
    if (wants.kind === 'board') return [[this.boards, wants.compoundId]];
    if (wants.kind === 'desk') return [];
    const places: [Found, string][] = [];
    if (wants.householdId !== null) places.push([this.#byHousehold, wants.householdId]);
    if (wants.ownerId !== null) places.push([this.#byOwner, wants.ownerId]);
    return places;
  }
}
