// Starts a seat's page: settings first, then the first drawing; draws again when the language changes.
import { type ComponentType, render } from 'preact';
import './tokens.css';
import './base.css';
import { loadPreferences, onPreferences, type Preferences } from './preferences.ts';
import { Toasts } from './Toast.tsx';

/** `mount(Desk)`: the whole of a seat's main.tsx. What people typed survives a change of language. */
export function mount(Seat: ComponentType, defaults: Partial<Preferences> = {}): void {
  loadPreferences(defaults);
  const root = document.getElementById('seat');
  if (!root) throw new Error('the page has no #seat');
  // Fresh elements each time, so that every part that says something says it again in the new language.
  const draw = () =>
    render(
      <>
        <Seat />
        <Toasts />
      </>,
      root,
    );
  onPreferences(draw);
  draw();
}
