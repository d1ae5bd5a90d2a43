// Puts a door right: its label, what people also call it, whether somebody lives there; or splits it into several.
import { useState } from 'preact/hooks';
import type { changeHousehold, splitHousehold } from '../../../api/place.ts';
import { Button } from '../../kit/Button.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Select, TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote } from '../../kit/Note.tsx';
import { fieldProblem } from '../../kit/refusal.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import type { Household } from '../intake/Caller.tsx';
import { say } from '../words.ts';

interface CorrectProps {
  household: Household;
  split: boolean;
  onClose: () => void;
  onDone: () => void;
}

const livings = ['lived_in', 'vacant', 'shop', 'removed'] as const;
type Living = (typeof livings)[number];
const listOf = (text: string) =>
  text
    .split(/[,，、;；\n]/)
    .map(one => one.trim())
    .filter(one => one !== '');

export function Correct({ household, split, onClose, onDone }: CorrectProps) {
  const [label, setLabel] = useState('');
  const [aliases, setAliases] = useState(household.aliases.join('、'));
  const [living, setLiving] = useState<Living>(household.living);
  const [doors, setDoors] = useState('');
  const params = { householdId: household.householdId };
  const move = useMove<Record<string, never>, unknown>(
    () =>
      split
        ? call<typeof splitHousehold>('POST', '/api/v1/households/{householdId}/split', {
            params,
            body: { doors: listOf(doors) },
          })
        : call<typeof changeHousehold>('PATCH', '/api/v1/households/{householdId}', {
            params,
            body: {
              ...(label.trim() ? { door: label.trim() } : {}),
              aliases: listOf(aliases),
              ...(living === household.living ? {} : { living }),
            },
          }),
    () => {
      onDone();
      onClose();
    },
  );
  return (
    <Dialog
      open
      title={say(split ? 'split.title' : 'correct.title', { door: household.door })}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button look="main" busy={move.sending} disabled={split && listOf(doors).length < 2} onPress={() => move.send({})}>
            {say(split ? 'split.go' : 'correct.go')}
          </Button>
        </>
      }
    >
      <form
        class="k-stack"
        onSubmit={event => {
          event.preventDefault();
          if (!split || listOf(doors).length >= 2) void move.send({});
        }}
      >
        {split ? (
          <TextInput
            label={say('split.doors')}
            hint={say('split.hint')}
            value={doors}
            onText={setDoors}
            autofocus
            problem={fieldProblem(move.refusal, 'doors')}
          />
        ) : (
          <>
            <TextInput
              label={say('correct.label')}
              hint={say('correct.label_hint')}
              optional
              value={label}
              onText={setLabel}
              maxLength={20}
              autofocus
              problem={fieldProblem(move.refusal, 'door')}
            />
            <TextInput
              label={say('correct.aliases')}
              hint={say('correct.aliases_hint')}
              optional
              value={aliases}
              onText={setAliases}
            />
            <Select
              label={say('correct.living')}
              value={living}
              options={livings.map(value => ({ value, text: say(`living.${value}`) }))}
              onPick={setLiving}
            />
          </>
        )}
        <ErrorNote refusal={move.refusal} />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
