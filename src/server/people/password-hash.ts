// Keeps passwords as argon2id, a few at a time, so that a storm of sign-ins cannot take the processor from everybody else.
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';

// argon2id, the second choice of RFC 9106 scaled to OWASP's least for small machines: 19 MiB, two passes, about 25 ms on one core.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** At most half of the cores. */
const atOnce = Math.max(1, Math.floor(availableParallelism() / 2));
const mostWaiting = 200;

let running = 0;
const waiting: (() => void)[] = [];

/** Too many sign-ins at this moment: answered with `busy`, not queued for minutes. */
export class TooManyHashes extends Error {
  override readonly name = 'TooManyHashes';
  /** Read by the HTTP layer, which answers `busy`. */
  readonly code = 'CAILANZI_BUSY';
}

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) {
    if (waiting.length >= mostWaiting) throw new TooManyHashes();
    await new Promise<void>(resolve => waiting.push(resolve));
  } else {
    running += 1;
  }
  try {
    return await work();
  } finally {
    // The turn is handed on, so that a newcomer cannot slip in between.
    const next = waiting.shift();
    if (next === undefined) running -= 1;
    else next();
  }
}

const form = (password: string): string => password.normalize('NFKC');

/** The text for account.password_hash. Full-width and half-width input methods give the same. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(form(password), cost));
}

let nobodys: Promise<string> | undefined;

/** `kept` null: nobody has that name; takes the same time and is false. */
export async function checkPassword(kept: string | null, password: string): Promise<boolean> {
  nobodys ??= hashPassword(randomBytes(16).toString('hex'));
  const against = kept ?? (await nobodys);
  const fits = await inTurn(() => verify(against, form(password)));
  return fits && kept !== null;
}

const signs = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A first password that can be read out: 14 signs without l, o, i, 0, 1 in groups (69 bits). */
export function newPassword(): string {
  const chosen: string[] = [];
  while (chosen.length < 14) {
    for (const byte of randomBytes(32)) if (byte < 248 && chosen.length < 14) chosen.push(signs[byte % 31] as string);
  }
  return [chosen.slice(0, 5), chosen.slice(5, 9), chosen.slice(9)].map(group => group.join('')).join('-');
}
