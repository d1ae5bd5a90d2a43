// The requests that no round takes, each with the reason; one may still be put somewhere by hand.
import type { Plan } from '../../../api/plan.ts';
import { Button } from '../../kit/Button.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { glyphOfKind } from '../../kit/kind-glyph.ts';
import { Note } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { addressOfPlace } from '../route.ts';
import type { Elsewhere } from './elsewhere.ts';
import { sayPlan } from './words.ts';

export function NotServed({ plan, elsewhere }: { plan: Plan; elsewhere: Elsewhere | undefined }) {
  if (plan.notServed.length === 0) return null;
  return (
    <Note tone="squash" glyph="waiting">
      <details open={plan.notServed.length <= 12}>
        <summary>
          <b>{sayPlan('unserved', { n: plan.notServed.length })}</b>
        </summary>
        <ul class="desk-plan-unserved">
          {plan.notServed.map(one => (
            <li key={one.requestId}>
              <Glyph name={glyphOfKind[one.kind]} label={nameOf(`kind.${one.kind}`)} />
              <a href={addressOfPlace('queue', one.requestId)}>{one.door}</a>
              <span>{sayPlan(`unserved.${one.reason}`)}</span>
              {elsewhere?.may && (
                <Button look="plain" label={`${sayPlan('elsewhere')} ${one.door}`} onPress={() => elsewhere.take(one.requestId)}>
                  <Glyph name="right" />
                </Button>
              )}
            </li>
          ))}
        </ul>
      </details>
    </Note>
  );
}
