// Tells the pages that something changed, but not more than once in a while: a busy hour brings several changes a second.
import { poke } from '../kit/resource.ts';

const waiting = new Set<string>();

export function pokeSoon(topic: string, ms = 1500): void {
  if (waiting.has(topic)) return;
  waiting.add(topic);
  setTimeout(() => {
    waiting.delete(topic);
    poke(topic);
  }, ms);
}
