// A telephone number, masked until somebody gives a reason; every look is in the audit log.
import { useState } from 'preact/hooks';
import type { revealTelephone } from '../../../api/people.ts';
import { Button } from '../../kit/Button.tsx';
import type { Refused } from '../../kit/call.ts';
import { Dialog } from '../../kit/Dialog.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { sayRefusal } from '../../kit/refusal.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';

export const revealReasons = ['call_back', 'delivery_question', 'medical', 'relative_asked', 'data_check'] as const;
type RevealReason = (typeof revealReasons)[number];

interface TelephoneProps {
  personId: string;
  masked: string | null;
  /** Already known from the page; otherwise it is asked for. */
  reason?: RevealReason | undefined;
  big?: boolean | undefined;
  hotkey?: string | undefined;
}

export function Telephone({ personId, masked, reason, big, hotkey }: TelephoneProps) {
  const { may } = useSeat();
  const [shown, setShown] = useState<string | null | undefined>(undefined);
  const [asking, setAsking] = useState(false);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const reveal = async (why: RevealReason) => {
    setAsking(false);
    const outcome = await call<typeof revealTelephone>('POST', '/api/v1/people/{personId}/reveal', {
      params: { personId },
      body: { reason: why },
    });
    if (outcome.ok) {
      setShown(outcome.answer.telephone);
      setRefusal(undefined);
    } else setRefusal(outcome.refusal);
  };
  const begin = () => {
    if (shown !== undefined || masked === null) return;
    if (reason) void reveal(reason);
    else setAsking(true);
  };
  useHotkeys(hotkey ? [{ key: hotkey, text: say('keys.reveal'), run: begin }] : []);
  if (masked === null) return <span class="k-quiet">{say('household.no_telephone')}</span>;
  return (
    <span class="desk-telephone">
      {shown ? (
        <a class={big ? 'k-title' : undefined} href={`tel:${shown}`}>
          {spaced(shown)}
        </a>
      ) : (
        <span class={big ? 'k-large k-quiet' : 'k-quiet'}>{shown === null ? say('household.no_telephone') : masked}</span>
      )}
      {shown === undefined && may('revealTelephone') && (
        <Button look={big ? 'quiet' : 'plain'} onPress={begin} hotkey={hotkey?.toUpperCase()}>
          <Glyph name="eye" />
          {say('telephone.reveal')}
        </Button>
      )}
      {refusal && <span class="k-problem">{sayRefusal(refusal)}</span>}
      {asking && (
        <Dialog open title={say('telephone.why')} onClose={() => setAsking(false)}>
          <p class="k-quiet">{say('telephone.audited')}</p>
          <fieldset
            class="desk-reasons"
            aria-label={say('telephone.why')}
            onKeyDown={event => {
              const found = revealReasons[Number(event.key) - 1];
              if (found) void reveal(found);
            }}
          >
            {revealReasons.map((one, index) => (
              <Button key={one} wide hotkey={String(index + 1)} autofocus={index === 0} onPress={() => reveal(one)}>
                <span class="k-grow">{say(`telephone.why.${one}`)}</span>
              </Button>
            ))}
          </fieldset>
        </Dialog>
      )}
    </span>
  );
}

/** 138 9310 1234: read out in groups. */
function spaced(telephone: string): string {
  return telephone.replace(/^(\d{3})(\d{4})(\d{4})$/, '$1 $2 $3');
}
