// What a run can carry, and which one is the next with room: nothing is promised that nobody can carry.

/** What one request takes of a run: grams on the cart, minutes of a helper. */
export interface Load {
  readonly grams: number;
  readonly minutes: number;
}

/** A run as booked now. Instants in ISO 8601. */
export interface Room {
  readonly startsAt: string;
  readonly cutoffAt: string;
  readonly capacityRequests: number;
  readonly capacityGrams: number;
  readonly capacityMinutes: number;
  readonly bookedRequests: number;
  readonly bookedGrams: number;
  readonly bookedMinutes: number;
}

/** Why a run cannot take it any more; null: it can. The store asks the same in one conditional UPDATE. */
export function whyNot(run: Room, load: Load, now: string): 'run_closed' | 'run_full' | null {
  if (Date.parse(run.cutoffAt) <= Date.parse(now)) return 'run_closed';
  const fits =
    run.bookedRequests < run.capacityRequests &&
    run.bookedGrams + load.grams <= run.capacityGrams &&
    run.bookedMinutes + load.minutes <= run.capacityMinutes;
  return fits ? null : 'run_full';
}

/** The first departure that can take it; undefined when none can. */
export function nextWithRoom<R extends Room>(runs: readonly R[], load: Load, now: string): R | undefined {
  return runs.filter(run => whyNot(run, load, now) === null).sort((a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt))[0];
}

/** One departure of every day. */
export interface RunPlan {
  /** Minutes after midnight in the community's time zone. */
  readonly startsAtMinute: number;
  readonly cutoffMinutesBefore: number;
  readonly capacityRequests: number;
  readonly capacityGrams: number;
  readonly capacityMinutes: number;
}

/** The departures of every day from a day (YYYY-MM-DD) on, until the next such entry. */
export interface DatedPlan {
  readonly fromOn: string;
  readonly runs: readonly RunPlan[];
}

export function planOn(plans: readonly DatedPlan[], day: string): readonly RunPlan[] {
  let holding: DatedPlan | undefined;
  for (const plan of plans) if (plan.fromOn <= day && (holding === undefined || plan.fromOn >= holding.fromOn)) holding = plan;
  return holding?.runs ?? [];
}

/** A new plan holds from its day on; what held before it until `today` is forgotten, and so is what was planned for later. */
export function replacePlan(plans: readonly DatedPlan[], plan: DatedPlan, today: string): DatedPlan[] {
  const earlier = plans.filter(({ fromOn }) => fromOn < plan.fromOn).sort((a, b) => (a.fromOn < b.fromOn ? -1 : 1));
  const past = earlier.filter(({ fromOn }) => fromOn <= today);
  return [...past.slice(-1), ...earlier.filter(({ fromOn }) => fromOn > today), plan];
}

/** The plans of a community by compound, as its settings (`runs`) hold them; what is malformed is left out. */
export function readPlans(settings: unknown): Map<string, DatedPlan[]> {
  const found = new Map<string, DatedPlan[]>();
  const byCompound = asRecord(asRecord(settings).runs);
  for (const [compoundId, plans] of Object.entries(byCompound)) {
    if (!Array.isArray(plans)) continue;
    found.set(compoundId, plans.filter(isDatedPlan));
  }
  return found;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function isDatedPlan(value: unknown): value is DatedPlan {
  const { fromOn, runs } = asRecord(value);
  return typeof fromOn === 'string' && /^\d{4}-\d\d-\d\d$/.test(fromOn) && Array.isArray(runs) && runs.every(isRunPlan);
}

const limits = {
  startsAtMinute: 1439,
  cutoffMinutesBefore: 1440,
  capacityRequests: 100_000,
  capacityGrams: 1_000_000_000,
  capacityMinutes: 1_000_000,
} as const satisfies Record<keyof RunPlan, number>;

function isRunPlan(value: unknown): value is RunPlan {
  const plan = asRecord(value);
  return Object.entries(limits).every(
    ([name, most]) => Number.isInteger(plan[name]) && (plan[name] as number) >= 0 && (plan[name] as number) <= most,
  );
}

/** The day (YYYY-MM-DD) of an instant in a time zone. */
export function dayIn(timeZone: string, at: Date): string {
  return formatterOf(timeZone).format(at);
}

const formatters = new Map<string, Intl.DateTimeFormat>();
function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** Minutes after midnight of an instant in a time zone. */
export function minuteIn(timeZone: string, at: Date): number {
  const [hour = 0, minute = 0] = at
    .toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' })
    .split(':')
    .map(Number);
  return hour * 60 + minute;
}

/** The day so many days after a day. */
export function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
