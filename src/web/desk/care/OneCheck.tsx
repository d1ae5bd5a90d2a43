// One contact at the desk: the ladder with the rung that is due, the telephone, what came of it by one key, and the last rung.
import { useState } from 'preact/hooks';
import type { foundNeeds, readFamily, recordCheck, recordEmergencyAct } from '../../../api/care-check.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { type CheckOutcome, checkOutcomes, type EmergencyAct, emergencyActs, rungs } from '../../../domain/care/ladder.ts';
import { Button } from '../../kit/Button.tsx';
import { newMoveId } from '../../kit/call.ts';
import { Dialog } from '../../kit/Dialog.tsx';
import { Check } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Note } from '../../kit/Note.tsx';
import { poke } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { toast } from '../../kit/Toast.tsx';
import { clockTime } from '../../kit/time.ts';
import { sayVisit } from '../../kit/visit.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { Telephone } from '../household/Telephone.tsx';
import { addressOfPlace } from '../route.ts';
import { useSeat } from '../seat.ts';
import { type CheckRow, turnOf } from './Today.tsx';
import { sayCare } from './words.ts';

type Need = (typeof foundNeeds)[number];
const needsHere: readonly Need[] = ['medical_help', 'medicine', 'groceries', 'other'];

export function OneCheck({ of }: { of: CheckRow }) {
  const { queue } = useSeat();
  const [needing, setNeeding] = useState(false);
  const params = { careCheckId: of.careCheckId };
  const record = useMove<
    { outcome: CheckOutcome; needs?: { requestId: string; need: Need; note: string }[] },
    AnswerOf<typeof recordCheck>
  >(
    (id, { outcome, needs }) =>
      call<typeof recordCheck>('POST', '/api/v1/care-checks/{careCheckId}/outcome', {
        params,
        body: { id, outcome, rung: of.rung, ...(needs && { needs }) },
      }),
    (answer, { outcome }) => {
      toast(
        answer.rung === null
          ? sayCare('recorded.closed', { door: of.door, outcome: sayVisit(`outcome.${outcome}`) })
          : sayCare('recorded.next', { door: of.door, rung: sayVisit(`rung.${answer.rung}`) }),
      );
      setNeeding(false);
      if (answer.requestIds.length > 0) queue.refresh(answer.requestIds);
      poke('care');
    },
  );
  const take = (outcome: CheckOutcome) => (outcome === 'needs' ? setNeeding(true) : void record.send({ outcome }));
  useHotkeys(
    needing
      ? []
      : checkOutcomes.map((outcome, index) => ({
          key: String(index + 1),
          text: sayVisit(`outcome.${outcome}`),
          run: () => take(outcome),
        })),
  );
  return (
    <article class="desk-care-one k-stack" aria-labelledby="care-who">
      <header>
        <h2 id="care-who" class="k-title">
          {of.door} · {of.personName}
        </h2>
        <p class="k-quiet">
          {of.compoundName} · {sayCare('today.heard')} {of.heardAt ? <TimeAgo at={of.heardAt} /> : sayCare('never')} ·{' '}
          <a href={addressOfPlace('households', of.householdId)}>{sayCare('record.household')}</a>
        </p>
      </header>
      <ol class="desk-ladder" aria-label={sayCare('ladder')}>
        {rungs.map(rung => (
          <li
            key={rung}
            aria-current={rung === of.rung ? 'step' : undefined}
            data-past={rungs.indexOf(rung) < rungs.indexOf(of.rung) || undefined}
          >
            {sayVisit(`rung.short.${rung}`)}
          </li>
        ))}
      </ol>
      <p class="k-large">
        <b>{sayVisit(`rung.${of.rung}`)}</b>
      </p>
      <p>
        {sayCare('today.turn')} <b>{turnOf(of)}</b> · {sayCare('today.by')} <b>{clockTime(of.actBy)}</b>
        {of.tries > 0 && ` · ${sayCare('tries', { n: of.tries })}`}
        {of.nextRung && <span class="k-quiet"> · {sayCare('next.after', { rung: sayVisit(`rung.short.${of.nextRung}`) })}</span>}
      </p>
      {of.manners.length > 0 && (
        <ul class="desk-manners">
          {of.manners.map(manner => (
            <li key={manner}>{sayVisit(`manner.${manner}`)}</li>
          ))}
        </ul>
      )}
      <Telephone personId={of.personId} masked={of.telephone} reason="call_back" big hotkey="r" />
      {of.rung === 'emergency' && <LastRung of={of} />}
      <Family of={of} />
      <ErrorNote refusal={record.refusal} onRetry={record.retry} busy={record.sending} />
      <fieldset class="desk-care-outcomes" aria-label={sayCare('outcome.title')}>
        {checkOutcomes.map((outcome, index) => (
          <Button
            key={outcome}
            look={outcome === 'well' ? 'main' : 'quiet'}
            hotkey={String(index + 1)}
            disabled={record.sending}
            onPress={() => take(outcome)}
          >
            <Glyph name={outcome === 'well' ? 'served' : outcome === 'no_answer' ? 'late' : 'right'} />
            {sayVisit(`outcome.${outcome}`)}
          </Button>
        ))}
      </fieldset>
      {needing && (
        <Needs
          door={of.door}
          sending={record.sending}
          onClose={() => setNeeding(false)}
          onSend={needs =>
            record.send({
              outcome: 'needs',
              needs: needs.map(need => ({ requestId: newMoveId(), need, note: sayVisit(`need.note.${need}`) })),
            })
          }
        />
      )}
    </article>
  );
}

