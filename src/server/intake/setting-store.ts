// The settings of outside channels; secrets are sealed, for one channel of one community each.
import type { OutsideChannel } from '../../domain/notice/outside-channel.ts';
import type { Config } from '../config.ts';
import type { Queryable } from '../postgres/pool.ts';
import { keyFor, seal, unseal } from '../secret.ts';

export type Fields = Readonly<Record<string, string>>;

export interface ChannelSetting {
  readonly channel: OutsideChannel;
  readonly enabled: boolean;
  readonly fields: Fields;
  readonly secrets: Fields;
  readonly heardAt: string | null;
  readonly changedAt: string;
}

interface Row {
  readonly channel: OutsideChannel;
  readonly enabled: boolean;
  readonly fields: Fields;
  readonly sealed: Buffer | null;
  readonly heard_at: string | null;
  readonly changed_at: string;
}

const aboutOf = (communityId: string, channel: string) => `${communityId} ${channel}`;

function settingOf(config: Config, communityId: string, row: Row): ChannelSetting {
  const opened =
    row.sealed === null ? null : unseal(keyFor(config.secret, 'channel'), row.sealed, aboutOf(communityId, row.channel));
  return {
    channel: row.channel,
    enabled: row.enabled,
    fields: row.fields,
    // Sealed with another program's secret: they have to be typed in again.
    secrets: opened === null ? {} : (JSON.parse(opened.toString()) as Fields),
    heardAt: row.heard_at,
    changedAt: row.changed_at,
  };
}

const columns = 'channel, enabled, fields, sealed, heard_at, changed_at';

export async function readSettings(db: Queryable, config: Config, communityId: string): Promise<ChannelSetting[]> {
  const rows = await db.rows<Row>(`SELECT ${columns} FROM channel_setting WHERE community_id = $1`, [communityId]);
  return rows.map(row => settingOf(config, communityId, row));
}

/** Undefined when nothing was ever set. `hold` keeps the row until the end of the transaction. */
export async function readSetting(
  db: Queryable,
  config: Config,
  communityId: string,
  channel: OutsideChannel,
  hold = false,
): Promise<ChannelSetting | undefined> {
  const row = await db.row<Row>(
    `SELECT ${columns} FROM channel_setting WHERE community_id = $1 AND channel = $2 ${hold ? 'FOR UPDATE' : ''}`,
    [communityId, channel],
  );
  return row === undefined ? undefined : settingOf(config, communityId, row);
}

export async function writeSetting(
  tx: Queryable,
  config: Config,
  communityId: string,
  setting: Pick<ChannelSetting, 'channel' | 'enabled' | 'fields' | 'secrets'>,
  byId: string | null,
  now: Date,
): Promise<void> {
  const { channel, enabled, fields, secrets } = setting;
  const sealed = seal(keyFor(config.secret, 'channel'), JSON.stringify(secrets), aboutOf(communityId, channel));
  await tx.count(
    `INSERT INTO channel_setting (community_id, channel, enabled, fields, sealed, changed_by, changed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (community_id, channel) DO UPDATE SET enabled = $3, fields = $4, sealed = $5, changed_by = $6, changed_at = $7`,
    [communityId, channel, enabled, JSON.stringify(fields), sealed, byId, now],
  );
}

/** So that the settings page can say when the other side was last heard; once a minute is enough. */
export async function markHeard(db: Queryable, communityId: string, channel: OutsideChannel, now: Date): Promise<void> {
  await db.count(
    `UPDATE channel_setting SET heard_at = $3
     WHERE community_id = $1 AND channel = $2 AND (heard_at IS NULL OR heard_at < $3::timestamptz - interval '1 minute')`,
    [communityId, channel, now],
  );
}
