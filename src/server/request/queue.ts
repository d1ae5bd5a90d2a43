// The queue of the desk: all channels in one list, danger to life first, then medicine, then by deadline; with what looks alike.
import type { z } from 'zod';
import { listRequests, type QueueRow as Shown } from '../../api/request.ts';
import { doorName } from '../../domain/place/door.ts';
import { refuse } from '../../domain/refusal.ts';
import { type Likeness, likeness, windowMs } from '../../domain/request/alike.ts';
import { gistOf } from '../../domain/request/gist.ts';
import { openStates, type State, states } from '../../domain/request/life.ts';
import type { Reach } from '../http/actor.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { findDoors } from '../place/names-store.ts';
import type { Queryable } from '../postgres/pool.ts';
import {
  countQueue,
  type QueuePlace,
  type QueueRow,
  readQueue,
  readTellings,
  type Search,
  type TellingRow,
} from './queue-store.ts';

type Query = z.output<typeof listRequests.query>;

export function queueRoutes({ db, now }: Deps): Route[] {
  return [
    route(listRequests, async ({ actor, reach, query }) => {
      const at = now();
      const after = query.after === undefined ? null : readPlace(query.after);
      if (after === undefined) return refuse('invalid');
      const search = query.search === undefined ? null : await searchOf(db, actor.communityId, reach, query.search);
      const [found, counts] = await Promise.all([
        readQueue(db, actor.communityId, reach, at, {
          states: statesOf(query),
          lane: query.lane ?? null,
          kind: query.kind ?? null,
          compoundId: query.compoundId ?? null,
          buildingId: query.buildingId ?? null,
          householdId: query.householdId ?? null,
          ownerId: query.ownerId ?? null,
          runId: query.runId ?? null,
          late: query.late !== undefined,
          search,
          after,
          limit: query.limit,
        }),
        countQueue(db, actor.communityId, reach, at, query.compoundId ?? null),
      ]);
      const rows = found.slice(0, query.limit);
      const alike = await findAlike(db, actor.communityId, rows);
      return {
        rows: rows.map(row => shown(row, alike.get(row.request_id)?.length ?? 0)),
        next: found.length > query.limit ? (rows.at(-1)?.place ?? null) : null,
        counts: {
          asked: counts.states.get('asked') ?? 0,
          sorted: counts.states.get('sorted') ?? 0,
          offered: counts.states.get('offered') ?? 0,
          problem: counts.states.get('problem') ?? 0,
          accepted: counts.states.get('accepted') ?? 0,
          carrying: counts.states.get('carrying') ?? 0,
          delivered: counts.states.get('delivered') ?? 0,
          late: counts.late,
        },
      };
    }),
  ];
}

/** Without a state, a stage or something looked for: what is still open. */
function statesOf(query: Query): readonly State[] | null {
  if (query.state !== undefined) return [query.state];
  if (query.stage !== undefined) return (Object.keys(states) as State[]).filter(state => states[state] === query.stage);
  const looksFor = query.search ?? query.householdId ?? query.ownerId ?? query.runId;
  return looksFor === undefined ? openStates : null;
}

/** A number of the queue, a door, or words, in this order: what reads as the one is not looked for as the other. */
async function searchOf(db: Queryable, communityId: string, reach: Reach, said: string): Promise<Search> {
  if (/^(\d{4}-\d{0,5}|\d{5})$/.test(said)) return { number: said };
  if (/[\d〇零一二三四五六七八九十号楼室栋]/.test(said)) {
    const places = reach.ownerId === null ? reach.places : null;
    const doors = await findDoors(db, communityId, said, { wide: true, places });
    if (doors.length > 0) return { doors: doors.map(door => door.householdId) };
  }
  return { words: said };
}

/** Undefined when it is not one of ours. */
function readPlace(text: string): QueuePlace | undefined {
  const found =
    /^(life|medicine|ordinary)~(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)~([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
      text,
    );
  if (found === null || Number.isNaN(Date.parse(found[2] ?? ''))) return undefined;
  return { lane: found[1] as QueuePlace['lane'], dueAt: found[2] ?? '', requestId: found[3] ?? '' };
}

export function shown(row: QueueRow, lookAlikes: number): Shown {
  return {
    requestId: row.request_id,
    number: row.number,
    householdId: row.household_id,
    door: doorName(row.building_label, row.unit_label, row.door),
    compoundName: row.compound_name,
    level: row.level,
    kind: row.kind,
    lane: row.lane,
    urgency: row.urgency,
    channel: row.channel,
    state: row.state,
    gist: gistOf(row.items, row.note),
    askedAt: row.asked_at,
    dueAt: row.due_at,
    actBy: row.act_by,
    escalation: row.escalation,
    reopened: row.reopened,
    ownerId: row.owner_id,
    ownerName: row.owner_name,
    run: row.run_id === null || row.run_starts_at === null ? null : { runId: row.run_id, startsAt: row.run_starts_at },
    grams: row.grams,
    problem: row.problem,
    lookAlikes,
    version: row.version,
  };
}

export interface Alike extends Likeness {
  readonly requestId: string;
}

/** Nobody compares more side by side; a door that asks without end must not cost the desk its time. */
const mostBeside = 24;

/** The others of the household, those told nearest in time where there are too many. */
function nearest(self: TellingRow, tellings: readonly TellingRow[]): readonly TellingRow[] {
  const others = tellings.filter(other => other !== self);
  if (others.length <= mostBeside) return others;
  const apart = (other: TellingRow) => Math.abs(Date.parse(other.asked_at) - Date.parse(self.asked_at));
  return others.sort((a, b) => apart(a) - apart(b)).slice(0, mostBeside);
}

/** Request → the requests of the same household that look like the same need, the likeliest first. */
export async function findAlike(
  db: Queryable,
  communityId: string,
  rows: readonly Pick<QueueRow, 'request_id' | 'household_id' | 'asked_at'>[],
): Promise<Map<string, Alike[]>> {
  const found = new Map<string, Alike[]>();
  if (rows.length === 0) return found;
  const times = rows.map(row => Date.parse(row.asked_at));
  const tellings = await readTellings(
    db,
    communityId,
    [...new Set(rows.map(row => row.household_id))],
    new Date(Math.min(...times) - windowMs),
    new Date(Math.max(...times) + windowMs),
  );
  const ofHousehold = Map.groupBy(tellings, telling => telling.household_id);
  for (const row of rows) {
    const beside = ofHousehold.get(row.household_id) ?? [];
    const self = beside.find(telling => telling.request_id === row.request_id);
    if (self === undefined) continue;
    const alike = nearest(self, beside).flatMap(other => {
      const like = likeness(telling(self), telling(other));
      return like === null ? [] : [{ ...like, requestId: other.request_id }];
    });
    found.set(
      row.request_id,
      alike.sort((a, b) => b.score - a.score),
    );
  }
  return found;
}

function telling(row: TellingRow): Parameters<typeof likeness>[0] {
  return {
    householdId: row.household_id,
    kind: row.kind,
    channel: row.channel,
    items: row.items,
    note: row.note,
    pasted: row.pasted,
    askedAt: row.asked_at,
  };
}
