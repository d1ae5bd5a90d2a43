// One order: where it is, who brings it (by role), and the one thing to do next.
import { useState } from 'preact/hooks';
import type { moveRequest } from '../../api/request.ts';
import { life } from '../../domain/request/life.ts';
import { Button } from '../kit/Button.tsx';
import { call, type SendsBy } from '../kit/call.ts';
import { Dialog } from '../kit/Dialog.tsx';
import { useMove } from '../kit/moves.ts';
import { ErrorNote } from '../kit/Note.tsx';
import { nameOf } from '../kit/names.ts';
import { poke } from '../kit/resource.ts';
import { Segments } from '../kit/Settings.tsx';
import { StageTrack } from '../kit/StageTrack.tsx';
import { clockTime, dayTime } from '../kit/time.ts';
import { sayKit } from '../kit/words.ts';
import type { Mine } from './Resident.tsx';
import { isOpen, sentenceOf, stepOf } from './track.ts';
import { say } from './words.ts';

type MoveBody = SendsBy<typeof moveRequest>['body'];
// The id is put in when it is sent.
type Step = MoveBody extends infer M ? (M extends { id: string } ? Omit<M, 'id'> : never) : never;

interface OrderProps {
  mine: Mine;
  onAgain: (mine: Mine) => void;
}

export function Order({ mine, onAgain }: OrderProps) {
  const [asking, setAsking] = useState<'wrong' | 'cancel'>();
  const move = useMove(
    (id, step: Step) =>
      call<typeof moveRequest>('POST', '/api/v1/requests/{requestId}/moves', {
        params: { requestId: mine.requestId },
        body: { ...step, id } as MoveBody,
      }),
    () => {
      setAsking(undefined);
      poke('mine');
    },
  );
  const may = (name: Mine['moves'][number]) => mine.moves.includes(name);
  return (
    <article class="k-stack" data-gap="l">
      <header class="k-stack" data-gap="s">
        <p class="k-quiet">
          {say('order.number', { number: mine.number })} · {dayTime(mine.askedAt)}
          {mine.askedAs === 'relative' && ` · ${say('order.by_relative')}`}
          {mine.askedAs !== 'relative' &&
            mine.askedAs !== 'resident' &&
            ` · ${say('order.by_staff', { role: nameOf(`role.${mine.askedAs}`) })}`}
        </p>
        <h1 class="r-sentence" aria-live="polite">
          {sentenceOf(mine)}
        </h1>
        {isOpen(mine) && mine.deliveredAt === null && <p class="k-large">{say('order.due', { time: dayTime(mine.dueAt) })}</p>}
      </header>
      {mine.state !== 'cancelled' && mine.state !== 'merged' && mine.state !== 'refused' && (
        <StageTrack
          now={stepOf(mine)}
          finished={mine.state === 'served'}
          notes={{
            collect: clockTime(mine.askedAt),
            dispatch: mine.run ? dayTime(mine.run.startsAt) : undefined,
            accept: mine.helperRole ? nameOf(`role.${mine.helperRole}`) : undefined,
            feedback: mine.deliveredAt ? clockTime(mine.deliveredAt) : undefined,
          }}
        />
      )}
      {mine.bagStep && mine.state !== 'served' && <p>{say('order.bag', { step: nameOf(`bag.${mine.bagStep}`) })}</p>}
      <section class="k-card k-stack" data-gap="s">
        <h2>{nameOf(`kind.${mine.kind}`)}</h2>
        <ul class="r-items">
          {mine.items.map(item => (
            <li key={item.name}>
              <span>{item.name}</span>
              <b>
                {item.quantity} {item.unit}
              </b>
            </li>
          ))}
        </ul>
        {mine.note && <p class="k-verbatim">{mine.note}</p>}
      </section>
      {mine.verdict && <p>{say('order.rated', { verdict: say(`verdict.${mine.verdict}`) })}</p>}
      <ErrorNote refusal={asking === undefined ? move.refusal : undefined} onRetry={move.retry} />
      <div class="k-stack">
        {may('confirm') && (
          <>
            <Button
              look="main"
              big
              wide
              busy={move.sending}
              onPress={() => void move.send({ move: 'confirm', verdict: 'satisfied' })}
            >
              {say('order.received')}
            </Button>
            <Button big wide onPress={() => void move.send({ move: 'confirm', verdict: 'so_so' })}>
              {say('order.so_so')}
            </Button>
          </>
        )}
        {may('reopen') && (
          <Button big wide onPress={() => setAsking('wrong')}>
            {say('order.wrong')}
          </Button>
        )}
        {!isOpen(mine) && mine.items.length > 0 && (
          <Button look={may('confirm') ? 'quiet' : 'main'} big wide onPress={() => onAgain(mine)}>
            {say('order.again')}
          </Button>
        )}
        {may('cancel') && (
          <Button look="plain" big wide onPress={() => setAsking('cancel')}>
            {say('order.cancel')}
          </Button>
        )}
      </div>
      <Wrong
        open={asking === 'wrong'}
        busy={move.sending}
        refusal={move.refusal}
        onClose={() => setAsking(undefined)}
        onSend={reason => void move.send({ move: 'reopen', reason })}
      />
      <Dialog open={asking === 'cancel'} title={say('order.cancel_sure')} onClose={() => setAsking(undefined)}>
        <div class="k-stack">
          <ErrorNote refusal={move.refusal} />
          <Button look="danger" big wide busy={move.sending} onPress={() => void move.send({ move: 'cancel' })}>
            {say('order.cancel')}
          </Button>
          <Button big wide onPress={() => setAsking(undefined)}>
            {sayKit('back')}
          </Button>
        </div>
      </Dialog>
    </article>
  );
}

const reasons = life.reopen.reasons;

interface WrongProps {
  open: boolean;
  busy: boolean;
  refusal: Parameters<typeof ErrorNote>[0]['refusal'];
  onClose: () => void;
  onSend: (reason: (typeof reasons)[number]) => void;
}

function Wrong({ open, busy, refusal, onClose, onSend }: WrongProps) {
  const [reason, setReason] = useState<(typeof reasons)[number]>('not_received');
  return (
    <Dialog open={open} title={say('order.wrong_title')} onClose={onClose}>
      <div class="k-stack">
        <Segments
          label={say('order.wrong_title')}
          quietLabel
          options={reasons.map(value => ({ value, text: nameOf(`reason.${value}`) }))}
          value={reason}
          onPick={setReason}
        />
        <ErrorNote refusal={refusal} />
        <Button look="main" big wide busy={busy} onPress={() => onSend(reason)}>
          {say('order.wrong_send')}
        </Button>
      </div>
    </Dialog>
  );
}
