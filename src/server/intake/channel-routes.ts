// The settings of the outside channels: what is set up, and whether it works.
import type { z } from 'zod';
import { type channelProblems, listChannels, setChannel, testChannel } from '../../api/channel.ts';
import { channelFields, isWritten, outsideChannels } from '../../domain/notice/outside-channel.ts';
import { refuse } from '../../domain/refusal.ts';
import { allOrNothing } from '../http/receipt-store.ts';
import { type Deps, type Route, route } from '../http/route.ts';
import { writeAudit } from '../privacy/audit-store.ts';
import { callbackPath } from './callback.ts';
import { type ChannelSetting, type Fields, readSetting, readSettings, writeSetting } from './setting-store.ts';
import { type Answered, apiBase, askWechat, askWithToken, tryToken, type Wechat } from './wechat-api.ts';

type Problem = (typeof channelProblems)[number];
type Tested = z.output<typeof testChannel.answer>;

function missingField(setting: Pick<ChannelSetting, 'channel' | 'fields' | 'secrets'>): string | undefined {
  const given: Fields = { ...setting.fields, ...setting.secrets };
  return channelFields[setting.channel].find(field => given[field.name] === undefined)?.name;
}

export function channelRoutes(deps: Deps): Route[] {
  const { db, config, now } = deps;
  return [
    route(listChannels, async ({ actor: { communityId } }) => {
      const set = new Map((await readSettings(db, config, communityId)).map(setting => [setting.channel, setting]));
      return {
        channels: outsideChannels.map(channel => {
          const setting = set.get(channel);
          return {
            channel,
            enabled: setting?.enabled ?? false,
            fields: { ...setting?.fields },
            secretsSet: Object.keys(setting?.secrets ?? {}),
            callback: isWritten(channel) ? callbackPath(communityId, channel) : null,
            heardAt: setting?.heardAt ?? null,
          };
        }),
      };
    }),

    route(setChannel, ({ actor: { communityId, personId }, roles, params: { channel }, body }) =>
      allOrNothing(db, async tx => {
        const before = await readSetting(tx, config, communityId, channel, true);
        const fields: Record<string, string> = { ...before?.fields };
        const secrets: Record<string, string> = { ...before?.secrets };
        for (const [name, value] of Object.entries(body.fields)) {
          const field = channelFields[channel].find(one => one.name === name);
          if (field === undefined || !field.pattern.test(value)) return refuse('invalid', { field: name });
          (field.secret ? secrets : fields)[name] = value;
        }
        const setting = { channel, enabled: body.enabled, fields, secrets };
        const missing = missingField(setting);
        if (body.enabled && missing !== undefined) return refuse('channel_incomplete', { field: missing });
        await writeSetting(tx, config, communityId, setting, personId, now());
        await writeAudit(tx, {
          communityId,
          byId: personId,
          byRole: roles[0] ?? 'nobody',
          act: 'set_channel',
          subjectKind: 'channel',
          facts: { channel, enabled: body.enabled, changed: Object.keys(body.fields).sort().join(' ') },
        });
        return { done: true as const };
      }),
    ),

    route(testChannel, async ({ actor: { communityId, personId }, roles, params: { channel } }) => {
      const setting = await readSetting(db, config, communityId, channel);
      const tested =
        setting === undefined || missingField(setting) !== undefined
          ? failed('incomplete')
          : await tryChannel({ config, communityId, setting, now });
      await writeAudit(db, {
        communityId,
        byId: personId,
        byRole: roles[0] ?? 'nobody',
        act: 'test_channel',
        subjectKind: 'channel',
        facts: { channel, works: tested.works, problem: tested.problem },
      });
      return tested;
    }),
  ];
}

function failed(problem: Problem, errorCode: number | null = null): Tested {
  return { works: false, problem, errorCode };
}

const works: Tested = { works: true, problem: null, errorCode: null };

const problemOf: Readonly<Record<number, Problem>> = {
  40013: 'wrong_id',
  40001: 'wrong_secret',
  40125: 'wrong_secret',
  40091: 'wrong_secret',
  40164: 'address_not_allowed',
  60020: 'address_not_allowed',
  60011: 'wrong_account',
  301002: 'wrong_account',
  40056: 'wrong_account',
  93000: 'wrong_secret',
  45009: 'too_many',
  45033: 'too_many',
};

function problemIn(answered: Extract<Answered, { ok: false }>): Tested {
  if (answered.errorCode === null) {
    return failed(answered.problem === 'unreachable' ? 'unreachable' : 'strange_answer');
  }
  return failed(problemOf[answered.errorCode] ?? 'other', answered.errorCode);
}

async function tryChannel(of: Wechat): Promise<Tested> {
  const { channel, fields, secrets, heardAt } = of.setting;
  // A telephone system calls us: it works when it has.
  if (channel === 'telephone_system') return heardAt === null ? failed('never_heard') : works;
  if (channel === 'group_robot') {
    const query = new URLSearchParams({ key: secrets.key ?? '' });
    const body = { msgtype: 'text', text: { content: '社区值守台：群机器人连接测试。' } };
    const sent = await askWechat(`${apiBase(of.config, channel)}/cgi-bin/webhook/send?${query}`, body);
    return sent.ok ? works : problemIn(sent);
  }
  const token = await tryToken(of);
  if (!token.ok) return problemIn(token);
  if (channel === 'official_account') return works;
  const path = channel === 'wecom_app' ? `/cgi-bin/agent/get?agentid=${fields.agentId}` : '/cgi-bin/kf/account/list';
  const seen = await askWithToken(of, path, channel === 'wecom_app' ? undefined : { offset: 0, limit: 1 });
  return seen.ok ? works : problemIn(seen);
}
