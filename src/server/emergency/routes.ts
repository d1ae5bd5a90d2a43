// The stand-down and what follows it: the plan of destruction, legal holds, and the certificate.
import {
  approveHold,
  askHold,
  confirmGone,
  endHold,
  readCertificate,
  readStandDown,
  type Standing,
  standDown,
} from '../../api/stand-down.ts';
import type { Role } from '../../domain/people/role.ts';
import { refuse } from '../../domain/refusal.ts';
import { type Actor, namedPerson } from '../http/actor.ts';
import { allOrNothing, digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { addHold, type HoldRow, holdHold, readHolds, subjectExists, writeApproved, writeHoldEnd } from './hold-store.ts';
import { endEmergency } from './stand-down.ts';
import { countOpen, readCertificateRow, readExports, readStandDowns, type StandDownRow, writeGone } from './stand-down-store.ts';

function tell(
  tx: Queryable,
  { actor, roles }: { readonly actor: Actor; readonly roles: readonly Role[] },
  act: string,
  subjectKind: string,
  subjectId: string,
  facts: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { communityId, personId } = actor;
  return writeAudit(tx, { communityId, byId: personId, byRole: roles[0] ?? 'nobody', act, subjectKind, subjectId, facts });
}

function shownHold(row: HoldRow, you: string) {
  return {
    legalHoldId: row.legal_hold_id,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    subject: row.subject,
    reason: row.reason,
    askedByName: row.asked_by_name ?? '',
    askedAt: row.asked_at,
    askedByYou: row.asked_by === you,
    approvedByName: row.approved_by_name,
    approvedAt: row.approved_at,
    endedAt: row.ended_at,
  };
}

function shown(row: StandDownRow): Standing {
  const { requests = 0, zones = 0, sessions = 0, doorCodes = 0 } = row.facts;
  return {
    standDownId: row.stand_down_id,
    orderNumber: row.order_number,
    at: row.at,
    byName: row.by_name,
    closed: { requests, zones, sessions, doorCodes },
    classes: [...row.classes],
    exportsGoneAt: row.exports_gone_at,
    backUpsGoneAt: row.back_ups_gone_at,
    purgedAt: row.purged_at,
    certifiedAt: row.certified_at,
  };
}

export function routes(deps: Deps): Route[] {
  const { db, now } = deps;
  return [
    route(readStandDown, async ({ actor }) => {
      const { communityId } = actor;
      const [open, holds, exports, standDowns] = await Promise.all([
        countOpen(db, communityId),
        readHolds(db, communityId),
        readExports(db, communityId),
        readStandDowns(db, communityId),
      ]);
      return {
        communityName: open.community_name,
        open: { requests: open.requests, zones: open.zones, running: open.running },
        holds: holds.map(row => shownHold(row, namedPerson(actor))),
        exports: exports.map(({ act, at, by_name }) => ({ act, at, byName: by_name })),
        standDowns: standDowns.map(shown),
      };
    }),

    route(standDown, call => endEmergency(deps, call)),

    route(confirmGone, ({ actor, roles, params: { standDownId }, body: { what } }) =>
      allOrNothing<{ done: true }>(db, async tx => {
        const { communityId } = actor;
        if (!(await writeGone(tx, communityId, standDownId, what, namedPerson(actor), now()))) return refuse('not_found');
        await tell(tx, { actor, roles }, 'confirm_gone', 'stand_down', standDownId, { what });
        return { done: true };
      }),
    ),

    route(readCertificate, async ({ actor, params: { standDownId } }) => {
      const row = await readCertificateRow(db, actor.communityId, standDownId);
      if (row === undefined) return refuse('not_found');
      return {
        words: row.words,
        signature: row.signature.replaceAll('\n', ''),
        publicKey: row.public_key,
        issuedAt: row.issued_at,
      };
    }),

    route(askHold, ({ actor, roles, body }) => {
      const { communityId } = actor;
      const once = { communityId, moveId: body.id, actorId: namedPerson(actor), digest: digestOf('hold', body) };
      return doOnce<{ legalHoldId: string }>(db, once, async tx => {
        const { id: legalHoldId, subjectKind, subjectId, reason } = body;
        if (!(await subjectExists(tx, communityId, subjectKind, subjectId))) return refuse('not_found');
        const added = await addHold(
          tx,
          communityId,
          { legalHoldId, subjectKind, subjectId, reason, askedBy: namedPerson(actor) },
          now(),
        );
        if (!added) return refuse('overlaps');
        await tell(tx, { actor, roles }, 'ask_hold', subjectKind, subjectId);
        return { legalHoldId };
      });
    }),

    route(approveHold, ({ actor, roles, params: { legalHoldId } }) =>
      allOrNothing<{ done: true }>(db, async tx => {
        const { communityId } = actor;
        const held = await holdHold(tx, communityId, legalHoldId);
        if (held === undefined) return refuse('not_found');
        if (held.ended_at !== null) return refuse('state_has_changed');
        if (held.asked_by === actor.personId) return refuse('needs_second_person');
        if (held.approved_at !== null) return { done: true };
        await writeApproved(tx, communityId, legalHoldId, namedPerson(actor), now());
        await tell(tx, { actor, roles }, 'approve_hold', 'legal_hold', legalHoldId);
        return { done: true };
      }),
    ),

    route(endHold, ({ actor, roles, params: { legalHoldId } }) =>
      allOrNothing<{ done: true }>(db, async tx => {
        const { communityId } = actor;
        const held = await holdHold(tx, communityId, legalHoldId);
        if (held === undefined) return refuse('not_found');
        if (held.ended_at !== null) return { done: true };
        await writeHoldEnd(tx, communityId, legalHoldId, namedPerson(actor), now());
        await tell(tx, { actor, roles }, 'end_hold', 'legal_hold', legalHoldId);
        return { done: true };
      }),
    ),
  ];
}
