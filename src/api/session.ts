// The contract of signing in: staff by name and password, households by door code and one-time code.
import { z } from 'zod';
import { roles } from '../domain/people/role.ts';
import { endpoint } from './endpoint.ts';
import { done, id, line } from './field.ts';

const password = z.string().min(1).max(200);
const sixDigits = z.string().regex(/^[0-9]{6}$/);

/** What a page needs to know about who is using it. */
export const me = z.object({
  kind: z.enum(['staff', 'door', 'resident', 'relative']),
  communityId: id,
  communityName: z.string(),
  timeZone: z.string(),
  demo: z.boolean(),
  personId: id.nullable(),
  /** Own name only. */
  name: z.string().nullable(),
  roles: z.array(z.enum(roles)),
  mustChangePassword: z.boolean(),
  secondFactor: z.boolean(),
  household: z.object({ householdId: id, door: z.string() }).nullable(),
});

export const signIn = endpoint({
  method: 'POST',
  path: '/api/v1/sessions',
  summary: 'Sign in with name and password, and the code of the second factor where one is set; sets the session cookie',
  body: z.strictObject({
    /** Slug of the community; left out where the program serves only one. */
    community: line(40).optional(),
    name: line(40),
    password,
    secondFactorCode: sixDigits.optional(),
  }),
  answer: me,
  who: 'anyone',
  refusals: ['wrong_sign_in', 'locked_out', 'second_factor_needed'],
});

export const signOut = endpoint({
  method: 'DELETE',
  path: '/api/v1/sessions/current',
  summary: 'End the present session',
  answer: done,
  who: 'anyone',
});

const everyStaff = {
  steward: 'self',
  volunteer: 'self',
  property: 'self',
  grid_worker: 'self',
  grid_lead: 'self',
  clerk: 'self',
  supply: 'self',
  community_lead: 'self',
  district_viewer: 'self',
  administrator: 'self',
} as const;

export const whoAmI = endpoint({
  method: 'GET',
  path: '/api/v1/me',
  summary: 'Who is signed in here',
  answer: me,
  who: { resident: 'self', relative: 'self', ...everyStaff },
});

export const changePassword = endpoint({
  method: 'POST',
  path: '/api/v1/me/password',
  summary: 'Change the own password; every other session of the account ends',
  body: z.strictObject({ old: password, new: password }),
  answer: done,
  who: everyStaff,
  refusals: ['wrong_sign_in', 'locked_out', 'password_too_weak'],
});

export const beginSecondFactor = endpoint({
  method: 'POST',
  path: '/api/v1/me/second-factor',
  summary: 'Make a new secret for the second factor (RFC 6238); it counts once a code was confirmed',
  answer: z.object({ secret: z.string().describe('base32'), uri: z.string().describe('otpauth://') }),
  who: everyStaff,
  /** One counts already: it is dropped with the password first. */
  refusals: ['state_has_changed'],
});

export const confirmSecondFactor = endpoint({
  method: 'PUT',
  path: '/api/v1/me/second-factor',
  summary: 'Confirm the second factor with a code from the authenticator',
  body: z.strictObject({ code: sixDigits }),
  answer: done,
  who: everyStaff,
  refusals: ['wrong_sign_in', 'not_found'],
});

export const dropSecondFactor = endpoint({
  method: 'DELETE',
  path: '/api/v1/me/second-factor',
  summary: 'Remove the own second factor, confirmed by the password',
  body: z.strictObject({ password }),
  answer: done,
  who: everyStaff,
  refusals: ['wrong_sign_in', 'locked_out'],
});

export const makeFirstAdministrator = endpoint({
  method: 'POST',
  path: '/api/v1/first-administrator',
  summary: 'Use the one-time link printed by `npm start -- --empty`: names the community and makes its first administrator',
  body: z.strictObject({
    token: line(200),
    communityName: line(60),
    divisionCode: z.string().regex(/^[0-9]{12}$/),
    personName: line(40),
    name: z.string().regex(/^[a-z0-9._-]{2,40}$/),
    password,
  }),
  answer: me,
  who: 'anyone',
  refusals: ['link_used', 'password_too_weak'],
});

export const openDoor = endpoint({
  method: 'POST',
  path: '/api/v1/doors/open',
  summary: 'Exchange a door code (from the printed card or a relative link) for a session that still needs a one-time code',
  body: z.strictObject({ code: line(300) }),
  answer: z.object({
    door: z.string(),
    forRelative: z.boolean(),
    /** This browser is in already: the household's page opens without another code. */
    confirmed: z.boolean(),
    /** Telephones a code can be sent to: the last two digits only. */
    telephones: z.array(z.object({ personId: id, ending: z.string() })),
  }),
  who: 'anyone',
  refusals: ['door_code_forged', 'door_code_revoked'],
});

export const sendOneTimeCode = endpoint({
  method: 'POST',
  path: '/api/v1/doors/codes',
  summary: 'Send a six-digit code (10 minutes, 5 tries) to a telephone registered for this door',
  body: z.strictObject({ personId: id }),
  answer: z.object({
    /** false: no message gateway is set up; the clerk reads the code out when the household calls. */
    sent: z.boolean(),
    /** Only in the DEMO community, so that the tour works without a telephone. */
    demoCode: z.string().optional(),
  }),
  who: 'door',
  refusals: ['no_telephone_registered', 'person_unknown'],
});

export const confirmDoor = endpoint({
  method: 'POST',
  path: '/api/v1/doors/confirm',
  summary: 'Turn the door session into a resident or relative session with the one-time code',
  body: z.strictObject({ code: sixDigits }),
  answer: me,
  who: 'door',
  refusals: ['one_time_code_wrong', 'one_time_code_expired'],
});

export const assistDoor = endpoint({
  method: 'POST',
  path: '/api/v1/households/{householdId}/one-time-code',
  summary: 'Clerk-assisted: make a one-time code to read out to a household on the telephone or at the door; audited',
  params: z.strictObject({ householdId: id }),
  answer: z.object({ code: z.string(), expiresAt: z.string() }),
  who: { clerk: 'community', community_lead: 'community', grid_lead: 'places', grid_worker: 'places', steward: 'places' },
  refusals: ['household_unknown', 'person_unknown'],
});

export const issueDoorCards = endpoint({
  method: 'POST',
  path: '/api/v1/door-cards',
  summary:
    'Door cards (QR) of a compound, building, unit or household, to print; a household keeps its valid code unless `renew`; audited',
  body: z.strictObject({
    placeKind: z.enum(['compound', 'building', 'unit', 'household']),
    placeId: id,
    renew: z.boolean().default(false),
  }),
  answer: z.object({ cards: z.array(z.object({ householdId: id, door: z.string(), code: z.string() })) }),
  who: { clerk: 'community', community_lead: 'community', administrator: 'community', grid_lead: 'places', steward: 'places' },
  refusals: ['not_found'],
});

export const revokeDoorCode = endpoint({
  method: 'DELETE',
  path: '/api/v1/households/{householdId}/door-code',
  summary: 'Revoke the door code of a household and every session opened with it; audited',
  params: z.strictObject({ householdId: id }),
  answer: done,
  who: { clerk: 'community', community_lead: 'community', administrator: 'community' },
  refusals: ['household_unknown'],
});
