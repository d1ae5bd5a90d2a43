// What a person has set for this device: language, theme, size of type, hand. Kept on the device, applied to the whole page.
import { useEffect, useState } from 'preact/hooks';

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];
export const themes = ['system', 'light', 'dark', 'sun', 'stairwell'] as const;
export type Theme = (typeof themes)[number];
/** Per cent of the usual size; 187 makes the 16 px body text 30 px. */
export const typeSizes = [100, 125, 150, 187] as const;
export type TypeSize = (typeof typeSizes)[number];
export const hands = ['right', 'left'] as const;
export type Hand = (typeof hands)[number];

export interface Preferences {
  language: Language;
  theme: Theme;
  typeSize: TypeSize;
  hand: Hand;
}

const prefix = 'cailanzi:';
const usual: Preferences = { language: 'zh', theme: 'system', typeSize: 100, hand: 'right' };
let now: Preferences = usual;
const listeners = new Set<() => void>();

// Storage may be forbidden (private windows, some web views): then settings last as long as the page.
function keep(name: keyof Preferences, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {}
}

function kept(name: keyof Preferences): string | null {
  try {
    return localStorage.getItem(prefix + name);
  } catch {
    return null;
  }
}

function among<T extends string | number>(choices: readonly T[], text: string | null, otherwise: T): T {
  return choices.find(choice => String(choice) === text) ?? otherwise;
}

function apply(): void {
  const root = document.documentElement;
  root.lang = now.language === 'zh' ? 'zh-CN' : 'en';
  if (now.theme === 'system') delete root.dataset.theme;
  else root.dataset.theme = now.theme;
  root.dataset.type = String(now.typeSize);
  root.dataset.hand = now.hand;
}

/** Reads what was kept; call once before the first drawing. `defaults`: what a seat starts with when nothing was chosen. */
export function loadPreferences(defaults: Partial<Preferences> = {}): void {
  const start = { ...usual, ...defaults };
  now = {
    language: among(languages, kept('language'), start.language),
    theme: among(themes, kept('theme'), start.theme),
    typeSize: among(typeSizes, kept('typeSize'), start.typeSize),
    hand: among(hands, kept('hand'), start.hand),
  };
  apply();
}

export function setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  now = { ...now, [name]: value };
  keep(name, String(value));
  apply();
  for (const listener of listeners) listener();
}

export function preference<K extends keyof Preferences>(name: K): Preferences[K] {
  return now[name];
}

export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreference<K extends keyof Preferences>(name: K): [Preferences[K], (value: Preferences[K]) => void] {
  const [value, setValue] = useState(now[name]);
  useEffect(() => onPreferences(() => setValue(now[name])), [name]);
  return [value, next => setPreference(name, next)];
}

export function useLanguage(): [Language, (language: Language) => void] {
  return usePreference('language');
}
