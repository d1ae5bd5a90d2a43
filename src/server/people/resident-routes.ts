// Who belongs to a door, the relatives elsewhere it authorised, the own household's page, and telephones shown with a reason.
import { addResident, endResident, myHousehold, revealTelephone } from '../../api/people.ts';
import { maskTelephone, telephoneDigits } from '../../domain/people/telephone.ts';
import { doorName } from '../../domain/place/door.ts';
import { refuse } from '../../domain/refusal.ts';
import { allOrNothing } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { levelsOf } from '../zone/store.ts';
import { doorLink, writeDoorCode } from './door-code.ts';
import { makeDoorCodes, revokeDoorCodes } from './door-store.ts';
import { placesTouched } from './place-store.ts';
import {
  endResidency,
  findTelephone,
  holdDoor,
  insertResident,
  markLivedIn,
  readMyDoor,
  readResidents,
} from './resident-store.ts';
import { endDoorSessions } from './session-store.ts';

/** People of one door at most, those elsewhere included; a dormitory is split into doors. */
const mostPeople = 30;
const authorisers = ['resident', 'clerk', 'community_lead', 'administrator'] as const;

export function residentRoutes({ db, config, now, sessions, live }: Deps): Route[] {
  return [
    route(addResident, async ({ actor, roles, reach, params: { householdId }, body }) => {
      const { communityId } = actor;
      const { name, relation, smartphone } = body;
      const byHousehold = roles.includes('resident');
      // The household says who may ask for it from elsewhere; who lives there the desk finds out.
      const may = relation === 'relative' ? authorisers.some(role => roles.includes(role)) : !byHousehold;
      if (!may) return refuse('not_allowed');
      const digits = body.telephone === undefined ? null : telephoneDigits(body.telephone);
      if (body.telephone !== undefined && digits === null) return refuse('invalid', { field: 'telephone' });
      const answer = await allOrNothing<{ personId: string; link: string | null }>(db, async tx => {
        const at = now();
        if (!(await holdDoor(tx, communityId, reach.places, householdId))) return refuse('household_unknown');
        const people = await readResidents(tx, communityId, householdId);
        const same = people.find(
          known => known.relation === relation && known.name === name && (digits === null || known.telephone_digits === digits),
        );
        if (same !== undefined) return refuse('overlaps', { personId: same.person_id });
        if (people.length >= mostPeople) return refuse('too_many_requests');
        const personId = await insertResident(
          tx,
          communityId,
          {
            householdId,
            name,
            telephone: body.telephone ?? null,
            telephoneDigits: digits,
            relation,
            smartphone,
            authorisedBy: actor.personId,
          },
          at,
        );
        let link: string | null = null;
        if (relation === 'relative') {
          const codes = await makeDoorCodes(tx, communityId, [householdId], { personId, by: actor.personId, at });
          link = doorLink(writeDoorCode(config.secret, { communityId, doorCodeId: codes.get(householdId) as string }));
        } else {
          await markLivedIn(tx, communityId, householdId);
        }
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: relation === 'relative' ? 'authorise_relative' : 'add_resident',
          subjectKind: 'person',
          subjectId: personId,
          facts: { householdId, smartphone },
        });
        return { personId, link };
      });
      live.poke(communityId);
      return answer;
    }),

    route(endResident, async ({ actor, roles, reach, params: { householdId, personId } }) => {
      const { communityId } = actor;
      const answer = await allOrNothing<{ done: true }>(db, async tx => {
        const at = now();
        if (!(await holdDoor(tx, communityId, reach.places, householdId))) return refuse('household_unknown');
        const ended = await endResidency(tx, communityId, householdId, personId, at);
        if (ended === undefined) return refuse('person_unknown');
        // Nobody can put the people they live with out of the register.
        if (ended.relation === 'lives_here' && roles.every(role => role === 'resident')) return refuse('not_allowed');
        await revokeDoorCodes(tx, communityId, [householdId], personId, at);
        await endDoorSessions(tx, communityId, householdId, personId, at);
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: ended.relation === 'relative' ? 'end_relative' : 'end_resident',
          subjectKind: 'person',
          subjectId: personId,
          facts: { householdId },
        });
        return { done: true };
      });
      sessions.forget(communityId);
      return answer;
    }),

    route(myHousehold, async ({ actor }) => {
      const { communityId, householdId } = actor;
      if (householdId === null) throw new Error('a household session without a household');
      const [door, people, levels] = await Promise.all([
        readMyDoor(db, communityId, householdId),
        readResidents(db, communityId, householdId),
        levelsOf(db, communityId, now()),
      ]);
      if (door === undefined) throw new Error('the household of a session vanished');
      return {
        householdId,
        door: doorName(door.building, door.unit, door.door),
        compoundName: door.compound_name,
        level: levels.ofHousehold(door),
        people: people.map(person => ({
          personId: person.person_id,
          name: person.name,
          relation: person.relation,
          telephone: maskTelephone(person.telephone),
        })),
        callCentre: door.call_centre,
        heardAt: door.heard_at,
      };
    }),

    route(revealTelephone, async ({ actor, roles, reach, params: { personId }, body: { reason } }) => {
      const { communityId } = actor;
      return allOrNothing<{ telephone: string | null }>(db, async tx => {
        // A grid lead calls the stewards and volunteers of the area too; a steward calls the people of the building.
        const withStaff = reach.places !== null && roles.includes('grid_lead');
        const touched = withStaff ? await placesTouched(tx, communityId, reach.places) : [];
        const found = await findTelephone(tx, communityId, reach.places, touched, personId, now());
        if (found === undefined) return refuse('person_unknown');
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'reveal_telephone',
          subjectKind: 'person',
          subjectId: personId,
          reason,
        });
        return found;
      });
    }),
  ];
}
