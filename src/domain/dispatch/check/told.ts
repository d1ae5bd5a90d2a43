// Reads a plan.json as somebody else may have written it: its shape, before any rule is asked.
import type { Bounds, RoundTime, Totals } from '../plan/problem.ts';

export interface ToldRound extends RoundTime {
  readonly travelSeconds: number;
  readonly kg: number;
}

/** A plan as the file tells it; reasons are only looked at for being there. */
export interface ToldPlan {
  readonly rounds: readonly ToldRound[];
  readonly unserved: readonly { readonly request: string; readonly reason: string }[];
  readonly totals: Totals;
  readonly bounds: Omit<Bounds, 'lateSeconds'> & { readonly lateSeconds?: number };
}

export type Told =
  | { readonly ok: true; readonly plan: ToldPlan }
  | { readonly ok: false; readonly field: string; readonly wrong: string };

class NotAPlan extends Error {
  readonly field: string;
  constructor(field: string, wrong: string) {
    super(wrong);
    this.field = field;
  }
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotAPlan(at, 'must be an object');
  return value as Fields;
}

function entriesOf(of: Fields, name: string, at: string): readonly unknown[] {
  const value = of[name];
  if (!Array.isArray(value)) throw new NotAPlan(at, 'must be a list');
  return value;
}

function figure(of: Fields, name: string, at: string): number {
  const value = of[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new NotAPlan(`${at}.${name}`, 'must be a number');
  return value;
}

function words(of: Fields, name: string, at: string): string {
  const value = of[name];
  if (typeof value !== 'string' || value === '') throw new NotAPlan(`${at}.${name}`, 'must be a text that is not empty');
  return value;
}

function roundOf(entry: unknown, at: string): ToldRound {
  const of = fieldsOf(entry, at);
  const stops = entriesOf(of, 'stops', `${at}.stops`).map((one, n) => {
    const stop = fieldsOf(one, `${at}.stops[${n}]`);
    words(stop, 'reason', `${at}.stops[${n}]`);
    return { request: words(stop, 'request', `${at}.stops[${n}]`), arriveAt: figure(stop, 'arriveAt', `${at}.stops[${n}]`) };
  });
  const [startAt, endAt] = [figure(of, 'startAt', at), figure(of, 'endAt', at)];
  return {
    worker: words(of, 'worker', at),
    startAt,
    endAt,
    stops,
    travelSeconds: figure(of, 'travelSeconds', at),
    kg: figure(of, 'kg', at),
  };
}

function planOf(value: unknown): ToldPlan {
  const of = fieldsOf(value, 'plan');
  const totals = fieldsOf(of.totals, 'totals');
  const bounds = fieldsOf(of.bounds, 'bounds');
  if (typeof of.cut !== 'boolean') throw new NotAPlan('cut', 'must be true or false');
  figure(of, 'planMs', 'plan');
  return {
    rounds: entriesOf(of, 'rounds', 'rounds').map((entry, n) => roundOf(entry, `rounds[${n}]`)),
    unserved: entriesOf(of, 'unserved', 'unserved').map((entry, n) => {
      const at = `unserved[${n}]`;
      const one = fieldsOf(entry, at);
      return { request: words(one, 'request', at), reason: words(one, 'reason', at) };
    }),
    totals: {
      travelSeconds: figure(totals, 'travelSeconds', 'totals'),
      rounds: figure(totals, 'rounds', 'totals'),
      maxWorkerSeconds: figure(totals, 'maxWorkerSeconds', 'totals'),
      minWorkerSeconds: figure(totals, 'minWorkerSeconds', 'totals'),
      lateSeconds: figure(totals, 'lateSeconds', 'totals'),
      outsidePrimary: figure(totals, 'outsidePrimary', 'totals'),
    },
    bounds: {
      travelSeconds: figure(bounds, 'travelSeconds', 'bounds'),
      rounds: figure(bounds, 'rounds', 'bounds'),
      maxWorkerSeconds: figure(bounds, 'maxWorkerSeconds', 'bounds'),
      ...(bounds.lateSeconds === undefined ? {} : { lateSeconds: figure(bounds, 'lateSeconds', 'bounds') }),
    },
  };
}

/** Reads what JSON.parse gave. */
export function readPlan(value: unknown): Told {
  try {
    return { ok: true, plan: planOf(value) };
  } catch (error) {
    if (error instanceof NotAPlan) return { ok: false, field: error.field, wrong: error.message };
    throw error;
  }
}
