// Going from door to door: the building as a list of doors by floor, "needs nothing" in one tap, so that nobody is lost.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { findHouseholds, readPlaces, recordContact } from '../../api/place.ts';
import { Button } from '../kit/Button.tsx';
import { call } from '../kit/call.ts';
import { Select } from '../kit/Field.tsx';
import { useMoves } from '../kit/moves.ts';
import { Empty, ErrorNote, Loaded } from '../kit/Note.tsx';
import { useNow } from '../kit/now.ts';
import { poke, useResource } from '../kit/resource.ts';
import { ago } from '../kit/time.ts';
import { AskAtDoor } from './AskAtDoor.tsx';
import { madeAt } from './when.ts';
import { say } from './words.ts';

export type Household = AnswerOf<typeof findHouseholds>['households'][number];
type Contact = { readonly householdId: string; readonly outcome: 'needs_nothing' | 'no_answer' };

const today = 16 * 3_600_000;

export function Doors() {
  const places = useResource('places', signal => call<typeof readPlaces>('GET', '/api/v1/places', undefined, { signal }));
  const [chosen, setChosen] = useState('');
  return (
    <Loaded of={places}>
      {({ compounds }) => {
        const buildings = compounds.flatMap(compound =>
          compound.buildings.map(building => ({ value: building.buildingId, text: `${compound.name} ${building.label}` })),
        );
        const buildingId = chosen || (buildings[0]?.value ?? '');
        if (buildingId === '') return <Empty glyph="house">{say('doors.none')}</Empty>;
        return (
          <div class="k-stack">
            <h1 class="k-hidden">{say('tab.doors')}</h1>
            {buildings.length > 1 && (
              <Select big label={say('doors.building')} value={buildingId} options={buildings} onPick={setChosen} />
            )}
            <Building key={buildingId} buildingId={buildingId} />
          </div>
        );
      }}
    </Loaded>
  );
}

function Building({ buildingId }: { buildingId: string }) {
  const [asking, setAsking] = useState<Household>();
  const now = useNow('minute');
  const doors = useResource(
    `doors ${buildingId}`,
    signal => call<typeof findHouseholds>('GET', '/api/v1/households', { query: { buildingId, limit: 1000 } }, { signal }),
    ['doors'],
  );
  const contacts = useMoves<Contact, unknown>(
    (id, { householdId, outcome }) =>
      call<typeof recordContact>('POST', '/api/v1/households/{householdId}/contacts', {
        params: { householdId },
        body: { id, how: 'at_the_door', outcome, happenedAt: madeAt(id) },
      }),
    () => poke('doors'),
  );
  const heardToday = (household: Household) => household.heardAt !== null && now - Date.parse(household.heardAt) < today;
  return (
    <Loaded of={doors}>
      {value => {
        const livedIn = value.households.filter(household => household.living === 'lived_in');
        return (
          <>
            <p class="f-strip" aria-live="polite">
              {say('doors.progress', { asked: livedIn.filter(heardToday).length, all: livedIn.length })}
            </p>
            <ul class="f-doors">
              {livedIn.map(household => {
                const state = contacts.of(household.householdId);
                const tell = (outcome: Contact['outcome']) =>
                  void contacts.send(household.householdId, { householdId: household.householdId, outcome });
                return (
                  <li key={household.householdId} class="k-card" data-heard={heardToday(household) || undefined}>
                    <p class="f-door-name">
                      <b>{household.door}</b>
                      <span class="k-quiet">
                        {household.heardAt === null
                          ? say('doors.never')
                          : say('doors.heard', { ago: ago(household.heardAt, now) })}
                        {household.openRequests > 0 && ` · ${say('doors.requests', { n: household.openRequests })}`}
                      </span>
                    </p>
                    <div class="f-door-actions">
                      <Button big busy={state.is === 'sending'} onPress={() => tell('needs_nothing')}>
                        {say('doors.fine')}
                      </Button>
                      <Button big look="main" onPress={() => setAsking(household)}>
                        {say('doors.needs')}
                      </Button>
                      <Button big look="plain" onPress={() => tell('no_answer')}>
                        {say('doors.no_answer')}
                      </Button>
                    </div>
                    {state.is === 'failed' && (
                      <ErrorNote refusal={state.refusal} onRetry={() => void contacts.retry(household.householdId)} />
                    )}
                  </li>
                );
              })}
            </ul>
            {asking && <AskAtDoor household={asking} onClose={() => setAsking(undefined)} />}
          </>
        );
      }}
    </Loaded>
  );
}
