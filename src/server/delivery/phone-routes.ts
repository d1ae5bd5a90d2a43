// The endpoints of the offline phone: all it may hold, protection put on, and the late moves at the desk.
import type { z } from 'zod';
import type { Endpoint } from '../../api/endpoint.ts';
import { type LateMove, listLateMoves, myPhone, type PhoneDoor, seeLateMove, setWear } from '../../api/phone.ts';
import { allowedDisinfectants } from '../../domain/delivery/custody.ts';
import { shiftLimitSeconds } from '../../domain/delivery/phone.ts';
import { type RestMinutes, readRestMinutes } from '../../domain/delivery/rest.ts';
import { helperRoles, type Role } from '../../domain/people/role.ts';
import { doorName } from '../../domain/place/door.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { goodsClasses } from '../../domain/request/kind.ts';
import { levels } from '../../domain/zone/level.ts';
import { deliverTo, personClass, ruleOf } from '../../domain/zone/policy.ts';
import type { LevelRules } from '../../domain/zone/rule.ts';
import { checksFor, surveysFor } from '../care/on-phone.ts';
import { type Actor, admit } from '../http/actor.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { listHouseholds } from '../place/store.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { readMyTasks } from '../request/own.ts';
import { rulesAt } from '../zone/level-store.ts';
import { levelsOf } from '../zone/store.ts';
import {
  type DeskLateRow,
  holdLateMove,
  insertSeen,
  listLateMoves as listLate,
  listOwnLateMoves,
  type OwnLateRow,
} from './late-store.ts';
import { phoneMoveRoutes } from './phone-moves.ts';
import { readRestSettings, readShiftTimes, type ShiftTimes, writeWear } from './phone-store.ts';
import { relaysShown, roundsShown } from './round-answer.ts';

/** An area of a grid lead; whoever answers for more goes with the desk. */
const mostDoors = 3_000;
/** A late move is shown on both phones for two days; at the desk until somebody has looked. */
const lateShownMs = 48 * 3_600_000;
/** Those who go from door to door: the doors of their own places, and never the whole community. */
const doorKnockers = { steward: 'places', property: 'places', grid_worker: 'places', grid_lead: 'places' } as const;

function policyOf(rest: RestMinutes, rules: LevelRules) {
  const handover = levels.map(level => {
    const { protection, relayAt } = ruleOf(level, rules);
    return { level, deliverTo: deliverTo(level, 'anyone', rules), protection, relayAt };
  });
  const disinfectants = goodsClasses.map(goodsClass => ({
    goodsClass,
    mayUse: [...allowedDisinfectants(goodsClass)],
    restMinutes: rest[goodsClass],
  }));
  return { handover, disinfectants };
}

export function phoneRoutes(deps: Deps, handles: ReadonlyMap<Endpoint, Route['handle']>): Route[] {
  const { db, now, live } = deps;
  return [
    ...phoneMoveRoutes(deps, handles),

    route(myPhone, async ({ actor }) => {
      const at = now();
      const { communityId } = actor;
      const personId = actor.personId ?? '';
      // First, for its cursor: what comes while the others are read comes again over the stream.
      const own = await readMyTasks(deps, actor);
      const [rounds, relays, doors, checks, surveys, late, times, rest, rules] = await Promise.all([
        roundsShown(db, communityId, { helperId: personId, open: true }, at, false),
        relaysShown(db, communityId, personId),
        readDoors(deps, actor, at),
        checksFor(deps, actor, at),
        surveysFor(deps, actor),
        listOwnLateMoves(db, communityId, personId, new Date(at.getTime() - lateShownMs)),
        readShiftTimes(db, communityId, personId),
        readRestSettings(db, communityId),
        rulesAt(db, communityId, at),
      ]);
      return {
        at: at.toISOString(),
        personId,
        roles: helperRoles.filter(role => actor.grants.has(role)),
        protection: own.protection,
        onDuty: own.onDuty,
        shift: shiftOf(times, at),
        tasks: own.tasks,
        doneToday: own.doneToday,
        // What was given to somebody else is gone from this phone, and its door with it.
        rounds: rounds.map(round => ({ ...round, stops: round.stops.filter(stop => stop.outcome !== 'left') })),
        relays,
        doors,
        checks,
        surveys,
        lateMoves: late.map(ownLateMove),
        policy: policyOf(readRestMinutes(rest?.settings), rules),
        cursor: own.cursor,
      };
    }),

    route(setWear, async ({ actor, roles, body }) => {
      const helperId = actor.personId ?? '';
      await db.transaction(async tx => {
        await writeWear(tx, actor.communityId, helperId, body.wearing ? now() : null);
        await writeAudit(tx, {
          communityId: actor.communityId,
          byId: helperId,
          byRole: roles[0] ?? 'nobody',
          act: 'set_wear',
          subjectKind: 'person',
          subjectId: helperId,
          facts: { wearing: body.wearing },
        });
      });
      return { done: true as const };
    }),

    route(listLateMoves, async ({ actor, query }) => ({
      lateMoves: (await listLate(db, actor.communityId, query.status === 'seen')).map(deskLateMove),
    })),

    route(seeLateMove, async ({ actor, roles, params: { lateMoveId }, body }) => {
      const { communityId, personId } = actor;
      const [byRole] = roles;
      if (personId === null || byRole === undefined) return refuse('not_allowed');
      const digest = digestOf(`late-moves/${lateMoveId}`, body);
      const answer = await doOnce<{ done: true }>(db, { communityId, moveId: body.id, actorId: personId, digest }, tx =>
        see(tx, { communityId, personId, byRole, lateMoveId, decision: body.decision }),
      );
      if (!isRefusal(answer)) live.poke(communityId);
      return answer;
    }),
  ];
}

