// A change of levels or rules: what it would do, shown first, and the same done in one transaction.
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { previewZone } from '../../api/zone.ts';
import type { Role } from '../../domain/people/role.ts';
import { doorName } from '../../domain/place/door.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import {
  type Consequence,
  consequences,
  isTouched,
  type Judged,
  judgeChange,
  type OpenRequest,
} from '../../domain/zone/effect.ts';
import { levels } from '../../domain/zone/level.ts';
import { levelsWithProtection, personClass, ruleOf } from '../../domain/zone/policy.ts';
import { type LevelRules, personClasses } from '../../domain/zone/rule.ts';
import type { Queryable } from '../postgres/pool.ts';
import {
  type BoundRow,
  countUnprotectedDeliveries,
  type DoorRow,
  holdTouched,
  nameUnits,
  type OpenRow,
  readBoundHelpers,
  readDoors,
  readOpen,
  reorderRounds,
} from './effect-store.ts';
import { countOutside, findUnused, revokeExits } from './exit-store.ts';
import type { Levels, Placed } from './store.ts';
import { callBack, takeBack } from './take-back.ts';

/** How things stand: the level of every door, and what the levels ask for. */
export interface World {
  readonly levels: Levels;
  readonly rules: LevelRules;
}

export interface ZoneChange {
  readonly communityId: string;
  readonly before: World;
  readonly after: World;
  /** When the after begins. Before that time nothing is done yet. */
  readonly appliesAt: Date;
  /** The order began before it is recorded. */
  readonly backdatedTo: string | null;
}

export type Effect = Omit<z.output<typeof previewZone.answer>, 'widerThan'>;

const mostListed = 500;

interface Judgement {
  readonly rows: readonly OpenRow[];
  readonly open: readonly OpenRequest[];
  readonly judged: readonly Judged[];
  readonly voidExits: readonly string[];
}

function standing({ levels: known, rules }: World, row: Placed & { readonly to_the_door: boolean }) {
  const rule = ruleOf(known.of(row), rules);
  return { guarded: rule.protection, mode: rule.deliverTo[personClass(row.to_the_door)] };
}

async function judge(db: Queryable, { communityId, before, after }: ZoneChange, now: Date): Promise<Judgement> {
  const rows = await readOpen(db, communityId);
  const open = rows.map(row => ({
    requestId: row.request_id,
    state: row.state,
    ownerId: row.owner_id,
    ownerProtected: row.owner_protected,
    roundId: row.round_id,
    roundState: row.round_state,
    before: standing(before, row),
    after: standing(after, row),
  }));
  const unused = await findUnused(db, communityId, now);
  const forbidden = unused.filter(
    row =>
      row.counted &&
      ruleOf(after.levels.of(row), after.rules).exits.kind === 'none' &&
      ruleOf(before.levels.of(row), before.rules).exits.kind !== 'none',
  );
  return { rows, open, judged: judgeChange(open), voidExits: forbidden.map(row => row.exit_permit_id) };
}

/** Of what would be done, not of what is only told: the same token, the same deeds. */
function tokenOf({ judged, open, voidExits }: Judgement): string {
  const modes = new Map(open.map(request => [request.requestId, request.after]));
  const deeds = judged.map(({ requestId, consequence }) => {
    const after = modes.get(requestId);
    return `${requestId} ${consequence} ${after?.mode} ${after?.guarded}`;
  });
  return createHash('sha256')
    .update(JSON.stringify([deeds.sort(), [...voidExits].sort()]))
    .digest('hex');
}

export async function effectOf(db: Queryable, change: ZoneChange, now: Date): Promise<Effect> {
  const judgement = await judge(db, change, now);
  const doors = (await readDoors(db, change.communityId)).filter(
    door =>
      change.before.levels.of(door) !== change.after.levels.of(door) ||
      JSON.stringify(standing(change.before, door)) !== JSON.stringify(standing(change.after, door)),
  );
  const bound = await readBoundHelpers(db, change.communityId, now);
  return {
    token: tokenOf(judgement),
    appliesAt: change.appliesAt.toISOString(),
    doors: { all: doors.length, livedIn: doors.filter(door => door.lived_in).length },
    levels: levelsChanged(change, doors),
    points: pointsChanged(change, doors),
    requests: requestsOf(judgement, change),
    rounds: roundsOf(judgement),
    helpers: await helpersOf(db, change, doors, bound),
    exits: {
      outside: await countOutside(
        db,
        change.communityId,
        doors.map(door => door.household_id),
      ),
      void: judgement.voidExits.length,
    },
    backdated: await backdatedOf(db, change, doors, now),
  };
}

function levelsChanged({ before, after }: ZoneChange, doors: readonly DoorRow[]): Effect['levels'] {
  const pairs = levels.flatMap(from => levels.map(to => ({ from, to })));
  return pairs
    .map(({ from, to }) => ({
      from,
      to,
      doors: doors.filter(door => before.levels.of(door) === from && after.levels.of(door) === to).length,
    }))
    .filter(row => row.doors > 0 && row.from !== row.to);
}

