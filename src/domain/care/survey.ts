// 排查: every lived-in door of a building is asked; what can come of a door, and when a survey may be closed.

export const surveyOutcomes = ['asked', 'not_home', 'refused', 'again'] as const;
export type SurveyOutcome = (typeof surveyOutcomes)[number];

/** Counts of one building. `left`: nobody was there yet. */
export interface SurveyCounts extends Readonly<Record<SurveyOutcome, number>> {
  readonly doors: number;
  readonly left: number;
}

/** Closed only when nobody was skipped. */
export function mayClose(counts: readonly SurveyCounts[]): boolean {
  return counts.every(({ left }) => left === 0);
}

/** An answer is not taken back by a later knock at a closed door. */
export function surveyAfter(before: SurveyOutcome | null, now: SurveyOutcome): SurveyOutcome {
  return before === 'asked' && (now === 'not_home' || now === 'again') ? 'asked' : now;
}
