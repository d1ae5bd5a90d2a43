// Looks at a name and a password as one try: counted, closed after five wrong ones, the same for names that nobody has.
import { type Refusal, refuse } from '../../domain/refusal.ts';
import type { Database } from '../postgres/pool.ts';
import { keyFor, unseal } from '../secret.ts';
import { type AccountRow, admitAccount, countWrongTry, findAccount, readAccount } from './account-store.ts';
import { checkPassword } from './password-hash.ts';
import { stepOfCode } from './second-factor.ts';
import { Turns } from './turns.ts';

const mostTries = 5;
const closedMs = 15 * 60_000;
const mostNobodies = 10_000;

export type NotIn = Refusal<'wrong_sign_in' | 'locked_out' | 'second_factor_needed' | 'busy'>;

/** The doorkeeper of one program. Wrong tries are counted in the account's row, so several programs share them. */
export class Doorkeeper {
  readonly #db: Database;
  readonly #secret: Buffer;
  readonly #now: () => Date;
  readonly #turns = new Turns();
  /** Names that nobody has close too, or the lock would tell which names there are. */
  readonly #nobodies = new Map<string, { tries: number; until: number }>();

  constructor(db: Database, secret: Buffer, now: () => Date) {
    this.#db = db;
    this.#secret = secret;
    this.#now = now;
  }

  /** Name, password and second factor of somebody who wants in. `communityId` undefined: there is no such community. */
  async signIn(
    communityId: string | undefined,
    name: string,
    password: string,
    code: string | undefined,
  ): Promise<AccountRow | NotIn> {
    const key = `${communityId ?? ''} ${name}`;
    const find = async () => (communityId === undefined ? undefined : findAccount(this.#db, communityId, name));
    const answer = await this.#turns.take(key, () => this.#try(key, find, password, account => this.#readCode(account, code)));
    return answer ?? refuse('busy');
  }

  /** The password again of somebody who is in already, before they change what protects the account. */
  async confirm(communityId: string, personId: string, password: string): Promise<AccountRow | NotIn> {
    const find = () => readAccount(this.#db, communityId, personId);
    const account = await find();
    const key = `${communityId} ${account?.sign_in_name ?? personId}`;
    const answer = await this.#turns.take(key, () => this.#try(key, find, password, () => null));
    return answer ?? refuse('busy');
  }

  async #try(
    key: string,
    find: () => Promise<AccountRow | undefined>,
    password: string,
    readCode: (account: AccountRow) => number | null | NotIn,
  ): Promise<AccountRow | NotIn> {
    const account = await find();
    const closedUntil =
      account === undefined ? (this.#nobodies.get(key)?.until ?? 0) : Date.parse(account.locked_until ?? '1970-01-01T00:00:00Z');
    const waitMs = closedUntil - this.#now().getTime();
    if (waitMs > 0) return refuse('locked_out', { minutes: Math.ceil(waitMs / 60_000) });
    const fits = await checkPassword(account?.password_hash ?? null, password);
    if (account === undefined) return this.#countNobody(key);
    if (!fits) return this.#count(account);
    const step = readCode(account);
    if (typeof step === 'object' && step !== null) {
      return step.refused === 'wrong_sign_in' ? this.#count(account) : step;
    }
    const admitted = await admitAccount(this.#db, account.community_id, account.person_id, step, this.#now());
    return admitted ? account : refuse('wrong_sign_in');
  }

  #readCode(account: AccountRow, code: string | undefined): number | null | NotIn {
    if (account.second_factor_since === null || account.second_factor_secret === null) return null;
    if (code === undefined) return refuse('second_factor_needed');
    const secret = unseal(keyFor(this.#secret, 'second factor'), account.second_factor_secret, account.person_id);
    if (secret === null) return refuse('wrong_sign_in');
    return stepOfCode(secret, code, this.#now(), account.second_factor_step) ?? refuse('wrong_sign_in');
  }

  async #count(account: AccountRow): Promise<NotIn> {
    const now = this.#now();
    const until = new Date(now.getTime() + closedMs);
    await countWrongTry(this.#db, account.community_id, account.person_id, mostTries, now, until);
    return refuse('wrong_sign_in');
  }

  #countNobody(key: string): NotIn {
    const now = this.#now().getTime();
    const before = this.#nobodies.get(key);
    const tries = before === undefined || (before.until > 0 && before.until <= now) ? 1 : before.tries + 1;
    this.#nobodies.delete(key);
    this.#nobodies.set(key, { tries, until: tries >= mostTries ? now + closedMs : 0 });
    if (this.#nobodies.size > mostNobodies) {
      for (const oldest of this.#nobodies.keys()) {
        this.#nobodies.delete(oldest);
        break;
      }
    }
    return refuse('wrong_sign_in');
  }
}
