// What was asked for but has not reached the community: kept on the telephone, sent again by itself, never twice (the id stays).
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { askRequest } from '../../api/request.ts';
import { call, type Outcome, type Refused, type SendsBy } from '../kit/call.ts';
import { poke } from '../kit/resource.ts';

export type Asked = SendsBy<typeof askRequest>['body'];
type Receipt = Extract<Awaited<ReturnType<typeof call<typeof askRequest>>>, { ok: true }>['answer'];

const name = 'cailanzi:unsent';
const listeners = new Set<() => void>();

function read(): Asked[] {
  try {
    return JSON.parse(localStorage.getItem(name) ?? '[]') as Asked[];
  } catch {
    return [];
  }
}

function write(list: readonly Asked[]): void {
  if (list.length === 0) localStorage.removeItem(name);
  else localStorage.setItem(name, JSON.stringify(list));
  for (const listener of listeners) listener();
}

function forget(id: string): void {
  write(read().filter(asked => asked.id !== id));
}

const onTheWay = new Set<string>();

function mayHaveArrived(refusal: Refused): boolean {
  return refusal.status === 0 || refusal.status >= 500 || refusal.status === 429;
}

/** Kept first, then sent. A clear no takes it out again (the form shows why and still has the entry); no signal leaves it here. */
export async function sendAsked(asked: Asked): Promise<Outcome<Receipt>> {
  write([...read().filter(other => other.id !== asked.id), asked]);
  onTheWay.add(asked.id);
  const outcome = await call<typeof askRequest>('POST', '/api/v1/requests', { body: asked }).finally(() =>
    onTheWay.delete(asked.id),
  );
  if (outcome.ok || !mayHaveArrived(outcome.refusal)) forget(asked.id);
  if (outcome.ok) poke('mine');
  return outcome;
}

async function sendAll(): Promise<void> {
  for (const asked of read()) if (!onTheWay.has(asked.id)) await sendAsked(asked);
}

/** On leaving the page for good (signing out): nothing of it stays here. */
export function forgetUnsent(): void {
  write([]);
}

/** What has not reached the community yet, and a way to try now. Tries by itself when the signal is back, and every half minute. */
export function useUnsent(): { unsent: Asked[]; sendNow: () => void } {
  const [unsent, setUnsent] = useState(read);
  const sendNow = useCallback(() => void sendAll(), []);
  useEffect(() => {
    const changed = () => setUnsent(read());
    listeners.add(changed);
    window.addEventListener('online', sendNow);
    const timer = setInterval(sendNow, 30_000);
    sendNow();
    return () => {
      listeners.delete(changed);
      window.removeEventListener('online', sendNow);
      clearInterval(timer);
    };
  }, [sendNow]);
  return { unsent, sendNow };
}
