// The contract of voice notes: what a household said at the door, kept as a file and played at the desk.
import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { count, id, moveId } from './field.ts';
import { recordContact } from './place.ts';

export const uploadVoice = endpoint({
  method: 'POST',
  path: '/api/v1/households/{householdId}/voice-notes',
  summary:
    'A voice note from a door (WebM, Ogg, MP4/M4A or WAV, at most 1 MiB), about the household or one request of it; the same id twice is one note',
  params: z.strictObject({ householdId: id }),
  query: z.strictObject({ id: moveId, requestId: id.optional() }),
  upload: true,
  answer: z.object({ voiceNoteId: id }),
  who: recordContact.who,
  refusals: ['household_unknown', 'not_found', 'file_unreadable', 'file_too_large', 'same_id_other_body'],
});

const listeners = { clerk: 'community', community_lead: 'community' } as const;

export const listVoice = endpoint({
  method: 'GET',
  path: '/api/v1/households/{householdId}/voice-notes',
  summary: 'The voice notes of a household, newest first',
  params: z.strictObject({ householdId: id }),
  answer: z.object({
    voiceNotes: z.array(
      z.object({
        voiceNoteId: id,
        requestId: id.nullable(),
        mediaType: z.string(),
        bytes: count,
        byName: z.string().nullable(),
        byRole: z.string(),
        at: z.string(),
      }),
    ),
  }),
  who: listeners,
  refusals: ['household_unknown'],
});

export const playVoice = endpoint({
  method: 'GET',
  path: '/api/v1/voice-notes/{voiceNoteId}',
  summary: 'A voice note to listen to; audited',
  params: z.strictObject({ voiceNoteId: id }),
  answer: z.unknown(),
  kind: 'file',
  who: listeners,
  refusals: ['not_found'],
});
