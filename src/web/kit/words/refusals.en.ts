// Every no of the program in English: what is so, and what to do next.
import type { refusalsZh } from './refusals.zh.ts';

export const refusalsEn: Readonly<Record<keyof typeof refusalsZh, string>> = {
  no_signal: 'There is no connection at the moment. What you entered is kept; try again when there is signal.',
  strange_answer: 'The answer did not arrive whole; the network may have dropped. Please try again.',
  not_signed_in: 'You are not signed in. Please sign in and come back here.',
  not_allowed: 'Your role does not handle this. If it is needed, ask the community desk.',
  wrong_sign_in: 'The name and password do not match. Check both and try again, or ask an administrator for a new password.',
  locked_out:
    'Sign-in is paused after several wrong tries. Try again[[ in {minutes:minute|minutes}]] later, or ask an administrator.',
  second_factor_needed: 'One more step: open your authenticator and enter the 6 digits.',
  too_many_requests: 'That was too often in a short time. Try again[[ in {seconds:second|seconds}]]; what you entered is kept.',
  door_code_forged: 'This door code was not issued by the community. Scan the card on your door, or telephone the community.',
  door_code_revoked: 'This door code is no longer in use. Ask your building steward for a new one, or telephone the community.',
  one_time_code_wrong: 'The code does not match. Look at the latest text message and enter it again.',
  one_time_code_expired: 'The code has expired. Please ask for a new one.',
  no_telephone_registered:
    'No telephone is registered for this household. Telephone the community so that a clerk can register one.',
  account_closed: 'This account is closed. Whatever this phone or computer still held has been removed; please ask the desk.',
  session_expired: 'Your session has ended. Please sign in again; what you entered is kept.',
  link_used: 'This link has been used already. Ask an administrator for a new one.',
  password_too_weak: 'The password is easy to guess. Use a sentence you remember[[, of at least {least} characters]].',
  channel_off: 'This channel is not switched on. Ask the administrator to set it up on the page “Channels”.',
  channel_incomplete: 'Some fields are still empty. Fill them in before you switch it on.',
  answer_window_over:
    'WeChat takes no more answers: their last message is more than 48 hours old, or five answers were sent. Call them, or wait until they write again.',
  personal_in_text:
    'A text for the group may not hold names of residents, telephones, doors or identity numbers. Say it so that everybody may read it.',
  signature_wrong: 'The signature is wrong or too old. Check the secret and the clock of the telephone system.',
  not_found: 'Not found. It may have moved; go back to the list and look again.',
  household_unknown: 'This household is not on the roster. Check building, unit and door, or add it first.',
  household_vacant: 'This door is registered as vacant. If somebody lives there, correct the roster first.',
  person_unknown: 'This person is not on the roster. Check name and address, or register them first.',
  helper_unknown: 'This helper was not found. Please choose another from the list.',
  invalid: 'A few things need a change. Look at the marked fields, then send again.',
  body_too_large: 'This is too much for one go. Please send it in parts.',
  file_unreadable: 'This file cannot be read. Save it as CSV or XLSX from the template and upload it again.',
  file_too_large: 'The file is too large. Split it, or make the photos smaller, and upload again.',
  roster_has_errors:
    'Some rows[[ ({rows})]] need a change, so nothing was imported. Correct what is listed below and upload again.',
  roster_changed: 'The roster has changed since the preview. Preview again, then import.',
  same_id_other_body: 'This submission number was already used for something else. Go back, fill it in again and send.',
  state_has_changed: 'There is news on this[[: it is now “{state}”]]. Look at the latest before you decide.',
  already_taken: 'Somebody already has this one[[ ({role})]]. No need to go; please see the next.',
  not_yours: 'This one is not in your hands. See “my tasks”, or check with the desk.',
  goods_not_fetched: 'The goods have not been handed over at the gate yet. Record the pick-up first, then deliver.',
  goods_not_disinfected: 'The goods have not been disinfected yet. Record that first, then deliver.',
  goods_not_rested: 'The goods have to rest after disinfection. Deliver them when the time is over.',
  count_differs: 'The count differs. Count again, or say which bag is missing, wrong, spoiled or surplus.',
  reason_needed: 'Please choose a reason, then go on.',
  restricted_medicine:
    'This medicine may not be bought for others at present[[ ({rule})]]. With a fever, call the fever clinic; otherwise ask the community doctor.',
  already_bought:
    'These goods are being bought or carried already, so nothing was changed. Ring whoever took it, then change it.',
  too_many_open:
    'This household already has requests under way[[ ({open})]]. See how they stand first; if it is urgent, telephone.',
  run_full:
    'This round is full. Choose the next one[[, from {next}]]; medicine and emergencies are not limited, choose those instead.',
  run_closed:
    'This round is closed. Choose the next one[[, from {next}]]; medicine and emergencies are not limited, choose those instead.',
  no_run: 'There is no round left today. Choose a time tomorrow; if it is urgent, telephone the community.',
  too_heavy: 'This is too heavy for one trip[[ (at most {most} kg)]]. Split it, or send two people.',
  helper_lacks_protection: 'This helper has no protection registered for the place. Issue and register it, or choose another.',
  helper_out_of_zone:
    'Nobody goes from a sealed building to another in the same shift. Choose another helper, or wait for the next shift.',
  helper_shift_over:
    'This shift has lasted [[{hours} hours]], the longest allowed. Finish what is in hand, go off duty and rest; coming on duty again starts a new shift.',
  helper_shift_full: 'This helper’s shift is full. Choose another, or the next shift.',
  helper_out_of_place: 'This household is outside the helper’s area. Choose another, or set the binding first.',
  place_is_guarded:
    'Only people with protection may go in here now. Bring it to the hand-over point[[ at the {relayAt}]], give it to a helper with protection, do not go in.',
  preview_changed: 'What you saw has changed meanwhile. Look again at what this will do, then record it.',
  exit_not_allowed: 'Nobody goes out here at present. For a doctor choose “medical”; for anything else ask for it, or telephone.',
  exit_used_up:
    'The times the rule allows are used up[[; again from {nextOn}]]. For a doctor choose “medical”: it is not counted.',
  round_full: 'This round has no room for so many bags. Take some stops out, or make another round.',
  lot_recalled: 'This lot has been called back. Pack goods of another lot.',
  round_mixed: 'A sealed building and others cannot be in one round. Make two rounds.',
  plan_breaks_rule: 'It does not fit there: a rule of the plan forbids it. Try another round or another person.',
  in_other_round: 'This order is in another round already. Take it out of that one first.',
  name_taken: 'This name is in use already. Please choose another.',
  code_malformed: 'The code has the wrong length or form. Compare it with the original and enter it again.',
  overlaps: 'This overlaps in time or place with an existing one. End that one first, or change the time.',
  still_in_use: 'Other records still use this, so it cannot be removed yet. Move those first.',
  last_administrator: 'This is the last administrator and cannot be switched off. Appoint another one first.',
  care_right_needed: 'Care records need a right of their own. Ask the community lead to give it, on the care page.',
  care_key_missing:
    'The key that seals care records is not on this machine, so nothing can be saved. Ask the administrator to put the key file back.',
  doors_left: '{n:door was|doors were} never visited, so the survey stays open. Visit those first.',
  name_differs: 'The name is not that of this community. Type it exactly as shown.',
  needs_second_person: 'Nobody approves what they asked for. Ask another lead or an administrator to approve it.',
  busy: 'Many people are here at once. What you entered is kept and will be sent again in a few seconds.',
  database_away: 'The store cannot be reached, so this is not saved yet. Please try again shortly.',
  disk_full: 'The server’s disk is full and cannot take more. Tell an administrator; note urgent needs on paper meanwhile.',
  internal:
    'The program made a mistake and this step was not done. Try again; if it persists, give the number to an administrator.',
};
