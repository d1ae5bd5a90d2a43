// The one dialog that ends the emergency: number of the order, days of each class, and the community's name typed by hand.
import { useState } from 'preact/hooks';
import type { standDown } from '../../../api/stand-down.ts';
import { type DataClass, dataClasses, defaultDays, mostDays, outOfOrder } from '../../../domain/privacy/retention.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { sayEnding } from './words.ts';

function daysOf(typed: Readonly<Record<DataClass, string>>): Record<DataClass, number> | undefined {
  const days = Object.fromEntries(dataClasses.map(one => [one, Number(typed[one])])) as Record<DataClass, number>;
  const fine = dataClasses.every(one => /^\d{1,3}$/.test(typed[one]) && days[one] <= mostDays);
  return fine ? days : undefined;
}

export function StandDown({ name, onClose, onDone }: { name: string; onClose: () => void; onDone: () => void }) {
  const [order, setOrder] = useState('');
  const [typed, setTyped] = useState('');
  const [days, setDays] = useState<Record<DataClass, string>>(
    () => Object.fromEntries(dataClasses.map(one => [one, String(defaultDays[one])])) as Record<DataClass, string>,
  );
  const read = daysOf(days);
  const wrong = read === undefined ? null : outOfOrder(read);
  const go = useMove<Record<string, never>, unknown>(
    id =>
      call<typeof standDown>('POST', '/api/v1/stand-down', {
        body: { id, orderNumber: order.trim(), name: typed.trim(), ...(read && { days: read }) },
      }),
    onDone,
  );
  const ready = order.trim() !== '' && typed.trim() === name && read !== undefined && wrong === null;
  return (
    <Dialog
      open
      title={sayEnding('go.title')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button look="danger" busy={go.sending} disabled={!ready} onPress={() => go.send({})}>
            {sayEnding('go.now')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        <p>{sayEnding('open.line')}</p>
        <TextInput
          label={sayEnding('order')}
          hint={sayEnding('order.hint')}
          value={order}
          onText={setOrder}
          maxLength={60}
          autofocus
        />
        {dataClasses.map(one => (
          <TextInput
            key={one}
            label={sayEnding('days', { class: sayEnding(`class.${one}`) })}
            hint={sayEnding(`line.${one}`)}
            value={days[one]}
            onText={text => setDays(old => ({ ...old, [one]: text }))}
            maxLength={3}
            problem={wrong === one ? sayEnding('days.order') : undefined}
          />
        ))}
        <TextInput label={sayEnding('name', { name })} value={typed} onText={setTyped} maxLength={60} />
        <ErrorNote refusal={go.refusal} />
      </div>
    </Dialog>
  );
}
