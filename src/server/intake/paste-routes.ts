// Texts pasted from group chats: taken in once, shown with their rows, put right, confirmed, applied or dropped by a clerk.
import { createHash } from 'node:crypto';
import type { Endpoint } from '../../api/endpoint.ts';
import {
  applyPasteRow,
  confirmPasteRows,
  fixPasteRow,
  listPastes,
  pasteText,
  readPaste,
  settlePasteRows,
} from '../../api/paste.ts';
import { askRequest } from '../../api/request.ts';
import { aliasIn, mend } from '../../domain/intake/mend.ts';
import { refuse } from '../../domain/refusal.ts';
import { allOrNothing, digestOf, doOnce } from '../http/receipt-store.ts';
import { type Call, type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { readHouseholds } from '../place/store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { applyRow } from './apply-row.ts';
import { confirmRows } from './confirm-rows.ts';
import { insertFixes, setAlias } from './fix-store.ts';
import { listAlarms, listPasteHeads, readBeside, readPasteHead, readPasteRows } from './paste-look-store.ts';
import { findPaste, holdRow, insertPaste, replaceRows, settleRows, writeReading, writeSheets } from './paste-store.ts';
import { readTextOf } from './read-pasted.ts';
import { findGroup, holdGroup } from './register-store.ts';
import { showPaste } from './show-paste.ts';
import { shownDoor } from './shown.ts';
import { takePasted } from './take-pasted.ts';

type Handles = ReadonlyMap<Endpoint, Route['handle']>;

/** `handles`: requests of rows go in by the same way as all others. */
export function pasteRoutes(deps: Deps, handles: Handles): Route[] {
  const { db, now } = deps;
  const ask = handles.get(askRequest);
  if (ask === undefined) throw new Error('nobody takes requests');

  const audit = (
    tx: Queryable,
    { actor, roles }: Pick<SignedCall<Endpoint>, 'actor' | 'roles'>,
    act: string,
    subjectKind: string,
    subjectId: string,
    facts: Readonly<Record<string, string | number | boolean>> = {},
  ) =>
    writeAudit(tx, {
      communityId: actor.communityId,
      byId: actor.personId,
      byRole: roles[0] ?? 'nobody',
      ...{ act, subjectKind, subjectId, facts },
    });

  /** Danger waits for nobody: what has a door is asked for at once, in the lane of life. */
  async function raise(call: SignedCall<typeof pasteText>, pasteId: string): Promise<number> {
    const rows = await readPasteRows(db, call.actor.communityId, pasteId);
    const danger = rows.filter(row => row.state === 'open' && row.reading?.urgency === 'critical' && row.household_id !== null);
    if (danger.length === 0) return 0;
    const results = await confirmRows(deps, ask as Route['handle'], call as unknown as Call<Endpoint>, danger);
    return results.filter(result => result.refused === null).length;
  }

  return [
    route(pasteText, async call => {
      const { communityId, personId } = call.actor;
      const { text } = call.body;
      const groupId = call.body.chatGroupId ?? communityId;
      const group = await findGroup(db, communityId, groupId);
      if (call.body.chatGroupId !== undefined && group === undefined) return refuse('not_found');
      const digest = createHash('sha256').update(groupId).update('\n').update(text.trim()).digest();
      const read = await readTextOf(db, communityId, text, group);
      const taken = await db.transaction(async tx => {
        const at = now();
        await holdGroup(tx, communityId, groupId, at);
        const known = await findPaste(tx, communityId, digest);
        if (known !== undefined) return { pasteId: known, isNew: false, rows: 0, unchanged: 0 };
        const pasteId = call.body.id;
        const made = await takePasted(tx, communityId, groupId, read, at);
        await insertPaste(tx, communityId, { pasteId, groupId, digest, text, byId: personId ?? communityId, at }, made.rows);
        await replaceRows(tx, communityId, pasteId, made.replaced, at);
        await writeSheets(tx, communityId, groupId, made.sheets, at);
        await audit(tx, call, 'paste_text', 'paste', pasteId, { rows: made.rows.length });
        const unchanged = made.rows.filter(row => row.state === 'same').length;
        return { pasteId, isNew: true, rows: made.rows.length, unchanged };
      });
      const raised = await raise(call, taken.pasteId);
      deps.live.poke(communityId);
      return { ...taken, raised };
    }),

    route(listPastes, async ({ actor: { communityId } }) => {
      const [pastes, alarms] = await Promise.all([listPasteHeads(db, communityId), listAlarms(db, communityId)]);
      return {
        pastes: pastes.map(({ paste_id, group_name, pasted_at, rows, open }) => ({
          ...{ pasteId: paste_id, groupName: group_name, pastedAt: pasted_at, rows, open },
        })),
        alarms: alarms.map(({ paste_id, paste_row_id, said, alarm_at }) => ({
          ...{ pasteId: paste_id, pasteRowId: paste_row_id, text: said.slice(0, 200).toWellFormed(), since: alarm_at },
        })),
      };
    }),

    route(readPaste, async call => {
      const { communityId } = call.actor;
      const head = await readPasteHead(db, communityId, call.params.pasteId);
      if (head === undefined) return refuse('not_found');
      await audit(db, call, 'read_paste', 'paste', head.paste_id);
      return showPaste(db, communityId, call.reach.places, head, now());
    }),

    route(fixPasteRow, call => {
      const { communityId, personId } = call.actor;
      const { pasteRowId } = call.params;
      const digest = digestOf(`paste-rows/${pasteRowId}/fix`, call.body);
      return doOnce(db, { communityId, moveId: call.body.id, actorId: personId ?? communityId, digest }, async tx => {
        const row = await holdRow(tx, communityId, pasteRowId);
        if (row === undefined) return refuse('not_found');
        const isOpen = row.state === 'open' || row.state === 'folded';
        if (!isOpen || row.version !== call.body.version || row.reading === null)
          return refuse('state_has_changed', { outcome: row.state, version: row.version });
        const { householdId, keepAlias, id: _id, version: _version, ...said } = call.body;
        const wanted = [householdId, row.household_id].filter(one => typeof one === 'string');
        const doors = await readHouseholds(tx, communityId, call.reach.places, wanted);
        const doorOf = (of: string | null | undefined) => {
          const household = doors.find(one => one.household_id === of);
          return household === undefined ? undefined : { id: household.household_id, name: shownDoor(household).door };
        };
        const door = doorOf(householdId);
        if (householdId !== undefined && door === undefined) return refuse('household_unknown');
        const before = { door: doorOf(row.household_id)?.name ?? null };
        const [reading, fixes] = mend(row.reading, row.said, { ...said, door }, before);
        const version = await writeReading(tx, communityId, pasteRowId, reading, door?.id ?? row.household_id);
        const byId = personId ?? communityId;
        await insertFixes(tx, communityId, fixes, byId, now());
        const aliases = keepAlias ? aliasIn(row.reading.items, reading.items) : [];
        for (const [name, means] of aliases) await setAlias(tx, communityId, name, means, byId, now());
        await audit(tx, call, 'fix_paste_row', 'paste_row', pasteRowId, { fields: fixes.length, aliases: aliases.length });
        return { version };
      });
    }),

    route(confirmPasteRows, async call => {
      const { communityId } = call.actor;
      const { pasteId } = call.params;
      if ((await readPasteHead(db, communityId, pasteId)) === undefined) return refuse('not_found');
      const rows = new Map((await readPasteRows(db, communityId, pasteId)).map(row => [row.paste_row_id, row]));
      const asked = call.body.rows.flatMap(one => rows.get(one.pasteRowId) ?? []);
      if (asked.length < call.body.rows.length) return refuse('not_found');
      const versions = new Map(call.body.rows.map(one => [one.pasteRowId, one.version]));
      const none = { requestId: null, number: null, refused: null };
      const outcomes = new Map(
        (
          await confirmRows(
            deps,
            ask,
            call as unknown as Call<Endpoint>,
            asked.filter(row => row.state === 'open' && versions.get(row.paste_row_id) === row.version),
          )
        ).map(result => [result.pasteRowId, result]),
      );
      const requested = asked.filter(row => row.state === 'requested').map(row => row.request_id);
      const numbers = new Map(
        (await readBeside(db, communityId, requested, [], now(), now())).map(one => [one.request_id, one.number]),
      );
      const results = call.body.rows.map(({ pasteRowId }) => {
        const row = rows.get(pasteRowId);
        const outcome = outcomes.get(pasteRowId);
        if (outcome !== undefined) return outcome;
        const number = numbers.get(row?.request_id ?? '');
        if (number !== undefined) return { ...none, pasteRowId, requestId: row?.request_id ?? null, number };
        return { ...none, pasteRowId, refused: 'state_has_changed' };
      });
      await audit(db, call, 'confirm_paste_rows', 'paste', pasteId, {
        requests: results.filter(result => result.requestId !== null).length,
      });
      deps.live.poke(communityId);
      return { results };
    }),

    route(settlePasteRows, call =>
      allOrNothing(db, async tx => {
        const { communityId, personId } = call.actor;
        const { pasteId } = call.params;
        if ((await readPasteHead(tx, communityId, pasteId)) === undefined) return refuse('not_found');
        const { rows, to } = call.body;
        const changed = await settleRows(tx, communityId, pasteId, rows, to, personId, now());
        await audit(tx, call, 'settle_paste_rows', 'paste', pasteId, { to, rows: changed });
        return { changed };
      }),
    ),

    route(applyPasteRow, call => applyRow(deps, ask, call)),
  ];
}
