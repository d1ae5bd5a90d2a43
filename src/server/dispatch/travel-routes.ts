// Travel times: read and set by hand, learned from finished rounds, taken over by a named person, taken back.
import { adoptTravel, learnedTravel, readTravelTimes, revertTravel, setTravelTimes } from '../../api/travel.ts';
import { adoptLearned, learnTravel, type WalkedRound } from '../../domain/dispatch/travel-learned.ts';
import { buildingKinds, gateWays, type TravelTimes, travelKindNames, usualTimes } from '../../domain/dispatch/travel-times.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { allOrNothing } from '../http/receipt-store.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { levelsOf } from '../zone/store.ts';
import { standingOf, timesOfRow } from './ground.ts';
import {
  type GroundRow,
  insertTimes,
  listTimes,
  readStaircases,
  readWalked,
  type TimesRow,
  type WalkedRow,
} from './travel-store.ts';

const learnedOfDays = 14;

interface Held {
  readonly compoundId: string;
  readonly rows: readonly TimesRow[];
  readonly times: TravelTimes;
  readonly basedOn: string | null;
  readonly staircases: readonly GroundRow[];
}

/** Not found where the compound has no building: there is nothing to walk to. */
async function readHeld(db: Queryable, communityId: string, compoundId: string): Promise<Held | Refusal<'not_found'>> {
  const staircases = await readStaircases(db, communityId, compoundId);
  if (staircases.length === 0) return refuse('not_found');
  const rows = await listTimes(db, communityId, compoundId);
  return { compoundId, rows, times: timesOfRow(rows[0]), basedOn: rows[0]?.travel_times_id ?? null, staircases };
}

/** Values that differ. */
function countChanges(one: TravelTimes, other: TravelTimes): number {
  const ids = new Set([...Object.keys(one.buildings), ...Object.keys(other.buildings)]);
  const inBuildings = [...ids].flatMap(id =>
    buildingKinds.filter(kind => one.buildings[id]?.[kind] !== other.buildings[id]?.[kind]),
  );
  return travelKindNames.filter(kind => one.seconds[kind] !== other.seconds[kind]).length + inBuildings.length;
}

function walkedRounds(rows: readonly WalkedRow[]): WalkedRound[] {
  return [...Map.groupBy(rows, row => row.round_id).values()].map(stops => ({
    startedAt: stops[0]?.started_at ? Date.parse(stops[0].started_at) : null,
    sealed: stops[0]?.sealed ?? false,
    stops: stops.map(stop => ({
      buildingId: stop.building_id,
      unitId: stop.unit_id,
      floor: stop.floor,
      lift: stop.lift,
      doneAt: Date.parse(stop.done_at),
      toldAt: Date.parse(stop.told_at),
      fromPaper: stop.from_paper,
    })),
  }));
}

async function learn(db: Queryable, communityId: string, held: Held, now: Date) {
  const since = new Date(now.getTime() - learnedOfDays * 86_400_000);
  const [levels, walked] = await Promise.all([
    levelsOf(db, communityId, now),
    readWalked(db, communityId, held.compoundId, since),
  ]);
  const rounds = walkedRounds(walked);
  return { rounds: rounds.length, learned: learnTravel(held.times, standingOf(held.staircases, levels), rounds) };
}

