// The mark on everything that the community does not know yet.
import { Chip } from '../kit/Chip.tsx';
import { say } from './words.ts';

export function NotSent() {
  return (
    <Chip tone="squash" glyph="waiting">
      {say('not_sent')}
    </Chip>
  );
}
