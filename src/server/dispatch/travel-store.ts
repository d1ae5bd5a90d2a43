// The travel times of a compound as they were set, learned and taken back, and what its finished rounds really took.
import type { TravelTimes } from '../../domain/dispatch/travel-times.ts';
import { newId } from '../id.ts';
import type { Queryable } from '../postgres/pool.ts';

export const howTimesCame = ['typed', 'learned', 'reverted'] as const;

export interface TimesRow {
  readonly travel_times_id: string;
  readonly seconds: Readonly<Record<string, number>>;
  readonly buildings: TravelTimes['buildings'];
  readonly how: (typeof howTimesCame)[number];
  readonly before_id: string | null;
  readonly made_at: string;
  readonly by_name: string;
}

/** Every change of a compound's times, the present ones first. */
export function listTimes(db: Queryable, communityId: string, compoundId: string): Promise<TimesRow[]> {
  return db.rows<TimesRow>(
    `SELECT t.travel_times_id, t.seconds, t.buildings, t.how, t.before_id, t.made_at, p.name AS by_name
     FROM travel_times t JOIN person p ON p.community_id = t.community_id AND p.person_id = t.made_by
     WHERE t.community_id = $1 AND t.compound_id = $2 ORDER BY t.made_at DESC, t.travel_times_id DESC LIMIT 200`,
    [communityId, compoundId],
  );
}

export interface NewTimes {
  readonly compoundId: string;
  readonly times: TravelTimes;
  readonly how: (typeof howTimesCame)[number];
  readonly beforeId: string | null;
  readonly madeBy: string;
}

/** Null: somebody else has changed what held before. */
export async function insertTimes(tx: Queryable, communityId: string, made: NewTimes, now: Date): Promise<string | null> {
  const id = newId();
  const { compoundId, times, how, beforeId, madeBy } = made;
  const written = await tx.count(
    `INSERT INTO travel_times (community_id, travel_times_id, compound_id, seconds, buildings, how, before_id, made_by, made_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (community_id, compound_id, before_id) DO NOTHING`,
    [communityId, id, compoundId, JSON.stringify(times.seconds), JSON.stringify(times.buildings), how, beforeId, madeBy, now],
  );
  return written === 1 ? id : null;
}

export interface GroundRow {
  readonly compound_id: string;
  readonly building_id: string;
  readonly label: string;
  readonly floors: number;
  readonly lift: boolean;
  readonly unit_id: string;
  readonly unit_label: string;
}

/** The staircases of a compound in the order of its list. */
export function readStaircases(db: Queryable, communityId: string, compoundId: string): Promise<GroundRow[]> {
  return db.rows<GroundRow>(
    `SELECT b.compound_id, b.building_id, b.label, b.floors, b.lift, u.unit_id, u.label AS unit_label
     FROM building b JOIN unit u ON u.community_id = b.community_id AND u.building_id = b.building_id
     WHERE b.community_id = $1 AND b.compound_id = $2
     ORDER BY b.sort, b.label, b.building_id, u.sort, u.label, u.unit_id`,
    [communityId, compoundId],
  );
}

export interface WalkedRow {
  readonly round_id: string;
  readonly started_at: string | null;
  readonly sealed: boolean;
  readonly building_id: string;
  readonly unit_id: string;
  readonly floor: number;
  readonly lift: boolean;
  readonly done_at: string;
  readonly told_at: string;
  readonly from_paper: boolean;
}

/** Doors of rounds finished since then, oldest first, each with the move that ended it; whatever left a round was not walked to. */
export function readWalked(db: Queryable, communityId: string, compoundId: string, since: Date): Promise<WalkedRow[]> {
  return db.rows<WalkedRow>(
    `SELECT d.round_id, d.started_at, d.sealed, r.building_id, r.unit_id, h.floor, g.lift,
       coalesce(e.happened_at, e.at) AS done_at, e.at AS told_at, e.entered_by IS NOT NULL AS from_paper
     FROM round d
     JOIN round_stop s ON s.community_id = d.community_id AND s.round_id = d.round_id AND s.outcome IN ('delivered', 'failed')
     JOIN request r ON r.community_id = s.community_id AND r.request_id = s.request_id AND r.compound_id = $2
     JOIN household h ON h.community_id = r.community_id AND h.household_id = r.household_id
     JOIN building g ON g.community_id = r.community_id AND g.building_id = r.building_id
     JOIN LATERAL (
       SELECT e.at, e.happened_at, e.entered_by FROM request_event e
       WHERE e.community_id = s.community_id AND e.request_id = s.request_id AND e.move IN ('deliver', 'fail')
         AND e.at <= s.closed_at + interval '1 minute'
       ORDER BY e.at DESC LIMIT 1) e ON true
     WHERE d.community_id = $1 AND d.state = 'finished' AND d.closed_at >= $3
     ORDER BY d.closed_at, d.round_id, done_at LIMIT 20000`,
    [communityId, compoundId, since],
  );
}
