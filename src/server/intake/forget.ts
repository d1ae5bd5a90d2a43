// Forgets what people wrote: a month after it was dealt with, pictures and voices with it; what was sent after a week.
import { dropPhoto } from '../delivery/photo-files.ts';
import type { Deps } from '../http/route.ts';
import { deleteMessages, forgetReplies, forgetSenders, listOldMessages } from './media-store.ts';

/** Returns how many rows were forgotten. */
export async function forgetMessages({ db, config }: Pick<Deps, 'db' | 'config'>, now: Date, most: number): Promise<number> {
  const before = (days: number) => new Date(now.getTime() - days * 24 * 3600_000);
  const old = await listOldMessages(db, before(30), most);
  for (const { community_id, media_file_id } of old) {
    if (media_file_id !== null) await dropPhoto(config.home, community_id, media_file_id);
  }
  if (old.length > 0) await deleteMessages(db, old);
  return old.length + (await forgetReplies(db, before(7), most)) + (await forgetSenders(db, most));
}
