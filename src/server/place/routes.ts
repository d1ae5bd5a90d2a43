// Places and doors: the tree, finding a door by what people say or by who calls, corrections, and who was heard from.
import type { z } from 'zod';
import {
  changeHousehold,
  findByTelephone,
  findHouseholds,
  type householdRow,
  readHousehold,
  readPlaces,
  recordContact,
  splitHousehold,
} from '../../api/place.ts';
import { askAgainAt } from '../../domain/care/supply.ts';
import { maskTelephone, telephoneDigits } from '../../domain/people/telephone.ts';
import { doorName } from '../../domain/place/door.ts';
import { refuse } from '../../domain/refusal.ts';
import { gistOf } from '../../domain/request/gist.ts';
import { believableTime } from '../../domain/request/rules.ts';
import type { Actor } from '../http/actor.ts';
import { allOrNothing, digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { type Levels, levelsOf } from '../zone/store.ts';
import { addContact, type Contact, changeDoor, doorIsTaken, holdHousehold, splitDoor } from './household-store.ts';
import { findDoors } from './names-store.ts';
import {
  findByRequestNumber,
  findCallers,
  type HouseholdRow,
  hasDoorCode,
  listHouseholds,
  readBound,
  readCommunity,
  readGrids,
  readHouseholdPeople,
  readHouseholds,
  readLastRequests,
  readUnits,
} from './store.ts';
import { treeOf } from './tree.ts';

function rowOf(household: HouseholdRow, levels: Levels): z.output<typeof householdRow> {
  return {
    householdId: household.household_id,
    door: doorName(household.building_label, household.unit_label, household.door),
    compoundName: household.compound_name,
    buildingId: household.building_id,
    floor: household.floor,
    living: household.living,
    level: levels.ofHousehold(household),
    heardAt: household.heard_at,
    openRequests: household.open_requests,
  };
}

function supplyOf(days: number | undefined, saidAt: string): Contact['supply'] {
  return days === undefined ? null : { days, askAgainAt: askAgainAt(days, saidAt) };
}

function personOf(actor: Actor): string {
  if (actor.personId === null) throw new Error('a call of the staff without a person');
  return actor.personId;
}

export function routes({ db, now, live }: Deps): Route[] {
  return [
    route(readPlaces, async ({ actor: { communityId }, reach }) => {
      const [community, grids, units, levels] = await Promise.all([
        readCommunity(db, communityId),
        readGrids(db, communityId),
        readUnits(db, communityId, reach.places),
        levelsOf(db, communityId, now()),
      ]);
      if (community === undefined) throw new Error('a session of a community that is gone');
      return treeOf(community, grids, units, levels, reach.places === null);
    }),

    route(findHouseholds, async ({ actor: { communityId }, reach, query }) => {
      const { search, limit } = query;
      const within = {
        ...(query.buildingId === undefined ? {} : { buildingId: query.buildingId }),
        ...(query.unitId === undefined ? {} : { unitId: query.unitId }),
      };
      const levels = await levelsOf(db, communityId, now());
      if (search === undefined) {
        const households = await listHouseholds(db, communityId, reach.places, within, limit);
        return { households: households.map(household => rowOf(household, levels)) };
      }
      const doors = await findDoors(db, communityId, search, { within, wide: true, places: reach.places });
      const ids = doors.length > 0 ? doors.map(door => door.householdId) : await findByRequestNumber(db, communityId, search);
      const households = await readHouseholds(db, communityId, reach.places, ids, limit);
      return { households: households.map(household => rowOf(household, levels)) };
    }),

    route(findByTelephone, async ({ actor, roles, reach, body }) => {
      const { communityId } = actor;
      const at = now();
      const digits = telephoneDigits(body.telephone);
      const callers = digits === null ? [] : await findCallers(db, communityId, reach.places, digits, at);
      const [households, levels] = await Promise.all([
        readHouseholds(
          db,
          communityId,
          reach.places,
          callers.map(caller => caller.household_id),
        ),
        levelsOf(db, communityId, at),
      ]);
      await writeAudit(db, {
        communityId,
        byId: actor.personId,
        byRole: roles[0] ?? 'nobody',
        act: 'find_by_telephone',
        subjectKind: 'household',
        subjectId: households.length === 1 ? (households[0]?.household_id ?? null) : null,
        facts: { found: callers.length },
      });
      return {
        households: households.flatMap(household =>
          callers
            .filter(caller => caller.household_id === household.household_id)
            .map(caller => ({
              ...rowOf(household, levels),
              personId: caller.person_id,
              personName: caller.person_name,
              relation: caller.relation,
            })),
        ),
      };
    }),

    route(readHousehold, async ({ actor: { communityId }, reach, params: { householdId } }) => {
      const at = now();
      const [household] = await readHouseholds(db, communityId, reach.places, [householdId]);
      if (household === undefined) return refuse('household_unknown');
      const [people, bound, hasCode, lastRequests, levels] = await Promise.all([
        readHouseholdPeople(db, communityId, householdId, at),
        readBound(db, communityId, household, at),
        hasDoorCode(db, communityId, householdId),
        readLastRequests(db, communityId, householdId),
        levelsOf(db, communityId, at),
      ]);
      return {
        ...rowOf(household, levels),
        aliases: [...household.aliases],
        people: people.map(person => ({
          personId: person.person_id,
          name: person.name,
          telephone: maskTelephone(person.telephone),
          relation: person.relation,
          smartphone: person.smartphone,
        })),
        bound: bound.map(row => ({ personId: row.person_id, name: row.name, rank: row.rank, placeKind: row.place_kind })),
        hasDoorCode: hasCode,
        toTheDoor: household.to_the_door,
        lastRequests: lastRequests.map(row => ({
          requestId: row.request_id,
          number: row.number,
          kind: row.kind,
          state: row.state,
          gist: gistOf(row.items, row.note),
          askedAt: row.asked_at,
        })),
      };
    }),

    route(changeHousehold, async ({ actor, roles, reach, params: { householdId }, body }) => {
      const { communityId } = actor;
      const answer = await allOrNothing<{ done: true }>(db, async tx => {
        const household = await holdHousehold(tx, communityId, reach.places, householdId);
        if (household === undefined) return refuse('household_unknown');
        if (body.door !== undefined && (await doorIsTaken(tx, communityId, household, [body.door]))) return refuse('name_taken');
        // Somebody is still waiting behind a door that is said to be empty.
        if ((body.living === 'vacant' || body.living === 'removed') && household.has_open) return refuse('still_in_use');
        await changeDoor(tx, communityId, householdId, body);
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'change_household',
          subjectKind: 'household',
          subjectId: householdId,
          facts: { changed: Object.keys(body).join(','), ...(body.living === undefined ? {} : { living: body.living }) },
        });
        return { done: true };
      });
      live.poke(communityId);
      return answer;
    }),

    route(splitHousehold, async ({ actor, roles, reach, params: { householdId }, body: { doors } }) => {
      const { communityId } = actor;
      if (new Set(doors).size < doors.length) return refuse('name_taken');
      const answer = await allOrNothing<{ householdIds: string[] }>(db, async tx => {
        const household = await holdHousehold(tx, communityId, reach.places, householdId);
        if (household === undefined) return refuse('household_unknown');
        if (await doorIsTaken(tx, communityId, household, doors)) return refuse('name_taken');
        const householdIds = await splitDoor(tx, communityId, household, doors);
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'split_household',
          subjectKind: 'household',
          subjectId: householdId,
          facts: { doors: doors.length },
        });
        return { householdIds };
      });
      live.poke(communityId);
      return answer;
    }),

    route(recordContact, async ({ actor, roles, reach, params: { householdId }, body }) => {
      const { communityId } = actor;
      const at = now();
      const byId = personOf(actor);
      const once = { communityId, moveId: body.id, actorId: byId, digest: digestOf(`contact ${householdId}`, body) };
      const answer = await doOnce<{ done: true }>(db, once, async tx => {
        const household = await holdHousehold(tx, communityId, reach.places, householdId);
        if (household === undefined) return refuse('household_unknown');
        const happenedAt = believableTime(body.happenedAt, at.toISOString());
        await addContact(tx, communityId, {
          householdId,
          how: body.how,
          outcome: body.outcome,
          supply: supplyOf(body.daysOfSupply, happenedAt ?? at.toISOString()),
          byId,
          byRole: roles[0] ?? 'steward',
          at,
          happenedAt,
        });
        return { done: true };
      });
      live.poke(communityId);
      return answer;
    }),
  ];
}
