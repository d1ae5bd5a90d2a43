// 派单规划: begin a plan of the next rounds, see what has happened since the last, and open any plan that was made.
import { useState } from 'preact/hooks';
import type { listPlans, makePlan, PlanHead } from '../../../api/plan.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Select } from '../../kit/Field.tsx';
import { Glyph, type Tone } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { dayTime } from '../../kit/time.ts';
import { call } from '../call.ts';
import { addressOfPlace, go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { Conditions, usualWishes, type Wishes } from './Conditions.tsx';
import { Happened } from './Happened.tsx';
import { OnePlan } from './OnePlan.tsx';
import './plan.css';
import { sayPlan } from './words.ts';

/** `#plan` and `#plan/<id>`. */
export function Planning({ open }: { open: string | undefined }) {
  return open ? <OnePlan key={open} planId={open} /> : <Begin />;
}

function Begin() {
  const { places } = useSeat();
  const compounds = places?.compounds ?? [];
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const [wishes, setWishes] = useState<Wishes>(usualWishes);
  const compoundId = chosen ?? compounds[0]?.compoundId;
  const make = useMove<Wishes & { compoundId: string }, { planId: string }>(
    (id, body) =>
      call<typeof makePlan>('POST', '/api/v1/plans', { body: { id, ...body, withoutHelperIds: [...body.withoutHelperIds] } }),
    ({ planId }) => go('plan', [planId]),
  );
  const start = () => compoundId !== undefined && void make.send({ ...wishes, compoundId });
  useHotkeys([{ key: 'a', text: sayPlan('keys.make'), run: start }]);
  return (
    <div class="desk-page desk-planning">
      <header class="desk-page-head">
        <h1>{sayPlan('title')}</h1>
      </header>
      <p class="k-quiet">{sayPlan('lead')}</p>
      <div class="desk-plan-start">
        {compounds.length > 1 && (
          <Select
            label={sayPlan('compound')}
            value={compoundId ?? ''}
            options={compounds.map(one => ({ value: one.compoundId, text: one.name }))}
            onPick={setChosen}
          />
        )}
        <Button look="main" big busy={make.sending} disabled={compoundId === undefined} onPress={start} hotkey="A">
          <Glyph name="truck" />
          {sayPlan('make')}
        </Button>
      </div>
      <ErrorNote refusal={make.refusal} onRetry={make.retry} />
      <Conditions wishes={wishes} onChange={setWishes} />
      {compoundId && <Happened key={`happened ${compoundId}`} compoundId={compoundId} />}
      {compoundId && <Stored key={`stored ${compoundId}`} compoundId={compoundId} />}
    </div>
  );
}

const tones: Readonly<Record<PlanHead['state'], Tone>> = {
  running: 'sky',
  ready: 'leaf',
  cancelled: 'stone',
  failed: 'tomato',
  rejected: 'tomato',
};

export function PlanChip({ state }: { state: PlanHead['state'] }) {
  const glyph = state === 'ready' ? 'served' : state === 'running' ? 'waiting' : state === 'cancelled' ? 'close' : 'late';
  return (
    <Chip tone={tones[state]} glyph={glyph}>
      {sayPlan(`state.${state}`)}
    </Chip>
  );
}

function Stored({ compoundId }: { compoundId: string }) {
  const plans = useResource(
    `plans ${compoundId}`,
    signal => call<typeof listPlans>('GET', '/api/v1/plans', { query: { compoundId } }, { signal }),
    ['plans'],
  );
  return (
    <section aria-labelledby="plans-title" class="k-stack">
      <h2 id="plans-title">{sayPlan('stored')}</h2>
      <Loaded of={plans} lines={3}>
        {({ plans: list }) =>
          list.length === 0 ? (
            <p class="k-quiet">{sayPlan('stored.none')}</p>
          ) : (
            <ul class="desk-plan-list">
              {list.map(plan => (
                <li key={plan.planId}>
                  <a href={addressOfPlace('plan', plan.planId)}>
                    <b>{sayPlan(`kind.${plan.kind}`)}</b>
                    <PlanChip state={plan.state} />
                    <span>
                      {sayPlan('stored.line', { rounds: plan.rounds, requests: plan.requests, unserved: plan.unserved })}
                    </span>
                    {plan.accepted > 0 && <Chip tone="leaf">{sayPlan('stored.accepted', { n: plan.accepted })}</Chip>}
                    <small class="k-quiet">{sayPlan('by', { time: dayTime(plan.madeAt), name: plan.madeBy ?? '' })}</small>
                  </a>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}
