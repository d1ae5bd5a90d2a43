// Two requests side by side: which of them stays, or that they are two after all.
import type { Item } from '../../../api/request.ts';
import { Button } from '../../kit/Button.tsx';
import { StateChip } from '../../kit/Chip.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { ErrorNote } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { toast } from '../../kit/Toast.tsx';
import { writeLine } from '../intake/line.ts';
import { say } from '../words.ts';
import type { Act, Alike, Detail } from './act.ts';

interface MergeProps {
  request: Detail;
  other: Alike;
  act: Act;
  onOpen: (id: string) => void;
  onClose: () => void;
}

type Side = Pick<Detail, 'requestId' | 'number' | 'channel' | 'askedAt' | 'state' | 'items' | 'kind' | 'ownerName'>;
const mayGo = (side: Side) => side.state === 'asked' || side.state === 'sorted';

export function Merge({ request, other, act, onOpen, onClose }: MergeProps) {
  const [older, newer]: [Side, Side] = request.askedAt <= other.askedAt ? [request, other] : [other, request];
  // The older one keeps its clock; it stays wherever the newer one may still be given up.
  const proposed = mayGo(newer) ? older : newer;
  const keep = async (stays: Side, goes: Side) => {
    const outcome = await act.make({ move: 'merge', into: stays.requestId }, goes.requestId);
    if (!outcome?.ok) return;
    toast(say('merge.done', { number: goes.number, into: stays.number }));
    onClose();
    if (goes.requestId === request.requestId) onOpen(stays.requestId);
  };
  return (
    <Dialog
      open
      wide
      title={say('merge.title', { door: request.door })}
      onClose={onClose}
      foot={<Button onPress={onClose}>{say('merge.two')}</Button>}
    >
      <p>{say('merge.line')}</p>
      <ErrorNote refusal={act.refusal} />
      <div class="desk-compare">
        {[older, newer].map(side => {
          const counterpart = side === older ? newer : older;
          return (
            <section key={side.requestId} aria-label={side.number}>
              <p class="k-row">
                <b class="k-large">{side.number}</b>
                <StateChip state={side.state} />
              </p>
              <p class="k-small k-quiet">
                {nameOf(`kind.${side.kind}`)} · {nameOf(`channel.${side.channel}`)} · <TimeAgo at={side.askedAt} />
                {side.ownerName && ` · ${side.ownerName}`}
              </p>
              <Items items={side.items} beside={counterpart.items} />
              {mayGo(counterpart) ? (
                <Button
                  look={side === proposed ? 'main' : 'quiet'}
                  busy={act.sending}
                  autofocus={side === proposed}
                  onPress={() => keep(side, counterpart)}
                >
                  {say('merge.keep', { number: side.number })}
                </Button>
              ) : (
                <p class="k-small k-quiet">{say('merge.too_late', { number: counterpart.number })}</p>
              )}
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}

function Items({ items, beside }: { items: readonly Item[]; beside: readonly Item[] }) {
  const there = new Map(beside.map(item => [item.name, writeLine(item)]));
  const differs = (item: Item) =>
    !there.has(item.name)
      ? say('merge.only_here')
      : there.get(item.name) === writeLine(item)
        ? undefined
        : say('merge.other_amount');
  return (
    <ul class="desk-plain-items">
      {items.map((item, index) => (
        <li key={index} data-only={differs(item) !== undefined || undefined}>
          <b>{writeLine(item)}</b>
          {differs(item) && <small>{differs(item)}</small>}
        </li>
      ))}
    </ul>
  );
}
