// Whom to call elsewhere when nobody answers.
import { Button } from '../../kit/Button.tsx';
import { TextInput } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import type { Secrets } from './RecordForm.tsx';
import { sayCare } from './words.ts';

type Family = Secrets['family'];
const most = 4;

export function FamilyFields({ family, onFamily }: { family: Family; onFamily: (family: Family) => void }) {
  const change = (at: number, part: Partial<Family[number]>) =>
    onFamily(family.map((one, index) => (index === at ? { ...one, ...part } : one)));
  return (
    <fieldset class="k-stack desk-care-part" data-gap="s">
      <legend>{sayCare('form.family')}</legend>
      {family.map((one, at) => (
        <div key={at} class="desk-care-three">
          <TextInput label={sayCare('form.family_name')} maxLength={40} value={one.name} onText={name => change(at, { name })} />
          <TextInput
            label={sayCare('form.family_relation')}
            maxLength={20}
            value={one.relation ?? ''}
            onText={relation => change(at, { relation })}
          />
          <TextInput
            label={sayCare('form.family_telephone')}
            inputMode="tel"
            maxLength={24}
            value={one.telephone}
            onText={telephone => change(at, { telephone })}
          />
          <Button
            look="plain"
            label={sayCare('form.family_drop')}
            onPress={() => onFamily(family.filter((_, index) => index !== at))}
          >
            <Glyph name="close" />
          </Button>
        </div>
      ))}
      {family.length < most && (
        <div>
          <Button onPress={() => onFamily([...family, { name: '', relation: null, telephone: '' }])}>
            <Glyph name="plus" /> {sayCare('form.family_add')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
