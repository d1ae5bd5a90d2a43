// Words of the page where a seat is chosen, in English.
import type { Words } from '../say.ts';
import type { startZh } from './start.zh.ts';

export const startEn: Words<keyof typeof startZh> = {
  title: 'cailanzi',
  line: 'No door left out',
  about:
    'The desk that keeps locked-down residents supplied. From asking to feeding back, somebody has it at every step, and everybody can see it.',
  choose: 'Who are you?',
  'seat.door': 'Resident',
  'seat.door.text': 'Ask for food or medicine, see where it is',
  'seat.field': 'In the field',
  'seat.field.text': 'Rounds of volunteers and stewards',
  'seat.desk': 'Desk',
  'seat.desk.text': 'Clerks take requests, dispatch, call back',
  'seat.board': 'Board',
  'seat.board.text': 'Every building, every door, as it stands now',
};
