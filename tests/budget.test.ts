// What a seat sends over a bad network stays small, and the pages keep to the content policy.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { build } from 'vite';

const seats = ['start', 'resident', 'field', 'desk', 'board'] as const;
type Seat = (typeof seats)[number];
/** Compressed bytes, from the house's aims: a resident on 1.6 Mbit, a volunteer in a stairwell. */
const budgets: Partial<Record<Seat, { script: number; all: number }>> = {
  start: { script: 40_000, all: 60_000 },
  resident: { script: 80_000, all: 120_000 },
  field: { script: 250_000, all: 250_000 },
};

let dist: string;
before(async () => {
  dist = await mkdtemp(join(tmpdir(), 'cailanzi-dist-'));
  await build({
    configFile: resolve(import.meta.dirname, '../vite.config.ts'),
    logLevel: 'error',
    build: { outDir: dist, emptyOutDir: true },
  });
});
after(() => rm(dist, { recursive: true, force: true }));

async function weigh(seat: Seat): Promise<{ script: number; all: number; files: string[] }> {
  const files = JSON.parse(await readFile(join(dist, seat, 'files.json'), 'utf8')) as string[];
  let script = 0;
  // What the build has laid down squeezed is what the server sends.
  const squeezed = async (file: string) => (await stat(join(dist, `${file}.gz`))).size;
  let all = await squeezed(`${seat}/index.html`);
  for (const file of files) {
    const size = await squeezed(file);
    all += size;
    if (file.endsWith('.js')) script += size;
  }
  return { script, all, files };
}

describe('the pages as they are built', () => {
  it('stand for every seat, and files.json names what each loads', async () => {
    for (const seat of seats) {
      const { files } = await weigh(seat);
      assert.ok(files.some(file => file.endsWith('.js')) && files.some(file => file.endsWith('.css')), `${seat}: ${files}`);
      for (const file of files) assert.match(file, /^\/assets\/[\w.-]+-[\w-]{8}\.(js|css|svg)$/);
    }
  });

  for (const [seat, budget] of Object.entries(budgets)) {
    it(`keep the ${seat} seat within ${budget.script / 1000} KB of script and ${budget.all / 1000} KB in all, compressed`, async () => {
      const weight = await weigh(seat as Seat);
      console.log(JSON.stringify({ seat, scriptBytes: weight.script, allBytes: weight.all }));
      assert.ok(weight.script <= budget.script, `${weight.script} bytes of script`);
      assert.ok(weight.all <= budget.all, `${weight.all} bytes in all`);
    });
  }

  it('bring no validators: the pages take types from the contract, not the code', async () => {
    for (const file of await readdir(join(dist, 'assets'))) {
      if (!file.endsWith('.js')) continue;
      const code = await readFile(join(dist, 'assets', file), 'utf8');
      assert.doesNotMatch(code, /ZodError|invalid_union|unrecognized_keys/, `zod is in ${file}`);
    }
  });

  it('hold no inline script, no inline style, no source map and no address elsewhere', async () => {
    for (const seat of seats) {
      const html = await readFile(join(dist, seat, 'index.html'), 'utf8');
      for (const tag of html.match(/<script[^>]*>/g) ?? []) assert.match(tag, / src="\/assets\//);
      assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:/);
      assert.doesNotMatch(html.replaceAll('http://www.w3.org', ''), /https?:\/\//);
    }
    for (const file of await readdir(join(dist, 'assets'))) {
      assert.doesNotMatch(file, /\.map$/);
      if (/\.(gz|br)$/.test(file)) continue;
      const text = await readFile(join(dist, 'assets', file), 'utf8');
      assert.doesNotMatch(text, /sourceMappingURL/);
      if (file.endsWith('.css')) assert.doesNotMatch(text, /url\((?!["']?\/assets\/)|@import/, `${file} loads from elsewhere`);
    }
  });
});
