// Whose session a cookie is: asked of the database at most every two seconds, so that a right taken away ends within two seconds.
import type { Actor } from '../http/actor.ts';

export const cookieName = 'cailanzi';

export interface Sessions {
  /** The caller behind a cookie; null when it is unknown, ended or run out. Throws DatabaseGone. */
  find(token: string): Promise<Actor | null>;
  /** Forget what is remembered of a person's or household's sessions, at once in this process (after a change of rights). */
  forget(communityId: string): void;
}
