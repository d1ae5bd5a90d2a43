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
