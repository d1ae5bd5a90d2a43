// The endpoints of delivery: packing, handing on, photos, and the shopping list; rounds, hand-overs and lots stand beside it.
import { createHash } from 'node:crypto';
import { packBag, readPhoto, shoppingList, stepBag, uploadPhoto } from '../../api/delivery.ts';
import { cleanPhoto, mostPhotoBytes } from '../../domain/delivery/photo.ts';
import { addUp } from '../../domain/delivery/shopping.ts';
import { doorName } from '../../domain/place/door.ts';
import { isRefusal, refuse } from '../../domain/refusal.ts';
import { sameName } from '../../domain/request/rules.ts';
import { allOrNothing } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { newId } from '../id.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { isWithin } from '../request/maker.ts';
import { readRequests } from '../request/moves-store.ts';
import { handOn, pack } from './bags.ts';
import { handoverRoutes } from './handover-routes.ts';
import { lotRoutes } from './lots.ts';
import { dropPhoto, keepPhoto, readPhotoFile } from './photo-files.ts';
import { roundRoutes } from './round-routes.ts';
import { countPhotos, findPhoto, findSamePhoto, insertPhoto, listToBuy } from './store.ts';

/** Of one request: what a delivery with its troubles needs. One phone must not fill the disk of the whole desk. */
const mostPhotos = 20;

export function routes(deps: Deps): Route[] {
  const { db, config, now, log } = deps;
  return [
    route(packBag, call => pack(deps, call)),
    route(stepBag, call => handOn(deps, call)),
    ...handoverRoutes(deps),
    ...roundRoutes(deps),
    ...lotRoutes(deps),

    route(uploadPhoto, async call => {
      const { communityId, personId } = call.actor;
      const { requestId } = call.params;
      const [row] = await readRequests(db, communityId, [requestId], now());
      const had = row?.story.some(past => past.ownerId === personId && past.byId === personId);
      // Also who failed at the door a moment ago: the picture shows why.
      if (row === undefined || !(isWithin(call.reach, row) || (row.state === 'problem' && had))) return refuse('not_found');
      const part = await call.request.file({ limits: { fileSize: mostPhotoBytes } });
      if (part === undefined) return refuse('file_unreadable');
      const photo = cleanPhoto(await part.toBuffer());
      if (photo === null) return refuse('file_unreadable');
      const digest = createHash('sha256').update(photo.bytes).digest();
      const same = await findSamePhoto(db, communityId, { requestId, personId, digest });
      if (same !== undefined) return { fileId: same.file_id };
      const fileId = newId();
      await keepPhoto(config.home, communityId, fileId, photo.bytes);
      try {
        const answer = await allOrNothing<{ fileId: string }>(db, async tx => {
          if ((await countPhotos(tx, communityId, requestId)) >= mostPhotos) return refuse('too_many_requests');
          const { type, bytes } = photo;
          await insertPhoto(tx, communityId, { fileId, requestId, personId, type, bytes: bytes.length, digest, now: now() });
          await writeAudit(tx, {
            communityId,
            byId: personId,
            byRole: call.roles[0] ?? 'nobody',
            act: 'add_photo',
            subjectKind: 'file',
            subjectId: fileId,
            facts: { requestId, bytes: bytes.length },
          });
          return { fileId };
        });
        if (isRefusal(answer)) await dropPhoto(config.home, communityId, fileId);
        return answer;
      } catch (error) {
        await dropPhoto(config.home, communityId, fileId);
        throw error;
      }
    }),

    route(readPhoto, async call => {
      const { communityId } = call.actor;
      const found = await findPhoto(db, communityId, { ...call.params, places: call.reach.places });
      if (found === undefined) return refuse('not_found');
      const file = await readPhotoFile(config.home, communityId, found.file_id);
      if (file === undefined) {
        log.warn({ fileId: found.file_id }, 'a photo is in the database and not in the folder');
        return refuse('not_found');
      }
      return { file, mediaType: found.media_type };
    }),

    route(shoppingList, async call => {
      const { runId, compoundId, kind, on, search } = call.query;
      const rows = await listToBuy(db, call.actor.communityId, {
        runId: runId ?? null,
        compoundId: compoundId ?? null,
        kind: kind ?? null,
        on: on ?? null,
      });
      const wanted = sameName(search ?? '');
      const found = rows
        .map(row => ({ ...row, door: doorName(row.building_label, row.unit_label, row.door) }))
        .map(row => ({ ...row, named: row.items.filter(item => sameName(item.name).includes(wanted)) }))
        .filter(row => row.named.length > 0 || sameName(`${row.number} ${row.door}`).includes(wanted));
      // Looking for one thing adds up that thing; looking for a door adds up all that is wanted there.
      const byName = wanted !== '' && found.some(row => row.named.length > 0);
      const toBuy = found.filter(row => !row.packed).map(row => ({ items: byName ? row.named : row.items }));
      return {
        lines: addUp(toBuy),
        requests: found.map(row => ({
          requestId: row.request_id,
          number: row.number,
          door: row.door,
          kind: row.kind,
          items: row.items,
          dueAt: row.due_at,
          packed: row.packed,
        })),
      };
    }),
  ];
}
