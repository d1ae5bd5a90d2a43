// Several of a list, each a button that stays pressed: quicker to see and press than a column of boxes.
import { Button } from '../../kit/Button.tsx';

interface SeveralProps<T extends string | number> {
  label: string;
  options: readonly T[];
  value: readonly T[];
  nameOf: (one: T) => string;
  onValue: (value: T[]) => void;
}

export function Several<T extends string | number>({ label, options, value, nameOf, onValue }: SeveralProps<T>) {
  return (
    <fieldset class="desk-several">
      <legend>{label}</legend>
      {options.map(one => (
        <Button
          key={one}
          pressed={value.includes(one)}
          onPress={() => onValue(options.filter(other => (other === one ? !value.includes(one) : value.includes(other))))}
        >
          {nameOf(one)}
        </Button>
      ))}
    </fieldset>
  );
}
