// How many days what is at home will last: one tap; the next contact is due before it runs out.
import { Button } from '../kit/Button.tsx';
import { say } from './words.ts';

const choices = [0, 1, 2, 3, 5, 7] as const;

export function Supply({ value, onDays }: { value: number | undefined; onDays: (days: number) => void }) {
  return (
    <fieldset class="f-supply">
      <legend>{say('supply.title')}</legend>
      {choices.map(days => (
        <Button key={days} big pressed={value === days} label={say('supply.days', { n: days })} onPress={() => onDays(days)}>
          {days === 7 ? '7+' : days}
        </Button>
      ))}
    </fieldset>
  );
}
