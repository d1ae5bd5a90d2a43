// The way into a household's page: door card or link, then a one-time code, sent or read out by the clerk.
import { timingSafeEqual } from 'node:crypto';
import { assistDoor, confirmDoor, issueDoorCards, openDoor, revokeDoorCode, sendOneTimeCode } from '../../api/session.ts';
import { internationalNumber, telephoneDigits } from '../../domain/people/telephone.ts';
import { doorName } from '../../domain/place/door.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { allOrNothing } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { newId } from '../id.ts';
import { addNotices, dropCodeNotices } from '../notice/store.ts';
import { addContact } from '../place/household-store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { keyFor } from '../secret.ts';
import { digestOneTimeCode, newOneTimeCode, readDoorCode, writeDoorCode } from './door-code.ts';
import {
  addOneTimeCode,
  countSentCodes,
  findDoor,
  householdIsThere,
  makeDoorCodes,
  readCardDoors,
  readDoorSession,
  readKnockers,
  revokeDoorCodes,
  tryCodes,
  useCode,
} from './door-store.ts';
import { openSession, setSessionCookie, welcome } from './entrance.ts';
import { holdDoor } from './resident-store.ts';

const codeMs = 10 * 60_000;
const mostTries = 5;
const spanMs = 15 * 60_000;
const mostInSpan = 3;
const dayMs = 24 * 3600_000;
const mostInDay = 12;
/** A door has at most thirty people; who authorises one number after the other sends messages at the operator's cost. */
const mostOfDoorInDay = 48;

