// The whole story of a bag over the page: through whose hands it went, where and when, what it was wiped with, what was wrong.
import type { readBag } from '../../../api/bag.ts';
import type { Role } from '../../../domain/people/role.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip, StateChip } from '../../kit/Chip.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useResource } from '../../kit/resource.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { clockTime, weight } from '../../kit/time.ts';
import { call } from '../call.ts';
import { PhotoLink } from '../request/PhotoLink.tsx';
import { go } from '../route.ts';
import { sayReason } from '../words.ts';
import { sayRound } from './words.ts';

export function BagStory({ bagId, onClose }: { bagId: string; onClose: () => void }) {
  const story = useResource(
    `bag ${bagId}`,
    signal => call<typeof readBag>('GET', '/api/v1/bags/{bagId}', { params: { bagId } }, { signal }),
    ['requests'],
  );
  const bag = story.value;
  return (
    <Dialog
      open
      wide
      title={sayRound('story.title', { label: bag?.label ?? '' })}
      onClose={onClose}
      foot={
        bag && (
          <Button look="main" onPress={() => go('queue', [bag.requestId])}>
            {sayRound('story.open', { number: bag.number })}
          </Button>
        )
      }
    >
      <Loaded of={story} lines={5}>
        {value => (
          <>
            <p class="k-row">
              <b class="k-large">{value.door}</b>
              <StateChip state={value.state} />
              <span class="k-quiet">
                {nameOf(`kind.${value.kind}`)} · {nameOf(`goods.${value.goodsClass}`)}
                {value.grams !== null && ` · ${weight(value.grams)}`}
                {value.lot && ` · ${sayRound('story.lot', { lot: value.lot })}`}
              </span>
              {value.problem && (
                <Chip tone="tomato" glyph="late">
                  {sayReason(value.problem)}
                </Chip>
              )}
              {value.restUntil && value.step === 'disinfected' && (
                <Chip tone="squash" glyph="clock">
                  {sayRound('story.rest', { time: clockTime(value.restUntil) })}
                </Chip>
              )}
            </p>
            <ol class="desk-story">
              {value.steps.map(step => (
                <li key={`${step.step} ${step.at} ${step.point}`}>
                  <TimeAgo at={step.happenedAt ?? step.at} />
                  <span>
                    <b>{nameOf(`bag.${step.step}`)}</b>
                    {step.point && ` (${sayRound(`point.${step.point}`)})`} {step.byName}{' '}
                    <span class="k-quiet">{nameOf(`role.${step.byRole as Role}`)}</span>
                    {step.agent && ` · ${nameOf(`disinfectant.${step.agent}`)}`}
                    {step.contactMinutes !== null && ` · ${sayRound('story.minutes', { n: step.contactMinutes })}`}
                    {step.problem && ` · ${sayReason(step.problem)}`}
                    {step.fromPaper && ` · ${sayRound('story.paper')}`}
                    <PhotoLink requestId={value.requestId} fileId={step.fileId} />
                  </span>
                </li>
              ))}
            </ol>
          </>
        )}
      </Loaded>
    </Dialog>
  );
}
