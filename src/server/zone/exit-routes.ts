// Permits to go out: given against the rule of the door, shown at the gate, out and back; and the page that tells a household its rule.
import { randomInt } from 'node:crypto';
import type { z } from 'zod';
import { findExit, issueExit, listExits, moveExit, myZone, type Permit, readDoorExits } from '../../api/exit.ts';
import { dayIn } from '../../domain/dispatch/capacity.ts';
import { doorName } from '../../domain/place/door.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { countedFrom, exitsLeft, isCounted, minutesOver, whyNoExit } from '../../domain/zone/exit.ts';
import { countdownOf } from '../../domain/zone/level.ts';
import { personClass, ruleOf } from '../../domain/zone/policy.ts';
import { clockFrom, nextTestDay } from '../../domain/zone/release.ts';
import type { ExitRule, LevelRule } from '../../domain/zone/rule.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { readHouseholds } from '../place/store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import {
  addExit,
  type ExitDoor,
  type ExitRow,
  listExits as exitsOn,
  findExits,
  holdExitDoor,
  readUsedDays,
  writeExitMove,
} from './exit-store.ts';
import { readFacts } from './fact-store.ts';
import { rulesAt } from './level-store.ts';
import { levelsOf, ordersAround } from './store.ts';

// Without letters that are read as digits or as each other.
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function drawCode(): string {
  return Array.from({ length: 6 }, () => signs[randomInt(signs.length)]).join('');
}

function shown(row: ExitRow, at: Date, today: string): Permit {
  const dueBackAt =
    row.out_at === null || row.minutes === null ? null : new Date(Date.parse(row.out_at) + row.minutes * 60_000).toISOString();
  return {
    exitId: row.exit_permit_id,
    householdId: row.household_id,
    door: doorName(row.building_label, row.unit_label, row.door),
    code: row.code,
    purpose: row.purpose,
    minutes: row.minutes,
    validOn: row.valid_on,
    state: stateOf(row, today),
    issuedAt: row.issued_at,
    outAt: row.out_at,
    backAt: row.back_at,
    dueBackAt,
    minutesOver: row.out_at === null ? 0 : minutesOver(row.out_at, row.back_at ?? at.toISOString(), row.minutes),
  };
}

function stateOf(row: ExitRow, today: string): Permit['state'] {
  if (row.revoked_at !== null) return 'revoked';
  if (row.back_at !== null) return 'back';
  if (row.out_at !== null) return 'out';
  return row.valid_on < today ? 'expired' : 'issued';
}

function ruleShown(rule: ExitRule): z.output<typeof myZone.answer>['exits'] {
  const none = { per: null, times: null, days: null, minutes: null };
  return rule.kind === 'permit' ? { ...none, ...rule } : { ...none, kind: rule.kind };
}

async function ruleAt(db: Queryable, communityId: string, door: ExitDoor, at: Date): Promise<LevelRule> {
  const levels = await levelsOf(db, communityId, at);
  return ruleOf(levels.of(door), await rulesAt(db, communityId, at));
}

function usedDays(db: Queryable, communityId: string, door: ExitDoor, rule: ExitRule, today: string): Promise<string[]> {
  if (rule.kind !== 'permit') return Promise.resolve([]);
  const of = rule.per === 'household' ? { householdId: door.household_id } : { buildingId: door.building_id };
  return readUsedDays(db, communityId, of, countedFrom(rule, today), today);
}