export function travelRoutes({ db, now }: Deps): Route[] {
  type Change = { readonly times: TravelTimes; readonly how: 'typed' | 'learned' | 'reverted'; readonly act: string };

  /** Makes a change of what the caller was looking at. */
  const change = (
    {
      actor,
      roles,
      params,
      body,
    }: Pick<SignedCall<typeof revertTravel>, 'actor' | 'roles' | 'params'> & {
      readonly body: { readonly basedOn: string | null };
    },
    decide: (tx: Queryable, held: Held) => Change | Refusal | Promise<Change | Refusal>,
  ) =>
    allOrNothing<{ travelTimesId: string }>(db, async tx => {
      const { communityId, personId } = actor;
      const { compoundId } = params;
      const held = await readHeld(tx, communityId, compoundId);
      if (isRefusal(held)) return held;
      if (held.basedOn !== body.basedOn) return refuse('state_has_changed');
      const decided = await decide(tx, held);
      if (isRefusal(decided)) return decided;
      if (personId === null) throw new Error('travel times are changed by somebody');
      const { times, how, act } = decided;
      const made = { compoundId, times, how, beforeId: held.basedOn, madeBy: personId };
      const travelTimesId = await insertTimes(tx, communityId, made, now());
      if (travelTimesId === null) return refuse('state_has_changed');
      await writeAudit(tx, {
        communityId,
        byId: personId,
        byRole: roles[0] ?? 'nobody',
        act,
        subjectKind: 'compound',
        subjectId: compoundId,
        facts: { travelTimesId, before: held.basedOn, values: countChanges(held.times, times) },
      });
      return { travelTimesId };
    });

  return [
    route(readTravelTimes, async ({ actor: { communityId }, params: { compoundId } }) => {
      const held = await readHeld(db, communityId, compoundId);
      if (isRefusal(held)) return held;
      const levels = await levelsOf(db, communityId, now());
      const { times, rows, staircases } = held;
      const ways = gateWays(times, standingOf(staircases, levels));
      return {
        basedOn: held.basedOn,
        seconds: { ...times.seconds },
        buildings: [...Map.groupBy(staircases, row => row.building_id)].map(([buildingId, [first]]) => ({
          buildingId,
          label: first?.label ?? '',
          lift: first?.lift ?? false,
          gateSeconds: times.buildings[buildingId]?.gateSeconds ?? null,
          doorSeconds: times.buildings[buildingId]?.doorSeconds ?? null,
          gateWay: ways.get(buildingId) ?? 0,
        })),
        changes: rows.map((row, n) => ({
          travelTimesId: row.travel_times_id,
          how: row.how,
          byName: row.by_name,
          at: row.made_at,
          changed: countChanges(timesOfRow(row), timesOfRow(rows[n + 1])),
        })),
      };
    }),

    route(setTravelTimes, call =>
      change(call, (_tx, held) => {
        const known = new Set(held.staircases.map(row => row.building_id));
        if (call.body.buildings.some(({ buildingId }) => !known.has(buildingId))) return refuse('not_found');
        const buildings = call.body.buildings.flatMap(({ buildingId, gateSeconds, doorSeconds }) => {
          const own = { ...(gateSeconds !== null && { gateSeconds }), ...(doorSeconds !== null && { doorSeconds }) };
          return Object.keys(own).length > 0 ? [[buildingId, own] as const] : [];
        });
        const times = { seconds: call.body.seconds, buildings: Object.fromEntries(buildings) };
        return { times, how: 'typed', act: 'set_travel_times' };
      }),
    ),

    route(learnedTravel, async ({ actor: { communityId }, params: { compoundId } }) => {
      const held = await readHeld(db, communityId, compoundId);
      if (isRefusal(held)) return held;
      const { rounds, learned } = await learn(db, communityId, held, now());
      const labels = new Map(held.staircases.map(row => [row.building_id, row.label]));
      return {
        basedOn: held.basedOn,
        rounds,
        learned: learned.map(one => ({ ...one, label: one.buildingId === null ? null : (labels.get(one.buildingId) ?? '') })),
      };
    }),

    route(adoptTravel, call =>
      change(call, async (tx, held) => {
        const { learned } = await learn(tx, call.actor.communityId, held, now());
        const adopted = call.body.adopt.map(({ kind, buildingId, seconds }) =>
          learned.find(one => one.kind === kind && one.buildingId === buildingId && one.proposed === seconds),
        );
        // A round that was finished meanwhile says something else: look again.
        const same = adopted.filter(one => one !== undefined);
        if (same.length < adopted.length) return refuse('state_has_changed');
        return { times: adoptLearned(held.times, same), how: 'learned', act: 'adopt_travel_times' };
      }),
    ),

    route(revertTravel, call =>
      change(call, (_tx, held) => {
        const { to } = call.body;
        const row = held.rows.find(one => one.travel_times_id === to);
        if (to !== null && row === undefined) return refuse('not_found');
        return { times: row === undefined ? usualTimes : timesOfRow(row), how: 'reverted', act: 'revert_travel_times' };
      }),
    ),
  ];
}
