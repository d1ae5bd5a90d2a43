// What has happened that the planned rounds do not know of, each with the way to see the smallest change; and what only the desk can know.
import { useState } from 'preact/hooks';
import type { helperLoads } from '../../../api/dispatch.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { makeRepair, PlanEvent, planEvents } from '../../../api/plan.ts';
import { Button } from '../../kit/Button.tsx';
import { Select } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { type Places, useSeat } from '../seat.ts';
import { sayList } from '../words.ts';
import { sayPlan } from './words.ts';

type Seen = AnswerOf<typeof planEvents>['events'][number];
type Named = Readonly<Record<string, string>>;

export function buildingsOf(places: Places | undefined, compoundId: string) {
  return places?.compounds.find(compound => compound.compoundId === compoundId)?.buildings ?? [];
}

/** `doors`, as many as fit in a line. */
function some(doors: readonly string[]): string {
  return doors.length <= 4 ? sayList(doors) : `${sayList(doors.slice(0, 4))}…`;
}

export function sayEvent(
  event: PlanEvent,
  of: { names: Named; buildings: Named; doors: readonly string[]; rounds: number },
): string {
  switch (event.kind) {
    case 'urgent':
      return sayPlan('event.urgent', { doors: some(of.doors) });
    case 'cancelled':
      return sayPlan('event.cancelled', { doors: some(of.doors) });
    case 'dropped_out':
      return sayPlan('event.dropped_out', { name: of.names[event.helperId] ?? '', n: of.rounds });
    case 'sealed':
      return sayPlan('event.sealed', { building: of.buildings[event.buildingId] ?? '', n: of.rounds });
    case 'lift':
      return sayPlan(event.runs ? 'event.lift.runs' : 'event.lift', { building: of.buildings[event.buildingId] ?? '' });
  }
}

export function Happened({ compoundId }: { compoundId: string }) {
  const { places } = useSeat();
  const events = useResource(
    `plan events ${compoundId}`,
    signal =>
      call<typeof planEvents>('GET', '/api/v1/compounds/{compoundId}/plan-events', { params: { compoundId } }, { signal }),
    ['requests', 'rounds', 'plans'],
  );
  const helpers = useResource('helpers', signal => call<typeof helperLoads>('GET', '/api/v1/helpers', {}, { signal }));
  const all = helpers.value?.helpers ?? [];
  const here = buildingsOf(places, compoundId);
  const names = Object.fromEntries(all.map(helper => [helper.helperId, helper.name]));
  const buildings = Object.fromEntries(here.map(building => [building.buildingId, building.label]));
  const repair = useMove<PlanEvent, { planId: string }>(
    (id, event) => call<typeof makeRepair>('POST', '/api/v1/repairs', { body: { id, compoundId, event } }),
    ({ planId }) => go('plan', [planId]),
  );
  const line = ({ event, doors, roundIds }: Seen) =>
    sayEvent(event, { names, buildings, doors: doors.map(door => door.door), rounds: roundIds.length });
  return (
    <section aria-labelledby="happened-title" class="k-stack" data-gap="s">
      <h2 id="happened-title">{sayPlan('events')}</h2>
      <ErrorNote refusal={repair.refusal} onRetry={repair.retry} />
      <Loaded of={events} lines={2}>
        {({ events: list }) =>
          list.length === 0 ? (
            <p class="k-quiet">{sayPlan('events.none')}</p>
          ) : (
            <ul class="desk-plan-events">
              {list.map(seen => (
                <li key={JSON.stringify(seen.event)}>
                  <Glyph name={seen.event.kind === 'sealed' ? 'sealed' : 'late'} />
                  <span class="k-grow">{line(seen)}</span>
                  <Button busy={repair.sending} onPress={() => void repair.send(seen.event)}>
                    {sayPlan('repair')}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <ByHand
        helpers={all
          .filter(helper => helper.onDuty && helper.offered + helper.held > 0)
          .map(one => ({ value: one.helperId, text: one.name }))}
        buildings={here.map(one => ({ value: one.buildingId, text: one.label }))}
        onEvent={event => void repair.send(event)}
      />
    </section>
  );
}

interface ByHandProps {
  helpers: readonly { value: string; text: string }[];
  buildings: readonly { value: string; text: string }[];
  onEvent: (event: PlanEvent) => void;
}

function ByHand({ helpers, buildings, onEvent }: ByHandProps) {
  const [helperId, setHelperId] = useState('');
  const [buildingId, setBuildingId] = useState('');
  return (
    <details class="desk-plan-conditions">
      <summary>{sayPlan('by_hand')}</summary>
      <div>
        <Select
          label={sayPlan('by_hand.drop')}
          empty={sayPlan('by_hand.person')}
          value={helperId}
          options={helpers}
          onPick={setHelperId}
        />
        <Button disabled={helperId === ''} onPress={() => onEvent({ kind: 'dropped_out', helperId })}>
          {sayPlan('repair')}
        </Button>
        <Select
          label={sayPlan('by_hand.lift')}
          empty={sayPlan('by_hand.building')}
          value={buildingId}
          options={buildings}
          onPick={setBuildingId}
        />
        <Button disabled={buildingId === ''} onPress={() => onEvent({ kind: 'lift', buildingId, runs: false })}>
          {sayPlan('repair')}
        </Button>
      </div>
    </details>
  );
}
