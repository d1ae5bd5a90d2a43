// Tells open pages that something changed, soon after it was committed; they resume from the events in the database, not from memory.

/** What the rest of the server needs of the live stream. */
export interface Live {
  /** Something of this community was just committed: look now instead of at the next turn. Never needed for correctness. */
  poke(communityId: string): void;
  close(): Promise<void>;
}
