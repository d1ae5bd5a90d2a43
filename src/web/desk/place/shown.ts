// A change in two steps: first what it would do, then the same recorded; when things have changed since, what it would do now is shown again.
import { useState } from 'preact/hooks';
import type { Outcome } from '../../kit/call.ts';
import { useMove } from '../../kit/moves.ts';
import type { Effect } from './ZoneEffect.tsx';

export function useShown<Asked, Answer>(
  look: (asked: Asked) => Promise<Outcome<Effect>>,
  make: (id: string, asked: Asked, shown: string) => Promise<Outcome<Answer>>,
  onDone: (answer: Answer) => void,
) {
  const [seen, setSeen] = useState<{ asked: Asked; effect: Effect; before?: Effect | undefined } | undefined>(undefined);
  const looking = useMove<{ asked: Asked; before?: Effect | undefined }, Effect>(
    (_id, { asked }) => look(asked),
    (effect, { asked, before }) => setSeen({ asked, effect, before }),
  );
  const making = useMove<{ asked: Asked; shown: string }, Answer>((id, { asked, shown }) => make(id, asked, shown), onDone);
  return {
    seen,
    refusal: looking.refusal ?? (making.refusal?.code === 'preview_changed' ? undefined : making.refusal),
    busy: looking.sending || making.sending,
    look: (asked: Asked) => void looking.send({ asked }),
    back: () => {
      setSeen(undefined);
      making.forget();
    },
    make: async () => {
      if (seen === undefined) return;
      const outcome = await making.send({ asked: seen.asked, shown: seen.effect.token });
      if (outcome && !outcome.ok && outcome.refusal.code === 'preview_changed') {
        await looking.send({ asked: seen.asked, before: seen.effect });
      }
    },
  };
}
