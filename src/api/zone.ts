// The contract of zones: orders with what they would do, the rules of the levels, what was said about a place, sub-areas.
import { z } from 'zod';
import { consequences } from '../domain/zone/effect.ts';
import { levels } from '../domain/zone/level.ts';
import {
  breadths,
  deliveryModes,
  entries,
  exitsPer,
  type LevelRule,
  type LevelRules,
  personClasses,
  relayPoints,
  zonePlaceKinds,
} from '../domain/zone/rule.ts';
import { endpoint } from './endpoint.ts';
import { count, day, done, id, instant, line } from './field.ts';
import { everyReader } from './place.ts';
import { state } from './request.ts';

const desk = { clerk: 'community', community_lead: 'community' } as const;
const lead = { community_lead: 'community' } as const;
/** What was shown: the change is made only when it would still do the same. */
const shown = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('The token of the preview; when the change would do something else by now, it is refused with preview_changed');

const exitRule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('free') }),
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('permit'),
    per: z.enum(exitsPer),
    times: z.number().int().min(1).max(20),
    days: z.number().int().min(1).max(14),
    minutes: z.number().int().min(10).max(1440).nullable(),
  }),
]);
const testDays = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('on_days'), days: z.array(z.number().int().min(1).max(60)).min(1).max(31) }),
  z.strictObject({ kind: z.literal('every'), days: z.number().int().min(1).max(14) }),
]);
export const releaseCondition = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('days_without_case'), days: z.number().int().min(1).max(60) }),
  z.strictObject({ kind: z.literal('all_tested_negative'), hours: z.number().int().min(1).max(240) }),
  z.strictObject({ kind: z.literal('confirmed'), what: line(60) }),
]);
const hourOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const levelRule = z.strictObject({
  term: line(20),
  deliverTo: z.strictObject({ anyone: z.enum(deliveryModes), limited_mobility: z.enum(deliveryModes) }),
  protection: z.boolean(),
  relayAt: z.enum(relayPoints),
  entry: z.enum(entries),
  exits: exitRule,
  rubbish: z.strictObject({ from: hourOfDay, until: hourOfDay }).nullable(),
  tests: testDays,
  release: z.array(releaseCondition).max(6),
  approval: z.array(line(30)).max(6),
  widest: z.enum(breadths).nullable(),
}) satisfies z.ZodType<LevelRule>;
export const levelRules = z.strictObject({
  open: levelRule,
  precaution: levelRule.optional(),
  control: levelRule.optional(),
  sealed: levelRule,
}) satisfies z.ZodType<LevelRules>;

const zoneRow = z.object({
  zoneId: id,
  placeKind: z.enum(zonePlaceKinds),
  placeId: id,
  floor: z.number().int().nullable(),
  placeName: z.string(),
  level: z.enum(levels),
  orderNumber: z.string(),
  startsAt: z.string(),
  endedAt: z.string().nullable(),
  endOrderNumber: z.string().nullable(),
  plannedEndAt: z.string().nullable().describe('as the order, or the last case that put it off, says; nothing ends by itself'),
  recordedAt: z.string(),
});

export const listZones = endpoint({
  method: 'GET',
  path: '/api/v1/zones',
  summary: 'Levels recorded for places, present and past',
  answer: z.object({ zones: z.array(zoneRow) }),
  who: everyReader,
});

export const readZone = endpoint({
  method: 'GET',
  path: '/api/v1/zones/{zoneId}',
  summary:
    'One order: who recorded it, who agreed, what was said since, and which conditions of its release are met, with the reasons',
  params: z.strictObject({ zoneId: id }),
  answer: zoneRow.extend({
    recordedByName: z.string().nullable(),
    endedByName: z.string().nullable(),
    approved: z.array(z.string()),
    approvalMissing: z.array(z.string()),
    clockFrom: z.string().describe('the beginning, or the last case: what days are counted from'),
    conditions: z.array(
      z.object({
        condition: releaseCondition,
        met: z.boolean(),
        why: z.enum([
          'days_left',
          'days_full',
          'never_tested',
          'tested_too_long_ago',
          'not_everybody',
          'some_positive',
          'all_negative',
          'not_confirmed',
          'confirmed',
          'case_since',
        ]),
        metAt: z.string().nullable().describe('since when, or from when on'),
      }),
    ),
    facts: z.array(
      z.object({
        zoneFactId: id,
        kind: z.enum(['case', 'tested', 'confirmed']),
        happenedAt: z.string(),
        expected: count.nullable(),
        tested: count.nullable(),
        positive: count.nullable(),
        what: z.string().nullable(),
        orderNumber: z.string().nullable(),
        plannedEndAt: z.string().nullable(),
        byName: z.string().nullable(),
      }),
    ),
  }),
  who: desk,
});

