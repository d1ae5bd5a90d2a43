// The foot of a dialog that first shows what a change will do, and then does just that.
import { Button } from '../../kit/Button.tsx';
import { sayKit } from '../../kit/words.ts';
import { say } from '../words.ts';
import { sayZone } from './words.ts';

interface StepFootProps {
  readonly step: { readonly seen: unknown; readonly busy: boolean; readonly back: () => void; readonly make: () => unknown };
  readonly ready: boolean;
  readonly onClose: () => void;
  readonly onLook: () => void;
}

export function StepFoot({ step, ready, onClose, onLook }: StepFootProps) {
  return step.seen ? (
    <>
      <Button onPress={step.back}>{sayZone('back')}</Button>
      <Button look="main" busy={step.busy} onPress={() => void step.make()}>
        {say('zones.record_go')}
      </Button>
    </>
  ) : (
    <>
      <Button onPress={onClose}>{sayKit('cancel')}</Button>
      <Button look="main" busy={step.busy} disabled={!ready} onPress={onLook}>
        {sayZone('preview')}
      </Button>
    </>
  );
}
