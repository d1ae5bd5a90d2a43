// What each figure of the daily briefing counts, in words that a reader can check: the glossary and the board show them.
import type { Lane } from '../request/kind.ts';

export interface FigureMeaning {
  /** The word for it in Chinese. */
  readonly term: string;
  /** What one unit of it is. A rate counts requests in numerator and denominator. */
  readonly counts: 'households' | 'requests' | 'calls' | 'rate';
  /** `span`: what happened within the day (or until its end). `end`: how things stood when the span ended, whenever it began. */
  readonly of: 'span' | 'end';
  readonly means: string;
  readonly numerator?: string;
  readonly denominator?: string;
}

/**
 * A span is one day in the community's time zone, or everything until the end of that day; a day that is not over ends now. Figures are
 * counted from what is known when they are made: a delivery that the household sends back the next day is taken out of the day before
 * as well, because nobody was served. Merged requests count nowhere: the need is counted once, in the request it was merged into.
 */
export const figures = {
  households_served: {
    term: '已服务户数',
    counts: 'households',
    of: 'span',
    means: 'Households to whose door at least one request was delivered in the span and not sent back.',
  },
  households_served_groceries: {
    term: '代购生活物资户数',
    counts: 'households',
    of: 'span',
    means: 'Households served with groceries bought for them.',
  },
  households_served_medicine: {
    term: '代购药品户数',
    counts: 'households',
    of: 'span',
    means: 'Households served with medicine bought for them.',
  },
  requests_asked: { term: '收到需求', counts: 'requests', of: 'span', means: 'Requests whose clock began in the span.' },
  requests_served: {
    term: '已送达需求',
    counts: 'requests',
    of: 'span',
    means: 'Requests delivered in the span and not sent back.',
  },
  requests_open: {
    term: '未送达需求',
    counts: 'requests',
    of: 'end',
    means: 'Requests neither delivered nor closed at the end of the span, however old.',
  },
  requests_late: {
    term: '超时需求',
    counts: 'requests',
    of: 'end',
    means: 'Of the open ones, those past the time they were due.',
  },
  answered_in_time: {
    term: '响应率',
    counts: 'rate',
    of: 'span',
    means: 'How many requests were answered by a person as fast as their lane demands.',
    numerator: 'Answered (sorted, offered, refused with a reason) within the answer time of the lane, counted from intake.',
    denominator:
      'Requests asked in the span that were answered or whose answer time is over; those cancelled before it was over do not count.',
  },
  solved: {
    term: '解决率',
    counts: 'rate',
    of: 'span',
    means: 'How many of the requests that had to be done were done.',
    numerator: 'Delivered by the end of the span and not sent back.',
    denominator:
      'Requests delivered, closed or due in the span (each counts on the first of these). What the household withdrew, or got otherwise, does not count; what the desk refused or could not get counts as not solved.',
  },
  satisfied: {
    term: '满意率',
    counts: 'rate',
    of: 'span',
    means: 'How many of those who said how it was were satisfied.',
    numerator: 'The last verdict in the span is “satisfied”; “so-so” is not.',
    denominator: 'Requests for which a verdict was given in the span, on the page, on paper or in a call-back.',
  },
  reopened: {
    term: '重新办理',
    counts: 'requests',
    of: 'span',
    means: 'Requests that a household or the desk opened again in the span.',
  },
  calls_made: {
    term: '电话回访',
    counts: 'calls',
    of: 'span',
    means: 'Entries of the call-back list that were tried or closed in the span.',
  },
  households_unheard: {
    term: '未联系住户',
    counts: 'households',
    of: 'end',
    means: 'Lived-in households from whom nobody had heard for the set hours (24 unless set otherwise) at the end of the span.',
  },
} as const satisfies Record<string, FigureMeaning>;

export type FigureName = keyof typeof figures;
export const figureNames = Object.keys(figures) as FigureName[];

export const rateNames = ['answered_in_time', 'solved', 'satisfied'] as const satisfies readonly FigureName[];
export type RateName = (typeof rateNames)[number];

export function isRate(name: FigureName): name is RateName {
  return (rateNames as readonly FigureName[]).includes(name);
}

/** Minutes from intake within which a person has to have answered. Kept in the community's settings where it wants others. */
export const answerMinutes: Readonly<Record<Lane, number>> = { life: 5, medicine: 30, ordinary: 120 };

/** A share as the briefing prints it: per cent with one decimal, cut and not rounded up (99.96 % is not 100 %); null of nothing. */
export function percentOf({
  numerator,
  denominator,
}: {
  readonly numerator: number;
  readonly denominator: number;
}): number | null {
  return denominator === 0 ? null : Math.floor((numerator * 1000) / denominator) / 10;
}
