// Where a request could go instead, cheapest first, picked by key: the same as dragging it.
import { useEffect, useRef } from 'preact/hooks';
import type { Plan } from '../../../api/plan.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Waiting } from '../../kit/Note.tsx';
import { clockTime } from '../../kit/time.ts';
import { type Cost, type Elsewhere, nameOfTarget } from './elsewhere.ts';
import { sayMore, sayPlan, sayRule } from './words.ts';

export function MoveDialog({ plan, elsewhere }: { plan: Plan; elsewhere: Elsewhere }) {
  const { taken, dragging, costs } = elsewhere;
  const door = [...plan.parts.flatMap(part => part.stops), ...plan.notServed].find(one => one.requestId === taken)?.door ?? '';
  const nameOf = ({ to }: Cost): string => {
    const name = nameOfTarget(plan, to);
    if (!('roundId' in to)) return sayPlan('elsewhere.new', { name });
    const part = plan.parts.find(one => one.roundId === to.roundId);
    return sayPlan('elsewhere.round', { name, time: clockTime(part?.startAt ?? plan.zeroAt) });
  };
  const list = useRef<HTMLUListElement>(null);
  const counted = costs !== undefined;
  useEffect(() => {
    // The cheapest is one key away.
    if (counted) list.current?.querySelector('button')?.focus();
  }, [counted]);
  const may = costs?.filter(cost => cost.broken === null) ?? [];
  const not = costs?.filter(cost => cost.broken !== null) ?? [];
  return (
    <Dialog
      open={taken !== undefined && !dragging}
      title={sayPlan('elsewhere.title', { door })}
      onClose={() => elsewhere.take(undefined)}
      wide
    >
      {costs === undefined ? (
        <Waiting lines={4} />
      ) : (
        <>
          {may.length === 0 && <p>{sayPlan('elsewhere.none')}</p>}
          <ul class="desk-plan-targets" ref={list}>
            {may.map(cost => (
              <li key={JSON.stringify(cost.to)}>
                <b>{nameOf(cost)}</b>
                <span>{sayMore(cost.seconds)}</span>
                <Button onPress={() => elsewhere.drop(cost.to)}>{sayPlan('elsewhere.move')}</Button>
              </li>
            ))}
          </ul>
          {not.length > 0 && (
            <details>
              <summary>{sayPlan('elsewhere.forbidden', { n: not.length })}</summary>
              <ul class="desk-plan-targets">
                {not.map(cost => (
                  <li key={JSON.stringify(cost.to)}>
                    <b>{nameOf(cost)}</b>
                    <span>{sayRule(cost.broken ?? '')}</span>
                  </li>
                ))}
              </ul>
            </details>
          )}
        </>
      )}
    </Dialog>
  );
}