export function exitRoutes({ db, now, live }: Deps): Route[] {
  return [
    route(listExits, async ({ actor: { communityId, timeZone }, reach }) => {
      const at = now();
      const today = dayIn(timeZone, at);
      const rows = await exitsOn(db, communityId, reach.places, today);
      return { today, exits: rows.map(row => shown(row, at, today)) };
    }),

    route(readDoorExits, async ({ actor: { communityId, timeZone }, reach, params: { householdId } }) => {
      const at = now();
      const today = dayIn(timeZone, at);
      const [door] = await readHouseholds(db, communityId, reach.places, [householdId]);
      if (door === undefined) return refuse('household_unknown');
      const [levels, rules] = await Promise.all([levelsOf(db, communityId, at), rulesAt(db, communityId, at)]);
      const level = levels.of(door);
      const { exits: rule } = ruleOf(level, rules);
      const [used, rows] = await Promise.all([
        usedDays(db, communityId, door, rule, today),
        findExits(db, communityId, reach.places, { householdId }),
      ]);
      const left = exitsLeft(rule, used, today);
      return { level, rule: ruleShown(rule), left, exits: rows.slice(0, 10).map(row => shown(row, at, today)) };
    }),

    route(issueExit, async ({ actor, roles, reach, body }) => {
      const { communityId, personId, timeZone } = actor;
      if (personId === null) return refuse('not_allowed');
      const at = now();
      const today = dayIn(timeZone, at);
      const once = { communityId, moveId: body.id, actorId: personId, digest: digestOf('exits', body) };
      const answer = await doOnce<Permit>(db, once, async tx => {
        const door = await holdExitDoor(tx, communityId, reach.places, body.householdId);
        if (door === undefined) return refuse('household_unknown');
        const { exits: rule } = await ruleAt(tx, communityId, door, at);
        const against = whyNoExit(rule, body.purpose, await usedDays(tx, communityId, door, rule, today), today);
        if (against !== null) return against;
        const exit = {
          ...{ exitId: body.id, householdId: body.householdId, purpose: body.purpose, counted: isCounted(body.purpose) },
          ...{ issuedBy: personId, issuedAt: at, validOn: today },
          minutes: rule.kind === 'permit' && isCounted(body.purpose) ? rule.minutes : null,
        };
        while (!(await addExit(tx, communityId, { ...exit, code: drawCode() })));
        await writeAudit(tx, {
          ...{ communityId, byId: personId, byRole: roles[0] ?? 'clerk', act: 'issue_exit', subjectKind: 'household' },
          ...{ subjectId: body.householdId, facts: { exitId: body.id, purpose: body.purpose } },
        });
        const [row] = await findExits(tx, communityId, reach.places, { exitId: body.id });
        return shown(row as ExitRow, at, today);
      });
      live.poke(communityId);
      return answer;
    }),

    route(findExit, async ({ actor: { communityId, timeZone }, reach, params: { code } }) => {
      const at = now();
      const [row] = await findExits(db, communityId, reach.places, { code });
      return row === undefined ? refuse('not_found') : shown(row, at, dayIn(timeZone, at));
    }),

    route(moveExit, async ({ actor, roles, reach, params: { exitId }, body }) => {
      const { communityId, personId, timeZone } = actor;
      if (personId === null) return refuse('not_allowed');
      const at = now();
      const today = dayIn(timeZone, at);
      const once = { communityId, moveId: body.id, actorId: personId, digest: digestOf(`exits/${exitId}`, body) };
      return doOnce<Permit>(db, once, async tx => {
        const before = (await findExits(tx, communityId, reach.places, { exitId }))[0];
        if (before === undefined) return refuse('not_found');
        const state = stateOf(before, today);
        if (body.move === 'out' && state !== 'issued') return refuse('state_has_changed', { state });
        if (body.move === 'out') {
          const refused = await whyNotOut(tx, communityId, reach.places, before, at);
          if (refused !== null) return refused;
        }
        if (!(await writeExitMove(tx, communityId, exitId, body.move, personId, at)))
          return refuse('state_has_changed', { state });
        await writeAudit(tx, {
          ...{ communityId, byId: personId, byRole: roles[0] ?? 'clerk', act: `exit_${body.move}`, subjectKind: 'household' },
          ...{ subjectId: before.household_id, facts: { exitId } },
        });
        return shown((await findExits(tx, communityId, reach.places, { exitId }))[0] as ExitRow, at, today);
      });
    }),

    route(myZone, async ({ actor: { communityId, householdId, timeZone }, roles }) => {
      const at = now();
      const today = dayIn(timeZone, at);
      const [door] = await readHouseholds(db, communityId, null, [householdId ?? '']);
      if (door === undefined) throw new Error('a session without its household');
      const [levels, rules, orders] = await Promise.all([
        levelsOf(db, communityId, at),
        rulesAt(db, communityId, at),
        ordersAround(db, communityId, door.household_id),
      ]);
      const level = levels.of(door);
      const rule = ruleOf(level, rules);
      const order = orders.find(one => one.level === level && one.zoneId === levels.orderOf(door));
      const [used, permits, facts] = await Promise.all([
        usedDays(db, communityId, door, rule.exits, today),
        findExits(db, communityId, null, { householdId: door.household_id, from: today }),
        readFacts(db, communityId, order === undefined ? [] : [order.zoneId]),
      ]);
      const firstDay = order === undefined ? today : dayIn(timeZone, new Date(clockFrom(order.startsAt, facts)));
      return {
        level,
        term: rule.term,
        since: order?.startsAt ?? null,
        orderNumber: order?.orderNumber ?? null,
        deliverTo: rule.deliverTo[personClass(door.to_the_door)],
        exits: ruleShown(rule.exits),
        left: exitsLeft(rule.exits, used, today),
        // When somebody goes out is no business of relatives elsewhere.
        permits: roles.includes('resident') ? permits.map(row => shown(row, at, today)) : [],
        rubbish: rule.rubbish,
        nextTestOn: order === undefined ? null : nextTestDay(rule.tests, firstDay, today),
        today,
        countdown: countdownOf(orders, at.toISOString()),
      };
    }),
  ];
}

/** Given before the door was sealed: nobody goes out on it now. */
async function whyNotOut(
  tx: Queryable,
  communityId: string,
  places: readonly string[] | null,
  row: ExitRow,
  at: Date,
): Promise<Refusal | null> {
  if (!row.counted) return null;
  const door = await holdExitDoor(tx, communityId, places, row.household_id);
  if (door === undefined) return refuse('not_found');
  const { exits } = await ruleAt(tx, communityId, door, at);
  return exits.kind === 'none' ? refuse('exit_not_allowed') : null;
}
