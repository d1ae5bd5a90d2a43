// The foot of a request: the one next step, and beside it everything else that is allowed now.
import { useState } from 'preact/hooks';
import { type MoveName, moveOf } from '../../../domain/request/life.ts';
import { Button } from '../../kit/Button.tsx';
import { nameOf } from '../../kit/names.ts';
import { clockTime } from '../../kit/time.ts';
import { say } from '../words.ts';
import type { Act, Detail, Step } from './act.ts';
import { Reason } from './Reason.tsx';
import type { Proposals } from './RequestPane.tsx';

export interface MainStep {
  readonly text: string;
  readonly step: Step;
  /** Goes on to the next of the queue afterwards. */
  readonly next: boolean;
}

/** The step that the work usually takes next from here. */
export function mainStepOf(request: Detail, first: Proposals[number] | undefined): MainStep | undefined {
  const has = (name: MoveName) => request.moves.includes(name);
  if (request.state === 'asked' && has('sort')) return { text: say('main.sort'), step: { move: 'sort' }, next: false };
  if (request.state === 'problem' && has('retry')) return { text: say('main.retry'), step: { move: 'retry' }, next: false };
  if (request.state === 'sorted' && has('offer') && first)
    return { text: say('main.offer', { name: first.name }), step: { move: 'offer', helperId: first.helperId }, next: true };
  if (request.state === 'delivered' && has('confirm'))
    return { text: say('main.confirm'), step: { move: 'confirm' }, next: true };
  return undefined;
}

const plain = ['sort', 'retry', 'take_back', 'confirm', 'cancel'] as const;
const withReason = ['reopen', 'refuse', 'call_off'] as const;
type Plain = (typeof plain)[number];
export type WithReason = (typeof withReason)[number];

interface ActionsProps {
  request: Detail;
  act: Act;
  main: MainStep | undefined;
  onMain: () => void;
  onMerge: (() => void) | undefined;
}

export function Actions({ request, act, main, onMain, onMerge }: ActionsProps) {
  const [asking, setAsking] = useState<WithReason | 'cancel' | undefined>(undefined);
  const others = plain.filter(name => request.moves.includes(name) && name !== main?.step.move);
  const reasoned = withReason.filter(name => request.moves.includes(name));
  const waitsFor = request.state === 'offered' && request.ownerName;
  return (
    <footer class="desk-actions">
      {main && (
        <Button look="main" busy={act.sending} onPress={onMain}>
          {main.text}
          <kbd>↵</kbd>
        </Button>
      )}
      {waitsFor && (
        <p class="k-small">
          {request.actBy === null
            ? say('main.waits', { name: waitsFor })
            : say('main.waits_until', { name: waitsFor, time: clockTime(request.actBy) })}
        </p>
      )}
      {!main && !waitsFor && request.state === 'sorted' && <p class="k-small">{say('main.nobody')}</p>}
      <span class="k-grow" />
      {onMerge && (
        <Button onPress={onMerge} hotkey="M">
          {nameOf('move.merge')}
        </Button>
      )}
      {others.map(name => (
        <Button
          key={name}
          look={name === 'cancel' ? 'danger' : 'quiet'}
          disabled={act.sending}
          onPress={() => (name === 'cancel' ? setAsking('cancel') : act.make({ move: name as Exclude<Plain, 'cancel'> }))}
        >
          {nameOf(`move.${name}`)}
        </Button>
      ))}
      {reasoned.map(name => (
        <Button key={name} look={name === 'reopen' ? 'quiet' : 'danger'} disabled={act.sending} onPress={() => setAsking(name)}>
          {nameOf(`move.${name}`)}
        </Button>
      ))}
      {asking && (
        <Reason
          title={say('reason.title', { move: nameOf(`move.${asking}`), door: request.door })}
          reasons={asking === 'cancel' ? [] : (moveOf(asking).reasons ?? [])}
          sure={nameOf(`move.${asking}`)}
          note={asking === 'reopen'}
          onClose={() => setAsking(undefined)}
          onReason={async (reason, note) => {
            setAsking(undefined);
            if (asking === 'cancel') await act.make({ move: 'cancel' });
            else if (asking === 'reopen') await act.make({ move: 'reopen', reason, ...(note ? { note } : {}) });
            else await act.make({ move: asking, reason });
          }}
        />
      )}
    </footer>
  );
}
