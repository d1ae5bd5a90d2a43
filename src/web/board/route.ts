// Where one is at the board, kept in the address so that a big screen can be started on its page: #street/<compound>, #brief.
import { useEffect, useState } from 'preact/hooks';

export const pages = ['street', 'brief'] as const;
export type Page = (typeof pages)[number];

export interface Place {
  readonly page: Page;
  readonly compoundId: string | undefined;
}

function read(): Place {
  const [first = '', second] = location.hash.slice(1).split('/');
  return { page: pages.find(page => page === first) ?? 'street', compoundId: second || undefined };
}

export function addressOfPlace(page: Page, compoundId?: string | undefined): string {
  return compoundId === undefined ? `#${page}` : `#${page}/${compoundId}`;
}

export function usePlace(): Place {
  const [place, setPlace] = useState(read);
  useEffect(() => {
    const look = () => setPlace(read());
    window.addEventListener('hashchange', look);
    return () => window.removeEventListener('hashchange', look);
  }, []);
  return place;
}
