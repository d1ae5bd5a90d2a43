// What came back as too late or refused, and what others did meanwhile: shown until the person has taken note, never silently dropped.
import type { LateMove, MoveAnswer } from '../../api/phone.ts';
import type { RefusalCode } from '../../domain/refusal.ts';
import { Button } from '../kit/Button.tsx';
import { Glyph } from '../kit/Glyph.tsx';
import { nameOf } from '../kit/names.ts';
import { sayRefusal } from '../kit/refusal.ts';
import { dayTime } from '../kit/time.ts';
import type { NameKey } from '../kit/words/names.zh.ts';
import { namesZh } from '../kit/words/names.zh.ts';
import type { Move } from './copy.ts';
import type { Told } from './outbox.ts';
import { takeNote } from './phone.ts';
import { sayMove } from './Strip.tsx';
import { say } from './words.ts';

type ToldMove = Told<Move, MoveAnswer>;

/** The house says "this helper"; the helper is "you". */
const toMe: Partial<Record<RefusalCode, 'no.helper_out_of_zone' | 'no.helper_lacks_protection' | 'no.helper_shift_full'>> = {
  helper_out_of_zone: 'no.helper_out_of_zone',
  helper_lacks_protection: 'no.helper_lacks_protection',
  helper_shift_full: 'no.helper_shift_full',
};

export function sayWhy(
  refusal: { readonly code: string; readonly facts?: Record<string, unknown> | undefined } | undefined,
): string {
  const own = toMe[refusal?.code as RefusalCode];
  return own ? say(own) : sayRefusal({ code: 'strange_answer', ...(refusal as object) });
}

/** A move as the server names it: of a request, a bag, a door. */
function sayLate({ on, move }: LateMove): string {
  const key = (on === 'bag' ? `bag.${move}` : on === 'ask' ? `kind.${move}` : `move.${move}`) as NameKey;
  return key in namesZh ? nameOf(key) : say('late.some_step');
}

/** One card a door: three steps at one door are one piece of news. */
function byDoor(told: readonly ToldMove[]): [ToldMove, ...ToldMove[]][] {
  const groups = new Map<string, [ToldMove, ...ToldMove[]]>();
  for (const one of told) {
    const key = `${one.move.door ?? one.id} ${one.answer.outcome}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

interface ToldListProps {
  told: readonly ToldMove[];
  lateMoves: readonly LateMove[];
}

export function ToldList({ told, lateMoves }: ToldListProps) {
  const shown = new Set(told.map(one => one.id));
  const others = lateMoves.filter(one => !shown.has(one.lateMoveId));
  if (told.length === 0 && others.length === 0) return null;
  return (
    <section class="f-told k-stack" aria-label={say('late.title')}>
      {byDoor(told).map(([first, ...more]) => (
        <div key={first.id} class="k-card f-told-one" role="alert">
          <p class="k-large">
            <Glyph name="late" /> <b>{first.move.door}</b>
          </p>
          <ul>
            {[first, ...more].map(one => (
              <li key={one.id}>
                {sayMove(one.move)} <span class="k-quiet">{dayTime(one.madeAt)}</span>
              </li>
            ))}
          </ul>
          <p>{sayWhy((more.at(-1) ?? first).answer.refusal)}</p>
          <p class="k-quiet">{say(first.answer.outcome === 'late' ? 'late.kept' : 'late.not_done')}</p>
          <Button big wide onPress={() => void takeNote([first, ...more].map(one => one.id))}>
            {say('late.noted')}
          </Button>
        </div>
      ))}
      {others.length > 0 && (
        <details class="k-card" open={others.some(one => !one.mine)}>
          <summary>{say('late.summary', { n: others.length })}</summary>
          <ul class="f-late">
            {others.map(one => (
              <li key={one.lateMoveId}>
                <b>{one.number}</b>{' '}
                {one.mine
                  ? say('late.mine', { what: sayLate(one), time: dayTime(one.happenedAt) })
                  : say('late.theirs', {
                      role: nameOf(`role.${one.byRole}`),
                      what: sayLate(one),
                      time: dayTime(one.happenedAt),
                    })}{' '}
                {one.mine && one.holderRole !== null && say('late.holder', { role: nameOf(`role.${one.holderRole}`) })}{' '}
                <span class="k-quiet">{say(one.status === 'open' ? 'late.open' : `late.${one.decision ?? 'ignored'}`)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
