// Every expected "no" of the program, as codes; the words for people stand in the translations.

export const refusalCodes = [
  // signing in and rights
  'not_signed_in',
  'not_allowed',
  'wrong_sign_in',
  'locked_out',
  'second_factor_needed',
  'too_many_requests',
  'door_code_forged',
  'door_code_revoked',
  'one_time_code_wrong',
  'one_time_code_expired',
  'no_telephone_registered',
  'session_expired',
  'account_closed',
  'link_used',
  'password_too_weak',
  'signature_wrong',
  'channel_off',
  'channel_incomplete',
  'personal_in_text',
  'answer_window_over',
  // finding things
  'not_found',
  'household_unknown',
  'household_vacant',
  'person_unknown',
  'helper_unknown',
  // input
  'invalid',
  'body_too_large',
  'file_unreadable',
  'file_too_large',
  'roster_has_errors',
  'roster_changed',
  'same_id_other_body',
  // the life of a request
  'state_has_changed',
  'already_taken',
  'not_yours',
  'goods_not_fetched',
  'goods_not_disinfected',
  'goods_not_rested',
  'count_differs',
  'reason_needed',
  'restricted_medicine',
  'too_many_open',
  'already_bought',
  // capacity and helpers
  'run_full',
  'run_closed',
  'no_run',
  'too_heavy',
  'helper_lacks_protection',
  'helper_out_of_zone',
  'helper_shift_full',
  'helper_shift_over',
  'helper_out_of_place',
  'place_is_guarded',
  'round_full',
  'round_mixed',
  'lot_recalled',
  'in_other_round',
  'plan_breaks_rule',
  // places, people, rights
  'name_taken',
  'code_malformed',
  'overlaps',
  'still_in_use',
  'last_administrator',
  // care
  'care_right_needed',
  'care_key_missing',
  'doors_left',
  // zones
  'preview_changed',
  'exit_not_allowed',
  'exit_used_up',
  'name_differs',
  'needs_second_person',
  // the program itself
  'busy',
  'database_away',
  'disk_full',
  'internal',
] as const;

export type RefusalCode = (typeof refusalCodes)[number];

/** An expected no. `facts` holds ids, codes and numbers that the words need (never names or telephones). */
export interface Refusal<C extends RefusalCode = RefusalCode> {
  readonly refused: C;
  readonly facts?: Readonly<Record<string, string | number | boolean | null>>;
}

export function refuse<C extends RefusalCode>(code: C, facts?: Refusal['facts']): Refusal<C> {
  return facts === undefined ? { refused: code } : { refused: code, facts };
}

export function isRefusal(answer: unknown): answer is Refusal {
  return typeof answer === 'object' && answer !== null && 'refused' in answer;
}
