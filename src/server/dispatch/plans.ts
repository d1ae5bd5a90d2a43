// Plans of the next rounds: made in a thread apart, judged by the checker before anybody sees them, changed by hand.
import type { AnswerOf } from '../../api/endpoint.ts';
import type { cancelPlan, makePlan, moveStop, stopCosts } from '../../api/plan.ts';
import { costsOf, moveStop as putElsewhere } from '../../domain/dispatch/adjust.ts';
import { deskPlan, judge } from '../../domain/dispatch/desk-plan.ts';
import { poseProblem, type Wishes } from '../../domain/dispatch/pose.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { once } from '../delivery/bags.ts';
import type { Deps, SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { gatherFacts } from './plan-facts.ts';
import { isCompound } from './plan-facts-store.ts';
import { endPlan, holdPlan, insertPlan, type PlanInput, readPlanRow, writeOutput } from './plan-store.ts';
import { runPlanner, stopPlanner } from './planner.ts';

/** So many more changes than the planner tries by itself that the time ends the search. */
const thorough = 200;

type Desk = Pick<SignedCall<typeof makePlan>, 'actor' | 'roles'>;

export function auditPlan(
  tx: Queryable,
  { actor, roles }: Desk,
  act: string,
  planId: string,
  facts: Record<string, string | number | boolean | null> = {},
): Promise<void> {
  const { communityId, personId } = actor;
  const byRole = roles[0] ?? 'nobody';
  return writeAudit(tx, { communityId, byId: personId, byRole, act, subjectKind: 'plan', subjectId: planId, facts });
}

/** Second 0: the full second, so that times come out even. */
export function zeroOf(now: Date): string {
  return new Date(Math.floor(now.getTime() / 1000) * 1000).toISOString();
}

const keyOf = (communityId: string, planId: string) => `${communityId} ${planId}`;

export async function begin(deps: Deps, call: SignedCall<typeof makePlan>): Promise<AnswerOf<typeof makePlan> | Refusal> {
  const { body } = call;
  const { communityId, personId } = call.actor;
  const wishes: Wishes = {
    binding: body.binding,
    maxRoundSeconds: body.maxRoundMinutes * 60,
    leadSeconds: body.leadMinutes * 60,
    timeLimitMs: body.limitSeconds * 1000,
    without: body.withoutHelperIds,
  };
  let made: PlanInput | undefined;
  const answer = await once<AnswerOf<typeof makePlan>>(deps, call.actor, 'plans', body, async (tx, now) => {
    if (!(await isCompound(tx, communityId, body.compoundId))) return refuse('not_found');
    const zeroAt = zeroOf(now);
    const facts = await gatherFacts(tx, communityId, { compoundId: body.compoundId, loose: true }, now);
    made = { ...poseProblem(facts, wishes, zeroAt, 1), stood: [] };
    await insertPlan(tx, communityId, {
      planId: body.id,
      compoundId: body.compoundId,
      zeroAt,
      limitSeconds: body.limitSeconds,
      asked: { kind: 'rounds', effort: body.effort, ...wishes },
      input: made,
      madeBy: personId,
      now,
    });
    const { requests, workers } = made.problem;
    await auditPlan(tx, call, 'make_plan', body.id, { requests: requests.length, workers: workers.length });
    return { planId: body.id, state: 'running' };
  });
  // A copy of the call has made nothing and starts nothing.
  if (!isRefusal(answer) && made !== undefined)
    void finish(deps, communityId, body.id, made, body.effort === 'thorough' ? thorough : 1);
  return answer;
}

async function finish(deps: Deps, communityId: string, planId: string, input: PlanInput, effort: number): Promise<void> {
  const { db, log, now, live } = deps;
  const { problem } = input;
  try {
    const done = await runPlanner(keyOf(communityId, planId), { kind: 'rounds', problem, effort });
    if (done === 'stopped' || done instanceof Error || done.kind !== 'planned') {
      if (done instanceof Error) log.error({ err: done, planId }, 'a plan failed');
      await endPlan(db, communityId, planId, { state: done === 'stopped' ? 'cancelled' : 'failed' }, now());
    } else {
      const plan = deskPlan(problem, input, done.plan, newId);
      const broken = judge(problem, plan);
      if (broken.length > 0) log.error({ planId, rules: broken.map(({ rule }) => rule) }, 'the checker rejected a plan');
      const output = { plan, conflicts: [], changes: {} };
      await endPlan(db, communityId, planId, { state: broken.length > 0 ? 'rejected' : 'ready', output, broken }, now());
    }
  } catch (error) {
    // The database is away: the plan counts as failed once its time is over.
    log.error({ err: error, planId }, 'a plan could not be kept');
  }
  live.poke(communityId);
}

export async function cancel(deps: Deps, call: SignedCall<typeof cancelPlan>): Promise<AnswerOf<typeof cancelPlan> | Refusal> {
  const { communityId } = call.actor;
  const { planId } = call.params;
  const answer = await once<AnswerOf<typeof cancelPlan>>(
    deps,
    call.actor,
    `plans/${planId}/cancel`,
    call.body,
    async (tx, now) => {
      const row = await holdPlan(tx, communityId, planId);
      if (row === undefined) return refuse('not_found');
      const ended = await endPlan(tx, communityId, planId, { state: 'cancelled' }, now);
      if (ended) await auditPlan(tx, call, 'cancel_plan', planId);
      return { planId, state: ended ? 'cancelled' : row.state };
    },
  );
  if (!isRefusal(answer)) stopPlanner(keyOf(communityId, planId));
  return answer;
}

export async function costs(deps: Deps, call: SignedCall<typeof stopCosts>): Promise<AnswerOf<typeof stopCosts> | Refusal> {
  const row = await readPlanRow(deps.db, call.actor.communityId, call.params.planId);
  if (row === undefined) return refuse('not_found');
  if (row.output === null) return refuse('state_has_changed', { version: row.version });
  return { costs: costsOf(row.input.problem, row.output.plan, call.body.requestId) };
}

export function move(deps: Deps, call: SignedCall<typeof moveStop>): Promise<AnswerOf<typeof moveStop> | Refusal> {
  const { communityId } = call.actor;
  const { planId } = call.params;
  const { body } = call;
  return once<AnswerOf<typeof moveStop>>(deps, call.actor, `plans/${planId}/moves`, body, async tx => {
    const row = await holdPlan(tx, communityId, planId);
    if (row === undefined) return refuse('not_found');
    // What was accepted is a round now, and changed as rounds are.
    if (
      row.output === null ||
      row.state !== 'ready' ||
      row.kind !== 'rounds' ||
      row.version !== body.version ||
      row.parts.length > 0
    )
      return refuse('state_has_changed', { version: row.version });
    const { problem } = row.input;
    const moved = putElsewhere(problem, row.output.plan, body.requestId, body.to, newId());
    if (!moved.ok) return moved.broken === null ? refuse('not_found') : refuse('plan_breaks_rule', { rule: moved.broken });
    const [broken] = judge(problem, moved.plan);
    if (broken !== undefined) return refuse('plan_breaks_rule', { rule: broken.rule });
    await writeOutput(tx, communityId, planId, { ...row.output, plan: moved.plan });
    await auditPlan(tx, call, 'change_plan', planId, { requestId: body.requestId, ...body.to });
    return { planId, version: row.version + 1 };
  });
}
