// What this desk has taken down and the server has not acknowledged yet.
import { Button } from '../../kit/Button.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { sayRefusal } from '../../kit/refusal.ts';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say, sayList } from '../words.ts';

export function UnsentStrip() {
  const { unsent } = useSeat();
  const waiting = unsent.entries.filter(entry => !entry.refusal);
  const refused = unsent.entries.filter(entry => entry.refusal);
  if (unsent.entries.length === 0) return null;
  return (
    <div class="desk-unsent" role="status">
      {waiting.length > 0 && (
        <p class="k-row">
          <Glyph name="waiting" />
          <span class="k-grow">
            {say('unsent.waiting', { n: waiting.length, doors: sayList(waiting.map(entry => entry.door)) })}
          </span>
          <Button onPress={unsent.retry}>{say('unsent.now')}</Button>
        </p>
      )}
      {refused.map(entry => (
        <p class="k-row" key={entry.ask.id}>
          <Glyph name="late" />
          <span class="k-grow">
            <b>{entry.door}</b> {entry.refusal && sayRefusal(entry.refusal)}
          </span>
          <Button
            onPress={() =>
              entry.from
                ? go('new', ['message', entry.from.conversationId, ...entry.from.messages])
                : go('new', ['unsent', entry.ask.id])
            }
          >
            {say('unsent.open')}
          </Button>
          <Button look="plain" onPress={() => unsent.drop(entry.ask.id)}>
            {say('unsent.drop')}
          </Button>
        </p>
      ))}
    </div>
  );
}
