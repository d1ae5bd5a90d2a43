// Entries on their way to the server: kept on this device until the server has acknowledged them, sent again under the same id.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { requestOfConversation } from '../../../api/conversation.ts';
import type { AnswerOf, Sends } from '../../../api/endpoint.ts';
import type { askRequest } from '../../../api/request.ts';
import type { Outcome, Refused } from '../../kit/call.ts';
import { call } from '../call.ts';

export type Ask = Sends<typeof askRequest>['body'];
export type Receipt = AnswerOf<typeof askRequest>;

/** The messages of an official channel that a request is made of. */
export interface From {
  readonly conversationId: string;
  readonly messages: readonly string[];
}

export interface Entry {
  readonly ask: Ask;
  readonly from?: From | undefined;
  /** As people say it, for the strip that says what is not sent yet. */
  readonly door: string;
  readonly at: number;
  /** Set when the server has said a clear no that was not read by anybody yet. */
  readonly refusal?: Refused | undefined;
}

export interface Unsent {
  readonly entries: readonly Entry[];
  /** Sends it now. `undefined`: it could not be brought to the server yet; it is kept and tried again. */
  readonly send: (ask: Ask, door: string, from?: From) => Promise<Outcome<Receipt> | undefined>;
  readonly retry: () => void;
  readonly drop: (id: string) => void;
}

const prefix = 'cailanzi:unsent:';

function read(name: string): Entry[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(kept) ? (kept as Entry[]) : [];
  } catch {
    return [];
  }
}

function keep(name: string, entries: readonly Entry[]): void {
  try {
    if (entries.length === 0) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(entries));
  } catch {}
}

/** Whether the server may not have seen it, or not have it for good. */
function isLost(refusal: Refused): boolean {
  return (
    refusal.status === 0 ||
    refusal.status >= 500 ||
    ['strange_answer', 'not_signed_in', 'session_expired', 'too_many_requests'].includes(refusal.code)
  );
}

/** What was written is put beside the request by the server itself. */
function askOfMessages(
  { channel: _channel, pasted: _pasted, happenedAt: _at, ...ask }: Ask,
  from: From,
): Promise<Outcome<Receipt>> {
  return call<typeof requestOfConversation>(
    'POST',
    '/api/v1/conversations/{conversationId}/requests',
    { params: { conversationId: from.conversationId }, body: { ...ask, messages: [...from.messages] } },
    { retries: 0 },
  );
}

const waits = [2_000, 5_000, 10_000, 20_000, 30_000];

export function useUnsent(personId: string, onSent: (receipt: Receipt, entry: Entry) => void): Unsent {
  const name = prefix + personId;
  const [entries, setEntries] = useState<readonly Entry[]>(() => read(name));
  const latest = useRef({ entries, onSent });
  latest.current.onSent = onSent;
  const running = useRef(new Set<string>());
  const [failures, setFailures] = useState(0);

  const change = useCallback(
    (next: (old: readonly Entry[]) => readonly Entry[]) => {
      // Written down before anything is sent, so that a page that dies in between still has it.
      latest.current.entries = next(latest.current.entries);
      keep(name, latest.current.entries);
      setEntries(latest.current.entries);
    },
    [name],
  );

  const bring = useCallback(async (entry: Entry): Promise<Outcome<Receipt> | undefined> => {
    const { id } = entry.ask;
    if (running.current.has(id)) return undefined;
    running.current.add(id);
    const outcome = await (entry.from
      ? askOfMessages(entry.ask, entry.from)
      : call<typeof askRequest>('POST', '/api/v1/requests', { body: entry.ask }, { retries: 0 }));
    running.current.delete(id);
    if (outcome.ok || !isLost(outcome.refusal)) return outcome;
    return undefined;
  }, []);

  const sendAll = useCallback(async () => {
    for (const entry of latest.current.entries) {
      if (entry.refusal) continue;
      const outcome = await bring(entry);
      if (!outcome) {
        setFailures(count => count + 1);
        return;
      }
      if (outcome.ok) {
        change(old => old.filter(one => one.ask.id !== entry.ask.id));
        latest.current.onSent(outcome.answer, entry);
      } else change(old => old.map(one => (one.ask.id === entry.ask.id ? { ...one, refusal: outcome.refusal } : one)));
    }
    setFailures(0);
  }, [bring, change]);

  const left = entries.some(entry => !entry.refusal);
  useEffect(() => {
    if (!left) return;
    const timer = setTimeout(() => void sendAll(), waits[Math.min(failures, waits.length - 1)]);
    const now = () => void sendAll();
    window.addEventListener('online', now);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('online', now);
    };
  }, [left, failures, sendAll]);

  const send = async (ask: Ask, door: string, from?: From) => {
    const entry: Entry = { ask, door, at: Date.now(), ...(from && { from }) };
    change(old => [...old.filter(one => one.ask.id !== ask.id), entry]);
    const outcome = await bring(entry);
    // A clear no goes back to the form, which still holds what was typed.
    if (outcome) change(old => old.filter(one => one.ask.id !== ask.id));
    return outcome;
  };

  return {
    entries,
    send,
    retry: () => void sendAll(),
    drop: id => change(old => old.filter(one => one.ask.id !== id)),
  };
}
