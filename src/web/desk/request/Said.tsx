// What was said, to the letter: the pasted text or the note, and who said it.
import { nameOf } from '../../kit/names.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { say } from '../words.ts';
import type { Detail } from './act.ts';

export function Said({ request }: { request: Detail }) {
  // What the clerk wrote down stands on the other side, where it can be put right.
  const ownWords = request.channel === 'resident_page' ? request.note : null;
  const asked = request.events.find(event => event.move === 'ask');
  return (
    <section class="desk-said" aria-labelledby="said-title">
      <h2 id="said-title">{say('said.title')}</h2>
      {request.pasted !== null && <blockquote class="k-verbatim">{request.pasted}</blockquote>}
      {ownWords !== null && <blockquote class="k-verbatim">{ownWords}</blockquote>}
      {request.pasted === null && ownWords === null && (
        <p class="k-quiet">{say(request.channel === 'telephone' ? 'said.telephone' : 'said.nothing')}</p>
      )}
      <dl class="desk-facts">
        <dt>{say('said.by')}</dt>
        <dd>
          {request.askedByName ?? nameOf(`role.${request.askedAs}`)}
          {request.askedAs === 'relative' && <b class="desk-tag">{nameOf('role.relative')}</b>}
        </dd>
        {request.recordedByName && (
          <>
            <dt>{say('said.recorded')}</dt>
            <dd>{request.recordedByName}</dd>
          </>
        )}
        <dt>{say('said.at')}</dt>
        <dd>
          <TimeAgo at={asked?.happenedAt ?? request.askedAt} />
        </dd>
      </dl>
    </section>
  );
}
