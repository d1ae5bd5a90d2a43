// What looks like the same need of the same household: shown beside it, to be opened or merged by a tap.
import { Button } from '../../kit/Button.tsx';
import { StateChip } from '../../kit/Chip.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { nameOf } from '../../kit/names.ts';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { say, sayCode, sayList } from '../words.ts';
import type { Alike, Detail } from './act.ts';

export function canMerge(request: Detail, other: Alike): boolean {
  return request.moves.includes('merge') || other.state === 'asked' || other.state === 'sorted';
}

interface LookAlikesProps {
  request: Detail;
  onOpen: (id: string) => void;
  onMerge: (other: Alike) => void;
}

export function LookAlikes({ request, onOpen, onMerge }: LookAlikesProps) {
  if (request.alike.length === 0) return null;
  const mayMove = request.moves.includes('amend') || request.moves.includes('merge');
  return (
    <section class="desk-alike" aria-labelledby="alike-title">
      <h2 id="alike-title">
        <Glyph name="late" />
        {say('alike.title', { n: request.alike.length })}
      </h2>
      {request.alike.map((other, index) => (
        <div key={other.requestId} class="desk-alike-one">
          <p class="k-row">
            <b>{other.number}</b>
            <StateChip state={other.state} />
          </p>
          <p>{other.gist || nameOf(`kind.${other.kind}`)}</p>
          <p class="k-small k-quiet">
            {nameOf(`channel.${other.channel}`)} · <TimeAgo at={other.askedAt} />
            {other.because.length > 0 && ` · ${sayList(other.because.map(code => sayCode('alike', code)))}`}
          </p>
          <div class="k-row">
            {mayMove && canMerge(request, other) && (
              <Button onPress={() => onMerge(other)} hotkey={index === 0 ? 'M' : undefined}>
                {say('alike.compare')}
              </Button>
            )}
            <Button look="plain" onPress={() => onOpen(other.requestId)}>
              {say('alike.open')}
            </Button>
          </div>
        </div>
      ))}
    </section>
  );
}
