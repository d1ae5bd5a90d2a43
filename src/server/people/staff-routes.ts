// Staff, stewards and volunteers: who they are, their accounts, their roles.
import { addStaff, changeStaff, endGrant, grantRole, listStaff } from '../../api/people.ts';
import { dayIn } from '../../domain/dispatch/capacity.ts';
import { mayNamePlace } from '../../domain/people/grant.ts';
import { maskTelephone, telephoneDigits } from '../../domain/people/telephone.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';
import { allOrNothing } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { dropSecret } from './account-store.ts';
import { hashPassword, newPassword } from './password-hash.ts';
import { placeIsThere, placeNames, placesTouched } from './place-store.ts';
import { endStaffSessions } from './session-store.ts';
import {
  changeHelper,
  endGrantRow,
  type GrantPlaceKind,
  hasAdministrator,
  holdAdministrators,
  holdStaff,
  insertGrant,
  insertStaff,
  listStaffRows,
  personIsThere,
  type StaffRole,
  setDisabled,
  setFirstPassword,
  setPersonName,
  setTelephone,
} from './staff-store.ts';

const byName = new Intl.Collator('zh-u-kn-true-co-pinyin');

interface AskedGrant {
  readonly role: StaffRole;
  readonly placeKind: GrantPlaceKind;
  readonly placeId?: string | undefined;
}

/** The grant with its place looked up; a grant for the whole community names the community. */
async function placed(
  tx: Queryable,
  communityId: string,
  { role, placeKind, placeId }: AskedGrant,
): Promise<{ role: StaffRole; placeKind: GrantPlaceKind; placeId: string } | Refusal> {
  if (!mayNamePlace(role, placeKind)) return refuse('invalid', { field: 'placeKind' });
  const place = placeKind === 'community' ? (placeId ?? communityId) : placeId;
  if (place === undefined) return refuse('invalid', { field: 'placeId' });
  if (!(await placeIsThere(tx, communityId, placeKind, place))) return refuse('not_found');
  return { role, placeKind, placeId: place };
}

/** Digits for the look-up; a refusal when the text is no telephone number. */
function readTelephone(text: string | undefined): { telephone: string | null; telephoneDigits: string | null } | Refusal {
  if (text === undefined) return { telephone: null, telephoneDigits: null };
  const digits = telephoneDigits(text);
  return digits === null ? refuse('invalid', { field: 'telephone' }) : { telephone: text, telephoneDigits: digits };
}

