// Builds the bindings problem of a compound out of what is known, and the answer that the assistant shows.
import type { proposeBindings } from '../../api/binding-plan.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import { shiftLimitSeconds } from '../../domain/delivery/phone.ts';
import { expectRequests, likelyDay, type UnitNeed } from '../../domain/dispatch/binding-need.ts';
import { proposeBindings as propose, type UnitBinding, unitSeconds } from '../../domain/dispatch/plan/bindings.ts';
import type { Problem } from '../../domain/dispatch/plan/problem.ts';
import { helperRoles } from '../../domain/people/role.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import type { SignedCall } from '../http/route.ts';
import type { Queryable } from '../postgres/pool.ts';
import {
  type BoundRow,
  readBoundOf,
  readElsewhere,
  readHomes,
  readMinutes,
  readNeeds,
  readServed,
  type UnitNeedRow,
} from './binding-plan-store.ts';
import { readGround } from './ground.ts';
import { type KnownCandidate, readCandidates } from './store.ts';

type Body = SignedCall<typeof proposeBindings>['body'];
type Answer = AnswerOf<typeof proposeBindings>;

const day = 86_400_000;
const historyDays = 7;
const servedDays = 14;
/** A request in another compound, way and door together. */
const elsewhereSeconds = 180;
const usualKg = 6;
const boxes = 40;
const roundSeconds = 3600;

/** Who has each unit on a day: bound to the unit itself before its building, like the planner and the proposals see it. */
export function holdersOn(
  rows: readonly BoundRow[],
  on: string,
  units: readonly Pick<UnitNeedRow, 'unit_id' | 'building_id'>[],
): UnitBinding[] {
  const active = rows.filter(row => row.from_on <= on && (row.to_on === null || row.to_on >= on));
  const find = (placeId: string, rank: BoundRow['rank']) =>
    active.find(row => row.place_id === placeId && row.rank === rank)?.person_id;
  return units.map(({ unit_id, building_id }) => {
    const primary = find(unit_id, 'primary') ?? find(building_id, 'primary') ?? null;
    const backup = find(unit_id, 'backup') ?? find(building_id, 'backup') ?? null;
    return { unit: unit_id, primary, backup: backup === primary ? null : backup };
  });
}

/** The units somebody may have by their grants; null: all. */
function ownUnits(helper: KnownCandidate, units: readonly UnitNeedRow[], compoundId: string): Set<string> | null {
  const granted = new Set(helper.granted);
  if (helper.places === null || granted.has(compoundId)) return null;
  return new Set(
    units
      .filter(unit =>
        [unit.unit_id, unit.building_id, unit.grid_id, unit.area_id].some(place => place !== null && granted.has(place)),
      )
      .map(unit => unit.unit_id),
  );
}

