// Plans in the database: what was asked, the answer, and which of its rounds were accepted. Ids and codes only.
import type { PlanEvent, planStates } from '../../api/plan.ts';
import type { Broken } from '../../domain/dispatch/check/book.ts';
import type { DeskPlan } from '../../domain/dispatch/desk-plan.ts';
import type { Posed } from '../../domain/dispatch/pose.ts';
import type { Queryable } from '../postgres/pool.ts';

export type PlanState = (typeof planStates)[number];

/** A round as it stood when a repair was proposed. */
export interface StoodRound {
  readonly roundId: string;
  readonly version: number;
  readonly worker: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly requests: readonly string[];
}

export interface PlanInput extends Posed {
  /** Of a repair: the rounds that it may change. */
  readonly stood: readonly StoodRound[];
}

export interface PlanOutput {
  readonly plan: DeskPlan;
  /** Of a repair: rounds that stay although they no longer fit. */
  readonly conflicts: readonly string[];
  /** Of a repair: what has become of each round that is not as it stood. */
  readonly changes: Readonly<Record<string, 'changed' | 'added' | 'dropped'>>;
}

export type PlanAsked =
  | {
      readonly kind: 'rounds';
      readonly effort: 'usual' | 'thorough';
      readonly binding: 'bound' | 'covered';
      readonly maxRoundSeconds: number;
      readonly leadSeconds: number;
      readonly without: readonly string[];
    }
  | { readonly kind: 'repair'; readonly event: PlanEvent };

export interface NewPlan {
  readonly planId: string;
  readonly compoundId: string;
  readonly zeroAt: string;
  readonly limitSeconds: number;
  readonly asked: PlanAsked;
  readonly input: PlanInput;
  readonly madeBy: string | null;
  readonly now: Date;
}

export async function insertPlan(tx: Queryable, communityId: string, plan: NewPlan): Promise<void> {
  await tx.count(
    `INSERT INTO plan (community_id, plan_id, compound_id, kind, state, zero_at, limit_seconds, asked, input, made_by, made_at)
     VALUES ($1, $2, $3, $4, 'running', $5, $6, $7, $8, $9, $10)`,
    [
      communityId,
      plan.planId,
      plan.compoundId,
      plan.asked.kind,
      plan.zeroAt,
      plan.limitSeconds,
      JSON.stringify(plan.asked),
      JSON.stringify(plan.input),
      plan.madeBy,
      plan.now,
    ],
  );
}

/** False when it is no longer being made: it was cancelled meanwhile. */
export async function endPlan(
  db: Queryable,
  communityId: string,
  planId: string,
  end: { readonly state: PlanState; readonly output?: PlanOutput; readonly broken?: readonly Broken[] },
  now: Date,
): Promise<boolean> {
  const written = await db.count(
    `UPDATE plan SET state = $3, output = $4, broken = $5, ended_at = $6 WHERE community_id = $1 AND plan_id = $2 AND state = 'running'`,
    [
      communityId,
      planId,
      end.state,
      end.output === undefined ? null : JSON.stringify(end.output),
      JSON.stringify(end.broken ?? []),
      now,
    ],
  );
  return written === 1;
}

interface PlanPart {
  readonly roundId: string;
  readonly made: boolean;
  readonly at: string;
  readonly leftOut: readonly { requestId: string; why: string }[];
}

export interface PlanHeadRow {
  plan_id: string;
  compound_id: string;
  compound_name: string;
  kind: 'rounds' | 'repair';
  state: PlanState;
  made_at: string;
  made_by_name: string | null;
  asked: PlanAsked;
  limit_seconds: number;
  rounds: number;
  requests: number;
  unserved: number;
  accepted: number;
}

export interface PlanRow extends PlanHeadRow {
  zero_at: string;
  input: PlanInput;
  output: PlanOutput | null;
  broken: Broken[];
  version: number;
  parts: PlanPart[];
}

/** The names of compound and maker are looked up now, not kept in the plan. */
const headColumns = `p.plan_id, p.compound_id, c.name AS compound_name, p.kind, p.state, p.made_at, m.name AS made_by_name, p.asked, p.limit_seconds,
  coalesce(jsonb_array_length(jsonb_path_query_array(p.output, '$.plan.rounds[*] ? (@.state == "planned")')), 0) AS rounds,
  jsonb_array_length(p.input #> '{problem,requests}') AS requests, coalesce(jsonb_array_length(p.output #> '{plan,unserved}'), 0) AS unserved,
  (SELECT count(*) FROM plan_part q WHERE q.community_id = p.community_id AND q.plan_id = p.plan_id AND q.made)::integer AS accepted`;
const planTables = `plan p JOIN compound c ON c.community_id = p.community_id AND c.compound_id = p.compound_id
  LEFT JOIN person m ON m.community_id = p.community_id AND m.person_id = p.made_by`;

export function readPlans(db: Queryable, communityId: string, compoundId: string | null): Promise<PlanHeadRow[]> {
  return db.rows<PlanHeadRow>(
    `SELECT ${headColumns} FROM ${planTables}
     WHERE p.community_id = $1 AND ($2::uuid IS NULL OR p.compound_id = $2) ORDER BY p.made_at DESC, p.plan_id DESC LIMIT 50`,
    [communityId, compoundId],
  );
}

export function readPlanRow(db: Queryable, communityId: string, planId: string): Promise<PlanRow | undefined> {
  return db.row<PlanRow>(
    `SELECT ${headColumns}, p.zero_at, p.input, p.output, p.broken, p.version,
       coalesce((SELECT jsonb_agg(jsonb_build_object('roundId', q.round_id, 'made', q.made, 'at',
           to_char(q.accepted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'leftOut', q.left_out))
         FROM plan_part q WHERE q.community_id = p.community_id AND q.plan_id = p.plan_id), '[]') AS parts
     FROM ${planTables} WHERE p.community_id = $1 AND p.plan_id = $2`,
    [communityId, planId],
  );
}

/** The plan, held until the transaction ends: two people accept or change it one after the other. */
export async function holdPlan(tx: Queryable, communityId: string, planId: string): Promise<PlanRow | undefined> {
  await tx.rows('SELECT FROM plan WHERE community_id = $1 AND plan_id = $2 FOR UPDATE', [communityId, planId]);
  return readPlanRow(tx, communityId, planId);
}

export async function writeOutput(tx: Queryable, communityId: string, planId: string, output: PlanOutput): Promise<void> {
  await tx.count('UPDATE plan SET output = $3, version = version + 1 WHERE community_id = $1 AND plan_id = $2', [
    communityId,
    planId,
    JSON.stringify(output),
  ]);
}

export async function insertParts(
  tx: Queryable,
  communityId: string,
  planId: string,
  parts: readonly { roundId: string; made: boolean; leftOut: readonly unknown[] }[],
  by: { readonly acceptedBy: string | null; readonly now: Date },
): Promise<void> {
  await tx.count(
    `INSERT INTO plan_part (community_id, plan_id, round_id, left_out, made, accepted_by, accepted_at)
     SELECT $1, $2, a."roundId", a."leftOut", a.made, $4, $5
     FROM jsonb_to_recordset($3::jsonb) AS a("roundId" uuid, "leftOut" jsonb, made boolean)`,
    [communityId, planId, JSON.stringify(parts), by.acceptedBy, by.now],
  );
}
