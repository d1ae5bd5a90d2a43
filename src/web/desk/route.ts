// Where one is in the desk, kept in the address so that a page can be opened again, sent to a colleague, or gone back from.
import { useEffect, useState } from 'preact/hooks';

export const sections = [
  'queue',
  'new',
  'chat',
  'calls',
  'messages',
  'notices',
  'care',
  'households',
  'supply',
  'plan',
  'rounds',
  'bags',
  'zones',
  'runs',
  'helpers',
  'staff',
  'rosters',
  'channels',
  'audit',
  'ending',
  'account',
] as const;
export type Section = (typeof sections)[number];

export interface Place {
  readonly section: Section;
  /** What stands behind the section: `#queue/<id>` gives [id]. */
  readonly rest: readonly string[];
}

function read(): Place {
  const [first = '', ...rest] = decodeURIComponent(location.hash.slice(1)).split('/');
  const section = sections.find(one => one === first) ?? 'queue';
  return { section, rest: section === first ? rest.filter(part => part !== '') : [] };
}

export function addressOfPlace(section: Section, ...rest: readonly string[]): string {
  return `#${[section, ...rest].map(encodeURIComponent).join('/')}`;
}

const listeners = new Set<() => void>();

/** Goes to a page of the desk; `quietly` leaves no step to go back to (moving through a list). */
export function go(section: Section, rest: readonly string[] = [], quietly = false): void {
  const address = addressOfPlace(section, ...rest);
  if (address === location.hash) return;
  if (quietly) history.replaceState(null, '', address);
  else history.pushState(null, '', address);
  for (const listener of listeners) listener();
}

export function usePlace(): Place {
  const [place, setPlace] = useState(read);
  useEffect(() => {
    const look = () => setPlace(read());
    listeners.add(look);
    window.addEventListener('popstate', look);
    window.addEventListener('hashchange', look);
    return () => {
      listeners.delete(look);
      window.removeEventListener('popstate', look);
      window.removeEventListener('hashchange', look);
    };
  }, []);
  return place;
}
