// Asks for the reason of a step: one key or one tap; nothing is done before a reason is chosen.
import { useState } from 'preact/hooks';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { LongText } from '../../kit/Field.tsx';
import { sayKit } from '../../kit/words.ts';
import { say, sayReason } from '../words.ts';

interface ReasonProps {
  title: string;
  reasons: readonly string[];
  sure: string;
  note?: boolean | undefined;
  onReason: (reason: string, note: string) => void;
  onClose: () => void;
}

export function Reason({ title, reasons, sure, note, onReason, onClose }: ReasonProps) {
  const [words, setWords] = useState('');
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('back')}</Button>
          {reasons.length === 0 && (
            <Button look="danger" onPress={() => onReason('', words)}>
              {sure}
            </Button>
          )}
        </>
      }
    >
      <fieldset
        class="desk-reasons"
        aria-label={say('reason.pick')}
        onKeyDown={event => {
          const found = reasons[Number(event.key) - 1];
          if (!found || /^(TEXTAREA|INPUT)$/.test((event.target as HTMLElement).tagName)) return;
          event.preventDefault();
          onReason(found, words.trim());
        }}
      >
        {note && <LongText label={say('reason.note')} optional value={words} onText={setWords} maxLength={500} rows={2} />}
        {reasons.map((reason, index) => (
          <Button
            key={reason}
            wide
            hotkey={String(index + 1)}
            autofocus={index === 0}
            onPress={() => onReason(reason, words.trim())}
          >
            <span class="k-grow">{sayReason(reason)}</span>
          </Button>
        ))}
        {reasons.length === 0 && <p>{say('reason.no_way_back')}</p>}
      </fieldset>
    </Dialog>
  );
}
