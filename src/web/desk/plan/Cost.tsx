// A place where the request in hand may be dropped: it says what that costs, or which rule forbids it, before it is let go.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Elsewhere, Target } from './elsewhere.ts';
import { sayMore, sayPlan, sayRule } from './words.ts';

interface CostProps {
  elsewhere: Elsewhere;
  to: Target;
  label: string;
  children: ComponentChildren;
}

export function Cost({ elsewhere, to, label, children }: CostProps) {
  const [over, setOver] = useState(false);
  const cost = elsewhere.dragging ? elsewhere.costOf(to) : undefined;
  const shown = over && elsewhere.dragging && (cost !== undefined || elsewhere.costs === undefined);
  const state = cost === undefined ? undefined : cost.broken === null ? 'may' : 'not';
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields; by keyboard the same is done in MoveDialog
    <div
      class="desk-plan-drop"
      role="group"
      aria-label={label}
      data-drop={state}
      data-over={over || undefined}
      onDragOver={event => {
        if (!elsewhere.dragging) return;
        setOver(true);
        // What is forbidden cannot be dropped here.
        if (cost?.broken === null) event.preventDefault();
      }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault();
        setOver(false);
        elsewhere.drop(to);
      }}
    >
      {children}
      {shown && (
        <p class="desk-plan-cost" data-tone={state === 'not' ? 'tomato' : 'leaf'} role="status">
          {cost === undefined ? sayPlan('counting') : cost.broken === null ? sayMore(cost.seconds) : sayRule(cost.broken)}
        </p>
      )}
    </div>
  );
}
