// Language, theme, size of type and hand, for this device.
import { useId, useState } from 'preact/hooks';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { Glyph } from './Glyph.tsx';
import './overlay.css';
import { hands, languages, themes, typeSizes, useLanguage, usePreference } from './preferences.ts';
import { sayKit } from './words.ts';

interface SegmentsProps<T extends string | number> {
  label: string;
  options: readonly { readonly value: T; readonly text: string }[];
  value: T;
  onPick: (value: T) => void;
  quietLabel?: boolean | undefined;
}

/** One of a few, side by side. */
export function Segments<T extends string | number>({ label, options, value, onPick, quietLabel }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset class="k-field">
      <legend class={quietLabel ? 'k-hidden' : undefined}>{label}</legend>
      <div class="k-segments" data-many={options.length > 3 || undefined}>
        {options.map(option => (
          <label key={option.value} data-on={option.value === value || undefined}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onPick(option.value)} />
            {option.text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One tap to the other language, named in that language. */
export function LanguageSwitch() {
  const [language, setLanguage] = useLanguage();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <button type="button" class="k-language" lang={other === 'zh' ? 'zh-CN' : 'en'} onClick={() => setLanguage(other)}>
      {sayKit(`language.${other}`)}
    </button>
  );
}

export function ThemeSwitch() {
  const [theme, setTheme] = usePreference('theme');
  return (
    <Segments
      label={sayKit('theme')}
      options={themes.map(value => ({ value, text: sayKit(`theme.${value}`) }))}
      value={theme}
      onPick={setTheme}
    />
  );
}

export function BigTypeSwitch() {
  const [size, setSize] = usePreference('typeSize');
  return (
    <Segments
      label={sayKit('type_size')}
      options={typeSizes.map(value => ({ value, text: sayKit(`type_size.${value}`) }))}
      value={size}
      onPick={setSize}
    />
  );
}

export function HandSwitch() {
  const [hand, setHand] = usePreference('hand');
  return (
    <Segments
      label={sayKit('hand')}
      options={hands.map(value => ({ value, text: sayKit(`hand.${value}`) }))}
      value={hand}
      onPick={setHand}
    />
  );
}

/** All of them; `field` adds the hand. */
export function Settings({ field }: { field?: boolean | undefined }) {
  const [language, setLanguage] = useLanguage();
  return (
    <div class="k-settings">
      <BigTypeSwitch />
      <ThemeSwitch />
      {field && <HandSwitch />}
      <Segments
        label={sayKit('language')}
        options={languages.map(value => ({ value, text: sayKit(`language.${value}`) }))}
        value={language}
        onPick={setLanguage}
      />
    </div>
  );
}

export function SettingsButton({ field }: { field?: boolean | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button look="plain" label={sayKit('settings')} title={sayKit('settings')} onPress={() => setOpen(true)}>
        <Glyph name="sliders" size={1.25} />
      </Button>
      <Dialog open={open} title={sayKit('settings')} onClose={() => setOpen(false)}>
        <Settings field={field} />
      </Dialog>
    </>
  );
}
