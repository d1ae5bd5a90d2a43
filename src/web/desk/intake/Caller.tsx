// Who is on the line: who lives there, under which level, what they asked for last, to be repeated by one key.

import type { AnswerOf } from '../../../api/endpoint.ts';
import type { readHousehold } from '../../../api/place.ts';
import type { Kind } from '../../../domain/request/kind.ts';
import type { State } from '../../../domain/request/life.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip, LevelChip, StateChip } from '../../kit/Chip.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { glyphOfKind } from '../../kit/kind-glyph.ts';
import { Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import type { Resource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { addressOfPlace } from '../route.ts';
import { say } from '../words.ts';

export type Household = AnswerOf<typeof readHousehold>;

interface CallerProps {
  card: Resource<Household>;
  askedBy: string;
  onRepeat: (requestId: string) => void;
}

export function Caller({ card, askedBy, onRepeat }: CallerProps) {
  return (
    <Loaded of={card} lines={5}>
      {household => (
        <div class="k-stack">
          <div class="k-row">
            <LevelChip level={household.level} />
            {household.living !== 'lived_in' && (
              <Chip tone="squash" glyph="vacant">
                {say(`living.${household.living}`)}
              </Chip>
            )}
            {household.openRequests > 0 && (
              <Chip tone="squash" glyph="waiting">
                {say('household.open', { n: household.openRequests })}
              </Chip>
            )}
          </div>
          <section>
            <h2>{say('household.people')}</h2>
            {household.people.length === 0 && <p class="k-quiet">{say('household.nobody')}</p>}
            <ul class="desk-people">
              {household.people.map(person => (
                <li key={person.personId} data-on={person.personId === askedBy || undefined}>
                  <b>{person.name}</b>
                  {person.relation === 'relative' && <Chip>{nameOf('role.relative')}</Chip>}
                  <span class="k-quiet">{person.telephone ?? say('household.no_telephone')}</span>
                  {!person.smartphone && <small>{say('household.no_smartphone')}</small>}
                </li>
              ))}
            </ul>
          </section>
          <section>
            <h2>{say('household.last')}</h2>
            {household.lastRequests.length === 0 && <p class="k-quiet">{say('household.no_last')}</p>}
            <ul class="desk-last">
              {household.lastRequests.map((one, index) => (
                <li key={one.requestId}>
                  <Glyph name={glyphOfKind[one.kind as Kind] ?? 'dots'} />
                  <div>
                    <a href={addressOfPlace('queue', one.requestId)}>{one.gist || nameOf(`kind.${one.kind as Kind}`)}</a>
                    <small>
                      <TimeAgo at={one.askedAt} />
                    </small>
                  </div>
                  <StateChip state={one.state as State} />
                  <Button onPress={() => onRepeat(one.requestId)}>
                    {say('household.repeat')}
                    <span class="k-hidden">{one.gist}</span>
                    {index === 0 && <kbd>Alt R</kbd>}
                  </Button>
                </li>
              ))}
            </ul>
          </section>
        </div>
      )}
    </Loaded>
  );
}
