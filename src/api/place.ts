// The contract of places: the tree from community to household, look-up of doors, small corrections, zones.
import { z } from 'zod';
import { mostDaysOfSupply } from '../domain/care/supply.ts';
import { levels } from '../domain/zone/level.ts';
import { endpoint } from './endpoint.ts';
import { count, done, id, instant, line } from './field.ts';

export const everyReader = {
  steward: 'places',
  property: 'places',
  grid_worker: 'places',
  grid_lead: 'places',
  clerk: 'community',
  supply: 'community',
  community_lead: 'community',
  district_viewer: 'community',
  administrator: 'community',
} as const;

export const readPlaces = endpoint({
  method: 'GET',
  path: '/api/v1/places',
  summary: 'The tree of places down to the unit, with the level each building lives under now',
  answer: z.object({
    community: z.object({ communityId: id, name: z.string(), divisionCode: z.string() }),
    areas: z.array(
      z.object({ areaId: id, name: z.string(), grids: z.array(z.object({ gridId: id, name: z.string(), code: z.string() })) }),
    ),
    compounds: z.array(
      z.object({
        compoundId: id,
        name: z.string(),
        aliases: z.array(z.string()),
        level: z.enum(levels),
        buildings: z.array(
          z.object({
            buildingId: id,
            label: z.string(),
            aliases: z.array(z.string()),
            gridId: id.nullable(),
            floors: count,
            lift: z.boolean(),
            level: z.enum(levels),
            units: z.array(z.object({ unitId: id, label: z.string(), gridId: id.nullable(), doors: count, livedIn: count })),
          }),
        ),
      }),
    ),
  }),
  who: everyReader,
});

export const householdRow = z.object({
  householdId: id,
  door: z.string().describe('10号楼 2单元 1002'),
  compoundName: z.string(),
  buildingId: id,
  floor: z.number().int(),
  living: z.enum(['lived_in', 'vacant', 'shop', 'removed']),
  level: z.enum(levels),
  heardAt: z.string().nullable(),
  openRequests: count,
});

export const findHouseholds = endpoint({
  method: 'GET',
  path: '/api/v1/households',
  summary:
    'Find doors by what people say (10-2-1002, 10号楼2单元1002, 十号楼二单元一〇〇二), by alias, or by the number of a request; several are several, nothing is guessed. Telephones never stand in a URL: see findByTelephone',
  query: z.strictObject({
    search: line(60).optional(),
    buildingId: id.optional(),
    unitId: id.optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(20),
  }),
  answer: z.object({ households: z.array(householdRow) }),
  who: everyReader,
});

export const findByTelephone = endpoint({
  method: 'POST',
  path: '/api/v1/households/by-telephone',
  summary: 'The households of a calling number; with or without +86, spaces, hyphens; landlines too; audited',
  body: z.strictObject({ telephone: line(30) }),
  answer: z.object({
    households: z.array(
      householdRow.extend({ personId: id, personName: z.string(), relation: z.enum(['lives_here', 'relative']) }),
    ),
  }),
  who: { clerk: 'community', community_lead: 'community', grid_lead: 'places' },
});

export const readHousehold = endpoint({
  method: 'GET',
  path: '/api/v1/households/{householdId}',
  summary: 'One household: who lives there (telephones masked), who is bound to it, its level, its last requests',
  params: z.strictObject({ householdId: id }),
  answer: householdRow.extend({
    aliases: z.array(z.string()),
    people: z.array(
      z.object({
        personId: id,
        name: z.string(),
        telephone: z.string().nullable().describe('masked: 138****21'),
        relation: z.enum(['lives_here', 'relative']),
        smartphone: z.boolean(),
      }),
    ),
    bound: z.array(
      z.object({
        personId: id,
        name: z.string(),
        rank: z.enum(['primary', 'backup']),
        placeKind: z.enum(['building', 'unit', 'household']),
      }),
    ),
    hasDoorCode: z.boolean(),
    toTheDoor: z.boolean(),
    lastRequests: z.array(
      z.object({ requestId: id, number: z.string(), kind: z.string(), state: z.string(), gist: z.string(), askedAt: z.string() }),
    ),
  }),
  who: { steward: 'places', grid_worker: 'places', grid_lead: 'places', clerk: 'community', community_lead: 'community' },
  refusals: ['household_unknown'],
});

export const changeHousehold = endpoint({
  method: 'PATCH',
  path: '/api/v1/households/{householdId}',
  summary: 'Correct a door: label, aliases, vacant or lived in; audited',
  params: z.strictObject({ householdId: id }),
  body: z.strictObject({
    door: line(20).optional(),
    aliases: z.array(line(30)).max(10).optional(),
    living: z.enum(['lived_in', 'vacant', 'shop', 'removed']).optional(),
    toTheDoor: z.boolean().optional().describe('goods are brought up to this door whatever the level'),
    floor: z.number().int().min(-5).max(120).optional(),
  }),
  answer: done,
  who: {
    clerk: 'community',
    community_lead: 'community',
    administrator: 'community',
    grid_lead: 'places',
    grid_worker: 'places',
  },
  refusals: ['household_unknown', 'name_taken', 'still_in_use'],
});

export const splitHousehold = endpoint({
  method: 'POST',
  path: '/api/v1/households/{householdId}/split',
  summary: 'A flat is split: the door becomes several, e.g. 502 → 502A, 502B; the first keeps the history; audited',
  params: z.strictObject({ householdId: id }),
  body: z.strictObject({ doors: z.array(line(20)).min(2).max(12) }),
  answer: z.object({ householdIds: z.array(id) }),
  who: { clerk: 'community', community_lead: 'community', administrator: 'community' },
  refusals: ['household_unknown', 'name_taken'],
});

export const recordContact = endpoint({
  method: 'POST',
  path: '/api/v1/households/{householdId}/contacts',
  summary: 'Somebody heard from (or could not reach) a household: "asked, needs nothing" in one tap',
  params: z.strictObject({ householdId: id }),
  body: z.strictObject({
    id,
    how: z.enum(['at_the_door', 'telephone']),
    outcome: z.enum(['needs_nothing', 'asked', 'no_answer', 'spoke']),
    /** For how many days they say they have food and medicine at home; the next contact is due before they run out. */
    daysOfSupply: z.number().int().min(0).max(mostDaysOfSupply).optional(),
    happenedAt: instant.optional(),
  }),
  answer: done,
  who: {
    steward: 'places',
    property: 'places',
    grid_worker: 'places',
    grid_lead: 'places',
    clerk: 'community',
    community_lead: 'community',
  },
  refusals: ['household_unknown', 'same_id_other_body'],
});
