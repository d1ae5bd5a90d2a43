// One household: is it all right, who lives there, who is bound to it, what it asked for, and what the desk can do for it.
import { useState } from 'preact/hooks';
import type { readHousehold, recordContact } from '../../../api/place.ts';
import type { Kind } from '../../../domain/request/kind.ts';
import type { State } from '../../../domain/request/life.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip, LevelChip, StateChip } from '../../kit/Chip.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { glyphOfKind } from '../../kit/kind-glyph.ts';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import type { Household as Card } from '../intake/Caller.tsx';
import { addressOfPlace, go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say, sayList } from '../words.ts';
import { AddPerson } from './AddPerson.tsx';
import { Correct } from './Correct.tsx';
import { DoorCode } from './DoorCode.tsx';
import { PeopleHere } from './PeopleHere.tsx';
import { VoiceNotes } from './VoiceNotes.tsx';

export function Household({ householdId }: { householdId: string }) {
  const card = useResource(
    `household ${householdId}`,
    signal => call<typeof readHousehold>('GET', '/api/v1/households/{householdId}', { params: { householdId } }, { signal }),
    ['households', `household:${householdId}`],
  );
  const { may } = useSeat();
  if (!may('readHousehold')) return <WithoutCard householdId={householdId} />;
  return (
    <Loaded of={card} lines={8}>
      {household => <Opened household={household} refetch={card.refetch} />}
    </Loaded>
  );
}

/** An administrator prints door cards and corrects doors without reading who lives there. */
function WithoutCard({ householdId }: { householdId: string }) {
  return (
    <div class="k-stack">
      <Button href={addressOfPlace('households', 'cards', `household:${householdId}`)}>{say('code.print')}</Button>
    </div>
  );
}

const contacts = ['needs_nothing', 'asked', 'spoke', 'no_answer'] as const;

function Opened({ household, refetch }: { household: Card; refetch: () => void }) {
  const { may } = useSeat();
  const [doing, setDoing] = useState<'add' | 'correct' | 'split' | undefined>(undefined);
  const contact = useMove<(typeof contacts)[number], unknown>(
    (id, outcome) =>
      call<typeof recordContact>('POST', '/api/v1/households/{householdId}/contacts', {
        params: { householdId: household.householdId },
        body: { id, how: 'telephone', outcome },
      }),
    (_answer, outcome) => {
      toast(say('contact.done', { outcome: say(`contact.${outcome}`) }));
      refetch();
    },
  );
  return (
    <article class="desk-household" aria-labelledby="household-door">
      <header class="k-stack" data-gap="s">
        <div class="k-row">
          <h2 id="household-door" class="k-title">
            {household.door}
          </h2>
          <LevelChip level={household.level} />
          {household.living !== 'lived_in' && <Chip glyph="vacant">{say(`living.${household.living}`)}</Chip>}
        </div>
        <p class="k-quiet">
          {household.compoundName} · {household.heardAt ? say('household.heard') : say('household.never_heard')}{' '}
          {household.heardAt && <TimeAgo at={household.heardAt} />}
          {household.aliases.length > 0 && ` · ${say('household.aliases', { aliases: sayList(household.aliases) })}`}
        </p>
        <div class="k-row">
          {may('askRequest') && (
            <Button look="main" onPress={() => go('new', ['telephone', household.householdId])}>
              <Glyph name="plus" />
              {say('household.ask')}
            </Button>
          )}
          {may('changeHousehold') && <Button onPress={() => setDoing('correct')}>{say('household.correct')}</Button>}
          {may('splitHousehold') && <Button onPress={() => setDoing('split')}>{say('household.split')}</Button>}
        </div>
      </header>
      <div class="desk-household-parts">
        <section>
          <div class="k-row" data-spread>
            <h3>{say('household.people')}</h3>
            {may('addResident') && <Button onPress={() => setDoing('add')}>{say('household.add')}</Button>}
          </div>
          <PeopleHere household={household} refetch={refetch} />
        </section>
        {may('recordContact') && (
          <section>
            <h3>{say('contact.title')}</h3>
            <ErrorNote refusal={contact.refusal} onRetry={contact.retry} busy={contact.sending} />
            <div class="k-row">
              {contacts.map(one => (
                <Button key={one} disabled={contact.sending} onPress={() => contact.send(one)}>
                  {say(`contact.${one}`)}
                </Button>
              ))}
            </div>
          </section>
        )}
        <section>
          <h3>{say('household.bound')}</h3>
          {household.bound.length === 0 && <p class="k-quiet">{say('household.nobody_bound')}</p>}
          <ul class="desk-people">
            {household.bound.map(one => (
              <li key={`${one.personId} ${one.placeKind}`}>
                <b>{one.name}</b>
                <Chip tone={one.rank === 'primary' ? 'leaf' : 'stone'}>{say(`rank.${one.rank}`)}</Chip>
                <span class="k-quiet">{nameOf(`place.${one.placeKind}`)}</span>
              </li>
            ))}
          </ul>
        </section>
        <DoorCode household={household} refetch={refetch} />
        {may('listVoice') && <VoiceNotes householdId={household.householdId} />}
        <section class="desk-household-last">
          <h3>{say('household.last')}</h3>
          {household.lastRequests.length === 0 && <p class="k-quiet">{say('household.no_last')}</p>}
          <ul class="desk-last">
            {household.lastRequests.map(one => (
              <li key={one.requestId}>
                <Glyph name={glyphOfKind[one.kind as Kind] ?? 'dots'} />
                <div>
                  <a href={addressOfPlace('queue', one.requestId)}>{one.gist || nameOf(`kind.${one.kind as Kind}`)}</a>
                  <small>
                    {one.number} · <TimeAgo at={one.askedAt} />
                  </small>
                </div>
                <StateChip state={one.state as State} />
              </li>
            ))}
          </ul>
        </section>
      </div>
      {doing === 'add' && (
        <AddPerson
          householdId={household.householdId}
          door={household.door}
          onClose={() => setDoing(undefined)}
          onDone={refetch}
        />
      )}
      {(doing === 'correct' || doing === 'split') && (
        <Correct household={household} split={doing === 'split'} onClose={() => setDoing(undefined)} onDone={refetch} />
      )}
    </article>
  );
}
