// A household looks at its orders, a helper at the tasks in hand, and comes on duty or goes off.
import type { AnswerOf } from '../../api/endpoint.ts';
import { myRequests, myTasks, setDuty } from '../../api/own.ts';
import { moveRequest } from '../../api/request.ts';
import { allowedDisinfectants } from '../../domain/delivery/custody.ts';
import { doorName } from '../../domain/place/door.ts';
import { gistOf } from '../../domain/request/gist.ts';
import { movesFor } from '../../domain/request/rules.ts';
import { deliverTo, personClass, ruleOf } from '../../domain/zone/policy.ts';
import type { Actor } from '../http/actor.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { cursorOf } from '../live/cursor.ts';
import { readClock } from '../live/store.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { rulesAt } from '../zone/level-store.ts';
import { readOrders, readShift, readTasks, writeDuty } from './own-store.ts';

/** What the caller has in hand, and how the day went. */
export async function readMyTasks({ db, now }: Pick<Deps, 'db' | 'now'>, actor: Actor): Promise<AnswerOf<typeof myTasks>> {
  const helperId = actor.personId ?? '';
  const at = now();
  const readAt = await readClock(db);
  const [rows, shift, rules] = await Promise.all([
    readTasks(db, actor.communityId, helperId, at),
    readShift(db, actor.communityId, helperId, actor.timeZone, at),
    rulesAt(db, actor.communityId, at),
  ]);
  // What may be done is what the move itself would admit, not only what this list shows.
  const movers = moveRequest.who;
  const roles = [...actor.grants.keys()].filter(role => typeof movers === 'object' && role in movers);
  return {
    tasks: rows.map(row => ({
      requestId: row.request_id,
      number: row.number,
      kind: row.kind,
      lane: row.lane,
      urgency: row.urgency,
      state: row.state,
      compoundName: row.compound_name,
      door: doorName(row.building_label, row.unit_label, row.door),
      floor: row.floor,
      lift: row.lift,
      level: row.level,
      deliverTo: deliverTo(row.level, personClass(row.to_the_door), rules),
      guarded: ruleOf(row.level, rules).protection,
      relayAt: ruleOf(row.level, rules).relayAt,
      gist: gistOf(row.items),
      note: row.note,
      grams: row.grams,
      goodsClass: row.goods_class,
      mayUse: [...allowedDisinfectants(row.goods_class)],
      dueAt: row.due_at,
      answerBy: row.state === 'offered' ? row.act_by : null,
      bags: row.bags,
      moves: movesFor({ state: row.state, ownerId: row.owner_id }, roles, helperId),
      version: row.version,
    })),
    doneToday: shift?.done_today ?? 0,
    onDuty: shift?.on_duty ?? false,
    protection: shift?.protection ?? false,
    cursor: cursorOf(readAt),
  };
}

export function ownRoutes({ db, now, live }: Deps): Route[] {
  return [
    route(myRequests, async ({ actor, roles }) => {
      // The clock first: what is written while the list is read comes again over the stream.
      const readAt = await readClock(db);
      const rows = await readOrders(db, actor.communityId, actor.householdId ?? '');
      return {
        requests: rows.map(row => ({
          requestId: row.request_id,
          number: row.number,
          kind: row.kind,
          lane: row.lane,
          urgency: row.urgency,
          state: row.state,
          items: row.items,
          note: row.note,
          askedAs: row.asked_as,
          askedAt: row.asked_at,
          dueAt: row.due_at,
          run: row.run_id === null || row.run_starts_at === null ? null : { runId: row.run_id, startsAt: row.run_starts_at },
          helperRole: row.owner_id === null && row.delivered_at === null ? null : row.helper_role,
          bagStep: row.bag_step,
          deliveredAt: row.delivered_at,
          problem: row.problem,
          moves: movesFor({ state: row.state, ownerId: row.owner_id }, roles, actor.personId),
          verdict: row.verdict,
        })),
        cursor: cursorOf(readAt),
      };
    }),

    route(myTasks, async ({ actor }) => readMyTasks({ db, now }, actor)),

    route(setDuty, async ({ actor, roles, body }) => {
      const helperId = actor.personId ?? '';
      await db.transaction(async tx => {
        await writeDuty(tx, actor.communityId, helperId, body.onDuty, now());
        await writeAudit(tx, {
          communityId: actor.communityId,
          byId: helperId,
          byRole: roles[0] ?? 'nobody',
          act: 'set_duty',
          subjectKind: 'person',
          subjectId: helperId,
          facts: { onDuty: body.onDuty },
        });
      });
      live.poke(actor.communityId);
      return { done: true as const };
    }),
  ];
}