/** What a change would do, counted and listed. */
const effect = z.object({
  token: shown,
  appliesAt: z.string().describe('now, or when the order begins: then it is looked at anew'),
  doors: z.object({ all: count, livedIn: count }),
  levels: z.array(z.object({ from: z.enum(levels), to: z.enum(levels), doors: count })),
  points: z.array(
    z.object({ person: z.enum(personClasses), from: z.enum(deliveryModes), to: z.enum(deliveryModes), doors: count }),
  ),
  requests: z.object({
    open: count,
    by: z.array(z.object({ consequence: z.enum(consequences), requests: count })),
    list: z.array(
      z.object({
        requestId: id,
        number: z.string(),
        door: z.string(),
        state,
        helperName: z.string().nullable(),
        roundNumber: z.string().nullable(),
        consequence: z.enum(consequences),
        deliverTo: z.enum(deliveryModes),
        relayAt: z.enum(relayPoints),
      }),
    ),
  }),
  rounds: z.array(
    z.object({ roundId: id, number: z.string(), helperName: z.string(), running: z.boolean(), stops: count.describe('touched') }),
  ),
  helpers: z.object({
    cannotEnter: z.array(z.object({ personId: id, name: z.string() })).describe('bound here, without protection'),
    uncovered: z.array(z.object({ unitId: id, name: z.string() })).describe('units with nobody bound who may go in'),
  }),
  exits: z.object({ outside: count, void: count }),
  widerThan: z.enum(breadths).nullable().describe('the document allows no wider place than this'),
  backdated: z
    .object({ minutes: count, deliveredWithoutProtection: count })
    .nullable()
    .describe('the order began before it was recorded: what was done meanwhile stays as it was done'),
});

const newOrder = {
  placeKind: z.enum(zonePlaceKinds),
  placeId: id.describe('of a floor: its building or unit'),
  floor: z.number().int().min(-5).max(120).optional(),
  level: z.enum(levels),
  startsAt: instant,
};

export const previewZone = endpoint({
  method: 'POST',
  path: '/api/v1/zones/preview',
  summary: 'What an order would do to open requests, rounds, helpers and handover points; writes nothing',
  body: z.strictObject(newOrder),
  answer: effect,
  who: desk,
});

export const setZone = endpoint({
  method: 'POST',
  path: '/api/v1/zones',
  summary: 'Record an order: a place lives under a level from a time on; a named person records the number of the order; audited',
  body: z.strictObject({
    id,
    ...newOrder,
    orderNumber: line(60),
    plannedEndAt: instant.optional(),
    approved: z.array(line(30)).max(6).default([]),
    shown,
  }),
  answer: z.object({
    zoneId: id,
    takenBack: count.describe('requests whose helper may no longer go there; they went back to the desk'),
    calledBack: count.describe('on their way with somebody who may not go in'),
  }),
  who: desk,
  refusals: ['not_found', 'same_id_other_body', 'preview_changed'],
});

export const previewEndZone = endpoint({
  method: 'POST',
  path: '/api/v1/zones/{zoneId}/end/preview',
  summary: 'What the end of an order would do; writes nothing',
  params: z.strictObject({ zoneId: id }),
  body: z.strictObject({ endedAt: instant }),
  answer: effect,
  who: lead,
  refusals: ['not_found', 'state_has_changed'],
});

