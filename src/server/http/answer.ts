// Turns a refusal code into an HTTP status; the words for people are the page's business.
import type { RefusalCode } from '../../domain/refusal.ts';

export const statusOf = {
  not_signed_in: 401,
  not_allowed: 403,
  wrong_sign_in: 401,
  locked_out: 429,
  second_factor_needed: 401,
  too_many_requests: 429,
  door_code_forged: 403,
  door_code_revoked: 403,
  one_time_code_wrong: 403,
  one_time_code_expired: 403,
  no_telephone_registered: 409,
  session_expired: 401,
  link_used: 403,
  password_too_weak: 422,
  not_found: 404,
  household_unknown: 404,
  household_vacant: 409,
  person_unknown: 404,
  helper_unknown: 404,
  invalid: 400,
  body_too_large: 413,
  file_unreadable: 422,
  file_too_large: 413,
  roster_has_errors: 422,
  roster_changed: 409,
  same_id_other_body: 422,
  state_has_changed: 409,
  already_taken: 409,
  not_yours: 403,
  goods_not_fetched: 409,
  goods_not_disinfected: 409,
  goods_not_rested: 409,
  count_differs: 409,
  reason_needed: 422,
  restricted_medicine: 409,
  too_many_open: 429,
  run_full: 409,
  run_closed: 409,
  no_run: 409,
  too_heavy: 409,
  helper_lacks_protection: 409,
  helper_out_of_zone: 409,
  helper_shift_full: 409,
  helper_out_of_place: 409,
  round_full: 409,
  round_mixed: 409,
  in_other_round: 409,
  name_taken: 409,
  code_malformed: 422,
  overlaps: 409,
  still_in_use: 409,
  last_administrator: 409,
  busy: 503,
  database_away: 503,
  disk_full: 503,
  internal: 500,
} as const satisfies Record<RefusalCode, number>;

/** Statuses after which the same call may be sent again, with the seconds to wait. */
export function retryAfter(code: RefusalCode): number | null {
  if (code === 'busy' || code === 'database_away') return 1;
  if (code === 'too_many_requests') return 5;
  if (code === 'disk_full') return 30;
  return null;
}
