// 无应答升级: what is tried next when nobody answers, whose turn it is, and by when; nobody is given up silently.
import { addMinutes } from '../request/clock.ts';
import type { Grade } from './tag.ts';

/** call → neighbour → knock → family and 120/police. */
export const rungs = ['call', 'neighbour', 'knock', 'emergency'] as const;
export type Rung = (typeof rungs)[number];

export const holders = ['helper', 'backup', 'desk'] as const;
export type Holder = (typeof holders)[number];

/** What can be said of one try. */
export const checkOutcomes = ['well', 'needs', 'no_answer', 'away'] as const;
export type CheckOutcome = (typeof checkOutcomes)[number];

/** What the desk does on the last rung beside trying; the contact stays open until somebody knows how the person is. */
export const emergencyActs = ['family_told', 'ambulance_called', 'police_called'] as const;
export type EmergencyAct = (typeof emergencyActs)[number];

export interface Turn {
  readonly rung: Rung;
  readonly holder: Holder;
  /** ISO; past it the turn is late. */
  readonly actBy: string;
}

/** Minutes after the time a contact is due, before somebody else is told. */
const callMinutes: Record<Grade, number> = { high: 60, medium: 180, low: 360 };
const rungMinutes: Record<Exclude<Rung, 'call'>, number> = { neighbour: 30, knock: 30, emergency: 15 };

interface Named {
  readonly hasHelper: boolean;
  readonly hasBackup: boolean;
}

function firstHolder({ hasHelper, hasBackup }: Named): Holder {
  return hasHelper ? 'helper' : hasBackup ? 'backup' : 'desk';
}

export function beginTurn(grade: Grade, dueAt: string, named: Named): Turn {
  return { rung: 'call', holder: firstHolder(named), actBy: addMinutes(dueAt, callMinutes[grade]) };
}

/** Nobody answered: one rung up, by the same hands; the last rung is the desk's, and stays until somebody knows. */
export function climb(turn: Pick<Turn, 'rung' | 'holder'>, now: string): Turn {
  const rung = rungs[Math.min(rungs.indexOf(turn.rung) + 1, rungs.length - 1)] as Exclude<Rung, 'call'>;
  return { rung, holder: rung === 'emergency' ? 'desk' : turn.holder, actBy: addMinutes(now, rungMinutes[rung]) };
}

/** Whoever's turn it was did nothing in time: helper → backup → desk. Null: the desk has it already, and stays late. */
export function passOn(turn: Pick<Turn, 'rung' | 'holder'>, grade: Grade, named: Named, now: string): Turn | null {
  if (turn.holder === 'desk') return null;
  const holder = turn.holder === 'helper' && named.hasBackup ? 'backup' : 'desk';
  const minutes = turn.rung === 'call' ? Math.min(callMinutes[grade], 60) : rungMinutes[turn.rung];
  return { rung: turn.rung, holder, actBy: addMinutes(now, minutes) };
}

/** What comes after this rung, for whoever looks at it; null on the last one. */
export function rungAfter(rung: Rung): Rung | null {
  return rungs[rungs.indexOf(rung) + 1] ?? null;
}

/** Something the desk must look at now: its own turn on the ladder, or a turn that is late. */
export function isAlarm(turn: Turn, now: string): boolean {
  return (
    turn.rung === 'emergency' || Date.parse(turn.actBy) <= Date.parse(now) || (turn.holder === 'desk' && turn.rung !== 'call')
  );
}

/** People are not called at night: later than eight in the evening becomes eight, before eight in the morning becomes eight. */
const fromHour = 8;
const toHour = 20;

/** When the next contact is due; `minuteOfDay` tells the minutes after midnight of an instant in the community's time zone. */
export function nextDueAt(everyHours: number, closedAt: string, minuteOfDay: (instant: string) => number): string {
  const due = addMinutes(closedAt, everyHours * 60);
  const minute = minuteOfDay(due);
  const shift = minute < fromHour * 60 ? fromHour * 60 - minute : minute > toHour * 60 ? toHour * 60 - minute : 0;
  const moved = addMinutes(due, shift);
  // An evening call moved back to where it was made would come at once again.
  return Date.parse(moved) - Date.parse(closedAt) >= 2 * 3_600_000 ? moved : addMinutes(moved, (24 - toHour + fromHour) * 60);
}
