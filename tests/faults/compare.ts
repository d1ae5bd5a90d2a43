// Compares what the load was told is stored with what is stored: lost, doubled, half there, and what the runs have booked.
import type { State } from '../../src/domain/request/life.ts';
import type { Database } from '../../src/server/postgres/pool.ts';

/** A request as its sender knows it from the answers. */
export interface Acknowledged {
  readonly requestId: string;
  readonly number: string;
  readonly state: State;
  readonly moveIds: readonly string[];
}

export interface Comparison {
  /** Requests and moves that were answered with 200. */
  readonly acknowledged: number;
  /** Acknowledged, but not stored, or not with what was answered. */
  readonly lost: number;
  /** Stored more than once, or stored and never acknowledged: the load sends everything until it is. */
  readonly doubled: number;
  /** Stored without one of its parts: words, story, receipt with its answer. */
  readonly partial: number;
  /** Runs whose booked requests, grams or minutes are not those of the requests in them. */
  readonly misbooked: number;
}

/** Numbers for people are drawn by lot within a day and may meet; ids may not. */
export async function compare(db: Database, acknowledged: readonly Acknowledged[]): Promise<Comparison> {
  const requests = acknowledged.map(({ requestId, number, state }) => ({ request_id: requestId, number, state }));
  const moves = acknowledged.flatMap(({ requestId, moveIds }) => moveIds.map(move_id => ({ request_id: requestId, move_id })));
  const found = await db.row<Omit<Comparison, 'acknowledged'>>(comparison, [JSON.stringify(requests), JSON.stringify(moves)]);
  if (found === undefined) throw new Error('the comparison gave no answer');
  return { acknowledged: requests.length + moves.length, ...found };
}

const comparison = `
  with asked as (
    select * from jsonb_to_recordset($1::jsonb) as a (request_id uuid, number text, state text)
  ), moved as (
    select * from jsonb_to_recordset($2::jsonb) as m (request_id uuid, move_id uuid)
  ), ours as (
    select r.request_id, r.state, w.note is not null as has_words,
           (select count(*) from request_event e where e.request_id = r.request_id and e.move = 'ask') as asks,
           (select count(*) from request_event e where e.request_id = r.request_id and e.move not in ('ask', 'escalate')) as moves,
           exists (select from receipt c where c.move_id = r.request_id and c.answer is not null) as has_receipt
      from request r left join request_words w using (community_id, request_id)
     where w.note ~ '^第[0-9]+次$' or r.request_id in (select request_id from asked)
  ), steps as (
    select m.move_id, (select count(*) from request_event e where e.request_id = m.request_id and e.move_id = m.move_id) as events,
           exists (select from receipt c where c.move_id = m.move_id and c.answer is not null) as has_receipt
      from moved m
  ), held as (
    select r.run_id, count(q.request_id) as requests, coalesce(sum(q.grams), 0) as grams, coalesce(sum(q.minutes), 0) as minutes
      from run r left join request q using (community_id, run_id) group by r.run_id
  )
  select (select count(*) from asked a
           where not exists (select from request r where (r.request_id, r.number, r.state) = (a.request_id, a.number, a.state)))
       + (select count(*) from steps where events = 0) as lost,
         (select count(*) from ours where asks > 1)
       + (select count(*) from steps where events > 1)
       + (select count(*) from ours where request_id not in (select request_id from asked))
       + (select count(*) from ours o where o.moves > (select count(*) from moved m where m.request_id = o.request_id)) as doubled,
         (select count(*) from ours where not has_words or asks = 0 or not has_receipt)
       + (select count(*) from steps where events > 0 and not has_receipt)
       + (select count(*) from request r where not exists (select from request_event e where e.request_id = r.request_id)) as partial,
         (select count(*) from run r join held h using (run_id)
           where (r.booked_requests, r.booked_grams, r.booked_minutes) <> (h.requests, h.grams, h.minutes)) as misbooked`;
