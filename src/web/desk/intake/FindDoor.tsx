// Finds a household by the number that is calling or by what people say of their door; arrows and Enter pick it.
import type { Ref } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { findByTelephone, findHouseholds } from '../../../api/place.ts';
import type { Refused } from '../../kit/call.ts';
import { Glyph } from '../../kit/Glyph.tsx';
import { ErrorNote } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { telephoneIn } from './caller.ts';

export interface Found {
  readonly householdId: string;
  readonly door: string;
  readonly compoundName: string;
  /** The caller, where the number is registered. */
  readonly personId?: string | undefined;
  readonly personName?: string | undefined;
  readonly relation?: 'lives_here' | 'relative' | undefined;
  readonly living: AnswerOf<typeof findHouseholds>['households'][number]['living'];
  readonly level: AnswerOf<typeof findHouseholds>['households'][number]['level'];
}

interface FindDoorProps {
  label: string;
  hint?: string | undefined;
  onPick: (found: Found) => void;
  inputRef?: Ref<HTMLInputElement> | undefined;
  autofocus?: boolean | undefined;
  quietLabel?: boolean | undefined;
  /** What is being looked for, so that it is still there after coming back. */
  text: string;
  onText: (text: string) => void;
}

export function FindDoor({ label, hint, onPick, inputRef, autofocus, quietLabel, text, onText }: FindDoorProps) {
  const { may, places } = useSeat();
  const id = useId();
  const [found, setFound] = useState<{ for: string; list: readonly Found[]; telephone: boolean } | undefined>(undefined);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [at, setAt] = useState(0);
  const [open, setOpen] = useState(false);
  const enter = useRef(false);
  const several = (places?.compounds.length ?? 0) > 1;

  useEffect(() => {
    const search = text.trim();
    setRefusal(undefined);
    if (search.length < 2) return setFound(undefined);
    const control = new AbortController();
    // Look-ups by telephone are in the audit log, so only whole numbers are looked up.
    const telephone = may('findByTelephone') ? telephoneIn(search) : undefined;
    const timer = setTimeout(async () => {
      const outcome = telephone
        ? await call<typeof findByTelephone>(
            'POST',
            '/api/v1/households/by-telephone',
            { body: { telephone } },
            { signal: control.signal },
          )
        : await call<typeof findHouseholds>(
            'GET',
            '/api/v1/households',
            { query: { search, limit: 8 } },
            { signal: control.signal },
          );
      if (control.signal.aborted) return;
      if (!outcome.ok) return setRefusal(outcome.refusal);
      const list: readonly Found[] = outcome.answer.households;
      setFound({ for: search, list, telephone: telephone !== undefined });
      setAt(0);
      setOpen(true);
      // Enter was quicker than the answer.
      const [only] = list;
      if (enter.current && only && list.length === 1) pick(only);
      enter.current = false;
    }, 160);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [text, may]);

  const pick = (one: Found) => {
    setOpen(false);
    setFound(undefined);
    onPick(one);
  };
  const list = found?.list ?? [];
  const shown = open && list.length > 0;
  const none = open && found !== undefined && list.length === 0 && found.for === text.trim();
  return (
    <div class="desk-find k-field">
      <label for={id} class={quietLabel ? 'k-hidden' : undefined}>
        {label}
      </label>
      <input
        id={id}
        ref={inputRef ?? null}
        class="k-input"
        role="combobox"
        aria-expanded={shown}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={shown ? `${id}-${at}` : undefined}
        aria-describedby={hint ? `${id}-hint` : undefined}
        autocomplete="off"
        autofocus={autofocus}
        maxLength={60}
        placeholder={hint}
        value={text}
        onInput={event => onText(event.currentTarget.value)}
        onFocus={() => setOpen(true)}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
        onKeyDown={event => {
          if (event.isComposing || event.keyCode === 229) return;
          const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
          if (step !== undefined && shown) {
            event.preventDefault();
            setAt((at + step + list.length) % list.length);
          } else if (event.key === 'Enter') {
            event.preventDefault();
            const one = list[at];
            if (one && found?.for === text.trim()) pick(one);
            else enter.current = true;
          }
        }}
      />
      <div
        id={`${id}-list`}
        class="desk-found"
        role="listbox"
        aria-label={label}
        hidden={!shown}
        onMouseDown={event => event.preventDefault()}
      >
        {list.map((one, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys belong to the field
          // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus and names the active option
          <div
            key={`${one.householdId} ${one.personId ?? ''}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => pick(one)}
          >
            <b>{one.door}</b>
            {one.level === 'sealed' && <Glyph name="sealed" size={0.875} label={nameOf('level.sealed')} />}
            {several && <small>{one.compoundName}</small>}
            {one.personName && (
              <span>
                {one.personName}
                {one.relation === 'relative' && ` · ${nameOf('role.relative')}`}
              </span>
            )}
            {one.living !== 'lived_in' && <small>{say(`living.${one.living}`)}</small>}
          </div>
        ))}
      </div>
      {none && (
        <p class="k-hint" role="status">
          {found?.telephone ? say('find.no_number') : say('find.no_door')}
        </p>
      )}
      {hint && (
        <p class="k-hidden" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <ErrorNote refusal={refusal} />
    </div>
  );
}
