// One plan: how far it is while it is made, then its figures, loads and rounds, to be changed by hand and accepted; an old one explains itself.
import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { acceptPlan, cancelPlan, Plan, readPlan } from '../../../api/plan.ts';
import { Button } from '../../kit/Button.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded, Note } from '../../kit/Note.tsx';
import { poke, useResource } from '../../kit/resource.ts';
import { toast } from '../../kit/Toast.tsx';
import { dayTime } from '../../kit/time.ts';
import { call } from '../call.ts';
import { addressOfPlace, go } from '../route.ts';
import { useElsewhere } from './elsewhere.ts';
import { Figures } from './Figures.tsx';
import { LeftOut } from './LeftOut.tsx';
import { Loads } from './Loads.tsx';
import { NotServed } from './NotServed.tsx';
import { PlanChip } from './Planning.tsx';
import { RepairOfPlan } from './RepairOfPlan.tsx';
import { RoundsOfPlan } from './RoundsOfPlan.tsx';
import { sayPlan, sayRule } from './words.ts';

type Accepted = AnswerOf<typeof acceptPlan>;
const lookMs = 600;

export function OnePlan({ planId }: { planId: string }) {
  const plan = useResource(
    `plan ${planId}`,
    signal => call<typeof readPlan>('GET', '/api/v1/plans/{planId}', { params: { planId } }, { signal }),
    ['plans'],
  );
  const running = plan.value?.state === 'running';
  const { refetch } = plan;
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(refetch, lookMs);
    return () => clearInterval(timer);
  }, [running, refetch]);
  return (
    <div class="desk-page desk-planning">
      <a class="desk-plan-back" href={addressOfPlace('plan')}>
        ← {sayPlan('back')}
      </a>
      <Loaded of={plan} lines={6}>
        {value => (value.state === 'ready' ? <Ready plan={value} /> : <NotReady plan={value} />)}
      </Loaded>
    </div>
  );
}

export function Head({ plan }: { plan: Plan }) {
  return (
    <header class="desk-page-head">
      <h1>
        {plan.compoundName} · {sayPlan(`kind.${plan.kind}`)}
      </h1>
      <div class="k-row">
        <PlanChip state={plan.state} />
        <small class="k-quiet">{sayPlan('by', { time: dayTime(plan.madeAt), name: plan.madeBy ?? '' })}</small>
      </div>
    </header>
  );
}

function NotReady({ plan }: { plan: Plan }) {
  const cancel = useMove<object, unknown>(
    id => call<typeof cancelPlan>('POST', '/api/v1/plans/{planId}/cancel', { params: { planId: plan.planId }, body: { id } }),
    () => poke('plans'),
  );
  const rules = [...Map.groupBy(plan.broken, broken => broken.rule)];
  return (
    <div class="k-stack">
      <Head plan={plan} />
      {plan.state === 'running' ? (
        <>
          <div role="status" class="k-stack" data-gap="s">
            <p>{sayPlan(`progress.${plan.progress?.phase ?? 'waiting'}`)}</p>
            <progress max={plan.limitSeconds} value={Math.min(plan.limitSeconds, plan.progress?.seconds ?? 0)} />
            <p class="k-quiet">
              {sayPlan('progress.seconds', { seconds: Math.round(plan.progress?.seconds ?? 0), limit: plan.limitSeconds })}
            </p>
          </div>
          <Button busy={cancel.sending} onPress={() => void cancel.send({})}>
            {sayPlan('stop')}
          </Button>
        </>
      ) : (
        <>
          <Note tone="squash" glyph="waiting">
            <p>{sayPlan(`gone.${plan.state as 'failed'}`)}</p>
            {rules.map(([rule, all]) => (
              <p key={rule}>{sayPlan('broken.line', { rule: sayRule(rule), n: all.length })}</p>
            ))}
          </Note>
          <Button onPress={() => go('plan')}>{sayPlan('again')}</Button>
        </>
      )}
      <ErrorNote refusal={cancel.refusal} onRetry={cancel.retry} />
    </div>
  );
}

function Ready({ plan }: { plan: Plan }) {
  const repair = plan.kind === 'repair';
  const open = plan.parts.filter(part => part.accepted === null && (repair ? part.change !== 'same' : part.state === 'planned'));
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [came, setCame] = useState<Accepted | undefined>(undefined);
  const chosen = open.filter(part => !left.has(part.roundId));
  const elsewhere = useElsewhere(plan);
  const accept = useMove<{ version: number; roundIds: string[] }, Accepted>(
    (id, body) =>
      call<typeof acceptPlan>('POST', '/api/v1/plans/{planId}/acceptance', {
        params: { planId: plan.planId },
        body: { id, ...body },
      }),
    answer => {
      setCame(answer);
      toast(sayPlan('accepted', { n: answer.parts.filter(part => part.made).length }));
      for (const topic of ['plans', 'rounds', 'requests']) poke(topic);
    },
  );
  const send = () => {
    if (chosen.length > 0) void accept.send({ version: plan.version, roundIds: chosen.map(part => part.roundId) });
  };
  useHotkeys([{ key: 'mod+enter', text: sayPlan('keys.accept'), always: true, run: send }]);
  const toggle = (roundId: string) => {
    const next = new Set(left);
    if (!next.delete(roundId)) next.add(roundId);
    setLeft(next);
  };
  return (
    <div class="k-stack">
      <Head plan={plan} />
      <p>{plan.requests === 0 ? sayPlan('head.nothing') : sayPlan('head.rounds', { n: plan.rounds, requests: plan.requests })}</p>
      {came && <LeftOut plan={plan} came={came} />}
      {open.length > 0 && (
        <div class="desk-plan-accept">
          <Button look="main" big busy={accept.sending} disabled={chosen.length === 0} onPress={send} hotkey="Ctrl ↵">
            {chosen.length === 0
              ? sayPlan('accept.none')
              : repair
                ? sayPlan('accept.repair')
                : sayPlan('accept', { n: chosen.length })}
          </Button>
        </div>
      )}
      <ErrorNote refusal={accept.refusal} onRetry={accept.retry} />
      <ErrorNote refusal={elsewhere.refusal} />
      {repair ? (
        <RepairOfPlan plan={plan} left={left} onToggle={toggle} />
      ) : (
        <>
          <Figures plan={plan} />
          <NotServed plan={plan} elsewhere={elsewhere} />
          <div class="desk-plan-both">
            <Loads plan={plan} elsewhere={elsewhere} />
            <RoundsOfPlan plan={plan} left={left} onToggle={toggle} elsewhere={elsewhere} />
          </div>
        </>
      )}
      {repair && <NotServed plan={plan} elsewhere={undefined} />}
    </div>
  );
}
