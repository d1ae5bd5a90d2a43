// Which day, which span, which compound the briefing is about.
import { Button } from '../../kit/Button.tsx';
import { Field, Select } from '../../kit/Field.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { serverNow } from '../../kit/now.ts';
import { Segments } from '../../kit/Settings.tsx';
import { isoDay } from '../../kit/time.ts';
import { say } from '../words.ts';

export interface Wanted {
  /** YYYY-MM-DD */
  readonly on: string;
  readonly span: 'day' | 'until';
  readonly compoundId: string | undefined;
}

interface ControlsProps {
  readonly wanted: Wanted;
  readonly compounds: readonly { readonly compoundId: string; readonly name: string }[];
  readonly onChange: (wanted: Wanted) => void;
}

const dayMs = 86_400_000;

export function Controls({ wanted, compounds, onChange }: ControlsProps) {
  const today = isoDay(serverNow());
  const step = (days: number) => {
    onChange({ ...wanted, on: new Date(Date.parse(wanted.on) + days * dayMs).toISOString().slice(0, 10) });
  };
  return (
    <div class="board-brief-controls">
      <div class="board-day">
        <Button look="plain" label={say('brief.before')} onPress={() => step(-1)}>
          <Glyph name="left" />
        </Button>
        <Field label={say('brief.on')} quietLabel>
          {inside => (
            <input
              {...inside}
              type="date"
              class="k-input"
              value={wanted.on}
              max={today}
              onChange={event => {
                if (event.currentTarget.value !== '') onChange({ ...wanted, on: event.currentTarget.value });
              }}
            />
          )}
        </Field>
        <Button look="plain" label={say('brief.after')} onPress={() => step(1)} disabled={wanted.on >= today}>
          <Glyph name="right" />
        </Button>
      </div>
      <Segments
        label={say('brief.span')}
        quietLabel
        value={wanted.span}
        options={[
          { value: 'day', text: wanted.on === today ? say('brief.today') : say('brief.day') },
          { value: 'until', text: say('brief.until') },
        ]}
        onPick={span => onChange({ ...wanted, span })}
      />
      {compounds.length > 1 && (
        <Select
          label={say('compound')}
          quietLabel
          value={wanted.compoundId ?? 'all'}
          options={[
            { value: 'all', text: say('brief.all_compounds') },
            ...compounds.map(({ compoundId, name }) => ({ value: compoundId, text: name })),
          ]}
          onPick={id => onChange({ ...wanted, compoundId: id === 'all' ? undefined : id })}
        />
      )}
    </div>
  );
}
