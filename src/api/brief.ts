// The contract of the board and the daily briefing: elevations, counters, figures that open their rows.
import { z } from 'zod';
import { type FigureName, figureNames } from '../domain/brief/figures.ts';
import { kinds } from '../domain/request/kind.ts';
import { levels } from '../domain/zone/level.ts';
import { endpoint } from './endpoint.ts';
import { count, day, id, line } from './field.ts';

const watchers = {
  clerk: 'community',
  supply: 'community',
  community_lead: 'community',
  district_viewer: 'community',
  administrator: 'community',
  grid_lead: 'community',
  grid_worker: 'community',
} as const;

/** What a cell of the elevation tells; one letter each to keep a board under 16 KiB. */
export const cellStates = {
  n: 'none',
  w: 'waiting',
  o: 'on_way',
  s: 'served',
  v: 'vacant',
} as const;
export const cellLetter = z.enum(['n', 'w', 'o', 's', 'v']);

/** [household id, door, state, due at or 0 (epoch seconds; late once it is past), heard at or 0 (epoch seconds)] */
export const cell = z.tuple([id, z.string(), cellLetter, z.number().int(), z.number().int()]);

export const readBoard = endpoint({
  method: 'GET',
  path: '/api/v1/board',
  summary:
    'Every building as an elevation, a cell per door; counters; helper load; and the cursor from which the live stream goes on',
  query: z.strictObject({ compoundId: id.optional() }),
  answer: z.object({
    communityName: z.string(),
    demo: z.boolean(),
    timeZone: z.string(),
    compoundId: id.nullable().describe('null: no compound is known yet'),
    compounds: z.array(z.object({ compoundId: id, name: z.string(), level: z.enum(levels), households: count })),
    buildings: z.array(
      z.object({
        buildingId: id,
        label: z.string(),
        level: z.enum(levels),
        since: z.string().nullable().describe('since when it lives under this level'),
        units: z.array(
          z.object({
            unitId: id,
            label: z.string(),
            level: z.enum(levels),
            floors: z.array(z.object({ floor: z.number().int(), cells: z.array(cell) })),
          }),
        ),
      }),
    ),
    counters: z.object({
      collect: count,
      dispatch: count,
      accept: count,
      feedback: count,
      late: count,
      unheard: count,
      callBacks: count,
    }),
    helpers: z
      .array(z.object({ helperId: id, role: z.string(), label: z.string(), held: count, maxOpen: count }))
      .describe('by role and number, no names'),
    unheardAfterHours: count,
    cursor: z.string(),
  }),
  who: watchers,
  refusals: ['not_found'],
});

/** Data of the SSE event `cells`. */
export const cellsFrame = z.object({
  cells: z.array(z.tuple([id, cellLetter, z.number().int(), z.number().int()])),
  counters: z
    .object({ collect: count, dispatch: count, accept: count, feedback: count, late: count, unheard: count, callBacks: count })
    .optional(),
});

export const boardLive = endpoint({
  method: 'GET',
  path: '/api/v1/live',
  summary:
    'Server-sent events: `cells` (see cellsFrame), `zones` {} when levels changed, `again` {} when the reader must load the snapshot anew, `beat` {} while nothing happens. With `compoundId` (a board) the cells and counters of that compound; without (a desk) all cells, counters of all compounds together, `requests` {ids: […]} and `call` {personId}: a call at that person’s extension changed (null: at an extension where nobody sits). Resumes from Last-Event-ID or `since`',
  query: z.strictObject({ compoundId: id.optional(), since: line(120).optional() }),
  answer: z.unknown(),
  kind: 'events',
  who: watchers,
});

const figureName = z.enum(figureNames as [FigureName, ...FigureName[]]);

const figure = z.object({
  name: figureName,
  value: z.number(),
  /** For rates (value: the share, 0 to 1, or 0 of nothing): both; their words stand in domain/brief/figures.ts. */
  of: z.object({ numerator: count, denominator: count }).nullable(),
});

export const readBrief = endpoint({
  method: 'GET',
  path: '/api/v1/brief',
  summary: 'The figures of a day, or of all days until then; time from intake to door in seconds (median and 90 %)',
  query: z.strictObject({ on: day.optional(), span: z.enum(['day', 'until']).default('day'), compoundId: id.optional() }),
  answer: z.object({
    on: z.string(),
    communityName: z.string(),
    figures: z.array(figure),
    byKind: z
      .array(z.object({ kind: z.enum(kinds), households: count, requests: count, served: count }))
      .describe('households: served in the span; requests: asked; served: delivered'),
    byCompound: z
      .array(z.object({ compoundId: id, name: z.string(), households: count, served: count, open: count }))
      .describe('households: lived in; served: households served in the span; open: requests open at its end'),
    toDoor: z.object({ medianSeconds: count.nullable(), p90Seconds: count.nullable(), counted: count }),
    madeAt: z.string(),
  }),
  who: {
    clerk: 'community',
    supply: 'community',
    community_lead: 'community',
    district_viewer: 'community',
    administrator: 'community',
    grid_lead: 'community',
  },
});

export const figureRow = z.object({
  requestId: id.nullable(),
  number: z.string().nullable(),
  householdId: id,
  compoundName: z.string(),
  door: z.string(),
  kind: z.enum(kinds).nullable(),
  state: z.string().nullable(),
  askedAt: z.string().nullable(),
  deliveredAt: z.string().nullable(),
  /** Last sign of life, of rows that are about a silent household. */
  heardAt: z.string().nullable(),
});

export const readFigureRows = endpoint({
  method: 'GET',
  path: '/api/v1/brief/{figure}/rows',
  summary:
    'The rows behind a figure; their number equals the figure (for rates: the denominator, with `part=numerator` the numerator)',
  params: z.strictObject({ figure: figureName }),
  query: z.strictObject({
    on: day.optional(),
    span: z.enum(['day', 'until']).default('day'),
    compoundId: id.optional(),
    part: z.enum(['all', 'numerator']).default('all'),
    kind: z.enum(kinds).optional(),
    after: line(200).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(200),
  }),
  answer: z.object({ total: count, rows: z.array(figureRow), next: z.string().nullable() }),
  who: { clerk: 'community', supply: 'community', community_lead: 'community', grid_lead: 'places' },
});

export const exportBrief = endpoint({
  method: 'POST',
  path: '/api/v1/brief/export',
  summary: 'The figures (or the rows of one) as CSV with BOM; audited',
  body: z.strictObject({
    on: day.optional(),
    span: z.enum(['day', 'until']).default('day'),
    compoundId: id.optional(),
    figure: figureName.optional(),
  }),
  answer: z.unknown(),
  kind: 'csv',
  who: { clerk: 'community', community_lead: 'community' },
});
