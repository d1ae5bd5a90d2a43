// Everything a move brings about besides the request itself (bags, custody, call-backs, contacts, notices, ratings), written in one statement.
import type { BagProblem, BagStep, Disinfectant } from '../../domain/delivery/custody.ts';
import type { NoticeTemplate } from '../../domain/notice/template.ts';
import type { GoodsClass } from '../../domain/request/kind.ts';
import type { Mover } from '../../domain/request/life.ts';
import type { DeliveryMode } from '../../domain/zone/rule.ts';
import type { Queryable } from '../postgres/pool.ts';

interface By {
  readonly by_id: string | null;
  readonly by_role: Mover;
}

export interface NewBag {
  readonly bag_id: string;
  readonly request_id: string;
  readonly label: string;
  /** What its QR code will say, see newCode(). */
  readonly code: string;
  readonly lot?: string | null;
  readonly step: BagStep;
  readonly goods_class: GoodsClass;
  readonly grams: number | null;
  readonly paid_fen: number | null;
}

/** A bag that goes from one step to the next; `from_step` and `from_problem` are how it was seen last. */
export interface SteppedBag {
  readonly bag_id: string;
  readonly from_step: BagStep;
  readonly from_problem: BagProblem | null;
  readonly step: BagStep;
  readonly problem: BagProblem | null;
  /** Only with `disinfected`. */
  readonly rest_until?: string | null;
}

export interface CustodyLine extends By {
  readonly custody_id: string;
  readonly bag_id: string;
  readonly request_id: string;
  readonly step: BagStep;
  readonly agent?: Disinfectant | null;
  readonly contact_minutes?: number | null;
  readonly problem?: BagProblem | null;
  /** A file of another request, or one that never arrived, is left out: a hand-over counts also without its photo. */
  readonly file_id?: string | null;
  readonly move_id: string;
  readonly happened_at: string | null;
  /** How far it was carried, at the last step. */
  readonly point?: DeliveryMode | null;
  /** Who wrote it down from paper for `by_id`. */
  readonly entered_by?: string | null;
}

export interface Effects {
  readonly newBags: NewBag[];
  readonly steppedBags: SteppedBag[];
  readonly custody: CustodyLine[];
  readonly contacts: (By & {
    readonly contact_id: string;
    readonly household_id: string;
    readonly how: 'at_the_door' | 'telephone' | 'page' | 'delivery';
    readonly outcome: 'needs_nothing' | 'asked' | 'no_answer' | 'spoke';
    readonly happened_at: string | null;
  })[];
  readonly callBacks: {
    readonly call_back_id: string;
    readonly household_id: string;
    readonly request_id: string;
    readonly due_at: string;
  }[];
  /** Calls about these requests need not be made any more: the answer came another way. */
  readonly answeredCalls: { readonly request_id: string; readonly outcome: string; readonly by_id: string | null }[];
  readonly notices: {
    readonly notice_id: string;
    readonly template: NoticeTemplate;
    readonly to_person: string;
    readonly household_id: string;
    readonly request_id: string;
    readonly facts: Readonly<Record<string, string | number>>;
  }[];
  readonly ratings: (By & {
    readonly rating_id: string;
    readonly request_id: string;
    readonly verdict: string;
    readonly round: number;
  })[];
  /** Helpers who went into a sealed place: nobody does without protection, so its time begins here where nobody said so. */
  readonly wentSealed: { readonly person_id: string }[];
}

export function noEffects(): Effects {
  return {
    newBags: [],
    steppedBags: [],
    custody: [],
    contacts: [],
    callBacks: [],
    answeredCalls: [],
    notices: [],
    ratings: [],
    wentSealed: [],
  };
}

function isEmpty(effects: Effects): boolean {
  return Object.values(effects).every(list => (list as readonly unknown[]).length === 0);
}

/** A bag was handed on between reading and writing. The code tells the pool to run the transaction again from the start. */
class BagMovedMeanwhile extends Error {
  override readonly name = 'BagMovedMeanwhile';
  readonly code = '40001';
}

