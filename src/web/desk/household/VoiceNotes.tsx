// What a household said at its door, to be listened to at the desk; each listening is written down by the server.
import type { listVoice } from '../../../api/voice.ts';
import { nameOf } from '../../kit/names.ts';
import { useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { timeAgo } from '../../kit/time.ts';
import type { NameKey } from '../../kit/words/names.zh.ts';
import { call } from '../call.ts';
import { sayLate } from '../rounds/LateMoves.tsx';

export function VoiceNotes({ householdId }: { householdId: string }) {
  const notes = useResource(
    `voice ${householdId}`,
    signal =>
      call<typeof listVoice>('GET', '/api/v1/households/{householdId}/voice-notes', { params: { householdId } }, { signal }),
    ['households', `household:${householdId}`],
  );
  const { voiceNotes } = notes.value ?? { voiceNotes: [] };
  if (voiceNotes.length === 0) return null;
  return (
    <section>
      <h3>{sayLate('voice.title')}</h3>
      <ul class="desk-last">
        {voiceNotes.map(note => (
          <li key={note.voiceNoteId}>
            {/* biome-ignore lint/a11y/useMediaCaption: spoken at a door a moment ago; nobody has written it down yet */}
            <audio
              controls
              preload="none"
              src={`/api/v1/voice-notes/${note.voiceNoteId}`}
              aria-label={sayLate('voice.play', { when: timeAgo(note.at) })}
            />
            <small class="k-quiet">
              {sayLate('voice.by', { role: nameOf(`role.${note.byRole}` as NameKey), name: note.byName ?? '' })} ·{' '}
              <TimeAgo at={note.at} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
