// What was asked for but has not reached the community: kept on the telephone, sent again by itself, never twice (the id stays).
import { useEffect, useState } from 'preact/hooks';
import type { askRequest } from '../../api/request.ts';
import { call, type Outcome, type Refused, type SendsBy } from '../kit/call.ts';
import { poke } from '../kit/resource.ts';

export type Asked = SendsBy<typeof askRequest>['body'];
type Receipt = Extract<Awaited<ReturnType<typeof call<typeof askRequest>>>, { ok: true }>['answer'];

export interface Unsent {
  readonly asked: Asked;
  /** One telephone may be used for two homes; an entry goes to the home it was written for. */
  readonly householdId: string;
  /** A clear no that came when nobody was looking at the form. */
  readonly refusal?: Refused;
}

const name = 'cailanzi:unsent';
const listeners = new Set<() => void>();
// Where the browser keeps nothing (a private window), at least as long as the page is open.
let kept: readonly Unsent[] = [];

function read(): readonly Unsent[] {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '[]') as Unsent[];
  } catch {
    return kept;
  }
}

function write(list: readonly Unsent[]): void {
  kept = list;
  try {
    if (list.length === 0) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(list));
  } catch {}
  for (const listener of listeners) listener();
}

function keep(one: Unsent): void {
  write([...read().filter(other => other.asked.id !== one.asked.id), one]);
}

export function forget(id: string): void {
  write(read().filter(one => one.asked.id !== id));
}

/** Not a no: nothing came back, the server is busy or away, or the session has to be opened again first. */
export function mayStillArrive({ status }: Refused): boolean {
  return status === 0 || status >= 500 || status === 429 || status === 401;
}

const onTheWay = new Set<string>();

/** Kept first, then sent. A clear no takes it out again (the form shows why and still has the entry); no signal leaves it here. */
export async function sendAsked(householdId: string, asked: Asked): Promise<Outcome<Receipt>> {
  keep({ householdId, asked });
  onTheWay.add(asked.id);
  const outcome = await call<typeof askRequest>('POST', '/api/v1/requests', { body: asked }).finally(() =>
    onTheWay.delete(asked.id),
  );
  if (outcome.ok || !mayStillArrive(outcome.refusal)) forget(asked.id);
  if (outcome.ok) poke('mine');
  return outcome;
}

/** What waits here, once more, under the id it has; nobody looks at a form now, so a no stays beside the entry. */
export async function sendAgain({ householdId, asked }: Unsent): Promise<void> {
  if (onTheWay.has(asked.id)) return;
  const outcome = await sendAsked(householdId, asked);
  if (!outcome.ok && !mayStillArrive(outcome.refusal)) keep({ householdId, asked, refusal: outcome.refusal });
}

/** On leaving the page for good (signing out): nothing of it stays here. */
export function forgetUnsent(): void {
  write([]);
}

/** What of this home has not reached the community yet. Tries by itself when the signal is back, and every half minute. */
export function useUnsent(householdId: string): readonly Unsent[] {
  const [unsent, setUnsent] = useState(read);
  useEffect(() => {
    const changed = () => setUnsent(read());
    const sendAll = async () => {
      for (const one of read()) if (one.householdId === householdId && one.refusal === undefined) await sendAgain(one);
    };
    const now = () => void sendAll();
    listeners.add(changed);
    window.addEventListener('online', now);
    const timer = setInterval(now, 30_000);
    now();
    return () => {
      listeners.delete(changed);
      window.removeEventListener('online', now);
      clearInterval(timer);
    };
  }, [householdId]);
  return unsent.filter(one => one.householdId === householdId);
}
