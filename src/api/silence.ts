// The contract of "nobody is lost": the last contact of every household, and who has not been heard from, by building and by helper.
import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { count, done, id } from './field.ts';

const group = z.object({ households: count, unheard: count, longestAt: z.string().nullable().describe('null: somebody never') });

export const readSilence = endpoint({
  method: 'GET',
  path: '/api/v1/silence',
  summary:
    'Lived-in households by building and by helper with how many were not heard from for so many hours by any means (request, delivery, call, care contact, door), and those doors, the longest silence first',
  query: z.strictObject({
    hours: z.coerce.number().int().min(1).max(744).optional().describe('the community’s own unless given'),
    buildingId: id.optional(),
    helperId: id.optional(),
  }),
  answer: z.object({
    hours: count,
    households: count,
    unheard: count,
    buildings: z.array(group.extend({ buildingId: id, label: z.string(), compoundName: z.string() })),
    helpers: z
      .array(group.extend({ helperId: id.nullable(), name: z.string().nullable() }))
      .describe('primaries of 包楼定户; null: doors nobody is bound to'),
    doors: z.array(
      z.object({
        householdId: id,
        door: z.string(),
        compoundName: z.string(),
        heardAt: z.string().nullable(),
        heardHow: z.string().nullable(),
        triedAt: z.string().nullable().describe('the last try without an answer since then'),
        helperNames: z.array(z.string()),
        isOnCallList: z.boolean(),
      }),
    ),
  }),
  who: { clerk: 'community', community_lead: 'community', grid_lead: 'places' },
});

export const setSilenceHours = endpoint({
  method: 'PUT',
  path: '/api/v1/silence/hours',
  summary: 'After how many hours without any contact a household counts as not heard from; audited',
  body: z.strictObject({ hours: z.number().int().min(1).max(744) }),
  answer: done,
  who: { community_lead: 'community' },
});