export function staffRoutes({ db, now, sessions, live }: Deps): Route[] {
  return [
    route(listStaff, async ({ actor, reach, query }) => {
      const { communityId } = actor;
      const at = now();
      const touched = reach.places === null ? null : await placesTouched(db, communityId, reach.places);
      const today = dayIn(actor.timeZone, at);
      const rows = await listStaffRows(db, communityId, touched, query.search, query.role, at, today);
      const names = await placeNames(db, communityId, [...new Set(rows.flatMap(row => row.grants.map(grant => grant.place_id)))]);
      const staff = rows.map(row => ({
        personId: row.person_id,
        name: row.name,
        telephone: maskTelephone(row.telephone),
        // A grid lead needs to know who is there, not how they sign in.
        signInName: reach.places === null ? row.sign_in_name : null,
        disabled: row.disabled,
        grants: row.grants.map(grant => ({
          grantId: grant.grant_id,
          role: grant.role,
          placeKind: grant.place_kind,
          placeId: grant.place_id,
          placeName: names.get(grant.place_id) ?? '',
        })),
        helper: row.helper && {
          onDuty: row.helper.on_duty,
          protection: row.helper.protection,
          insured: row.helper.insured,
          maxOpen: row.helper.max_open,
          maxGrams: row.helper.max_grams,
        },
      }));
      return { staff: staff.sort((one, other) => byName.compare(one.name, other.name)) };
    }),

    route(addStaff, async ({ actor, roles, body }) => {
      const { communityId } = actor;
      const telephone = readTelephone(body.telephone);
      if ('refused' in telephone) return telephone;
      const firstPassword = newPassword();
      const passwordHash = await hashPassword(firstPassword);
      const { name, signInName, protection, insured } = body;
      return allOrNothing<{ personId: string; firstPassword: string }>(db, async tx => {
        const at = now();
        const personId = await insertStaff(tx, communityId, { name, signInName, passwordHash, ...telephone }, at);
        if (personId === null) return refuse('name_taken');
        for (const asked of body.grants) {
          const grant = await placed(tx, communityId, asked);
          if ('refused' in grant) return grant;
          // The same role and place twice in one list is one grant.
          await insertGrant(tx, communityId, personId, grant, actor.personId, at);
        }
        if (protection || insured) await changeHelper(tx, communityId, personId, { protection, insured });
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'add_staff',
          subjectKind: 'person',
          subjectId: personId,
          facts: { roles: [...new Set(body.grants.map(grant => grant.role))].join(' '), protection, insured },
        });
        return { personId, firstPassword };
      });
    }),

    route(changeStaff, async ({ actor, roles, params: { personId }, body }) => {
      const { communityId } = actor;
      const telephone = body.telephone === null ? { telephone: null, telephoneDigits: null } : readTelephone(body.telephone);
      if ('refused' in telephone) return telephone;
      const { name, disabled, dropSecondFactor, protection, insured, maxOpen, maxGrams } = body;
      const firstPassword = body.newPassword ? newPassword() : null;
      const hash = firstPassword === null ? null : await hashPassword(firstPassword);
      const helper = { protection, insured, maxOpen, maxGrams };
      const answer = await allOrNothing<{ firstPassword: string | null }>(db, async tx => {
        const at = now();
        if (disabled === true) await holdAdministrators(tx, communityId);
        const known = await holdStaff(tx, communityId, personId);
        const needsAccount = disabled !== undefined || hash !== null || dropSecondFactor === true;
        if (known === undefined || (needsAccount && !known.has_account)) return refuse('person_unknown');
        if (name !== undefined) await setPersonName(tx, communityId, personId, name);
        if (body.telephone !== undefined) {
          await setTelephone(tx, communityId, personId, telephone.telephone, telephone.telephoneDigits);
        }
        if (disabled !== undefined) await setDisabled(tx, communityId, personId, disabled, at);
        if (hash !== null) await setFirstPassword(tx, communityId, personId, hash);
        if (dropSecondFactor) await dropSecret(tx, communityId, personId);
        if (disabled === true || hash !== null) await endStaffSessions(tx, communityId, personId, at);
        if (Object.values(helper).some(value => value !== undefined)) await changeHelper(tx, communityId, personId, helper);
        if (disabled === true && !(await hasAdministrator(tx, communityId))) return refuse('last_administrator');
        const changed = Object.keys(body).filter(field => body[field as keyof typeof body] !== undefined);
        const facts: Record<string, string | number | boolean> = { changed: changed.join(' ') };
        for (const [field, value] of Object.entries({ ...helper, disabled })) if (value !== undefined) facts[field] = value;
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'change_staff',
          subjectKind: 'person',
          subjectId: personId,
          facts,
        });
        return { firstPassword };
      });
      sessions.forget(communityId);
      live.poke(communityId);
      return answer;
    }),

    route(grantRole, async ({ actor, roles, params: { personId }, body }) => {
      const { communityId } = actor;
      const answer = await allOrNothing<{ grantId: string }>(db, async tx => {
        if (!(await personIsThere(tx, communityId, personId))) return refuse('person_unknown');
        const grant = await placed(tx, communityId, body);
        if ('refused' in grant) return grant;
        const grantId = await insertGrant(tx, communityId, personId, grant, actor.personId, now());
        if (grantId === null) return refuse('overlaps');
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'grant_role',
          subjectKind: 'person',
          subjectId: personId,
          facts: { ...grant, grantId },
        });
        return { grantId };
      });
      sessions.forget(communityId);
      return answer;
    }),

    route(endGrant, async ({ actor, roles, params: { personId, grantId } }) => {
      const { communityId } = actor;
      const answer = await allOrNothing<{ done: true }>(db, async tx => {
        const at = now();
        await holdAdministrators(tx, communityId);
        const ended = await endGrantRow(tx, communityId, personId, grantId, at);
        if (ended === undefined) return refuse('not_found');
        if (ended.role === 'administrator' && !(await hasAdministrator(tx, communityId))) return refuse('last_administrator');
        await writeAudit(tx, {
          communityId,
          byId: actor.personId,
          byRole: roles[0] ?? 'nobody',
          act: 'end_grant',
          subjectKind: 'person',
          subjectId: personId,
          facts: { role: ended.role, placeId: ended.place_id, grantId },
        });
        return { done: true };
      });
      sessions.forget(communityId);
      return answer;
    }),
  ];
}
