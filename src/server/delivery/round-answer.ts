// Rounds and relays as they are shown: to the desk with the helper's name, to a helper their own, to a planner in its own form.
import type { AnswerOf } from '../../api/endpoint.ts';
import type { Relay } from '../../api/handover.ts';
import type { exportPlan, Round, RoundRow as RoundAnswer, Stop } from '../../api/round.ts';
import type { Role } from '../../domain/people/role.ts';
import { doorName } from '../../domain/place/door.ts';
import { deliverTo, personClass } from '../../domain/zone/policy.ts';
import type { LevelRules } from '../../domain/zone/rule.ts';
import type { Reach } from '../http/actor.ts';
import type { Queryable } from '../postgres/pool.ts';
import { rulesAt } from '../zone/level-store.ts';
import { readWaitingRelays } from './handover-store.ts';
import { type RoundFilter, type RoundRow, readRounds, readStops, type StopRow } from './round-store.ts';

const deskRoles: readonly Role[] = ['clerk', 'community_lead', 'grid_lead'];

/** May names of helpers be shown to somebody with these roles? */
export function isDesk(roles: readonly Role[]): boolean {
  return roles.some(role => deskRoles.includes(role));
}

export function roundShown(row: RoundRow, names: boolean): RoundAnswer {
  return {
    roundId: row.round_id,
    number: row.number,
    helperId: row.helper_id,
    helperName: names ? row.helper_name : null,
    state: row.state,
    startAt: row.start_at,
    endAt: row.end_at,
    capacityGrams: row.capacity_grams,
    capacityBags: row.capacity_bags,
    grams: row.grams,
    bags: row.bags,
    open: row.open,
    openRequestIds: row.open_request_ids,
    delivered: row.delivered,
    failed: row.failed,
    left: row.gone,
    sealed: row.sealed,
    version: row.version,
  };
}

/** Bags of a stop that has left are no longer of this helper's concern. */
function stopShown(row: StopRow, rules: LevelRules): Stop {
  return {
    requestId: row.request_id,
    number: row.number,
    position: row.position,
    arriveAt: row.arrive_at,
    outcome: row.outcome,
    reason: row.reason,
    closedAt: row.closed_at,
    householdId: row.household_id,
    compoundName: row.compound_name,
    door: doorName(row.building_label, row.unit_label, row.door),
    building: row.building_label,
    unit: row.unit_label,
    unitId: row.unit_id,
    floor: row.floor,
    lift: row.lift,
    level: row.level,
    deliverTo: deliverTo(row.level, personClass(row.to_the_door), rules),
    kind: row.kind,
    lane: row.lane,
    state: row.state,
    goodsClass: row.goods_class,
    grams: row.grams,
    dueAt: row.due_at,
    bags: row.outcome === 'left' ? [] : row.bags,
  };
}

/** Whole rounds. For a phone: `{ helperId, open: true }` without names. */
export async function roundsShown(
  db: Queryable,
  communityId: string,
  of: RoundFilter,
  now: Date,
  names: boolean,
): Promise<Round[]> {
  const rows = await readRounds(db, communityId, of);
  const stops = await readStops(
    db,
    communityId,
    rows.map(row => row.round_id),
    now,
  );
  const rules = await rulesAt(db, communityId, now);
  return rows.map(row => ({
    ...roundShown(row, names),
    stops: stops.filter(stop => stop.round_id === row.round_id).map(stop => stopShown(stop, rules)),
  }));
}

/** What other carriers have put down for this one. */
export async function relaysShown(db: Queryable, communityId: string, personId: string): Promise<Relay[]> {
  const rows = await readWaitingRelays(db, communityId, personId);
  return rows.map(row => ({ relayId: row.handover_id, fromRole: row.by_role, at: row.at, bags: row.bags }));
}

/** The round if the caller reaches it: by its doors, or because it is their own. */
export async function findRound(
  db: Queryable,
  communityId: string,
  roundId: string,
  personId: string | null,
  reach: Reach,
): Promise<RoundRow | undefined> {
  const [row] = await readRounds(db, communityId, { roundIds: [roundId] });
  if (row === undefined || row.helper_id === personId || reach.places === null) return row;
  const [within] = await readRounds(db, communityId, { roundIds: [roundId], places: reach.places });
  return within;
}

type PlanAnswer = AnswerOf<typeof exportPlan>;
const planState = { planned: 'planned', announced: 'accepted', running: 'running' } as const;

/** Open rounds in the form of a planner: seconds after `zeroAt`, stops still to be walked. */
export async function planOf(
  db: Queryable,
  communityId: string,
  of: { readonly on: string; readonly zeroAt: string },
  now: Date,
): Promise<PlanAnswer> {
  const seconds = (at: string) => Math.max(0, Math.round((Date.parse(at) - Date.parse(of.zeroAt)) / 1000));
  const rounds = await roundsShown(db, communityId, { open: true, on: of.on }, now, false);
  return {
    zeroAt: of.zeroAt,
    frozen: rounds.flatMap(round => {
      const stops = round.stops.filter(stop => stop.outcome === null);
      const state = planState[round.state as keyof typeof planState];
      if (stops.length === 0 || state === undefined) return [];
      return [
        {
          roundId: round.roundId,
          state,
          round: {
            worker: round.helperId,
            startAt: seconds(round.startAt),
            endAt: seconds(round.endAt ?? round.startAt),
            stops: stops.map(stop => ({ request: stop.requestId, arriveAt: seconds(stop.arriveAt ?? round.startAt) })),
          },
        },
      ];
    }),
  };
}