async function readDoors({ db }: Deps, actor: Actor, at: Date): Promise<PhoneDoor[]> {
  const admitted = admit(actor, doorKnockers);
  const places = isRefusal(admitted) ? [] : admitted.reach.places;
  if (places?.length === 0) return [];
  const [rows, known, rules] = await Promise.all([
    listHouseholds(db, actor.communityId, places, {}, mostDoors),
    levelsOf(db, actor.communityId, at),
    rulesAt(db, actor.communityId, at),
  ]);
  return rows.map(row => {
    const level = known.ofHousehold(row);
    return {
      householdId: row.household_id,
      compoundName: row.compound_name,
      buildingId: row.building_id,
      building: row.building_label,
      unitId: row.unit_id,
      unit: row.unit_label,
      floor: row.floor,
      door: row.door,
      living: row.living,
      level,
      deliverTo: deliverTo(level, personClass(row.to_the_door), rules),
      openRequests: row.open_requests,
      heardAt: row.heard_at,
      daysOfSupply: row.days_of_supply,
      askAgainAt: row.ask_again_at,
    };
  });
}

function shiftOf(times: ShiftTimes | undefined, at: Date) {
  const worn = times?.wear_started_at;
  return {
    startedAt: times?.shift_started_at ?? null,
    wentSealedAt: times?.went_sealed_at ?? null,
    wearStartedAt: worn ?? null,
    limitSeconds: shiftLimitSeconds,
    wearSeconds: worn == null ? 0 : Math.max(0, Math.floor((at.getTime() - Date.parse(worn)) / 1000)),
  };
}

function lateFields(row: OwnLateRow | DeskLateRow) {
  return {
    lateMoveId: row.move_id,
    on: row.subject,
    move: row.move,
    requestId: row.request_id,
    number: row.number,
    happenedAt: row.happened_at,
    arrivedAt: row.at,
    why: row.why,
    holderRole: row.holder_role,
    status: row.decision === null ? ('open' as const) : ('seen' as const),
    decision: row.decision,
    byRole: row.by_role,
  };
}

function ownLateMove(row: OwnLateRow): LateMove {
  return { ...lateFields(row), mine: row.mine };
}

type Asked = z.output<typeof listLateMoves.answer>['lateMoves'][number]['asked'];

function deskLateMove(row: DeskLateRow) {
  return {
    ...lateFields(row),
    door: row.door === null ? null : doorName(row.building_label ?? '', row.unit_label ?? '', row.door),
    compoundName: row.compound_name,
    householdId: row.household_id,
    bagId: row.bag_id,
    reason: row.reason,
    byId: row.by_id,
    byName: row.by_name,
    holderName: row.holder_name,
    asked: row.subject === 'ask' ? (row.body as Asked) : null,
    seenByName: row.seen_by_name,
    seenAt: row.seen_at,
  };
}

interface Seeing {
  readonly communityId: string;
  readonly personId: string;
  readonly byRole: Role;
  readonly lateMoveId: string;
  readonly decision: Parameters<typeof insertSeen>[2]['decision'];
}

async function see(tx: Parameters<typeof insertSeen>[0], seeing: Seeing): Promise<{ done: true } | Refusal> {
  const { communityId, personId, byRole, lateMoveId, decision } = seeing;
  const held = await holdLateMove(tx, communityId, lateMoveId);
  if (held === undefined) return refuse('not_found');
  if (held.decision !== null) {
    // Said twice under two ids: it is so.
    if (held.decision === decision && held.seen_by === personId) return { done: true };
    return refuse('state_has_changed', { decision: held.decision });
  }
  await insertSeen(tx, communityId, { moveId: lateMoveId, decision, byId: personId, byRole });
  await writeAudit(tx, {
    communityId,
    byId: personId,
    byRole,
    act: 'see_late_move',
    subjectKind: 'late_move',
    subjectId: lateMoveId,
    facts: { decision, requestId: held.request_id },
  });
  return { done: true };
}
