// The reader as others of the program call it, the groups that texts come from, and what is learned of what was put right.
import type { Endpoint } from '../../api/endpoint.ts';
import {
  addChatGroup,
  changeChatGroup,
  exportReadingFixes,
  listChatGroups,
  listReadingFixes,
  setWordAlias,
} from '../../api/paste.ts';
import { readChatText } from '../../api/reading.ts';
import { dayIn } from '../../domain/dispatch/capacity.ts';
import { aliasKey } from '../../domain/intake/alias.ts';
import type { Home } from '../../domain/intake/reading.ts';
import { writeCsv } from '../../domain/people/csv.ts';
import { refuse } from '../../domain/refusal.ts';
import { allOrNothing, digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route, type SignedCall } from '../http/route.ts';
import { type HouseholdRow, readHouseholds } from '../place/store.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { readFixes, setAlias } from './fix-store.ts';
import { readTextOf } from './read-pasted.ts';
import { findGroup, listGroups, readAliases, writeGroup } from './register-store.ts';
import { pair, shownDoor, shownReading } from './shown.ts';

const place = (id: string | null, name: string | null) => (id === null || name === null ? null : { id, name });

export function readingRoutes({ db, now }: Deps): Route[] {
  const audit = (
    tx: Queryable,
    { actor, roles }: Pick<SignedCall<Endpoint>, 'actor' | 'roles'>,
    act: string,
    subjectId: string | null,
    facts: Readonly<Record<string, number | boolean>> = {},
  ) =>
    writeAudit(tx, {
      communityId: actor.communityId,
      byId: actor.personId,
      byRole: roles[0] ?? 'nobody',
      ...{ act, subjectKind: 'chat_group', subjectId, facts },
    });

  return [
    route(readChatText, async ({ actor: { communityId }, reach, body }) => {
      const group = body.chatGroupId === undefined ? undefined : await findGroup(db, communityId, body.chatGroupId);
      if (body.chatGroupId !== undefined && group === undefined) return refuse('not_found');
      const [home] =
        body.householdId === undefined ? [] : await readHouseholds(db, communityId, reach.places, [body.householdId]);
      if (body.householdId !== undefined && home === undefined) return refuse('household_unknown');
      const read = await readTextOf(db, communityId, body.text, group, homeOf(home));
      const doors = await readHouseholds(db, communityId, reach.places, [...new Set(read.rows.flatMap(row => row.candidates))]);
      const byId = new Map(doors.map(household => [household.household_id, household]));
      return {
        rows: read.rows.map(row => ({
          sender: row.sender,
          saidAt: row.saidAt,
          span: pair(row.span),
          isSheetRow: row.sheet !== null,
          isRepeated: row.isRepeated,
          reading: shownReading(row.reading),
          doors: row.candidates.flatMap(candidate => {
            const household = byId.get(candidate);
            return household === undefined ? [] : [shownDoor(household)];
          }),
        })),
        totals: { ...read.totals },
      };
    }),

    route(listChatGroups, async ({ actor: { communityId } }) => ({
      groups: (await listGroups(db, communityId)).map(group => ({
        chatGroupId: group.chat_group_id,
        name: group.name,
        compound: place(group.compound_id, group.compound_name),
        building: place(group.building_id, group.building_label),
        unit: place(group.unit_id, group.unit_label),
        menu: [...group.menu],
        defaultItem: group.default_item,
        channel: group.channel,
      })),
    })),

    route(addChatGroup, call => {
      const { communityId, personId } = call.actor;
      const { id: chatGroupId, ...fields } = call.body;
      const once = {
        communityId,
        moveId: chatGroupId,
        actorId: personId ?? communityId,
        digest: digestOf('chat-groups', call.body),
      };
      return doOnce(db, once, async tx => {
        if (!(await writeGroup(tx, communityId, { ...fields, chatGroupId, ended: false }, now()))) return refuse('not_found');
        await audit(tx, call, 'save_chat_group', chatGroupId);
        return { chatGroupId };
      });
    }),

    route(changeChatGroup, call =>
      allOrNothing(db, async tx => {
        const { communityId } = call.actor;
        const { chatGroupId } = call.params;
        // The id of the community stands for what comes from no group.
        const isThere = chatGroupId !== communityId && (await findGroup(tx, communityId, chatGroupId)) !== undefined;
        if (!isThere || !(await writeGroup(tx, communityId, { ...call.body, chatGroupId }, now()))) return refuse('not_found');
        await audit(tx, call, 'save_chat_group', chatGroupId);
        return { done: true as const };
      }),
    ),

    route(listReadingFixes, async ({ actor: { communityId, timeZone } }) => {
      const [fixes, aliases] = await Promise.all([readFixes(db, communityId, 200), readAliases(db, communityId)]);
      return {
        fixes: fixes.map(({ field, said, before, after, at }) => ({
          ...{ field, said, before, after, on: dayIn(timeZone, new Date(at)) },
        })),
        aliases: [...aliases].map(([said, means]) => ({ said, means })).sort((a, b) => a.said.localeCompare(b.said, 'zh')),
      };
    }),

    route(exportReadingFixes, async call => {
      const { communityId, timeZone } = call.actor;
      // Where somebody lives teaches the reader nothing.
      const fixes = (await readFixes(db, communityId, 5000)).filter(fix => fix.field !== 'door');
      await audit(db, call, 'export_reading_fixes', null, { rows: fixes.length });
      const lines = fixes.map(({ field, said, before, after, at }) => [
        dayIn(timeZone, new Date(at)),
        field,
        said,
        before,
        after,
      ]);
      const csv = writeCsv([['日期', '字段', '原文', '读成', '改成'], ...lines]);
      return { file: `\ufeff${csv}`, mediaType: 'text/csv; charset=utf-8', name: `读法更正-${dayIn(timeZone, now())}.csv` };
    }),

    route(setWordAlias, call =>
      allOrNothing(db, async tx => {
        const { communityId, personId } = call.actor;
        const { said, means } = call.body;
        await setAlias(tx, communityId, aliasKey(said), means, personId ?? communityId, now());
        await audit(tx, call, 'set_word_alias', null, { ends: means === null });
        return { done: true as const };
      }),
    ),
  ];
}

function homeOf(home: HouseholdRow | undefined): Home | undefined {
  if (home === undefined) return undefined;
  return {
    compound: home.compound_name,
    building: home.building_label,
    unit: home.unit_label || undefined,
    room: home.door,
  };
}