/** Writes all of it or, when a bag moved meanwhile, throws so that the transaction starts again. */
export async function writeEffects(db: Queryable, communityId: string, effects: Effects, now: Date): Promise<void> {
  if (isEmpty(effects)) return;
  const written = await db.row<{ stepped: number }>(
    `WITH bagged AS (
       INSERT INTO bag (community_id, bag_id, request_id, label, code, lot, step, goods_class, grams, paid_fen, made_at)
       SELECT $1, a.bag_id, a.request_id,
         -- Two requests may have drawn one number; what is written on their bags tells them apart.
         CASE WHEN NOT EXISTS (SELECT FROM bag o WHERE o.community_id = $1 AND o.label = a.label) THEN a.label
           WHEN NOT EXISTS (SELECT FROM bag o WHERE o.community_id = $1 AND o.label = a.label || '-' || left(a.code, 4))
             THEN a.label || '-' || left(a.code, 4)
           ELSE a.label || '-' || a.code END,
         a.code, a.lot, a.step, a.goods_class, a.grams, a.paid_fen, $3
       FROM jsonb_to_recordset($2::jsonb -> 'newBags')
         AS a(bag_id uuid, request_id uuid, label text, code text, lot text, step text, goods_class text, grams integer, paid_fen integer)
     ), stepped AS (
       UPDATE bag b SET step = a.step, problem = a.problem,
         rest_until = CASE WHEN a.step = 'disinfected' AND a.from_step <> 'disinfected' THEN a.rest_until ELSE b.rest_until END
       FROM jsonb_to_recordset($2::jsonb -> 'steppedBags') AS a(bag_id uuid, from_step text, from_problem text, step text, problem text, rest_until timestamptz)
       WHERE b.community_id = $1 AND b.bag_id = a.bag_id AND b.step = a.from_step AND b.problem IS NOT DISTINCT FROM a.from_problem
       RETURNING b.bag_id
     ), custody AS (
       INSERT INTO custody (community_id, custody_id, bag_id, request_id, step, by_id, by_role, agent, contact_minutes, problem, file_id,
         move_id, happened_at, point, entered_by)
       SELECT $1, custody_id, bag_id, request_id, step, by_id, by_role, agent, contact_minutes, problem,
         (SELECT f.file_id FROM file f WHERE f.community_id = $1 AND f.file_id = a.file_id AND f.request_id = a.request_id),
         move_id, happened_at, point, entered_by
       FROM jsonb_to_recordset($2::jsonb -> 'custody')
         AS a(custody_id uuid, bag_id uuid, request_id uuid, step text, by_id uuid, by_role text, agent text, contact_minutes integer,
           problem text, file_id uuid, move_id uuid, happened_at timestamptz, point text, entered_by uuid)
     ), contact AS (
       INSERT INTO contact (community_id, contact_id, household_id, how, outcome, by_id, by_role, happened_at)
       SELECT $1, contact_id, household_id, how, outcome, by_id, by_role, happened_at
       FROM jsonb_to_recordset($2::jsonb -> 'contacts')
         AS a(contact_id uuid, household_id uuid, how text, outcome text, by_id uuid, by_role text, happened_at timestamptz)
     ), heard AS (
       UPDATE household h SET heard_at = greatest(h.heard_at, $3), heard_how = a.how
       FROM jsonb_to_recordset($2::jsonb -> 'contacts') AS a(household_id uuid, how text, outcome text)
       WHERE h.community_id = $1 AND h.household_id = a.household_id AND a.outcome <> 'no_answer'
     ), called AS (
       INSERT INTO call_back (community_id, call_back_id, household_id, request_id, reason, due_at, made_at)
       SELECT $1, call_back_id, household_id, request_id, 'after_delivery', due_at, $3
       FROM jsonb_to_recordset($2::jsonb -> 'callBacks')
         AS a(call_back_id uuid, household_id uuid, request_id uuid, due_at timestamptz)
       ON CONFLICT DO NOTHING
     ), answered AS (
       UPDATE call_back c SET outcome = a.outcome, closed_by = a.by_id, closed_at = $3
       FROM jsonb_to_recordset($2::jsonb -> 'answeredCalls') AS a(request_id uuid, outcome text, by_id uuid)
       WHERE c.community_id = $1 AND c.request_id = a.request_id AND c.closed_at IS NULL
     ), noticed AS (
       INSERT INTO notice (community_id, notice_id, template, to_person, household_id, request_id, facts, made_at, next_try_at)
       SELECT $1, notice_id, template, to_person, household_id, request_id, facts, $3, $3
       FROM jsonb_to_recordset($2::jsonb -> 'notices')
         AS a(notice_id uuid, template text, to_person uuid, household_id uuid, request_id uuid, facts jsonb)
     ), rated AS (
       INSERT INTO rating (community_id, rating_id, request_id, verdict, round, by_id, by_role, at)
       SELECT $1, rating_id, request_id, verdict, round, by_id, by_role, $3
       FROM jsonb_to_recordset($2::jsonb -> 'ratings')
         AS a(rating_id uuid, request_id uuid, verdict text, round integer, by_id uuid, by_role text)
       ON CONFLICT (community_id, request_id, round)
         DO UPDATE SET verdict = excluded.verdict, by_id = excluded.by_id, by_role = excluded.by_role, at = excluded.at
     ), sealed AS (
       INSERT INTO helper (community_id, person_id, went_sealed_at, wear_started_at)
       SELECT DISTINCT $1::uuid, person_id, $3::timestamptz, $3::timestamptz
       FROM jsonb_to_recordset($2::jsonb -> 'wentSealed') AS a(person_id uuid)
       ON CONFLICT (community_id, person_id) DO UPDATE
         SET went_sealed_at = excluded.went_sealed_at, wear_started_at = coalesce(helper.wear_started_at, excluded.wear_started_at)
     )
     SELECT count(*)::integer AS stepped FROM stepped`,
    [communityId, JSON.stringify(effects), now],
  );
  if (written?.stepped !== effects.steppedBags.length) throw new BagMovedMeanwhile('a bag was handed on meanwhile');
}
