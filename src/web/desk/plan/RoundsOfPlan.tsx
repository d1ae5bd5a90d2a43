// The rounds of a plan, person by person, with their stops in order, the time at each door and why it is here; taken by tick, changed by drag or key.
import { useRef, useState } from 'preact/hooks';
import type { Plan, PlannedRound, PlannedStop } from '../../../api/plan.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip, LevelChip } from '../../kit/Chip.tsx';
import { Check } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { glyphOfKind } from '../../kit/kind-glyph.ts';
import { nameOf } from '../../kit/names.ts';
import { clockTime, weight } from '../../kit/time.ts';
import { addressOfPlace } from '../route.ts';
import { say } from '../words.ts';
import { Cost } from './Cost.tsx';
import type { Elsewhere } from './elsewhere.ts';
import { MoveDialog } from './MoveDialog.tsx';
import { minutes, sayPlan, sayReason, sayWhy } from './words.ts';

interface RoundsProps {
  plan: Plan;
  left: ReadonlySet<string>;
  onToggle: (roundId: string) => void;
  elsewhere: Elsewhere;
}

export function RoundsOfPlan({ plan, left, onToggle, elsewhere }: RoundsProps) {
  const list = useRef<HTMLElement>(null);
  const [at, setAt] = useState<string | undefined>(undefined);
  const byPerson = [...Map.groupBy(plan.parts, part => part.helperId)]
    .map(([helperId, parts]) => ({
      worker: plan.workers.find(one => one.helperId === helperId),
      parts: [...parts].sort(byStart),
    }))
    .sort((a, b) => ((a.worker?.name ?? '') < (b.worker?.name ?? '') ? -1 : 1));
  const inOrder = byPerson.flatMap(({ parts }) => parts.filter(part => part.state === 'planned').flatMap(part => part.stops));
  const step = (by: number) => {
    const now = inOrder.findIndex(stop => stop.requestId === at);
    const next = inOrder[Math.max(0, Math.min(inOrder.length - 1, now + by))];
    setAt(next?.requestId);
    if (next) list.current?.querySelector(`[data-request="${next.requestId}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  useHotkeys([
    { key: 'j', text: say('keys.down'), run: () => step(1) },
    { key: 'k', text: say('keys.up'), run: () => step(-1) },
    { key: 'm', text: sayPlan('keys.elsewhere'), run: () => elsewhere.may && at !== undefined && elsewhere.take(at) },
    {
      key: 'x',
      text: sayPlan('keys.take'),
      run: () => {
        const part = plan.parts.find(one => one.stops.some(stop => stop.requestId === at));
        if (part) onToggle(part.roundId);
      },
    },
  ]);
  return (
    <section aria-labelledby="rounds-title" class="k-stack" data-gap="s" ref={list}>
      <h2 id="rounds-title">{sayPlan('rounds')}</h2>
      {byPerson.map(({ worker, parts }) => (
        <section key={worker?.helperId} class="desk-plan-person" aria-label={worker?.name}>
          <h3>{worker?.name}</h3>
          {parts.map(part => (
            <Cost
              key={part.roundId}
              elsewhere={elsewhere}
              to={{ roundId: part.roundId }}
              label={sayPlan('elsewhere.round', { name: worker?.name ?? '', time: clockTime(part.startAt) })}
            >
              <article class="desk-plan-round" data-state={part.state}>
                <RoundHead part={part} taken={!left.has(part.roundId)} onToggle={onToggle} />
                <ol>
                  {part.stops.map(stop => (
                    <Stop
                      key={stop.requestId}
                      stop={stop}
                      at={stop.requestId === at}
                      elsewhere={part.state === 'planned' ? elsewhere : undefined}
                    />
                  ))}
                </ol>
              </article>
            </Cost>
          ))}
        </section>
      ))}
      <MoveDialog plan={plan} elsewhere={elsewhere} />
    </section>
  );
}

const byStart = (a: PlannedRound, b: PlannedRound): number => (a.startAt < b.startAt ? -1 : 1);

function RoundHead({ part, taken, onToggle }: { part: PlannedRound; taken: boolean; onToggle: (roundId: string) => void }) {
  return (
    <header>
      <b>{sayPlan('round.of', { time: clockTime(part.startAt), until: clockTime(part.endAt) })}</b>
      <span>
        {sayPlan('round.stops', { n: part.stops.length })} · {weight(part.grams)}
      </span>
      {part.sealed && <LevelChip level="sealed" />}
      <AsItStands part={part} />
      {part.state === 'planned' && part.accepted === null && (
        <Check checked={taken} onCheck={() => onToggle(part.roundId)}>
          {sayPlan('round.take')}
        </Check>
      )}
    </header>
  );
}

/** What became of a round, or that it is not the plan's to change. */
export function AsItStands({ part }: { part: PlannedRound }) {
  if (part.accepted !== null && !part.accepted.made) return <Chip tone="stone">{sayPlan('round.not_made', { why: '—' })}</Chip>;
  const real = part.accepted !== null || part.state !== 'planned';
  return (
    <>
      {part.accepted?.made && (
        <Chip tone="leaf" glyph="served">
          {sayPlan('round.made')}
        </Chip>
      )}
      {part.state !== 'planned' && <Chip tone="sky">{sayPlan(`round.frozen.${part.state}`)}</Chip>}
      {real && <a href={addressOfPlace('rounds', part.roundId)}>{sayPlan('round.open')}</a>}
      {part.accepted?.leftOut.map(({ requestId, why }) => {
        const door = part.stops.find(stop => stop.requestId === requestId)?.door ?? '';
        return (
          <small key={requestId}>
            {door} {sayWhy(why)}
          </small>
        );
      })}
    </>
  );
}

export function Stop({ stop, at, elsewhere }: { stop: PlannedStop; at: boolean; elsewhere: Elsewhere | undefined }) {
  const may = elsewhere?.may === true;
  return (
    <li
      data-request={stop.requestId}
      data-at={at || undefined}
      draggable={may}
      onDragStart={event => {
        event.dataTransfer?.setData('text/plain', stop.number);
        // A page that changes under the hand in the same moment lets go of what is dragged.
        setTimeout(() => elsewhere?.take(stop.requestId, true));
      }}
      onDragEnd={() => elsewhere?.take(undefined)}
    >
      <time dateTime={stop.arriveAt}>{sayPlan('arrive', { time: clockTime(stop.arriveAt) })}</time>
      <span class="desk-plan-door">
        <b>{stop.door}</b>
        <Glyph name={glyphOfKind[stop.kind]} label={nameOf(`kind.${stop.kind}`)} />
        {stop.reason.lateSeconds > 0 && (
          <Chip tone="tomato" glyph="late">
            {sayPlan('late', { n: minutes(stop.reason.lateSeconds) })}
          </Chip>
        )}
      </span>
      <small>{sayReason(stop)}</small>
      {may && (
        <Button
          look="plain"
          label={`${sayPlan('elsewhere')} ${stop.door}`}
          title={sayPlan('elsewhere')}
          onPress={() => elsewhere.take(stop.requestId)}
        >
          <Glyph name="right" />
        </Button>
      )}
    </li>
  );
}
