// My tasks: what I am asked to take, the next door filling the screen, and what comes after it.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { stepBag } from '../../api/delivery.ts';
import type { Task } from '../../api/own.ts';
import type { moveRequest } from '../../api/request.ts';
import { hasGoods } from '../../domain/request/kind.ts';
import { call, type SendsBy } from '../kit/call.ts';
import { useMoves } from '../kit/moves.ts';
import { Empty, ErrorNote, Note } from '../kit/Note.tsx';
import { poke } from '../kit/resource.ts';
import { toast } from '../kit/Toast.tsx';
import { NextDoor } from './NextDoor.tsx';
import { Offer } from './Offer.tsx';
import { madeAt } from './when.ts';
import { say } from './words.ts';

type MoveBody = SendsBy<typeof moveRequest>['body'];
type BagBody = SendsBy<typeof stepBag>['body'];
type WithoutId<T> = T extends { id: string } ? Omit<T, 'id'> : never;
/** One step of the work on the stairs: a move of the request, or a hand-over of its bag. */
export type Step =
  | { readonly on: 'request'; readonly requestId: string; readonly body: WithoutId<MoveBody> }
  | { readonly on: 'bag'; readonly requestId: string; readonly bagId: string; readonly body: WithoutId<BagBody> };

async function sendStep(id: string, step: Step) {
  // When it really happened, should the signal only come back later.
  const happenedAt = madeAt(id);
  const outcome =
    step.on === 'request'
      ? await call<typeof moveRequest>('POST', '/api/v1/requests/{requestId}/moves', {
          params: { requestId: step.requestId },
          body: { ...step.body, id, happenedAt } as MoveBody,
        })
      : await call<typeof stepBag>('POST', '/api/v1/bags/{bagId}/steps', {
          params: { bagId: step.bagId },
          body: { ...step.body, id, happenedAt } as BagBody,
        });
  return outcome as { ok: true; answer: unknown } | Extract<typeof outcome, { ok: false }>;
}

interface TasksProps {
  tasks: readonly Task[];
  doneToday: number;
}

export function Tasks({ tasks, doneToday }: TasksProps) {
  const [chosen, setChosen] = useState<string>();
  const moves = useMoves<Step, unknown>(sendStep, () => {
    toast(say('done.toast'));
    if ('vibrate' in navigator) navigator.vibrate(40);
    poke('tasks');
  });
  const offered = tasks.filter(task => task.state === 'offered');
  const held = tasks.filter(task => task.state !== 'offered');
  const next = held.find(task => task.requestId === chosen) ?? held[0];
  const unsent = tasks.filter(task => {
    const state = moves.of(task.requestId);
    return state.is === 'failed' && (state.refusal.status === 0 || state.refusal.status >= 500);
  }).length;
  const sendUnsent = useRef(() => {});
  sendUnsent.current = () => {
    for (const { requestId } of tasks) {
      const state = moves.of(requestId);
      if (state.is === 'failed' && state.refusal.status === 0) void moves.retry(requestId);
    }
  };
  useEffect(() => {
    const online = () => sendUnsent.current();
    window.addEventListener('online', online);
    return () => window.removeEventListener('online', online);
  }, []);
  const take = (step: Step) =>
    void moves.send(step.requestId, step).then(outcome => outcome?.ok === false && afterRefusal(outcome.refusal.code));

  const failed = (task: Task) => {
    const state = moves.of(task.requestId);
    if (state.is !== 'failed') return null;
    const taken = state.refusal.code === 'already_taken' || state.refusal.code === 'not_yours';
    return (
      <>
        <ErrorNote
          refusal={state.refusal}
          onRetry={state.refusal.status === 0 || state.refusal.status >= 500 ? () => void moves.retry(task.requestId) : undefined}
        />
        {taken && <Note>{say('taken')}</Note>}
      </>
    );
  };

  return (
    <div class="k-stack" data-gap="l">
      <p class="f-strip" aria-live="polite">
        {say('strip', { held: held.length, done: doneToday })}
        {unsent > 0 && <b> · {say('strip.unsent', { n: unsent })}</b>}
      </p>
      {offered.map(task => (
        <Offer key={task.requestId} task={task} busy={moves.of(task.requestId).is === 'sending'} onStep={take}>
          {failed(task)}
        </Offer>
      ))}
      {next && (
        <NextDoor key={next.requestId} task={next} busy={moves.of(next.requestId).is === 'sending'} onStep={take}>
          {failed(next)}
        </NextDoor>
      )}
      {offered.length === 0 && held.length === 0 && (
        <Empty glyph="served">
          <p class="k-large">{say('none.title')}</p>
          <p>{say('none.text')}</p>
        </Empty>
      )}
      {held.length > 1 && (
        <section class="k-stack">
          <h2>{say('later.title')}</h2>
          {held
            .filter(task => task !== next)
            .map(task => (
              <button key={task.requestId} type="button" class="k-card f-later" onClick={() => setChosen(task.requestId)}>
                <b>{task.door}</b>
                <span class="k-quiet">
                  {hasGoods(task.kind) ? task.bags.map(bag => bag.label).join(' ') : say('task.no_bag')} {task.gist}
                </span>
              </button>
            ))}
        </section>
      )}
    </div>
  );
}

// Somebody else was quicker, or the desk changed it: show how it stands now.
function afterRefusal(code: string): void {
  if (code === 'already_taken' || code === 'not_yours' || code === 'state_has_changed' || code === 'not_found') poke('tasks');
}
