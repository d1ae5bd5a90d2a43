// 未接来电: numbers nobody took, to call back; any outcome closes one without filling in anything.
import { useState } from 'preact/hooks';
import type { closeMissedCall, listMissedCalls, revealMissedCall } from '../../../api/call.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { Button } from '../../kit/Button.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { call } from '../call.ts';
import { addressOfPlace } from '../route.ts';
import { say } from '../words.ts';

type Missed = AnswerOf<typeof listMissedCalls>['missedCalls'][number];
const outcomes = ['spoke', 'no_answer', 'wrong_number', 'not_needed', 'given_up'] as const;

export function MissedCalls() {
  const missed = useResource(
    'missed-calls',
    signal => call<typeof listMissedCalls>('GET', '/api/v1/missed-calls', {}, { signal }),
    ['missed-calls'],
  );
  const rows = missed.value?.missedCalls ?? [];
  if (rows.length === 0) return null;
  return (
    <section class="desk-missed" aria-labelledby="missed-title">
      <h2 id="missed-title">{say('missed.title', { n: rows.length })}</h2>
      <ul>
        {rows.map(row => (
          <OneMissed key={row.missedCallId} of={row} onDone={missed.refetch} />
        ))}
      </ul>
    </section>
  );
}

function OneMissed({ of, onDone }: { of: Missed; onDone: () => void }) {
  const params = { missedCallId: of.missedCallId };
  const [shown, setShown] = useState<string | undefined>(undefined);
  const reveal = useMove<Record<string, never>, AnswerOf<typeof revealMissedCall>>(
    () => call<typeof revealMissedCall>('POST', '/api/v1/missed-calls/{missedCallId}/telephone', { params }),
    answer => setShown(answer.telephone),
  );
  const close = useMove<{ outcome: (typeof outcomes)[number] }, unknown>(
    (id, { outcome }) =>
      call<typeof closeMissedCall>('POST', '/api/v1/missed-calls/{missedCallId}/outcome', { params, body: { id, outcome } }),
    onDone,
  );
  return (
    <li>
      <p class="k-row">
        {shown ? <a href={`tel:${shown}`}>{shown}</a> : <b>{of.telephone}</b>}
        {!shown && (
          <Button busy={reveal.sending} onPress={() => reveal.send({})}>
            {say('missed.reveal')}
          </Button>
        )}
        <span>{say('missed.calls', { n: of.calls })}</span>
        {of.tries > 0 && <span>{say('calls.tries', { n: of.tries })}</span>}
        <TimeAgo at={of.lastAt} />
        {of.households.map(one => (
          <a key={one.householdId} href={addressOfPlace('households', one.householdId)}>
            {one.door} · {one.personName}
          </a>
        ))}
      </p>
      <p class="k-row">
        {outcomes.map(outcome => (
          <Button key={outcome} disabled={close.sending} onPress={() => close.send({ outcome })}>
            {say(`missed.outcome.${outcome}`)}
          </Button>
        ))}
      </p>
      <ErrorNote refusal={reveal.refusal ?? close.refusal} />
    </li>
  );
}
