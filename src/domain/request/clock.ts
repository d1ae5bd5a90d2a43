// The clocks of a request: when it is due at the door, when its present state must have been left, and who is told when it was not.
import type { Role } from '../people/role.ts';
import type { Lane } from './kind.ts';
import type { State } from './life.ts';
import { isOpen } from './rules.ts';

/** All in minutes. Policy: a community's own values stand in its settings (`clocks`), these are what it starts with. */
export interface LaneClock {
  /** From intake (or reopening, or a problem) until the desk has looked at it. */
  readonly sort: number;
  /** From sorted until somebody was asked to go. In the ordinary lane the run may leave more time, see `lead`. */
  readonly offer: number;
  /** From an offer until the helper must have answered. */
  readonly answer: number;
  /** From intake to the door, where no run says otherwise. */
  readonly door: number;
  /** How long each step of the escalation waits for the next. */
  readonly step: number;
  /** How long before it is due a helper must have been asked. */
  readonly lead: number;
  /** From the door until an unanswered delivery counts as served. */
  readonly settle: number;
}
export type Clocks = Readonly<Record<Lane, LaneClock>>;

export const houseClocks: Clocks = {
  life: { sort: 5, offer: 5, answer: 3, door: 30, step: 5, lead: 25, settle: 1440 },
  medicine: { sort: 30, offer: 30, answer: 10, door: 240, step: 30, lead: 120, settle: 1440 },
  ordinary: { sort: 120, offer: 60, answer: 30, door: 1440, step: 60, lead: 180, settle: 1440 },
};

/** From the start of a run until everything it carries is at a door. */
export const runMinutes = 120;

const mostMinutes = 10_080;

/** The clocks of a community: its settings over the house's. What is not a whole number of minutes from 1 to a week is not believed. */
export function readClocks(settings: unknown): Clocks {
  const own = part(settings, 'clocks');
  const laneClock = (lane: Lane): LaneClock => {
    const given = part(own, lane);
    const clock: Record<string, number> = { ...houseClocks[lane] };
    for (const name of Object.keys(clock)) {
      const minutes = given[name];
      if (Number.isInteger(minutes) && (minutes as number) >= 1 && (minutes as number) <= mostMinutes)
        clock[name] = minutes as number;
    }
    return clock as unknown as LaneClock;
  };
  return { life: laneClock('life'), medicine: laneClock('medicine'), ordinary: laneClock('ordinary') };
}

function part(of: unknown, name?: string): Record<string, unknown> {
  const value = name === undefined ? of : (of as Record<string, unknown> | null | undefined)?.[name];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

export function addMinutes(instant: string, minutes: number): string {
  return new Date(Date.parse(instant) + minutes * 60_000).toISOString();
}

function later(a: string, b: string): string {
  return Date.parse(a) >= Date.parse(b) ? a : b;
}

/** When it must be at the door. Set once, at intake: the household has been waiting since then, whatever happens to the request. */
export function dueAtIntake(clocks: Clocks, lane: Lane, askedAt: string, runStartsAt: string | null): string {
  if (lane === 'ordinary' && runStartsAt !== null) return addMinutes(runStartsAt, runMinutes);
  return addMinutes(askedAt, clocks[lane].door);
}

/**
 * When a state entered `now` must have been left again, else it escalates; null: never. Somebody is given at least the time of one step,
 * so that a request which is late already does not run through all steps in one breath.
 */
export function actBy(clocks: Clocks, state: State, lane: Lane, now: string, dueAt: string): string | null {
  const clock = clocks[lane];
  switch (state) {
    case 'asked':
    case 'problem':
      return addMinutes(now, clock.sort);
    case 'sorted':
      return later(addMinutes(now, clock.offer), addMinutes(dueAt, -clock.lead));
    case 'offered':
      return addMinutes(now, clock.answer);
    case 'accepted':
    case 'carrying':
      return later(addMinutes(now, clock.step), dueAt);
    case 'delivered':
      return addMinutes(now, clock.settle);
    default:
      return null;
  }
}

/** Whom each step tells, in order; the clerk has had it from the start. */
export const escalationSteps = ['grid_lead', 'community_lead'] as const satisfies readonly Role[];

export interface Escalation {
  /** How many steps have been taken now. */
  readonly escalation: number;
  readonly tell: (typeof escalationSteps)[number];
  /** When the next step follows; null after the last. */
  readonly actBy: string | null;
}

/** The next step of a request that nobody moved in time; null when all have been told. */
export function escalate(clocks: Clocks, lane: Lane, escalation: number, now: string): Escalation | null {
  const tell = escalationSteps[escalation];
  if (tell === undefined) return null;
  const next = escalation + 1;
  return { escalation: next, tell, actBy: next < escalationSteps.length ? addMinutes(now, clocks[lane].step) : null };
}

/** Past its time and not at the door. */
export function isLate(state: State, dueAt: string, now: string): boolean {
  return isOpen(state) && state !== 'delivered' && Date.parse(dueAt) < Date.parse(now);
}
