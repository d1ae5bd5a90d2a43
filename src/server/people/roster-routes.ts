// Rosters in and out: preview, import (all or none), export, templates.
import { createHash, randomBytes } from 'node:crypto';
import type { AnswerOf } from '../../api/endpoint.ts';
import { exportRoster, importRoster, previewRoster, rosterTemplate } from '../../api/people.ts';
import type { Role } from '../../domain/people/role.ts';
import { type RosterKind, type RosterTable, readTable, rosterTitles, templateLines } from '../../domain/people/roster.ts';
import { planBindings } from '../../domain/people/roster-bindings.ts';
import { planHouseholds } from '../../domain/people/roster-households.ts';
import type { Counts } from '../../domain/people/roster-plan.ts';
import { planResidents } from '../../domain/people/roster-residents.ts';
import { planStaff } from '../../domain/people/roster-staff.ts';
import { isRefusal, type Refusal, refuse } from '../../domain/refusal.ts';
import { allOrNothing } from '../http/receipt-store.ts';
import { type Deps, type FileAnswer, type Route, route, type SignedCall } from '../http/route.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { hashPassword } from './password-hash.ts';
import { exportLines } from './roster-export-store.ts';
import { holdRosters, readBindingsKnown, readHouseholdsKnown, readResidentsKnown, readStaffKnown } from './roster-store.ts';
import { writeBindings, writeHouseholds, writeResidents, writeStaff } from './roster-write-store.ts';
import { mediaTypes, mostRows, readSheetFile, type SheetFormat, writeSheetFile } from './sheet.ts';

type Upload = SignedCall<typeof previewRoster> | SignedCall<typeof importRoster>;
type Answer = AnswerOf<typeof previewRoster>;

interface ReadRoster {
  readonly digest: string;
  readonly encoding: string;
  readonly table: RosterTable;
}

interface Planned {
  readonly counts: Counts;
  readonly write: (tx: Queryable) => Promise<void>;
}

/** Only administrators give rights; a roster of the staff gives them too. */
function mayNot(kind: RosterKind, roles: readonly Role[]): boolean {
  return kind === 'staff' && !roles.includes('administrator');
}

async function readUpload(call: Upload): Promise<ReadRoster | Refusal> {
  if (!call.request.isMultipart()) return refuse('file_unreadable');
  const part = await call.request.file();
  if (part === undefined) return refuse('file_unreadable');
  const bytes = await part.toBuffer();
  const sheet = await readSheetFile(bytes);
  if (isRefusal(sheet)) return sheet;
  const table = readTable(call.params.roster, sheet.lines);
  if (table.rows.length > mostRows) return refuse('file_too_large', { most: mostRows });
  return { digest: createHash('sha256').update(bytes).digest('hex'), encoding: sheet.encoding, table };
}

function answerOf({ digest, encoding, table }: ReadRoster, { adds, changes, same, bad }: Counts): Answer {
  return {
    digest,
    encoding,
    rows: table.rows.length,
    adds,
    changes,
    same,
    bad: bad.map(({ row, problems }) => ({ row, problems: [...problems] })),
    sample: table.rows.slice(0, 20).map(row => ({ ...row.cells })),
  };
}

export function routes({ db, now, live, sessions }: Deps): Route[] {
  async function plan(
    tx: Queryable,
    kind: RosterKind,
    table: RosterTable,
    communityId: string,
    byId: string | null,
  ): Promise<Planned> {
    const at = now();
    switch (kind) {
      case 'households': {
        const made = planHouseholds(table, await readHouseholdsKnown(tx, communityId), newId);
        return { counts: made, write: to => writeHouseholds(to, communityId, made) };
      }
      case 'residents': {
        const made = planResidents(table, await readResidentsKnown(tx, communityId, at), newId);
        return { counts: made, write: to => writeResidents(to, communityId, made, at) };
      }
      case 'staff': {
        const made = planStaff(table, await readStaffKnown(tx, communityId, at), newId);
        const unusablePassword = made.accounts.length > 0 ? await hashPassword(randomBytes(32).toString('hex')) : '';
        return { counts: made, write: to => writeStaff(to, communityId, made, { grantedBy: byId, unusablePassword, at }) };
      }
      case 'bindings': {
        const made = planBindings(table, await readBindingsKnown(tx, communityId, at), newId);
        return { counts: made, write: to => writeBindings(to, communityId, made, byId) };
      }
    }
  }

  async function fileOf(
    kind: RosterKind,
    format: SheetFormat,
    lines: readonly (readonly string[])[],
    end: string,
  ): Promise<FileAnswer> {
    return {
      file: await writeSheetFile(format, lines),
      mediaType: mediaTypes[format],
      name: `${rosterTitles[kind]}${end}.${format}`,
    };
  }

  return [
    route(previewRoster, async call => {
      const { roster } = call.params;
      if (mayNot(roster, call.roles)) return refuse('not_allowed');
      const read = await readUpload(call);
      if (isRefusal(read)) return read;
      const { counts } = await plan(db, roster, read.table, call.actor.communityId, call.actor.personId);
      return answerOf(read, counts);
    }),

    route(importRoster, async call => {
      const { roster } = call.params;
      const { communityId, personId } = call.actor;
      if (mayNot(roster, call.roles)) return refuse('not_allowed');
      const read = await readUpload(call);
      if (isRefusal(read)) return read;
      if (read.digest !== call.query.digest) return refuse('roster_changed');
      const answer = await allOrNothing<Answer>(db, async tx => {
        await holdRosters(tx, communityId);
        const { counts, write } = await plan(tx, roster, read.table, communityId, personId);
        if (counts.bad.length > 0) return refuse('roster_has_errors', { rows: counts.bad.length });
        await write(tx);
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole: call.roles[0] ?? 'nobody',
          act: 'import_roster',
          subjectKind: 'roster',
          facts: { roster, digest: read.digest, adds: counts.adds, changes: counts.changes, same: counts.same },
        });
        return answerOf(read, counts);
      });
      if (!isRefusal(answer)) {
        sessions.forget(communityId);
        live.poke(communityId);
      }
      return answer;
    }),

    route(exportRoster, async ({ actor, roles, params: { roster }, body: { format } }) => {
      const { communityId } = actor;
      const at = now();
      const lines = await exportLines(db, roster, communityId, at);
      await writeAudit(db, {
        communityId,
        byId: actor.personId,
        byRole: roles[0] ?? 'nobody',
        act: 'export_roster',
        subjectKind: 'roster',
        facts: { roster, format, rows: lines.length - 1 },
      });
      return fileOf(roster, format, lines, ` ${at.toISOString().slice(0, 10)}`);
    }),

    route(rosterTemplate, async ({ params: { roster }, query: { format } }) =>
      fileOf(roster, format, templateLines(roster), '模板'),
    ),
  ];
}