/** The family, 120, 110: done one after the other, each on record; only a result ends it. */
function LastRung({ of }: { of: CheckRow }) {
  const act = useMove<EmergencyAct, unknown>(
    (id, one) =>
      call<typeof recordEmergencyAct>('POST', '/api/v1/care-checks/{careCheckId}/acts', {
        params: { careCheckId: of.careCheckId },
        body: { id, act: one },
      }),
    () => poke('care'),
  );
  return (
    <section class="k-stack" data-gap="s">
      <Note tone="tomato" glyph="late">
        {sayCare('act.line')}
      </Note>
      <fieldset class="k-row" aria-label={sayCare('act')}>
        {emergencyActs.map(one => (
          <Button key={one} pressed={of.acts.includes(one)} disabled={act.sending} onPress={() => act.send(one)}>
            {of.acts.includes(one) && <Glyph name="served" />}
            {sayVisit(`outcome.${one}`)}
          </Button>
        ))}
      </fieldset>
      <ErrorNote refusal={act.refusal} onRetry={act.retry} />
    </section>
  );
}

function Family({ of }: { of: CheckRow }) {
  const read = useMove<null, AnswerOf<typeof readFamily>>(() =>
    call<typeof readFamily>('POST', '/api/v1/care-checks/{careCheckId}/family', { params: { careCheckId: of.careCheckId } }),
  );
  if (read.state.is !== 'done') {
    return (
      <div>
        <Button busy={read.sending} onPress={() => read.send(null)}>
          <Glyph name="person" /> {sayCare('family')}
        </Button>
        <ErrorNote refusal={read.refusal} onRetry={read.retry} />
      </div>
    );
  }
  const { people, shut } = read.state.answer;
  return (
    <div class="k-stack" data-gap="s">
      {shut && <Note tone="squash">{sayCare('family.shut')}</Note>}
      {people.length === 0 && !shut && <p class="k-quiet">{sayCare('family.none')}</p>}
      <ul class="desk-people">
        {people.map(person => (
          <li key={`${person.name} ${person.telephone}`}>
            <b>{person.name}</b>
            {person.relation && <span class="k-quiet">{person.relation}</span>}
            {person.telephone && <a href={`tel:${person.telephone}`}>{person.telephone}</a>}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface NeedsProps {
  door: string;
  sending: boolean;
  onClose: () => void;
  onSend: (needs: readonly Need[]) => void;
}

function Needs({ door, sending, onClose, onSend }: NeedsProps) {
  const [needs, setNeeds] = useState<readonly Need[]>([]);
  return (
    <Dialog
      open
      title={sayVisit('need.title', { door })}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button look="main" busy={sending} disabled={needs.length === 0} onPress={() => onSend(needs)}>
            {sayVisit('need.send')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        {needsHere.map(need => (
          <Check
            key={need}
            checked={needs.includes(need)}
            onCheck={on => setNeeds(on ? [...needs, need] : needs.filter(one => one !== need))}
          >
            {sayVisit(`need.${need}`)}
          </Check>
        ))}
      </div>
    </Dialog>
  );
}
