// The life of a request: which move leads from where to where, and who may make it. Everything else reads this table.
import type { Role } from '../people/role.ts';

/** 收集 → 分流 → 接单 → 反馈, and what left the line without being served. */
export const stages = ['collect', 'dispatch', 'accept', 'feedback', 'left'] as const;
export type Stage = (typeof stages)[number];

export const states = {
  asked: 'collect', // 待整理
  sorted: 'dispatch', // 待派单
  offered: 'dispatch', // 等待接单
  problem: 'dispatch', // 待处理
  accepted: 'accept', // 已接单
  carrying: 'accept', // 配送中
  delivered: 'feedback', // 已送达
  served: 'feedback', // 已反馈
  cancelled: 'left', // 已取消
  merged: 'left', // 已合并
  refused: 'left', // 未受理
} as const satisfies Record<string, Stage>;
export type State = keyof typeof states;

/** Nothing more is expected; only `reopen` leads back from `served`. */
export const endStates = ['served', 'cancelled', 'merged', 'refused'] as const satisfies readonly State[];
export const openStates = [
  'asked',
  'sorted',
  'offered',
  'problem',
  'accepted',
  'carrying',
  'delivered',
] as const satisfies readonly State[];
/** States in which one helper answers for the request. */
export const heldStates = ['offered', 'accepted', 'carrying'] as const satisfies readonly State[];

/** The program itself: clocks that ran out. */
export type Mover = Role | 'system';

interface Move {
  readonly from: readonly State[];
  /** `null`: the state stays. */
  readonly to: State | null;
  readonly by: readonly Mover[];
  /** The stage of the work this move belongs to. */
  readonly stage: Stage;
  /** Ordered codes of which one must be given. */
  readonly reasons?: readonly string[];
}

const desk = ['clerk', 'grid_lead', 'community_lead'] as const;
const helpers = ['steward', 'volunteer', 'property', 'grid_worker', 'grid_lead'] as const;

export const life = {
  ask: {
    from: [],
    to: 'asked',
    // A volunteer asks for others only out of a care contact; see care/check-routes.ts.
    by: ['resident', 'relative', 'steward', 'volunteer', 'property', 'grid_worker', ...desk],
    stage: 'collect',
  },
  amend: { from: ['asked', 'sorted', 'offered', 'problem'], to: null, by: ['resident', 'relative', ...desk], stage: 'collect' },
  sort: { from: ['asked'], to: 'sorted', by: desk, stage: 'dispatch' },
  merge: { from: ['asked', 'sorted'], to: 'merged', by: desk, stage: 'dispatch' },
  refuse: {
    from: ['asked', 'sorted', 'problem'],
    to: 'refused',
    by: desk,
    stage: 'dispatch',
    reasons: ['restricted_medicine', 'not_to_be_had', 'not_our_task', 'cannot_verify', 'medical_help_called'],
  },
  offer: { from: ['asked', 'sorted', 'problem'], to: 'offered', by: [...desk, 'system'], stage: 'dispatch' },
  reassign: { from: ['offered', 'accepted', 'carrying'], to: 'offered', by: desk, stage: 'dispatch' },
  take_back: { from: ['offered', 'accepted'], to: 'sorted', by: desk, stage: 'dispatch' },
  lapse: { from: ['offered'], to: 'sorted', by: ['system'], stage: 'dispatch' },
  escalate: {
    from: ['asked', 'sorted', 'offered', 'problem', 'accepted', 'carrying'],
    to: null,
    by: ['system'],
    stage: 'dispatch',
  },
  // From `sorted`: whoever answers for the place takes it without being asked (抢单); the first one has it.
  accept: { from: ['sorted', 'offered'], to: 'accepted', by: helpers, stage: 'accept' },
  decline: {
    from: ['offered'],
    to: 'sorted',
    by: helpers,
    stage: 'accept',
    reasons: ['too_heavy', 'too_far', 'off_shift', 'unwell', 'no_protection', 'other'],
  },
  give_back: {
    from: ['accepted'],
    to: 'sorted',
    by: helpers,
    stage: 'accept',
    reasons: ['too_heavy', 'too_far', 'off_shift', 'unwell', 'no_protection', 'other'],
  },
  fetch: { from: ['accepted'], to: 'carrying', by: helpers, stage: 'accept' },
  deliver: { from: ['accepted', 'carrying'], to: 'delivered', by: helpers, stage: 'feedback' },
  fail: {
    from: ['accepted', 'carrying'],
    to: 'problem',
    by: helpers,
    stage: 'feedback',
    reasons: ['nobody_answered', 'wrong_goods', 'missing_goods', 'spoiled_goods', 'refused_at_door', 'cannot_reach'],
  },
  // Made by a hand-over between two carriers, each of whom counts: the one inside holds it from now on. See delivery/handover.ts.
  relay: { from: ['accepted', 'carrying'], to: 'carrying', by: helpers, stage: 'accept' },
  // Made by a recall or a difference at a hand-over: what was on its way does not go on.
  stop: {
    from: ['accepted', 'carrying'],
    to: 'problem',
    by: ['supply', 'clerk', 'community_lead', ...helpers],
    stage: 'dispatch',
    reasons: ['recalled_goods', 'wrong_goods', 'missing_goods', 'spoiled_goods'],
  },
  confirm: {
    from: ['delivered'],
    to: 'served',
    by: ['resident', 'relative', 'steward', 'grid_worker', ...desk],
    stage: 'feedback',
  },
  settle: { from: ['delivered'], to: 'served', by: ['system'], stage: 'feedback' },
  reopen: {
    from: ['delivered', 'served'],
    to: 'asked',
    // A grid worker, because they too make the call-backs in which people say so.
    by: ['resident', 'relative', 'grid_worker', ...desk],
    stage: 'feedback',
    reasons: ['not_received', 'wrong_goods', 'missing_goods', 'spoiled_goods', 'too_late', 'other'],
  },
  retry: { from: ['problem'], to: 'sorted', by: desk, stage: 'dispatch' },
  cancel: { from: ['asked', 'sorted', 'offered'], to: 'cancelled', by: ['resident', 'relative', ...desk], stage: 'collect' },
  call_off: {
    from: ['accepted', 'carrying', 'problem', 'delivered'],
    to: 'cancelled',
    by: desk,
    stage: 'dispatch',
    reasons: ['household_asked', 'not_to_be_had', 'served_otherwise', 'moved_away', 'stood_down', 'other'],
  },
} as const satisfies Record<string, Move>;

export type MoveName = keyof typeof life;
export const moveNames = Object.keys(life) as MoveName[];

export function moveOf(name: MoveName): Move {
  return life[name];
}

export function stageOf(state: State): Stage {
  return states[state];
}

/** The moves the table allows to somebody with these roles from this state; facts may still forbid one (see rules.ts). */
export function allowedMoves(state: State, movers: readonly Mover[]): MoveName[] {
  return moveNames.filter(name => {
    const move = moveOf(name);
    return move.from.includes(state) && move.by.some(mover => movers.includes(mover));
  });
}
