// Reads what the operator set (environment and flags) and says plainly what is wrong with it before anything is started.
import { relative, resolve } from 'node:path';

export interface Settings {
  /** TCP port of the web pages and the interface; 0 lets the system choose (tests). */
  readonly port: number;
  /** Absolute folder of the database, files, keys and logs. */
  readonly home: string;
  /** An outside PostgreSQL 15 or newer; undefined means the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Start without the sample; the first administrator comes by a one-time link. */
  readonly empty: boolean;
  readonly demoPassword: string | undefined;
  /** Where outgoing text messages are posted; undefined means no gateway is connected. */
  readonly smsUrl: string | undefined;
  readonly smsSecret: string | undefined;
  /** Where WeChat and WeCom are asked, without a slash at the end; undefined means their own addresses. */
  readonly wechatUrl: string | undefined;
  readonly wecomUrl: string | undefined;
  /** The keys that open care records: a file outside the home, so that no copy of the home or back-up holds what opens them. */
  readonly careKeyFile: string;
  /** CAILANZI_SECRET; undefined means the key file in the home folder. Needed when several programs share a database. */
  readonly givenSecret: string | undefined;
}

/** What the running program knows: the settings and the secret it signs door codes and sessions with (see home.ts). */
export interface Config extends Settings {
  readonly secret: Buffer;
}

/** A setting that cannot be used; the message is for the operator and says what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads and checks the settings; opens and creates nothing. Throws ConfigError. */
export function readSettings(environment: Environment, flags: readonly string[]): Settings {
  const set = (name: string): string | undefined => {
    const value = environment[name]?.trim();
    return value === '' ? undefined : value;
  };
  const home = resolve(set('CAILANZI_HOME') ?? 'var');
  return {
    port: readPort(set('PORT')),
    home,
    databaseUrl: readDatabaseUrl(set('DATABASE_URL')),
    empty: readFlags(flags),
    demoPassword: environment.CAILANZI_DEMO_PASSWORD || undefined,
    smsUrl: readUrl('CAILANZI_SMS_URL', set('CAILANZI_SMS_URL'), 'the text message gateway'),
    smsSecret: readSmsSecret(set('CAILANZI_SMS_URL'), set('CAILANZI_SMS_SECRET')),
    wechatUrl: readUrl('CAILANZI_WECHAT_URL', set('CAILANZI_WECHAT_URL'), 'WeChat (or of a proxy before it)'),
    wecomUrl: readUrl('CAILANZI_WECOM_URL', set('CAILANZI_WECOM_URL'), 'WeCom (or of a proxy before it)'),
    careKeyFile: readCareKeyFile(home, set('CAILANZI_CARE_KEY')),
    givenSecret: readSecret(set('CAILANZI_SECRET')),
  };
}

function readPort(value: string | undefined): number {
  if (value === undefined) return 8080;
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65535) {
    throw new ConfigError(`PORT is "${value}"; it must be a whole number from 0 to 65535, for example PORT=8080.`);
  }
  return port;
}

function readDatabaseUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol) || url.pathname.length < 2) {
    // The value itself is not repeated: it holds a password.
    throw new ConfigError('DATABASE_URL must look like postgres://user:password@host:5432/database (PostgreSQL 15 or newer).');
  }
  return value;
}

function readFlags(flags: readonly string[]): boolean {
  for (const flag of flags) {
    if (flag !== '--empty') throw new ConfigError(`Unknown flag "${flag}". The only flag is --empty (start without the sample).`);
  }
  return flags.length > 0;
}

function readUrl(name: string, value: string | undefined, of: string): string | undefined {
  if (value === undefined) return undefined;
  const url = URL.parse(value);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ConfigError(`${name} must be an http or https address of ${of}.`);
  }
  return value;
}

function readSmsSecret(url: string | undefined, secret: string | undefined): string | undefined {
  if (url !== undefined && (secret === undefined || secret.length < 16)) {
    throw new ConfigError(
      'CAILANZI_SMS_SECRET is needed with CAILANZI_SMS_URL: at least 16 characters that the gateway knows too. Make one with: openssl rand -hex 32',
    );
  }
  return secret;
}

function readCareKeyFile(home: string, value: string | undefined): string {
  const file = resolve(value ?? `${home}.care-key`);
  if (!relative(home, file).startsWith('..')) {
    throw new ConfigError(
      `CAILANZI_CARE_KEY is ${file}, inside CAILANZI_HOME. Choose a file outside it: whoever copies the home must not get the key of the care records with it.`,
    );
  }
  return file;
}

function readSecret(value: string | undefined): string | undefined {
  if (value !== undefined && value.length < 32) {
    throw new ConfigError(
      `CAILANZI_SECRET has ${value.length} characters; it needs at least 32. Make one with: openssl rand -hex 32`,
    );
  }
  return value;
}

/** Hides the password of a database address, for messages and logs. */
export function withoutPassword(databaseUrl: string): string {
  const url = URL.parse(databaseUrl);
  if (url === null) return 'the database';
  return `${url.protocol}//${url.username === '' ? '' : `${url.username}@`}${url.host}${url.pathname}`;
}
