// Late moves and voice notes from a door, in English: made without signal, and arrived when somebody else had it.
import type { LateKey } from './late.zh.ts';

export const lateEn: Readonly<Record<LateKey, string>> = {
  tab: 'Late moves',
  title: '{n:late move waits|late moves wait}',
  none: 'No late moves waiting',
  line: 'Made without signal; when they arrived, somebody else had it or it had changed. They were not applied. Look at each and say what you did.',
  seen: 'Show those seen',
  open: 'Show those waiting',
  by: 'Made by {role} {name}, {when}',
  holder: 'Held by {role} {name} when it arrived',
  nobody: 'Held by nobody when it arrived',
  applied_by_hand: 'Entered by hand',
  ignored: 'Not used',
  done: 'Noted: {how}',
  asked: 'Asked for at the door; please enter it:',
  seen_by: 'Seen by {name}: {how}',
  'voice.title': 'Voice notes from the door',
  'voice.by': 'Recorded by {role} {name}',
  'voice.play': 'Play the note of {when}',
};