function pointsChanged({ before, after }: ZoneChange, doors: readonly DoorRow[]): Effect['points'] {
  return personClasses.flatMap(person => {
    const moved = doors
      .filter(door => personClass(door.to_the_door) === person)
      .map(door => [standing(before, door).mode, standing(after, door).mode] as const);
    const grouped = Map.groupBy(
      moved.filter(([from, to]) => from !== to),
      ([from, to]) => `${from} ${to}`,
    );
    return [...grouped.values()].map(same => {
      const [from, to] = same[0] as (typeof moved)[number];
      return { person, from, to, doors: same.length };
    });
  });
}

function requestsOf({ rows, open, judged }: Judgement, { after }: ZoneChange): Effect['requests'] {
  const byId = new Map(rows.map(row => [row.request_id, row]));
  // What has to be done first, then what only changes hands elsewhere.
  const listed = consequences.flatMap(consequence => judged.filter(one => one.consequence === consequence));
  return {
    open: open.filter(isTouched).length,
    by: consequences
      .map(consequence => ({ consequence, requests: judged.filter(one => one.consequence === consequence).length }))
      .filter(row => row.requests > 0),
    list: listed.slice(0, mostListed).flatMap(({ requestId, consequence }) => {
      const row = byId.get(requestId);
      if (row === undefined) return [];
      return [
        {
          requestId,
          number: row.number,
          door: doorName(row.building_label, row.unit_label, row.door),
          state: row.state,
          helperName: row.helper_name,
          roundNumber: row.round_number,
          consequence,
          deliverTo: standing(after, row).mode,
          relayAt: ruleOf(after.levels.of(row), after.rules).relayAt,
        },
      ];
    }),
  };
}

function roundsOf({ rows, judged }: Judgement): Effect['rounds'] {
  const judgedIds = new Set(judged.map(one => one.requestId));
  const stops = rows.filter(row => row.round_id !== null && judgedIds.has(row.request_id));
  return [...Map.groupBy(stops, row => row.round_id as string)].map(([roundId, of]) => ({
    roundId,
    number: of[0]?.round_number ?? '',
    helperName: of[0]?.helper_name ?? '',
    running: of[0]?.round_state === 'running',
    stops: of.length,
  }));
}

async function helpersOf(db: Queryable, change: ZoneChange, doors: readonly DoorRow[], bound: readonly BoundRow[]) {
  const guarded = doors.filter(door => standing(change.after, door).guarded);
  const places = new Set(guarded.flatMap(door => [door.building_id, door.unit_id, door.household_id]));
  const here = bound.filter(row => places.has(row.place_id));
  const cannot = new Map(here.filter(row => !row.protection).map(row => [row.person_id, row.name]));
  const covered = new Set(here.filter(row => row.protection).map(row => row.place_id));
  const open = guarded.filter(door => ![door.building_id, door.unit_id, door.household_id].some(place => covered.has(place)));
  const units = await nameUnits(db, change.communityId, [...new Set(open.map(door => door.unit_id))]);
  return {
    cannotEnter: [...cannot].map(([personId, name]) => ({ personId, name })),
    uncovered: [...units].map(([unitId, name]) => ({ unitId, name })),
  };
}

async function backdatedOf(
  db: Queryable,
  change: ZoneChange,
  doors: readonly DoorRow[],
  now: Date,
): Promise<Effect['backdated']> {
  if (change.backdatedTo === null) return null;
  const guarded = doors.filter(door => standing(change.after, door).guarded).map(door => door.household_id);
  return {
    minutes: Math.floor((now.getTime() - Date.parse(change.backdatedTo)) / 60_000),
    deliveredWithoutProtection: await countUnprotectedDeliveries(db, change.communityId, guarded, change.backdatedTo, now),
  };
}

export interface Applied {
  readonly takenBack: number;
  readonly calledBack: number;
}

export interface Applying {
  readonly byId: string | null;
  readonly byRole: Role;
  /** The token of the preview that the person saw; null: the order was recorded in advance, and is carried out as things stand. */
  readonly shown: string | null;
}

/**
 * Looks again, refuses when something else would happen than was shown, lets `write` record the order or the rules, and does the rest.
 * Inside the caller's transaction: a refusal must take everything back.
 */
export async function applyChange(
  tx: Queryable,
  change: ZoneChange,
  by: Applying,
  now: Date,
  write: () => Promise<void>,
): Promise<Applied | Refusal> {
  const { communityId } = change;
  const touched = (await judge(tx, change, now)).open.filter(isTouched).map(request => request.requestId);
  await holdTouched(tx, communityId, touched);
  const judgement = await judge(tx, change, now);
  if (by.shown !== null && tokenOf(judgement) !== by.shown) return refuse('preview_changed');
  await write();
  // An order for tomorrow does nothing today; the clock does it when it begins, see applyBegun().
  if (change.appliesAt.getTime() > now.getTime()) return { takenBack: 0, calledBack: 0 };
  const of = (consequence: Consequence) =>
    judgement.judged.filter(one => one.consequence === consequence).map(one => one.requestId);
  const takenBack = await takeBack(tx, { communityId, byId: by.byId, byRole: by.byRole }, of('taken_back'), now);
  const calledBack = await callBack(tx, communityId, of('called_back'), now);
  await reorderRounds(tx, communityId, {
    leave: of('leaves_round'),
    last: of('goes_last'),
    guardedLevels: levelsWithProtection(change.after.rules),
    at: now,
  });
  await revokeExits(tx, communityId, judgement.voidExits, now);
  return { takenBack, calledBack };
}
