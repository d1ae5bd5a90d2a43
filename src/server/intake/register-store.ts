// The doors of a community as the reader of texts wants them, and its own words for things.
import type { Aliases } from '../../domain/intake/alias.ts';
import type { Door } from '../../domain/intake/registry.ts';
import { buildingKey } from '../../domain/place/door.ts';
import type { Queryable } from '../postgres/pool.ts';

interface DoorRow {
  household_id: string;
  compound: string;
  building: string;
  building_aliases: string[];
  unit: string;
  door: string;
  aliases: string[];
}

/** Every door that there is; a building is also known by its other names. */
export async function readDoors(db: Queryable, communityId: string): Promise<Door[]> {
  const rows = await db.rows<DoorRow>(
    `SELECT h.household_id, c.name AS compound, b.label AS building, b.aliases AS building_aliases, u.label AS unit, h.door, h.aliases
     FROM household h
     JOIN compound c ON c.community_id = h.community_id AND c.compound_id = h.compound_id
     JOIN building b ON b.community_id = h.community_id AND b.building_id = h.building_id
     JOIN unit u ON u.community_id = h.community_id AND u.unit_id = h.unit_id
     WHERE h.community_id = $1 AND h.living <> 'removed'`,
    [communityId],
  );
  return rows.flatMap(({ household_id: id, building_aliases, ...row }) => {
    // Two ways of writing one building are one name to the reader: twice the same door would be a question.
    const names = new Map([...building_aliases, row.building].map(name => [buildingKey(name), name]));
    return [...names.values()].map(building => ({ ...row, id, building }));
  });
}

export async function readAliases(db: Queryable, communityId: string): Promise<Aliases> {
  const rows = await db.rows<{ said: string; means: string }>('SELECT said, means FROM word_alias WHERE community_id = $1', [
    communityId,
  ]);
  return new Map(rows.map(({ said, means }) => [said, means]));
}

export interface GroupRow {
  readonly chat_group_id: string;
  readonly name: string;
  readonly compound_id: string | null;
  readonly compound_name: string | null;
  readonly building_id: string | null;
  readonly building_label: string | null;
  readonly unit_id: string | null;
  readonly unit_label: string | null;
  readonly menu: readonly string[];
  readonly default_item: string | null;
  readonly channel: 'wechat_group' | 'wecom_group' | 'form' | 'phone_note' | 'other';
  readonly ended_at: string | null;
}

const groupColumns = `g.chat_group_id, g.name, c.compound_id, c.name AS compound_name, g.building_id, b.label AS building_label,
  g.unit_id, u.label AS unit_label, g.menu, g.default_item, g.channel, g.ended_at`;
const groupTables = `chat_group g
  LEFT JOIN unit u ON u.community_id = g.community_id AND u.unit_id = g.unit_id
  LEFT JOIN building b ON b.community_id = g.community_id AND b.building_id = g.building_id
  LEFT JOIN compound c ON c.community_id = g.community_id AND c.compound_id = coalesce(g.compound_id, b.compound_id)`;

/** The groups of a community, the one used last first; those that ended are left out. */
export function listGroups(db: Queryable, communityId: string): Promise<GroupRow[]> {
  return db.rows<GroupRow>(
    `SELECT ${groupColumns} FROM ${groupTables}
     WHERE g.community_id = $1 AND g.ended_at IS NULL AND g.chat_group_id <> $1 ORDER BY g.used_at DESC LIMIT 200`,
    [communityId],
  );
}

export function findGroup(db: Queryable, communityId: string, chatGroupId: string): Promise<GroupRow | undefined> {
  return db.row<GroupRow>(`SELECT ${groupColumns} FROM ${groupTables} WHERE g.community_id = $1 AND g.chat_group_id = $2`, [
    communityId,
    chatGroupId,
  ]);
}

export interface GroupChange {
  readonly chatGroupId: string;
  readonly name: string;
  readonly compoundId: string | null;
  readonly buildingId: string | null;
  readonly unitId: string | null;
  readonly menu: readonly string[];
  readonly defaultItem: string | null;
  readonly channel: GroupRow['channel'];
  readonly ended: boolean;
}

/** False where the places do not belong together, or to this community. */
export async function writeGroup(tx: Queryable, communityId: string, group: GroupChange, now: Date): Promise<boolean> {
  const written = await tx.count(
    `INSERT INTO chat_group AS g (community_id, chat_group_id, name, compound_id, building_id, unit_id, menu, default_item, channel, ended_at, used_at)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, CASE WHEN $10 THEN $11::timestamptz END, $11
     WHERE ($4::uuid IS NULL OR EXISTS (SELECT FROM compound WHERE community_id = $1 AND compound_id = $4))
       AND ($5::uuid IS NULL OR EXISTS (SELECT FROM building WHERE community_id = $1 AND building_id = $5 AND ($4::uuid IS NULL OR compound_id = $4)))
       AND ($6::uuid IS NULL OR EXISTS (SELECT FROM unit WHERE community_id = $1 AND unit_id = $6 AND building_id = $5))
     ON CONFLICT (community_id, chat_group_id) DO UPDATE SET name = $3, compound_id = $4, building_id = $5, unit_id = $6, menu = $7,
       default_item = $8, channel = $9, ended_at = CASE WHEN $10 THEN coalesce(g.ended_at, $11) END`,
    [
      communityId,
      group.chatGroupId,
      group.name,
      group.compoundId,
      group.buildingId,
      group.unitId,
      group.menu,
      group.defaultItem,
      group.channel,
      group.ended,
      now,
    ],
  );
  return written === 1;
}

/** Held until the transaction ends, so that texts of one group are taken in one after another. Without a group: that of the community itself. */
export async function holdGroup(tx: Queryable, communityId: string, chatGroupId: string, now: Date): Promise<boolean> {
  if (chatGroupId === communityId) {
    await tx.count(
      `INSERT INTO chat_group (community_id, chat_group_id, name, channel) VALUES ($1, $1, '', 'other')
       ON CONFLICT (community_id, chat_group_id) DO NOTHING`,
      [communityId],
    );
  }
  return (
    (await tx.count('UPDATE chat_group SET used_at = $3 WHERE community_id = $1 AND chat_group_id = $2', [
      communityId,
      chatGroupId,
      now,
    ])) === 1
  );
}
