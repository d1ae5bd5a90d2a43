// The one place where a text that came in by a channel becomes a request that waits to be sorted. A reader of texts goes in here.
import type { z } from 'zod';
import type { askRequest } from '../../api/request.ts';

const mostNote = 200;
const mostPasted = 4000;

/** Nothing is guessed: the words stand as they came, the clerk sorts them. */
export function requestOfText(requestId: string, householdId: string, said: string): z.input<typeof askRequest.body> {
  const note = [...said.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()].slice(0, mostNote).join('');
  return {
    id: requestId,
    householdId,
    kind: 'other',
    channel: 'pasted_text',
    items: [],
    ...(note === '' ? {} : { note }),
    pasted: said.slice(0, mostPasted).toWellFormed(),
  };
}