export async function planBindings(
  db: Queryable,
  communityId: string,
  compoundId: string,
  body: Body,
  now: Date,
): Promise<Answer | Refusal<'not_found'>> {
  const since = (days: number) => new Date(now.getTime() - days * day);
  const rows = await readNeeds(db, communityId, compoundId, since(historyDays));
  if (rows.length === 0) return refuse('not_found');
  const [ground, bound, candidates, minutes, served, elsewhere, homes] = await Promise.all([
    readGround(db, communityId, compoundId, now),
    readBoundOf(db, communityId, compoundId, body.fromOn),
    readCandidates(db, communityId, now),
    readMinutes(db, communityId, since(historyDays)),
    readServed(db, communityId, compoundId, since(servedDays)),
    readElsewhere(db, communityId, compoundId, body.fromOn, since(historyDays)),
    readHomes(db, communityId, compoundId, now),
  ]);
  const present = holdersOn(bound, body.fromOn, rows);
  const holders = new Set(present.flatMap(one => [one.primary, one.backup]));
  const history = new Map(minutes.map(row => [row.owner_id, (row.minutes * 60) / historyDays]));
  const away = new Map(elsewhere.map(row => [row.person_id, (row.asked * elsewhereSeconds) / historyDays]));
  const livesIn = new Map(homes.map(row => [row.person_id, row.unit_id]));

  const helpers = candidates.flatMap(helper => {
    const own = ownUnits(helper, rows, compoundId);
    const concerns = own === null || own.size > 0 || holders.has(helper.helperId);
    if (!concerns) return [];
    const roles = helperRoles.filter(role => helper.roles.includes(role));
    const isPlaced = own !== null && own.size > 0;
    return [
      {
        helper,
        chosen: roles.some(role => body.roles.includes(role)) && !body.without.includes(helper.helperId),
        roles,
        baseSeconds: Math.round((history.get(helper.helperId) ?? 0) + (away.get(helper.helperId) ?? 0)),
        homeUnitId: livesIn.get(helper.helperId) ?? (isPlaced ? ([...own][0] ?? null) : null),
        own: body.ownPlaces ? own : null,
      },
    ];
  });
  const chosen = helpers.filter(one => one.chosen);

  const needs: UnitNeed[] = rows.map(row => ({
    unitId: row.unit_id,
    buildingId: row.building_id,
    floors: row.floors,
    asked: row.asked,
  }));
  // A community that began today has not asked for seven days.
  const firstAt = Math.min(now.getTime(), ...rows.flatMap(row => (row.first_at === null ? [] : [Date.parse(row.first_at)])));
  const expected = expectRequests(needs, Math.max(1, (now.getTime() - firstAt) / day));
  const asked = rows.reduce((sum, row) => sum + row.asked, 0);
  const kg = asked === 0 ? usualKg : Math.max(1, rows.reduce((sum, row) => sum + row.grams, 0) / asked / 1000);
  const problem: Problem = {
    gate: ground.gate,
    travel: ground.travel,
    buildings: ground.buildings,
    units: ground.units,
    requests: likelyDay(needs, expected, ground.times, kg),
    workers: chosen.map(({ helper, baseSeconds }) => ({
      id: helper.helperId,
      shift: [0, shiftLimitSeconds] as const,
      ppe: helper.protection,
      maxKg: Math.max(kg, helper.maxGrams / 1000),
      maxBoxes: boxes,
      maxRoundSeconds: roundSeconds,
      workedSeconds: baseSeconds,
    })),
    rules: { binding: 'off', fair: true },
    frozen: [],
    seed: 1,
    timeLimitMs: 500,
  };
  const { bindings } =
    chosen.length === 0
      ? { bindings: [] as UnitBinding[] }
      : propose(problem, {
          homes: new Map(
            chosen.flatMap(({ helper, homeUnitId }) => (homeUnitId === null ? [] : [[helper.helperId, homeUnitId] as const])),
          ),
          places: new Map(chosen.flatMap(({ helper, own }) => (own === null ? [] : [[helper.helperId, own] as const]))),
          present,
          fewest: body.aim === 'few',
        });
  const proposed = new Map(bindings.map(one => [one.unit, one]));
  const seconds = chosen.length === 0 ? new Map<string, number>() : unitSeconds(problem);
  const spots = new Map(ground.units.map(unit => [unit.id, unit]));
  const sealed = new Set(ground.buildings.filter(one => one.zone === 'sealed').map(one => one.id));
  const doorsOf = Map.groupBy(served, row => row.unit_id);
  return {
    units: rows.map((row, n) => {
      const spot = spots.get(row.unit_id);
      return {
        unitId: row.unit_id,
        buildingId: row.building_id,
        building: row.building,
        unit: row.unit,
        sealed: sealed.has(spot?.building ?? ''),
        doors: row.floors.length,
        requests: expected.get(row.unit_id) ?? 0,
        seconds: seconds.get(row.unit_id) ?? 0,
        x: spot?.x ?? 0,
        y: spot?.y ?? 0,
        presentPrimary: present[n]?.primary ?? null,
        presentBackup: present[n]?.backup ?? null,
        primary: proposed.get(row.unit_id)?.primary ?? null,
        backup: proposed.get(row.unit_id)?.backup ?? null,
        served: Object.fromEntries((doorsOf.get(row.unit_id) ?? []).map(one => [one.owner_id, one.doors])),
      };
    }),
    helpers: helpers.map(({ helper, chosen: isChosen, roles, baseSeconds, homeUnitId, own }) => ({
      helperId: helper.helperId,
      name: helper.name,
      roles,
      protection: helper.protection,
      chosen: isChosen,
      baseSeconds,
      homeUnitId,
      unitIds: own === null ? null : [...own],
    })),
  };
}
