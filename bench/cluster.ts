// A durable PostgreSQL of its own for a benchmark (fsync on), from Debian's packages, so that pgbench and the program share one server.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const debian = '/usr/lib/postgresql';

function binaries(): string {
  const versions = existsSync(debian) ? readdirSync(debian).filter(name => existsSync(join(debian, name, 'bin/pgbench'))) : [];
  const newest = versions.map(Number).sort((a, b) => b - a)[0];
  if (newest === undefined) throw new Error('this benchmark needs pgbench: apt-get install postgresql');
  return join(debian, String(newest), 'bin');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await new Promise(closed => server.close(closed));
  return port;
}

export interface Cluster {
  readonly url: string;
  readonly version: string;
  /** Runs a pgbench script; answers transactions a second and the latencies in milliseconds. */
  pgbench(script: string, clients: number, seconds: number): Promise<{ tps: number; p50: number; p99: number }>;
  /** The server and its backends, for what they cost. */
  pids(): number[];
  stop(): void;
}

export async function startCluster(): Promise<Cluster> {
  const bin = binaries();
  const folder = mkdtempSync(join(tmpdir(), 'cailanzi-bench-'));
  chmodSync(folder, 0o777);
  const asRoot = process.getuid?.() === 0;
  const run = (command: string, args: string[]) =>
    asRoot
      ? execFileSync('runuser', ['-u', 'postgres', '--', join(bin, command), ...args], {
          cwd: folder,
          stdio: ['ignore', 'pipe', 'pipe'],
        })
      : execFileSync(join(bin, command), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const port = await freePort();
  const cluster = join(folder, 'cluster');
  run('initdb', ['-D', cluster, '-U', 'bench', '--encoding=UTF8', '--locale=C.UTF-8', '--auth=trust']);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c shared_buffers=256MB -c max_wal_size=4GB`;
  run('pg_ctl', ['-D', cluster, '-w', '-l', join(folder, 'log'), '-o', options, 'start']);
  const url = `postgres://bench@127.0.0.1:${port}/postgres`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const version = (await client.query('SHOW server_version')).rows[0].server_version as string;
  await client.end();
  return {
    url,
    version,
    async pgbench(script, clients, seconds) {
      const log = join(folder, `log-${clients}-${Date.now()}`);
      const args = [
        '-n',
        '-M',
        'prepared',
        '-f',
        script,
        '-c',
        `${clients}`,
        '-j',
        '2',
        '-T',
        `${seconds}`,
        '-l',
        `--log-prefix=${log}`,
        url,
      ];
      const child = spawn(join(bin, 'pgbench'), args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      child.stdout.on('data', chunk => (output += chunk));
      child.stderr.on('data', chunk => (output += chunk));
      await new Promise(ended => child.once('exit', ended));
      const tps = Number(/tps = ([\d.]+)/.exec(output)?.[1]);
      if (!Number.isFinite(tps)) throw new Error(`pgbench failed: ${output}`);
      const micros = readdirSync(folder)
        .filter(name => join(folder, name).startsWith(log))
        .flatMap(name => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
        .map(line => Number(line.split(' ')[2]))
        .sort((a, b) => a - b);
      return { tps, p50: quantile(micros, 0.5) / 1000, p99: quantile(micros, 0.99) / 1000 };
    },
    pids() {
      const postmaster = Number(readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[0]);
      const backends = readFileSync(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8').trim().split(' ').map(Number);
      return [postmaster, ...backends];
    },
    stop() {
      run('pg_ctl', ['-D', cluster, '-m', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Of sorted numbers. */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** The middle of numbers in any order. */
export function median(numbers: readonly number[]): number {
  return quantile(
    [...numbers].sort((a, b) => a - b),
    0.5,
  );
}

/** One JSON line a measurement. */
export function report(line: Record<string, unknown>): void {
  const rounded = Object.entries(line).map(([key, value]) => [
    key,
    typeof value === 'number' ? Math.round(value * 100) / 100 : value,
  ]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(rounded))}\n`);
}
