// What the planner is asked and what it answers: the shapes of problem.json and plan.json, in seconds, metres and kilograms.

export const urgencies = ['P0', 'P1', 'P2', 'P3'] as const;
/** P0 medicine, P1 cold, P2 fresh, P3 the rest. */
export type Urgency = (typeof urgencies)[number];

export const zoneLevels = ['open', 'control', 'sealed'] as const;
export type ZoneLevel = (typeof zoneLevels)[number];

/** strict: only bound people; soft: anyone may, bound people first; off: bindings do not count. */
export const bindingRules = ['strict', 'soft', 'off'] as const;
export type BindingRule = (typeof bindingRules)[number];

export type Span = readonly [from: number, until: number];

export interface Travel {
  readonly walkMetresPerSecond: number;
  readonly liftWaitSeconds: number;
  readonly liftFloorSeconds: number;
  readonly liftStepSeconds: number;
  readonly sameFloorSeconds: number;
  readonly stairFloorSeconds: number;
}

export interface PlanBuilding {
  readonly id: string;
  readonly floors: number;
  readonly lift: boolean;
  readonly zone: ZoneLevel;
}

export interface PlanUnit {
  readonly id: string;
  readonly building: string;
  readonly x: number;
  readonly y: number;
}

export interface PlanRequest {
  readonly id: string;
  readonly unit: string;
  readonly floor: number;
  readonly class: Urgency;
  readonly kg: number;
  readonly boxes: number;
  /** Arrived, disinfected and rested: from here on it may leave the gate. */
  readonly readyAt: number;
  readonly dueAt: number;
  readonly serviceSeconds: number;
  /** Nobody is at the door before; whoever comes early waits. */
  readonly openAt?: number;
  /** Cold goods: seconds from the gate to the door at most. */
  readonly maxOutSeconds?: number;
}

export interface PlanWorker {
  readonly id: string;
  readonly shift: Span;
  readonly ppe: boolean;
  readonly maxKg: number;
  readonly maxBoxes: number;
  readonly maxRoundSeconds: number;
  /** Seconds worked in the last seven days, before this plan. */
  readonly workedSeconds: number;
  readonly breaks?: readonly Span[];
  /** From the start of the first sealed round of the shift to the end of the last one: one set is worn once. */
  readonly wearSeconds?: number;
  readonly primary?: readonly string[];
  readonly backup?: readonly string[];
}

export interface StopTime {
  readonly request: string;
  /** Before service. */
  readonly arriveAt: number;
}

export interface RoundTime {
  readonly worker: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly stops: readonly StopTime[];
}

export interface FrozenRound {
  readonly round: RoundTime;
  readonly state: 'accepted' | 'running';
}

export interface Problem {
  readonly gate: { readonly x: number; readonly y: number };
  /** Rounds that may start within any `gateWindowSeconds`; absent: as many as there are. */
  readonly gateCapacity?: number;
  readonly gateWindowSeconds?: number;
  readonly travel: Travel;
  readonly buildings: readonly PlanBuilding[];
  readonly units: readonly PlanUnit[];
  readonly requests: readonly PlanRequest[];
  readonly workers: readonly PlanWorker[];
  readonly rules: { readonly binding: BindingRule; readonly fair: boolean };
  readonly frozen: readonly FrozenRound[];
  readonly seed: number;
  readonly timeLimitMs: number;
}

export const refusalOrder = [
  'no_ppe_worker',
  'no_bound_worker',
  'too_heavy',
  'shift_full',
  'not_ready_in_shift',
  'cold_limit',
  'gate_full',
] as const;
/** Why a request is not served. */
export type UnservedCode = (typeof refusalOrder)[number];

/** Why this person carries it. `free`: neither the unit nor the person is bound. */
export type CarrierCode = 'primary' | 'backup' | 'stranger' | 'free' | 'accepted' | 'running';

/** Why it is not the primary who carries it, if the unit has one. */
export type InsteadCode = 'primary_absent' | 'primary_no_ppe' | 'primary_too_weak' | 'primary_full';

/** Codes and facts; `say.ts` makes a sentence of them. */
export interface StopReason {
  readonly carrier: CarrierCode;
  readonly instead: InsteadCode | null;
  /** Other stops of the same round in the same unit. */
  readonly together: number;
  readonly lateSeconds: number;
}

export interface PlannedStop extends StopTime {
  readonly reason: StopReason;
}

export interface PlannedRound extends RoundTime {
  readonly stops: readonly PlannedStop[];
  readonly travelSeconds: number;
  readonly kg: number;
}

export interface Unserved {
  readonly request: string;
  readonly reason: UnservedCode;
}

export interface Totals {
  readonly travelSeconds: number;
  readonly rounds: number;
  readonly maxWorkerSeconds: number;
  readonly minWorkerSeconds: number;
  readonly lateSeconds: number;
  readonly outsidePrimary: number;
}

/** No plan as good in what counts more can have less. */
export interface Bounds {
  readonly travelSeconds: number;
  readonly rounds: number;
  readonly maxWorkerSeconds: number;
  readonly lateSeconds: number;
}

export interface Plan {
  /** Frozen rounds first, as they were; then by start. */
  readonly rounds: readonly PlannedRound[];
  readonly unserved: readonly Unserved[];
  readonly totals: Totals;
  readonly bounds: Bounds;
  /** The clock ended it before its effort was spent: another machine may find another plan. */
  readonly cut: boolean;
  readonly planMs: number;
}

/** Cost of a second past dueAt, in sixtieths of what a minute costs. */
export const lateWeight: Readonly<Record<Urgency, number>> = { P0: 1000, P1: 100, P2: 10, P3: 1 };
