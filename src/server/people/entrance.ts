// Opens and closes sessions: the row, the cookie, and what the page is told about who is in.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { whoAmI } from '../../api/session.ts';
import { doorName } from '../../domain/place/door.ts';
import type { Actor } from '../http/actor.ts';
import type { Deps } from '../http/route.ts';
import type { Queryable } from '../postgres/pool.ts';
import { readMe } from './account-store.ts';
import { endSession, insertSession } from './session-store.ts';
import { cookieNameOf, lifeMs, newToken } from './sessions.ts';

export type Me = AnswerOf<typeof whoAmI>;

interface Coming {
  readonly communityId: string;
  readonly kind: Actor['kind'];
  readonly personId?: string | null;
  readonly householdId?: string | null;
  readonly doorCodeId?: string | null;
}

/** Writes the session row; the session that was there before in this browser ends. Answers the token for the cookie. */
export async function openSession(db: Queryable, now: Date, coming: Coming, before: Actor | null): Promise<string> {
  const made = newToken(coming.communityId);
  if (before !== null) await endSession(db, before.communityId, before.sessionKey, now);
  await insertSession(db, {
    ...made,
    kind: coming.kind,
    personId: coming.personId ?? null,
    householdId: coming.householdId ?? null,
    doorCodeId: coming.doorCodeId ?? null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + lifeMs[coming.kind]),
  });
  return made.token;
}

export function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string, kind: Actor['kind']): void {
  reply.setCookie(cookieNameOf(request), token, {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    // Many offices run it on one PC without a certificate; there the cookie could not be set at all.
    secure: request.protocol === 'https',
    maxAge: lifeMs[kind] / 1000,
  });
}

export function clearSessionCookie(request: FastifyRequest, reply: FastifyReply): void {
  reply.clearCookie(cookieNameOf(request), {
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    secure: request.protocol === 'https',
  });
}

export async function meOf({ db }: Deps, actor: Actor): Promise<Me> {
  const row = await readMe(db, actor.communityId, actor.personId, actor.householdId);
  if (row === undefined) throw new Error('the community of a session vanished');
  const { householdId } = actor;
  return {
    kind: actor.kind,
    communityId: actor.communityId,
    communityName: row.community_name,
    timeZone: actor.timeZone,
    demo: actor.demo,
    personId: actor.personId,
    name: row.name,
    roles: [...actor.grants.keys()],
    mustChangePassword: actor.mustChangePassword,
    secondFactor: row.second_factor,
    household:
      householdId === null || row.door === null
        ? null
        : { householdId, door: doorName(row.building ?? '', row.unit ?? '', row.door) },
  };
}

/** After the session was committed: the cookie, and who is in now. */
export async function welcome(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  token: string,
  kind: Actor['kind'],
): Promise<Me> {
  const actor = await deps.sessions.find(token);
  if (actor === null) throw new Error('a session that was just opened is not there');
  setSessionCookie(request, reply, token, kind);
  return meOf(deps, actor);
}
