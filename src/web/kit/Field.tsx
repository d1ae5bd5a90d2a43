// Fields of a form: label above, hint and problem below, big targets; the problem is tied to the field for screen readers.
import type { ComponentChildren, InputHTMLAttributes, Ref, SelectHTMLAttributes, TextareaHTMLAttributes } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { Glyph } from './Glyph.tsx';
import { sayKit } from './words.ts';

interface FieldShape {
  label: string;
  hint?: string | undefined;
  /** From `fieldProblem(refusal, path)`. */
  problem?: string | undefined;
  optional?: boolean | undefined;
  /** The label is read out but not shown (a search box). */
  quietLabel?: boolean | undefined;
}

interface Inside {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

/** The frame around any control: `<Field label hint problem>{inside => <input {...inside} />}</Field>` */
export function Field({
  label,
  hint,
  problem,
  optional,
  quietLabel,
  children,
}: FieldShape & { children: (inside: Inside) => ComponentChildren }) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div class="k-field">
      <label for={id} class={quietLabel ? 'k-hidden' : undefined}>
        {label}
        {optional && <small>{sayKit('optional')}</small>}
      </label>
      {children({ id, 'aria-describedby': described || undefined, 'aria-invalid': problem ? true : undefined })}
      {hint && (
        <p class="k-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="k-problem" id={`${id}-problem`}>
          <Glyph name="late" size={0.875} />
          {problem}
        </p>
      )}
    </div>
  );
}

type Taken = 'value' | 'onInput' | 'onChange' | 'id' | 'label' | 'size' | 'class' | 'ref';

type TextProps = FieldShape &
  Omit<InputHTMLAttributes<HTMLInputElement>, Taken> & {
    value: string;
    onText: (text: string) => void;
    big?: boolean | undefined;
    refTo?: Ref<HTMLInputElement> | undefined;
  };

export function TextInput({
  label,
  hint,
  problem,
  optional,
  quietLabel,
  value,
  onText,
  big,
  refTo,
  type = 'text',
  ...rest
}: TextProps) {
  const [shown, setShown] = useState(false);
  const secret = type === 'password';
  return (
    <Field label={label} hint={hint} problem={problem} optional={optional} quietLabel={quietLabel}>
      {inside => (
        <div class={secret ? 'k-with-button' : undefined}>
          <input
            {...(rest as object)}
            {...inside}
            ref={refTo ?? null}
            class="k-input"
            data-big={big || undefined}
            // The types know one shape per kind of input; the kind is the caller's here.
            type={(secret && shown ? 'text' : type) as 'text'}
            value={value}
            onInput={event => onText(event.currentTarget.value)}
          />
          {secret && (
            <button
              type="button"
              class="k-button"
              data-look="plain"
              aria-label={sayKit(shown ? 'hide_password' : 'show_password')}
              onClick={() => setShown(!shown)}
            >
              <Glyph name={shown ? 'eye_off' : 'eye'} size={1.25} />
            </button>
          )}
        </div>
      )}
    </Field>
  );
}

type LongTextProps = FieldShape &
  Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, Taken> & {
    value: string;
    onText: (text: string) => void;
    big?: boolean | undefined;
    refTo?: Ref<HTMLTextAreaElement> | undefined;
  };

export function LongText({ label, hint, problem, optional, quietLabel, value, onText, big, refTo, ...rest }: LongTextProps) {
  return (
    <Field label={label} hint={hint} problem={problem} optional={optional} quietLabel={quietLabel}>
      {inside => (
        <textarea
          {...(rest as object)}
          {...inside}
          ref={refTo ?? null}
          class="k-input"
          data-big={big || undefined}
          value={value}
          onInput={event => onText(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

interface Option<T extends string> {
  readonly value: T;
  readonly text: string;
  readonly disabled?: boolean | undefined;
}

type SelectProps<T extends string> = FieldShape &
  Omit<SelectHTMLAttributes<HTMLSelectElement>, Taken> & {
    value: T | '';
    options: readonly Option<T>[];
    onPick: (value: T) => void;
    /** Shown while nothing is chosen. */
    empty?: string | undefined;
    big?: boolean | undefined;
  };

export function Select<T extends string>(props: SelectProps<T>) {
  const { label, hint, problem, optional, quietLabel, value, options, onPick, empty, big, ...rest } = props;
  return (
    <Field label={label} hint={hint} problem={problem} optional={optional} quietLabel={quietLabel}>
      {inside => (
        <span class="k-select">
          <select
            {...(rest as object)}
            {...inside}
            class="k-input"
            data-big={big || undefined}
            value={value}
            onChange={event => onPick(event.currentTarget.value as T)}
          >
            {empty !== undefined && (
              <option value="" disabled={value !== ''}>
                {empty}
              </option>
            )}
            {options.map(option => (
              <option key={option.value} value={option.value} disabled={option.disabled}>
                {option.text}
              </option>
            ))}
          </select>
          <Glyph name="down" />
        </span>
      )}
    </Field>
  );
}

interface CheckProps {
  checked: boolean;
  onCheck: (checked: boolean) => void;
  children: ComponentChildren;
  disabled?: boolean | undefined;
}

export function Check({ checked, onCheck, children, disabled }: CheckProps) {
  return (
    <label class="k-choice">
      <input type="checkbox" checked={checked} disabled={disabled} onChange={event => onCheck(event.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}

interface StepperProps {
  label: string;
  quietLabel?: boolean | undefined;
  hint?: string | undefined;
  problem?: string | undefined;
  value: number;
  onValue: (value: number) => void;
  least?: number | undefined;
  most?: number | undefined;
  step?: number | undefined;
  unit?: string | undefined;
  big?: boolean | undefined;
}

/** A quantity with + and −; the number itself can be typed too. */
export function Stepper(props: StepperProps) {
  const { label, quietLabel, hint, problem, value, onValue, least = 0, most = 999, step = 1, unit, big } = props;
  const typing = useRef<string | undefined>(undefined);
  const clamp = (next: number) => Math.min(most, Math.max(least, Math.round(next * 1000) / 1000));
  const size = big ? 1.75 : 1.25;
  return (
    <Field label={label} quietLabel={quietLabel} hint={hint} problem={problem}>
      {inside => (
        <div class="k-stepper" data-big={big || undefined}>
          <button
            type="button"
            aria-label={sayKit('one_less', { what: label })}
            disabled={value <= least}
            onClick={() => onValue(clamp(value - step))}
          >
            <Glyph name="minus" size={size} />
          </button>
          <input
            {...inside}
            inputMode="decimal"
            autocomplete="off"
            value={typing.current ?? String(value)}
            onFocus={event => event.currentTarget.select()}
            onInput={event => {
              typing.current = event.currentTarget.value;
              const next = Number(typing.current.replace('。', '.').replace('．', '.'));
              if (typing.current.trim() !== '' && Number.isFinite(next) && next === clamp(next)) onValue(next);
            }}
            onBlur={event => {
              typing.current = undefined;
              event.currentTarget.value = String(value);
            }}
            onKeyDown={event => {
              if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
              event.preventDefault();
              typing.current = undefined;
              onValue(clamp(value + (event.key === 'ArrowUp' ? step : -step)));
            }}
          />
          {unit && <small>{unit}</small>}
          <button
            type="button"
            aria-label={sayKit('one_more', { what: label })}
            disabled={value >= most}
            onClick={() => onValue(clamp(value + step))}
          >
            <Glyph name="plus" size={size} />
          </button>
        </div>
      )}
    </Field>
  );
}
