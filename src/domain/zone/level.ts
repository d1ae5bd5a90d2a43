// Which rule a place lives under: nested places, dated levels, the strictest active one wins.

/** From free to strictest: 开放, 防范区, 管控区, 封控区. Rules per level are policy data, see policy.ts. */
export const levels = ['open', 'precaution', 'control', 'sealed'] as const;
export type Level = (typeof levels)[number];

export function isStricter(a: Level, b: Level): boolean {
  return levels.indexOf(a) > levels.indexOf(b);
}

export interface DatedLevel {
  readonly level: Level;
  /** ISO instants; `endedAt` null while it lasts. */
  readonly startsAt: string;
  readonly endedAt: string | null;
}

export function isActive(dated: DatedLevel, at: string): boolean {
  const now = Date.parse(at);
  return Date.parse(dated.startsAt) <= now && (dated.endedAt === null || now < Date.parse(dated.endedAt));
}

/** The strictest level among those recorded for a household and every place around it. */
export function effectiveLevel(around: readonly DatedLevel[], at: string): Level {
  let strictest: Level = 'open';
  for (const dated of around) if (isActive(dated, at) && isStricter(dated.level, strictest)) strictest = dated.level;
  return strictest;
}

/** An order as a countdown reads it. `plannedEndAt`: what it says of its own end, which only an order brings about. */
export interface Order extends DatedLevel {
  readonly plannedEndAt: string | null;
}

export interface Countdown {
  /** When the present level ends, as the orders say that are recorded today. */
  readonly at: string;
  /** ordered: the order that lifts it is recorded. planned: the order only expects it. */
  readonly kind: 'ordered' | 'planned';
}

/**
 * Until when a door lives under its present level or a stricter one, through orders that follow or overlap one another; null while it is
 * open, or while one of them says nothing of its end: then there is nothing to count down to.
 */
export function countdownOf(around: readonly Order[], at: string): Countdown | null {
  const level = effectiveLevel(around, at);
  if (level === 'open') return null;
  const spans = around
    .filter(order => !isStricter(level, order.level))
    .map(order => ({
      from: Date.parse(order.startsAt),
      until: order.endedAt ?? order.plannedEndAt,
      kind: order.endedAt === null ? ('planned' as const) : ('ordered' as const),
      // What was expected and has passed without an order is not over: nobody has lifted it.
      lasts: isActive(order, at),
    }));
  let end = Date.parse(at);
  let found: Countdown | null = null;
  for (;;) {
    const next = spans.filter(span => (span.lasts || span.from > Date.parse(at)) && span.from <= end);
    const reaching = next.filter(span => span.until === null || Date.parse(span.until) > end);
    if (reaching.some(span => span.until === null)) return null;
    if (reaching.length === 0) break;
    const last = reaching.reduce((a, b) => (Date.parse(b.until as string) > Date.parse(a.until as string) ? b : a));
    end = Date.parse(last.until as string);
    found = { at: new Date(end).toISOString(), kind: last.kind };
  }
  // An order whose expected end has passed still holds, and says nothing more.
  const overdue = spans.some(
    span => span.lasts && span.kind === 'planned' && span.until !== null && Date.parse(span.until) <= Date.parse(at),
  );
  return overdue ? null : found;
}