export const endZone = endpoint({
  method: 'POST',
  path: '/api/v1/zones/{zoneId}/end',
  summary: 'Record the order that ends a level; the program never releases by itself; audited',
  params: z.strictObject({ zoneId: id }),
  body: z.strictObject({ orderNumber: line(60), endedAt: instant, shown }),
  answer: done,
  who: lead,
  refusals: ['not_found', 'state_has_changed', 'preview_changed'],
});

export const recordZoneFact = endpoint({
  method: 'POST',
  path: '/api/v1/zones/{zoneId}/facts',
  summary:
    'A new case (the days begin anew, with the order that puts off the end), a round of tests in counts, a condition confirmed; audited',
  params: z.strictObject({ zoneId: id }),
  body: z.discriminatedUnion('kind', [
    z.strictObject({ id, kind: z.literal('case'), happenedAt: instant, orderNumber: line(60), plannedEndAt: instant.optional() }),
    z.strictObject({ id, kind: z.literal('tested'), happenedAt: instant, expected: count, tested: count, positive: count }),
    z.strictObject({ id, kind: z.literal('confirmed'), happenedAt: instant, what: line(60), orderNumber: line(60).optional() }),
  ]),
  answer: done,
  who: desk,
  refusals: ['not_found', 'state_has_changed', 'same_id_other_body'],
});

const policyFields = {
  document: line(120),
  issuer: line(60),
  region: z.string().regex(/^[0-9]{0,12}$/),
  levels: levelRules,
};

export const listPolicies = endpoint({
  method: 'GET',
  path: '/api/v1/zone-policies',
  summary:
    'The rules of the levels: what holds today, what this community chose and changed over time, the sets that come with the program',
  answer: z.object({
    today: day,
    inForce: z.string().nullable().describe('policyId of `versions`; null: nobody has chosen, the house rules hold'),
    houseSet: z.string(),
    shipped: z.array(
      z.object({
        policyId: z.string(),
        event: z.enum(['epidemic', 'hazard']),
        from: day,
        until: day.nullable(),
        ...policyFields,
      }),
    ),
    versions: z.array(
      z.object({
        policyId: id,
        version: count,
        basedOn: z.string(),
        from: day,
        until: day.nullable(),
        orderNumber: z.string(),
        recordedByName: z.string().nullable(),
        recordedAt: z.string(),
        ...policyFields,
      }),
    ),
  }),
  who: { ...desk, grid_lead: 'community', supply: 'community', administrator: 'community' },
});

const newPolicy = { basedOn: line(40), from: day, until: day.optional(), ...policyFields };

export const previewPolicy = endpoint({
  method: 'POST',
  path: '/api/v1/zone-policies/preview',
  summary: 'What other rules would do to the work under way today; writes nothing',
  body: z.strictObject({ from: day, until: day.optional(), levels: levelRules }),
  answer: effect,
  who: lead,
});

export const setPolicy = endpoint({
  method: 'POST',
  path: '/api/v1/zone-policies',
  summary: 'Take over a set of rules, as it is or changed, from a day on; a new version, the old ones stay; audited',
  body: z.strictObject({ id, ...newPolicy, orderNumber: line(60), shown }),
  answer: z.object({ policyId: id, version: count, takenBack: count, calledBack: count }),
  who: lead,
  refusals: ['same_id_other_body', 'preview_changed'],
});

export const listSubAreas = endpoint({
  method: 'GET',
  path: '/api/v1/sub-areas',
  summary: 'Sets of doors with a name, for orders that follow neither building nor floor',
  answer: z.object({ subAreas: z.array(z.object({ subAreaId: id, name: z.string(), householdIds: z.array(id) })) }),
  who: desk,
});

export const addSubArea = endpoint({
  method: 'POST',
  path: '/api/v1/sub-areas',
  summary: 'Give a set of doors a name; it is never changed afterwards, so that what was ordered for it stays readable; audited',
  body: z.strictObject({ id, name: line(40), householdIds: z.array(id).min(1).max(2000) }),
  answer: z.object({ subAreaId: id }),
  who: desk,
  refusals: ['household_unknown', 'name_taken', 'same_id_other_body'],
});
