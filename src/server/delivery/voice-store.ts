// Voice notes in the database: whose door, about which request, and which file.
import type { Queryable } from '../postgres/pool.ts';

export interface VoiceNote {
  readonly voiceNoteId: string;
  readonly householdId: string;
  readonly requestId: string | null;
  readonly type: string;
  readonly bytes: number;
  readonly digest: Buffer;
  readonly byId: string;
  readonly byRole: string;
  readonly now: Date;
}

/** Is there such a request of this household? */
export async function hasRequest(db: Queryable, communityId: string, householdId: string, requestId: string): Promise<boolean> {
  const found = await db.row('SELECT FROM request WHERE community_id = $1 AND household_id = $2 AND request_id = $3', [
    communityId,
    householdId,
    requestId,
  ]);
  return found !== undefined;
}

/** How many notes a household has. Whoever adds one stands in line at its door until the transaction ends. */
export async function countVoiceNotes(tx: Queryable, communityId: string, householdId: string): Promise<number> {
  const found = await tx.row<{ notes: number }>(
    'SELECT count(*)::integer AS notes FROM voice_note WHERE community_id = $1 AND household_id = $2',
    [communityId, householdId],
  );
  return found?.notes ?? 0;
}

export async function insertVoiceNote(tx: Queryable, communityId: string, note: VoiceNote): Promise<void> {
  await tx.count(
    `INSERT INTO voice_note (community_id, voice_note_id, household_id, request_id, media_type, bytes, sha256, by_id, by_role, at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      communityId,
      note.voiceNoteId,
      note.householdId,
      note.requestId,
      note.type,
      note.bytes,
      note.digest,
      note.byId,
      note.byRole,
      note.now,
    ],
  );
}

export interface VoiceNoteRow {
  voice_note_id: string;
  household_id: string;
  request_id: string | null;
  media_type: string;
  bytes: number;
  by_name: string | null;
  by_role: string;
  at: string;
}

const columns = `n.voice_note_id, n.household_id, n.request_id, n.media_type, n.bytes, p.name AS by_name, n.by_role, n.at
  FROM voice_note n LEFT JOIN person p ON p.community_id = n.community_id AND p.person_id = n.by_id`;

/** Newest first. */
export function listVoiceNotes(db: Queryable, communityId: string, householdId: string): Promise<VoiceNoteRow[]> {
  return db.rows<VoiceNoteRow>(
    `SELECT ${columns} WHERE n.community_id = $1 AND n.household_id = $2 ORDER BY n.at DESC, n.voice_note_id DESC LIMIT 100`,
    [communityId, householdId],
  );
}

export function findVoiceNote(db: Queryable, communityId: string, voiceNoteId: string): Promise<VoiceNoteRow | undefined> {
  return db.row<VoiceNoteRow>(`SELECT ${columns} WHERE n.community_id = $1 AND n.voice_note_id = $2`, [communityId, voiceNoteId]);
}
