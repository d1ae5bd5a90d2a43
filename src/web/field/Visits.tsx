// Care contacts of today: which door, how to speak, and what came of it by one tap; who and why is not on this phone.
import { useState } from 'preact/hooks';
import type { foundNeeds, PhoneCheck } from '../../api/care-check.ts';
import { type CheckOutcome, rungs } from '../../domain/care/ladder.ts';
import { Button } from '../kit/Button.tsx';
import { Chip } from '../kit/Chip.tsx';
import { newMoveId } from '../kit/call.ts';
import { Dialog } from '../kit/Dialog.tsx';
import { Check } from '../kit/Field.tsx';
import { useNow } from '../kit/now.ts';
import { toast } from '../kit/Toast.tsx';
import { clockTime } from '../kit/time.ts';
import { sayVisit } from '../kit/visit.ts';
import { feel } from './feel.ts';
import { NotSent } from './NotSent.tsx';
import { act } from './phone.ts';
import './visit.css';

type Need = (typeof foundNeeds)[number];
/** The server's list is part of the contract, which a page knows by its types only. */
const foundNeedsHere: readonly Need[] = ['medical_help', 'medicine', 'groceries', 'other'];

/** On the ladder already, or over its time. */
export function isPressing(check: PhoneCheck, now: number): boolean {
  return check.rung !== 'call' || Date.parse(check.actBy) <= now;
}

interface VisitsProps {
  checks: readonly PhoneCheck[];
  touched: ReadonlySet<string>;
}

export function Visits({ checks, touched }: VisitsProps) {
  const [needing, setNeeding] = useState<PhoneCheck>();
  const now = useNow('minute');
  if (checks.length === 0) return null;
  // Whoever is on the ladder first: somebody was tried there already and did not answer.
  const inOrder = [...checks].sort((a, b) => rungs.indexOf(b.rung) - rungs.indexOf(a.rung) || a.actBy.localeCompare(b.actBy));
  const tell = (check: PhoneCheck, outcome: CheckOutcome, needs: readonly Need[] = []) => {
    feel('taken');
    const { careCheckId, householdId, rung } = check;
    const found = needs.map(need => ({ requestId: newMoveId(), need, note: sayVisit(`need.note.${need}`) }));
    const body = { outcome, rung, ...(found.length > 0 && { needs: found }) };
    void act({ on: 'care', careCheckId, householdId, body, door: check.door });
  };
  return (
    <section class="k-stack f-visits" aria-label={sayVisit('title')}>
      <h2>{sayVisit('count', { n: checks.length })}</h2>
      <ul class="k-stack">
        {inOrder.map(check => (
          <Visit
            key={check.careCheckId}
            check={check}
            isLate={Date.parse(check.actBy) <= now}
            isTouched={touched.has(check.careCheckId)}
            onTell={outcome => (outcome === 'needs' ? setNeeding(check) : tell(check, outcome))}
          />
        ))}
      </ul>
      {needing && (
        <Needs
          door={needing.door}
          onClose={() => setNeeding(undefined)}
          onSend={needs => {
            tell(needing, 'needs', needs);
            setNeeding(undefined);
            toast(sayVisit('need.taken'));
          }}
        />
      )}
    </section>
  );
}

interface VisitProps {
  check: PhoneCheck;
  isLate: boolean;
  isTouched: boolean;
  onTell: (outcome: CheckOutcome) => void;
}

function Visit({ check, isLate, isTouched, onTell }: VisitProps) {
  return (
    <li class="k-card k-stack f-visit" data-rung={check.rung} data-gap="s">
      <p class="f-visit-door">{check.door}</p>
      <p class="k-row">
        <Chip tone={check.rung === 'call' ? 'sky' : 'tomato'} glyph={check.rung === 'call' ? 'phone' : 'late'} solid>
          {sayVisit(`rung.${check.rung}`)}
        </Chip>
        <span class={isLate ? 'f-due' : 'k-quiet'}>
          {isLate ? sayVisit('late') : sayVisit('due', { time: clockTime(check.actBy) })}
        </span>
        {isTouched && <NotSent />}
      </p>
      {check.isBackup && <p class="k-quiet">{sayVisit('as_backup')}</p>}
      {check.manners.length > 0 && (
        <ul class="f-manners">
          {check.manners.map(manner => (
            <li key={manner}>{sayVisit(`manner.${manner}`)}</li>
          ))}
        </ul>
      )}
      <div class="f-door-actions">
        {(['well', 'needs', 'no_answer'] as const).map(outcome => (
          <Button
            key={outcome}
            big
            look={outcome === 'well' ? 'main' : outcome === 'needs' ? 'quiet' : 'plain'}
            onPress={() => onTell(outcome)}
          >
            {sayVisit(`outcome.${outcome}`)}
          </Button>
        ))}
      </div>
    </li>
  );
}

function Needs({ door, onClose, onSend }: { door: string; onClose: () => void; onSend: (needs: readonly Need[]) => void }) {
  const [needs, setNeeds] = useState<readonly Need[]>([]);
  return (
    <Dialog
      open
      title={sayVisit('need.title', { door })}
      onClose={onClose}
      foot={
        <Button look="main" big wide disabled={needs.length === 0} onPress={() => onSend(needs)}>
          {sayVisit('need.send')}
        </Button>
      }
    >
      <div class="k-stack">
        {foundNeedsHere.map(need => (
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
