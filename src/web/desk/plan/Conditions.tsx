// What the desk may choose for a plan: by whom, how long a round, when the first leaves, how long to think, and whom to leave alone.
import type { helperLoads } from '../../../api/dispatch.ts';
import { Check, Select, Stepper } from '../../kit/Field.tsx';
import { Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { call } from '../call.ts';
import { sayPlan } from './words.ts';

export interface Wishes {
  readonly limitSeconds: number;
  readonly effort: 'usual' | 'thorough';
  readonly binding: 'covered' | 'bound';
  readonly maxRoundMinutes: number;
  readonly leadMinutes: number;
  readonly withoutHelperIds: readonly string[];
}

export const usualWishes: Wishes = {
  limitSeconds: 10,
  effort: 'usual',
  binding: 'covered',
  maxRoundMinutes: 60,
  leadMinutes: 10,
  withoutHelperIds: [],
};

export function Conditions({ wishes, onChange }: { wishes: Wishes; onChange: (wishes: Wishes) => void }) {
  const set = (some: Partial<Wishes>) => onChange({ ...wishes, ...some });
  const helpers = useResource('helpers', signal => call<typeof helperLoads>('GET', '/api/v1/helpers', {}, { signal }));
  return (
    <details class="desk-plan-conditions">
      <summary>{sayPlan('settings')}</summary>
      <div>
        <Select
          label={sayPlan('binding')}
          value={wishes.binding}
          options={(['covered', 'bound'] as const).map(value => ({ value, text: sayPlan(`binding.${value}`) }))}
          onPick={binding => set({ binding })}
        />
        <Select
          label={sayPlan('effort')}
          value={wishes.effort}
          options={(['usual', 'thorough'] as const).map(value => ({ value, text: sayPlan(`effort.${value}`) }))}
          onPick={effort => set({ effort })}
        />
        <Stepper
          label={sayPlan('limit')}
          value={wishes.limitSeconds}
          onValue={limitSeconds => set({ limitSeconds })}
          least={5}
          most={120}
          step={5}
        />
        <Stepper
          label={sayPlan('round_minutes')}
          value={wishes.maxRoundMinutes}
          onValue={maxRoundMinutes => set({ maxRoundMinutes })}
          least={10}
          most={240}
          step={10}
        />
        <Stepper
          label={sayPlan('lead_minutes')}
          value={wishes.leadMinutes}
          onValue={leadMinutes => set({ leadMinutes })}
          least={0}
          most={240}
          step={5}
        />
      </div>
      <fieldset>
        <legend>{sayPlan('people')}</legend>
        <Loaded of={helpers} lines={2}>
          {({ helpers: all }) => {
            const here = all.filter(helper => helper.onDuty);
            if (here.length === 0) return <p class="k-quiet">{sayPlan('people.none')}</p>;
            return (
              <div class="desk-plan-people">
                {here.map(({ helperId, name }) => {
                  const left = wishes.withoutHelperIds.filter(one => one !== helperId);
                  return (
                    <Check
                      key={helperId}
                      checked={wishes.withoutHelperIds.includes(helperId)}
                      onCheck={out => set({ withoutHelperIds: out ? [...left, helperId] : left })}
                    >
                      {name}
                    </Check>
                  );
                })}
              </div>
            );
          }}
        </Loaded>
      </fieldset>
    </details>
  );
}
