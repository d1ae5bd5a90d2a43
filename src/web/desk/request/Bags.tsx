// The bags of a request and through whose hands they went.

import type { Role } from '../../../domain/people/role.ts';
import { Chip } from '../../kit/Chip.tsx';
import { nameOf } from '../../kit/names.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { weight, yuan } from '../../kit/time.ts';
import { say, sayReason } from '../words.ts';
import type { Detail } from './act.ts';
import { PhotoLink } from './PhotoLink.tsx';

export function Bags({ request }: { request: Detail }) {
  if (request.bags.length === 0) return null;
  return (
    <section class="desk-bags" aria-labelledby="bags-title">
      <h2 id="bags-title">{say('bags.title')}</h2>
      {request.bags.map(bag => (
        <div key={bag.bagId} class="desk-bag">
          <p class="k-row">
            <b class="k-large">{bag.label}</b>
            <Chip glyph="bag" tone={bag.step === 'door' ? 'leaf' : bag.step === 'returned' ? 'tomato' : 'sky'}>
              {nameOf(`bag.${bag.step}`)}
            </Chip>
            <span class="k-small k-quiet">
              {nameOf(`goods.${bag.goodsClass}`)}
              {bag.grams !== null && ` · ${weight(bag.grams)}`}
              {bag.paidFen !== null && ` · ${yuan(bag.paidFen)}`}
            </span>
            {bag.problem && (
              <Chip tone="tomato" glyph="late">
                {sayReason(bag.problem)}
              </Chip>
            )}
          </p>
          <ol class="desk-story">
            {bag.custody.map(one => (
              <li key={`${one.step} ${one.at}`}>
                <TimeAgo at={one.happenedAt ?? one.at} />
                <span>
                  <b>{nameOf(`bag.${one.step}`)}</b> {one.byName ?? nameOf(`role.${one.byRole as Role}`)}
                  {one.agent && ` · ${nameOf(`disinfectant.${one.agent}`)}`}
                  {one.contactMinutes !== null && ` · ${say('bags.minutes', { n: one.contactMinutes })}`}
                  {one.problem && ` · ${sayReason(one.problem)}`}
                  <PhotoLink requestId={request.requestId} fileId={one.fileId} />
                </span>
              </li>
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}