export function doorRoutes(deps: Deps): Route[] {
  const { db, config, now, sessions } = deps;

  /** Too often: seconds until the next one; null when another code may be sent. */
  async function tooOften(
    tx: Queryable,
    communityId: string,
    householdId: string,
    personId: string,
    at: Date,
  ): Promise<Refusal | null> {
    const time = at.getTime();
    const sent = await countSentCodes(tx, communityId, householdId, personId, new Date(time - spanMs), new Date(time - dayMs));
    if (sent === undefined) return null;
    if (sent.lately < mostInSpan && sent.in_all < mostInDay && sent.of_door < mostOfDoorInDay) return null;
    const free = sent.lately < mostInSpan || sent.oldest === null ? time + 3600_000 : Date.parse(sent.oldest) + spanMs;
    return refuse('too_many_requests', { seconds: Math.max(1, Math.ceil((free - time) / 1000)) });
  }

  return [
    route(openDoor, async ({ actor, body, request, reply }) => {
      const code = readDoorCode(config.secret, body.code);
      if (code === null) return refuse('door_code_forged');
      const door = await findDoor(db, code.communityId, code.doorCodeId);
      if (door === undefined) return refuse('door_code_revoked');
      const inAlready =
        actor?.householdId === door.household_id && actor.kind === (door.person_id === null ? 'resident' : 'relative');
      const knockers = await readKnockers(db, code.communityId, door.household_id, door.person_id);
      if (!inAlready) {
        const coming = {
          communityId: code.communityId,
          kind: 'door',
          householdId: door.household_id,
          doorCodeId: door.door_code_id,
        } as const;
        const token = await db.transaction(tx => openSession(tx, now(), coming, actor));
        if (actor !== null) sessions.forget(actor.communityId, actor.sessionKey);
        setSessionCookie(request, reply, token, 'door');
      }
      return {
        door: doorName(door.building, door.unit, door.door),
        forRelative: door.person_id !== null,
        confirmed: inAlready,
        telephones: knockers.flatMap(({ person_id, telephone }) => {
          const digits = telephone === null ? null : telephoneDigits(telephone);
          return digits === null ? [] : [{ personId: person_id, ending: digits.slice(-2) }];
        }),
      };
    }),

    route(sendOneTimeCode, async ({ actor, body }) => {
      const { communityId, sessionKey } = actor;
      const code = newOneTimeCode();
      const sent = await allOrNothing(db, async tx => {
        const session = await readDoorSession(tx, communityId, sessionKey);
        if (session === undefined) return refuse('session_expired');
        const at = now();
        // The door is held, so that several at once are counted one after the other; their rows, for people of several doors.
        await holdDoor(tx, communityId, null, session.household_id);
        const knockers = await readKnockers(tx, communityId, session.household_id, session.person_id, true);
        const person = knockers.find(({ person_id }) => person_id === body.personId);
        if (person === undefined) return refuse('person_unknown');
        if (person.telephone === null) return refuse('no_telephone_registered');
        const wait = await tooOften(tx, communityId, session.household_id, person.person_id, at);
        if (wait !== null) return wait;
        const oneTimeCodeId = newId();
        await addOneTimeCode(tx, communityId, {
          oneTimeCodeId,
          householdId: session.household_id,
          personId: person.person_id,
          digest: digestOneTimeCode(config.secret, oneTimeCodeId, code),
          sessionKey,
          readOutBy: null,
          madeAt: at,
          expiresAt: new Date(at.getTime() + codeMs),
        });
        const byGateway = config.smsUrl !== undefined && internationalNumber(person.telephone) !== null;
        await dropCodeNotices(tx, communityId, person.person_id, at);
        const notice = { template: 'one_time_code', toPerson: person.person_id, householdId: session.household_id } as const;
        const sealed = { ...notice, code: { text: code, key: keyFor(config.secret, 'notice') } };
        await addNotices(tx, communityId, [byGateway ? sealed : { ...notice, readOut: true }], at);
        return { sent: byGateway };
      });
      if (isRefusal(sent)) return sent;
      return actor.demo ? { ...sent, demoCode: code } : sent;
    }),

    route(confirmDoor, async ({ actor, body, request, reply }) => {
      const { communityId, sessionKey } = actor;
      // A transaction that commits also when the code is wrong: the try counts.
      const came = await db.transaction(async tx => {
        const at = now();
        const session = await readDoorSession(tx, communityId, sessionKey);
        if (session === undefined) return refuse('session_expired');
        const codes = await tryCodes(tx, communityId, session.household_id, sessionKey, mostTries, at);
        const fits = codes.filter(({ one_time_code_id, digest }) =>
          timingSafeEqual(digest, digestOneTimeCode(config.secret, one_time_code_id, body.code)),
        );
        const [used] = fits;
        if (used === undefined) {
          const left = Math.max(0, ...codes.map(({ tries }) => mostTries - tries));
          return codes.length === 0 ? refuse('one_time_code_expired') : refuse('one_time_code_wrong', { left });
        }
        const knockers = await readKnockers(tx, communityId, session.household_id, session.person_id);
        // A code that was read out belongs to the household: whoever is registered there first.
        const person = used.person_id === null ? knockers[0] : knockers.find(({ person_id }) => person_id === used.person_id);
        if (person === undefined) return refuse('one_time_code_expired');
        await useCode(tx, communityId, used.one_time_code_id, at);
        const kind = session.person_id === null ? ('resident' as const) : ('relative' as const);
        if (kind === 'resident') {
          await addContact(tx, communityId, {
            householdId: session.household_id,
            how: 'page',
            outcome: 'spoke',
            supply: null,
            byId: person.person_id,
            byRole: kind,
            at,
            happenedAt: null,
          });
        }
        const coming = {
          communityId,
          kind,
          personId: person.person_id,
          householdId: session.household_id,
          doorCodeId: session.door_code_id,
        };
        return { kind, token: await openSession(tx, at, coming, actor) };
      });
      if (isRefusal(came)) return came;
      sessions.forget(communityId, sessionKey);
      deps.live.poke(communityId);
      return welcome(deps, request, reply, came.token, came.kind);
    }),

    route(assistDoor, async ({ actor, roles, reach, params: { householdId } }) => {
      const { communityId } = actor;
      const code = newOneTimeCode();
      return allOrNothing(db, async tx => {
        if (!(await householdIsThere(tx, communityId, reach.places, householdId))) return refuse('household_unknown');
        const knockers = await readKnockers(tx, communityId, householdId, null);
        if (knockers.length === 0) return refuse('person_unknown');
        const at = now();
        const oneTimeCodeId = newId();
        const expiresAt = new Date(at.getTime() + codeMs);
        await addOneTimeCode(tx, communityId, {
          oneTimeCodeId,
          householdId,
          personId: null,
          digest: digestOneTimeCode(config.secret, oneTimeCodeId, code),
          sessionKey: null,
          readOutBy: actor.personId,
          madeAt: at,
          expiresAt,
        });
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'assist_door',
          subjectKind: 'household',
          subjectId: householdId,
        });
        return { code, expiresAt: expiresAt.toISOString() };
      });
    }),

    route(issueDoorCards, async ({ actor, roles, reach, body }) => {
      const { communityId } = actor;
      const { placeKind, placeId, renew } = body;
      const answer = await allOrNothing(db, async tx => {
        const doors = await readCardDoors(tx, communityId, reach.places, placeKind, placeId);
        if (doors.length === 0) return refuse('not_found');
        // Nobody prints a card for an empty flat, unless for that very door.
        const wanted = placeKind === 'household' ? doors : doors.filter(({ living }) => living !== 'vacant');
        const households = wanted.map(({ household_id }) => household_id);
        const at = now();
        const revoked = renew ? await revokeDoorCodes(tx, communityId, households, null, at) : 0;
        const codes = await makeDoorCodes(tx, communityId, households, { by: actor.personId, at });
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'issue_door_cards',
          subjectKind: placeKind,
          subjectId: placeId,
          facts: { cards: wanted.length, revoked },
        });
        return {
          cards: wanted.map(({ household_id, building, unit, door }) => ({
            householdId: household_id,
            door: doorName(building, unit, door),
            code: writeDoorCode(config.secret, { communityId, doorCodeId: codes.get(household_id) as string }),
          })),
        };
      });
      if (renew) sessions.forget(communityId);
      return answer;
    }),

    route(revokeDoorCode, async ({ actor, roles, reach, params: { householdId } }) => {
      const { communityId } = actor;
      const answer = await allOrNothing(db, async tx => {
        if (!(await householdIsThere(tx, communityId, reach.places, householdId))) return refuse('household_unknown');
        const revoked = await revokeDoorCodes(tx, communityId, [householdId], null, now());
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'revoke_door_code',
          subjectKind: 'household',
          subjectId: householdId,
          facts: { revoked },
        });
        return { done: true as const };
      });
      sessions.forget(communityId);
      return answer;
    }),
  ];
}
