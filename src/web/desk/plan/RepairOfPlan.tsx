// A repair as a difference: the few rounds that change, what leaves each and what comes in; all others stay as they are.
import type { helperLoads } from '../../../api/dispatch.ts';
import type { Plan, PlannedRound } from '../../../api/plan.ts';
import { Chip } from '../../kit/Chip.tsx';
import { Check } from '../../kit/Field.tsx';
import type { Tone } from '../../kit/Glyph.tsx';
import { Note } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { clockTime } from '../../kit/time.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { sayList } from '../words.ts';
import { buildingsOf, sayEvent } from './Happened.tsx';
import { AsItStands } from './RoundsOfPlan.tsx';
import { sayPlan, sayReason } from './words.ts';

interface RepairProps {
  plan: Plan;
  left: ReadonlySet<string>;
  onToggle: (roundId: string) => void;
}

const tones: Readonly<Record<'changed' | 'added' | 'dropped', Tone>> = { changed: 'squash', added: 'leaf', dropped: 'tomato' };

export function RepairOfPlan({ plan, left, onToggle }: RepairProps) {
  const { places } = useSeat();
  const helpers = useResource('helpers', signal => call<typeof helperLoads>('GET', '/api/v1/helpers', {}, { signal }));
  const changed = plan.parts.filter(part => part.change !== 'same');
  const names = Object.fromEntries([
    ...(helpers.value?.helpers ?? []).map(helper => [helper.helperId, helper.name] as const),
    ...plan.workers.map(worker => [worker.helperId, worker.name] as const),
  ]);
  const doors = new Map(
    [...plan.parts.flatMap(part => part.stops), ...plan.notServed, ...plan.gone].map(one => [one.requestId, one.door]),
  );
  const buildings = Object.fromEntries(buildingsOf(places, plan.compoundId).map(one => [one.buildingId, one.label]));
  const event = plan.event;
  const about = event?.kind === 'urgent' ? [event.requestId] : event?.kind === 'cancelled' ? event.requestIds : [];
  const rounds = changed.filter(part => part.change === 'dropped').length;
  const stuck = plan.conflicts.map(roundId => names[plan.parts.find(part => part.roundId === roundId)?.helperId ?? ''] ?? '');
  return (
    <div class="k-stack">
      {event && (
        <p>
          <b>
            {sayEvent(event, {
              names,
              buildings,
              doors: about.map(id => doors.get(id) ?? ''),
              rounds: event.kind === 'sealed' ? changed.length : rounds,
            })}
          </b>
        </p>
      )}
      {stuck.length > 0 && (
        <Note tone="tomato" glyph="phone">
          <p>{sayPlan('conflicts', { names: sayList([...new Set(stuck)]) })}</p>
        </Note>
      )}
      {changed.length === 0 && <p>{sayPlan('repair.nothing')}</p>}
      <ul class="desk-plan-changes">
        {changed.map(part => (
          <li key={part.roundId} class="desk-plan-round">
            <header>
              <Chip tone={tones[part.change as 'changed']}>{sayPlan(`change.${part.change as 'changed'}`)}</Chip>
              <b>{names[part.helperId]}</b>
              {part.change !== 'dropped' && (
                <span>{sayPlan('round.of', { time: clockTime(part.startAt), until: clockTime(part.endAt) })}</span>
              )}
              <AsItStands part={part} />
              {part.accepted === null && (
                <Check checked={!left.has(part.roundId)} onCheck={() => onToggle(part.roundId)}>
                  {sayPlan('round.take')}
                </Check>
              )}
            </header>
            {part.before && (
              <p class="k-quiet">
                {sayPlan('change.before', {
                  time: clockTime(part.before.startAt),
                  until: clockTime(part.before.endAt),
                  n: part.before.requestIds.length,
                })}
              </p>
            )}
            <Difference part={part} doors={doors} />
          </li>
        ))}
      </ul>
      <p class="k-quiet">{sayPlan('same', { n: plan.parts.length - changed.length })}</p>
    </div>
  );
}

function Difference({ part, doors }: { part: PlannedRound; doors: ReadonlyMap<string, string> }) {
  const before = new Set(part.before?.requestIds);
  const now = new Set(part.stops.map(stop => stop.requestId));
  return (
    <ol>
      {part.stops.map(stop => (
        <li key={stop.requestId} data-in={!before.has(stop.requestId) || undefined}>
          <time dateTime={stop.arriveAt}>{sayPlan('arrive', { time: clockTime(stop.arriveAt) })}</time>
          <span class="desk-plan-door">
            <b>{stop.door}</b>
            {!before.has(stop.requestId) && <Chip tone="leaf">{sayPlan('change.in')}</Chip>}
          </span>
          <small>{sayReason(stop)}</small>
        </li>
      ))}
      {[...before]
        .filter(requestId => !now.has(requestId))
        .map(requestId => (
          <li key={requestId} data-out>
            <span />
            <span class="desk-plan-door">
              <s>{doors.get(requestId)}</s>
              <Chip tone="stone">{sayPlan('change.out')}</Chip>
            </span>
          </li>
        ))}
    </ol>
  );
}
