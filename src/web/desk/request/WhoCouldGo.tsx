// Who could go, best first, with the reasons a clerk can read out, and how much each already carries.
import { Button } from '../../kit/Button.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import type { Resource } from '../../kit/resource.ts';
import { weight } from '../../kit/time.ts';
import { say, sayCode } from '../words.ts';
import type { Detail, Step } from './act.ts';
import type { Proposals } from './RequestPane.tsx';

const against = new Set([
  'busy',
  'off_duty',
  'no_protection',
  'sealed_before',
  'shift_full',
  'too_heavy',
  'declined_before',
  'out_of_place',
]);

interface WhoCouldGoProps {
  request: Detail;
  proposals: Resource<Proposals>;
  busy: boolean;
  mainIs: Step | undefined;
  onGive: (helperId: string) => void;
}

export function WhoCouldGo({ request, proposals, busy, mainIs, onGive }: WhoCouldGoProps) {
  if (!request.moves.includes('offer') && !request.moves.includes('reassign')) {
    if (!request.ownerName) return null;
    return (
      <section class="desk-who" aria-labelledby="who-title">
        <h2 id="who-title">{say('who.has')}</h2>
        <p class="k-large">{request.ownerName}</p>
      </section>
    );
  }
  const verb = say(request.moves.includes('offer') ? 'who.offer' : 'who.reassign');
  const draw = (helper: Proposals[number]) => {
    const owner = helper.helperId === request.ownerId;
    const isMain = mainIs?.move === 'offer' && mainIs.helperId === helper.helperId;
    return (
      <li key={helper.helperId} data-fit={helper.fit || undefined} data-main={isMain || undefined}>
        <div class="desk-who-name">
          <b>{helper.name}</b>
          <small>{nameOf(`role.${helper.role}`)}</small>
        </div>
        <Load held={helper.open} most={helper.maxOpen} grams={helper.openGrams} />
        <ul class="desk-why">
          {helper.because.map(code => (
            <li key={code} data-against={against.has(code) || undefined}>
              <Glyph name={against.has(code) ? 'minus' : 'served'} size={0.75} />
              {sayCode('why', code)}
            </li>
          ))}
        </ul>
        {owner ? (
          <span class="k-small k-quiet">{say('who.has_it')}</span>
        ) : (
          <Button
            disabled={busy || !helper.fit}
            title={helper.fit ? undefined : say('who.unfit')}
            onPress={() => onGive(helper.helperId)}
          >
            {verb}
            <span class="k-hidden">{helper.name}</span>
            {isMain && <kbd>↵</kbd>}
          </Button>
        )}
      </li>
    );
  };
  return (
    <section class="desk-who" aria-labelledby="who-title">
      <h2 id="who-title">{say('who.title')}</h2>
      <Loaded of={proposals} lines={5}>
        {helpers => (
          <>
            {helpers.length === 0 && <p class="k-quiet">{say('who.nobody')}</p>}
            <ol>{helpers.filter(one => one.fit).map(draw)}</ol>
            {helpers.some(one => !one.fit) && (
              <details class="desk-unfit" open={!helpers.some(one => one.fit)}>
                <summary>{say('who.others', { n: helpers.filter(one => !one.fit).length })}</summary>
                <ol>{helpers.filter(one => !one.fit).map(draw)}</ol>
              </details>
            )}
          </>
        )}
      </Loaded>
    </section>
  );
}

/** A bar in words and in length: how many of how many, and how heavy. */
export function Load({ held, most, grams }: { held: number; most: number; grams?: number | undefined }) {
  const part = most === 0 ? 1 : Math.min(1, held / most);
  return (
    <span class="desk-load" data-full={part >= 1 || undefined}>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect width="100" height="8" class="desk-load-all" />
        <rect width={part * 100} height="8" class="desk-load-held" />
      </svg>
      <small>
        {say('load', { held, most })}
        {grams ? ` · ${weight(grams)}` : ''}
      </small>
    </span>
  );
}
