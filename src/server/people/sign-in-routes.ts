// Signing in and out of the staff, own passwords and second factors, the first administrator; the doors of households beside it.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  beginSecondFactor,
  changePassword,
  confirmSecondFactor,
  dropSecondFactor,
  makeFirstAdministrator,
  signIn,
  signOut,
  whoAmI,
} from '../../api/session.ts';
import { leastPassword, passwordProblem } from '../../domain/people/password.ts';
import { isRefusal, refuse } from '../../domain/refusal.ts';
import type { Actor } from '../http/actor.ts';
import { Limit } from '../http/limit.ts';
import { allOrNothing } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { keyFor, seal, unseal } from '../secret.ts';
import { beginSecret, confirmSecret, dropSecret, findCommunity, readAccount, setPassword } from './account-store.ts';
import { doorRoutes } from './door-routes.ts';
import { clearSessionCookie, meOf, openSession, welcome } from './entrance.ts';
import { findFirstLink, makeAdministrator } from './first-store.ts';
import { Doorkeeper } from './knock.ts';
import { hashPassword } from './password-hash.ts';
import { base32, secondFactorUri, stepOfCode } from './second-factor.ts';
import { endSession, endStaffSessions } from './session-store.ts';

/** A no to a sign-in is said on the beat, so that its time does not tell whether there is such a name. */
const beatMs = 250;
/** Wrong tries from one address: an office behind one address may err, a program that guesses may not. */
const wrongTries = { perSecond: 0.2, burst: 60 };

function personOf(actor: Actor): string {
  if (actor.personId === null) throw new Error('a session of the staff without a person');
  return actor.personId;
}

export function routes(deps: Deps): Route[] {
  const { db, config, now, sessions } = deps;
  const doorkeeper = new Doorkeeper(db, config.secret, now);
  const perAddress = new Limit(wrongTries);
  const secondFactorKey = keyFor(config.secret, 'second factor');

  const auditOwn = (actor: Actor, act: string) => ({
    communityId: actor.communityId,
    byId: actor.personId,
    byRole: [...actor.grants.keys()][0] ?? ('nobody' as const),
    act,
    subjectKind: 'person',
    subjectId: actor.personId,
  });

  return [
    ...doorRoutes(deps),

    route(signIn, async ({ actor, body, request, reply }) => {
      if (!perAddress.take(request.ip, now().getTime())) return refuse('too_many_requests', { seconds: 5 });
      const beganAt = performance.now();
      const communityId = await findCommunity(db, body.community);
      const account = await doorkeeper.signIn(communityId, body.name, body.password, body.secondFactorCode);
      if (isRefusal(account)) {
        if (account.refused !== 'wrong_sign_in') perAddress.giveBack(request.ip);
        await pause(beatMs - ((performance.now() - beganAt) % beatMs));
        return account;
      }
      perAddress.giveBack(request.ip);
      const coming = { communityId: account.community_id, kind: 'staff', personId: account.person_id } as const;
      const token = await db.transaction(tx => openSession(tx, now(), coming, actor));
      if (actor !== null) sessions.forget(actor.communityId, actor.sessionKey);
      return welcome(deps, request, reply, token, 'staff');
    }),

    route(signOut, async ({ actor, request, reply }) => {
      if (actor !== null) {
        await endSession(db, actor.communityId, actor.sessionKey, now());
        sessions.forget(actor.communityId, actor.sessionKey);
      }
      clearSessionCookie(request, reply);
      return { done: true as const };
    }),

    route(whoAmI, async ({ actor }) => meOf(deps, actor)),

    route(changePassword, async ({ actor, body }) => {
      const { communityId } = actor;
      const personId = personOf(actor);
      const account = await doorkeeper.confirm(communityId, personId, body.old);
      if (isRefusal(account)) return account;
      const problem = passwordProblem(body.new, [account.sign_in_name, account.person_name]);
      if (problem !== null || body.new === body.old) return refuse('password_too_weak', { least: leastPassword, problem });
      const hash = await hashPassword(body.new);
      await db.transaction(async tx => {
        await setPassword(tx, communityId, personId, hash);
        await endStaffSessions(tx, communityId, personId, now(), actor.sessionKey);
        await writeAudit(tx, auditOwn(actor, 'change_password'));
      });
      sessions.forget(communityId);
      return { done: true as const };
    }),

    route(beginSecondFactor, async ({ actor }) => {
      const { communityId } = actor;
      const personId = personOf(actor);
      const account = await readAccount(db, communityId, personId);
      if (account === undefined) throw new Error('a session of an account that is gone');
      const secret = randomBytes(20);
      const begun = await beginSecret(db, communityId, personId, seal(secondFactorKey, secret, personId));
      if (!begun) return refuse('state_has_changed');
      return { secret: base32(secret), uri: secondFactorUri(secret, account.community_name, account.sign_in_name) };
    }),

    route(confirmSecondFactor, async ({ actor, body }) => {
      const { communityId } = actor;
      const personId = personOf(actor);
      const account = await readAccount(db, communityId, personId);
      const sealed = account?.second_factor_since === null ? account.second_factor_secret : null;
      const secret = sealed === null ? null : unseal(secondFactorKey, sealed, personId);
      if (sealed === null || secret === null) return refuse('not_found');
      const step = stepOfCode(secret, body.code, now(), null);
      if (step === null) return refuse('wrong_sign_in');
      return allOrNothing(db, async tx => {
        if (!(await confirmSecret(tx, communityId, personId, sealed, step, now()))) return refuse('not_found');
        await writeAudit(tx, auditOwn(actor, 'confirm_second_factor'));
        return { done: true as const };
      });
    }),

    route(dropSecondFactor, async ({ actor, body }) => {
      const { communityId } = actor;
      const personId = personOf(actor);
      const account = await doorkeeper.confirm(communityId, personId, body.password);
      if (isRefusal(account)) return account;
      await db.transaction(async tx => {
        await dropSecret(tx, communityId, personId);
        await writeAudit(tx, auditOwn(actor, 'drop_second_factor'));
      });
      return { done: true as const };
    }),

    route(makeFirstAdministrator, async ({ body, request, reply }) => {
      if ((await findFirstLink(db, body.token)) === null) return refuse('link_used');
      const problem = passwordProblem(body.password, [body.name, body.personName]);
      if (problem !== null) return refuse('password_too_weak', { least: leastPassword, problem });
      const passwordHash = await hashPassword(body.password);
      const token = await allOrNothing(db, async tx => {
        const communityId = await findFirstLink(tx, body.token, true);
        if (communityId === null) return refuse('link_used');
        const { communityName, divisionCode, personName, name: signInName } = body;
        const first = { communityName, divisionCode, personName, signInName, passwordHash };
        const personId = await makeAdministrator(tx, communityId, first, now());
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole: 'administrator',
          act: 'make_first_administrator',
          subjectKind: 'person',
          subjectId: personId,
        });
        return openSession(tx, now(), { communityId, kind: 'staff', personId }, null);
      });
      if (isRefusal(token)) return token;
      return welcome(deps, request, reply, token, 'staff');
    }),
  ];
}
