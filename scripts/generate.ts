// Writes every generated file of the repository anew; with --check it writes nothing and says which are stale.
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { lifePage } from './life-page.ts';
import { schemaText } from './schema.ts';

const root = resolve(import.meta.dirname, '..');

interface Generated {
  readonly path: string;
  readonly make: () => string | Promise<string>;
}

export const generated: readonly Generated[] = [
  { path: 'docs/life-of-a-request.md', make: lifePage },
  { path: 'migrations/schema.sql', make: schemaText },
];

/** The paths of generated files that are not what they would be if made now. */
export async function staleFiles(): Promise<string[]> {
  const stale: string[] = [];
  for (const { path, make } of generated) {
    const present = await readFile(resolve(root, path), 'utf8').catch(() => '');
    if (present !== (await make())) stale.push(path);
  }
  return stale;
}

async function generate(): Promise<void> {
  for (const { path, make } of generated) {
    await writeFile(resolve(root, path), await make());
    console.log(`wrote ${path}`);
  }
}

async function check(): Promise<void> {
  const stale = await staleFiles();
  for (const path of stale) console.error(`${path} is stale: run "npm run generate"`);
  if (stale.length > 0) process.exitCode = 1;
}

if (import.meta.main) await (process.argv.includes('--check') ? check() : generate());
