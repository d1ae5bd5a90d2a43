// Notices to the group by its robot: what was sent and what waits, and nothing that is somebody's own.
import { listGroupNotices, sendGroupNotice } from '../../api/channel.ts';
import { personalIn } from '../../domain/notice/group-text.ts';
import { refuse } from '../../domain/refusal.ts';
import { digestOf, doOnce } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import type { Queryable } from '../postgres/pool.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { findResidentNames, listGroupRows } from './conversation-store.ts';
import { addReply } from './reply-store.ts';
import { readSetting } from './setting-store.ts';

export function groupNoticeRoutes({ db, config, now, live }: Deps): Route[] {
  const isOn = async (tx: Queryable, communityId: string) =>
    (await readSetting(tx, config, communityId, 'group_robot'))?.enabled === true;

  return [
    route(listGroupNotices, async ({ actor: { communityId } }) => {
      const [enabled, rows] = await Promise.all([isOn(db, communityId), listGroupRows(db, communityId)]);
      return {
        enabled,
        waiting: rows.filter(row => row.state === 'waiting').length,
        notices: rows.map(row => ({
          noticeId: row.channel_reply_id,
          text: row.said,
          byName: row.by_name,
          madeAt: row.made_at,
          state: row.state,
          sentAt: row.handed_over_at,
          why: row.why,
        })),
      };
    }),

    route(sendGroupNotice, async call => {
      const { communityId, personId } = call.actor;
      const { id, text } = call.body;
      const once = { communityId, moveId: id, actorId: personId ?? communityId, digest: digestOf('group-notices', call.body) };
      const answer = await doOnce(db, once, async tx => {
        if (!(await isOn(tx, communityId))) return refuse('channel_off');
        const personal = personalIn(text, await findResidentNames(tx, communityId, text.replace(/[\s\-–—_.·()]/g, '')));
        if (personal !== null) return refuse('personal_in_text', { what: personal });
        const said = { id, channel: 'group_robot', sender: null, account: null, said: text, byId: personId } as const;
        await addReply(tx, communityId, said, now());
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole: call.roles[0] ?? 'nobody',
          act: 'send_group_notice',
          subjectKind: 'channel',
          facts: { channel: 'group_robot' },
        });
        return { done: true as const };
      });
      live.poke(communityId);
      return answer;
    }),
  ];
}
