// What the level means for this home, in plain words: how goods arrive, who may go out, rubbish, tests, and the end as it is ordered.
import type { AnswerOf } from '../../api/endpoint.ts';
import type { myZone } from '../../api/exit.ts';
import { LevelChip } from '../kit/Chip.tsx';
import { call } from '../kit/call.ts';
import { Glyph } from '../kit/Glyph.tsx';
import { serverNow, useNow } from '../kit/now.ts';
import { useResource } from '../kit/resource.ts';
import { clockTime, dayTime, span } from '../kit/time.ts';
import { say } from './words.ts';

type Mine = AnswerOf<typeof myZone>;

export function Zone() {
  const zone = useResource('my-zone', signal => call<typeof myZone>('GET', '/api/v1/my/zone', undefined, { signal }), ['mine']);
  if (zone.value === undefined) return null;
  const mine = zone.value;
  return (
    <section class="k-card k-stack r-zone" data-gap="s" aria-labelledby="zone-title">
      <h2 id="zone-title" class="r-zone-head">
        <LevelChip level={mine.level} /> {mine.term}
      </h2>
      {mine.orderNumber !== null && <Countdown mine={mine} />}
      <ul class="r-zone-facts">
        <li>{say(`zone.goods.${mine.deliverTo}`)}</li>
        <li>{sayExits(mine)}</li>
        {mine.rubbish && <li>{say('zone.rubbish', mine.rubbish)}</li>}
        {mine.nextTestOn !== null && (
          <li>{mine.nextTestOn === mine.today ? say('zone.test_today') : say('zone.test', { day: mine.nextTestOn })}</li>
        )}
      </ul>
      {mine.permits
        .filter(permit => permit.state === 'issued' || permit.state === 'out')
        .map(permit => (
          <p key={permit.exitId} class="r-permit">
            <Glyph name="person" size={1.25} />
            <span>
              {say('zone.permit')} <b>{permit.code}</b>
              <br />
              <span class="k-quiet">
                {permit.state === 'out' && permit.dueBackAt !== null
                  ? say('zone.permit_back', { time: clockTime(permit.dueBackAt) })
                  : say('zone.permit_show')}
              </span>
            </span>
          </p>
        ))}
    </section>
  );
}

function Countdown({ mine: { countdown, orderNumber } }: { mine: Mine }) {
  useNow('minute');
  if (countdown === null) {
    return (
      <p>
        {say('zone.no_end')} <span class="k-quiet">{orderNumber}</span>
      </p>
    );
  }
  const left = Date.parse(countdown.at) - serverNow();
  return (
    <p>
      <span class="k-large">{left > 0 ? say('zone.left', { span: span(left) }) : say('zone.now')}</span>
      <br />
      <span class="k-quiet">
        {say(countdown.kind === 'ordered' ? 'zone.ends' : 'zone.planned', { time: dayTime(countdown.at) })} {orderNumber}
      </span>
    </p>
  );
}

function sayExits({ exits, left }: Mine): string {
  if (exits.kind !== 'permit') return say(`zone.exits.${exits.kind}`);
  const rule = say(exits.per === 'building' ? 'zone.exits.building' : 'zone.exits.household', {
    times: exits.times ?? 1,
    days: exits.days ?? 1,
  });
  const minutes = exits.minutes === null ? '' : say('zone.exits.minutes', { n: exits.minutes });
  if (left === null) return rule + minutes;
  const rest =
    left.left > 0 ? say('zone.exits.left', { n: left.left }) : left.nextOn ? say('zone.exits.next', { day: left.nextOn }) : '';
  return rule + minutes + rest;
}
