// The endpoints of voice notes: taken at a door, listed and played at the desk.
import { createHash } from 'node:crypto';
import { listVoice, playVoice, uploadVoice } from '../../api/voice.ts';
import { mostVoiceBytes, voiceType } from '../../domain/delivery/voice.ts';
import { isRefusal, refuse } from '../../domain/refusal.ts';
import { digestOf, doOnce, findReceipt } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { newId } from '../id.ts';
import { holdHousehold } from '../place/household-store.ts';
import { readHouseholds } from '../place/store.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { dropPhoto, keepPhoto, readPhotoFile } from './photo-files.ts';
import { countVoiceNotes, findVoiceNote, hasRequest, insertVoiceNote, listVoiceNotes } from './voice-store.ts';

/** Of one household: some weeks of daily rounds. One phone must not fill the disk of the whole desk. */
const mostNotes = 60;

export function voiceRoutes({ db, config, now, log }: Deps): Route[] {
  return [
    route(uploadVoice, async call => {
      const { communityId, personId } = call.actor;
      const { householdId } = call.params;
      const { id, requestId } = call.query;
      const [byRole] = call.roles;
      if (personId === null || byRole === undefined) return refuse('not_allowed');
      const part = await call.request.file({ limits: { fileSize: mostVoiceBytes } });
      if (part === undefined) return refuse('file_unreadable');
      const bytes = await part.toBuffer();
      const type = voiceType(bytes);
      if (type === null) return refuse('file_unreadable');
      const sha256 = createHash('sha256').update(bytes).digest();
      const digest = digestOf(`voice ${householdId}`, { requestId, sha256: sha256.toString('hex') });
      const once = { communityId, moveId: id, actorId: personId, digest };
      const before = await findReceipt<{ voiceNoteId: string }>(db, once);
      if (before !== undefined) return before;
      // The file has a name of its own, made here: a sender's id never becomes a path.
      const voiceNoteId = newId();
      await keepPhoto(config.home, communityId, voiceNoteId, bytes);
      let kept = false;
      try {
        const answer = await doOnce<{ voiceNoteId: string }>(db, once, async tx => {
          const household = await holdHousehold(tx, communityId, call.reach.places, householdId);
          if (household === undefined) return refuse('household_unknown');
          if (requestId !== undefined && !(await hasRequest(tx, communityId, householdId, requestId))) return refuse('not_found');
          if ((await countVoiceNotes(tx, communityId, householdId)) >= mostNotes) return refuse('too_many_requests');
          await insertVoiceNote(tx, communityId, {
            voiceNoteId,
            householdId,
            requestId: requestId ?? null,
            type,
            bytes: bytes.length,
            digest: sha256,
            byId: personId,
            byRole,
            now: now(),
          });
          await writeAudit(tx, {
            communityId,
            byId: personId,
            byRole,
            act: 'add_voice_note',
            subjectKind: 'household',
            subjectId: householdId,
            facts: { voiceNoteId, requestId: requestId ?? null, bytes: bytes.length },
          });
          return { voiceNoteId };
        });
        kept = !isRefusal(answer) && answer.voiceNoteId === voiceNoteId;
        return answer;
      } finally {
        if (!kept) await dropPhoto(config.home, communityId, voiceNoteId);
      }
    }),

    route(listVoice, async ({ actor: { communityId }, reach, params: { householdId } }) => {
      const [household] = await readHouseholds(db, communityId, reach.places, [householdId]);
      if (household === undefined) return refuse('household_unknown');
      const rows = await listVoiceNotes(db, communityId, householdId);
      return {
        voiceNotes: rows.map(row => ({
          voiceNoteId: row.voice_note_id,
          requestId: row.request_id,
          mediaType: row.media_type,
          bytes: row.bytes,
          byName: row.by_name,
          byRole: row.by_role,
          at: row.at,
        })),
      };
    }),

    route(playVoice, async ({ actor, roles, params: { voiceNoteId } }) => {
      const { communityId } = actor;
      const note = await findVoiceNote(db, communityId, voiceNoteId);
      if (note === undefined) return refuse('not_found');
      const file = await readPhotoFile(config.home, communityId, voiceNoteId);
      if (file === undefined) {
        log.warn({ voiceNoteId }, 'a voice note is in the database and not in the folder');
        return refuse('not_found');
      }
      await writeAudit(db, {
        communityId,
        byId: actor.personId,
        byRole: roles[0] ?? 'nobody',
        act: 'play_voice_note',
        subjectKind: 'household',
        subjectId: note.household_id,
        facts: { voiceNoteId },
      });
      return { file, mediaType: note.media_type };
    }),
  ];
}
