// The story of a request: every step, by whom, when; newest first.
import { Chip } from '../../kit/Chip.tsx';
import { nameOf } from '../../kit/names.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { clockTime } from '../../kit/time.ts';
import { sayRound } from '../rounds/words.ts';
import { say, sayReason } from '../words.ts';
import type { Detail } from './act.ts';

export function Story({ request }: { request: Detail }) {
  return (
    <section class="desk-told" aria-labelledby="story-title">
      <h2 id="story-title">{say('story.title')}</h2>
      {request.rating && (
        <p>
          <Chip
            tone={request.rating === 'dissatisfied' ? 'tomato' : 'leaf'}
            glyph={request.rating === 'dissatisfied' ? 'late' : 'served'}
          >
            {say(`rating.${request.rating}`)}
          </Chip>
        </p>
      )}
      <ol class="desk-story">
        {[...request.events].reverse().map(event => (
          <li key={event.eventId}>
            <TimeAgo at={event.happenedAt ?? event.at} />
            <span>
              <b>{nameOf(`move.${event.move}`)}</b>{' '}
              {event.byRole === 'system' ? (
                nameOf('role.system')
              ) : (
                <>
                  {event.byName} <small>{nameOf(`role.${event.byRole}`)}</small>
                </>
              )}
              {event.reason && ` · ${sayReason(event.reason)}`}
              {event.fromPaper && ` · ${sayRound('story.paper')} ${clockTime(event.at)}`}
              {event.toState !== event.fromState && event.move !== 'ask' && <small> → {nameOf(`state.${event.toState}`)}</small>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
