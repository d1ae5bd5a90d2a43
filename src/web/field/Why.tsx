// A reason in one tap, no typing with gloves on.
import { Button } from '../kit/Button.tsx';
import { Dialog } from '../kit/Dialog.tsx';
import { nameOf } from '../kit/names.ts';
import type { Reason } from '../kit/words/names.zh.ts';

interface WhyProps<R extends Reason> {
  open: boolean;
  title: string;
  reasons: readonly R[];
  onClose: () => void;
  onPick: (reason: R) => void;
}

export function Why<R extends Reason>({ open, title, reasons, onClose, onPick }: WhyProps<R>) {
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      <div class="k-stack">
        {reasons.map(reason => (
          <Button key={reason} big wide onPress={() => onPick(reason)}>
            {nameOf(`reason.${reason}`)}
          </Button>
        ))}
      </div>
    </Dialog>
  );
}
