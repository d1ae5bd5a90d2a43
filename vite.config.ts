// Builds the pages of all seats into dist/: one entry per seat, hashed files, nothing loaded from elsewhere.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { preact } from '@preact/preset-vite';
import { defineConfig, type Plugin } from 'vite';

const web = resolve(import.meta.dirname, 'src/web');
/** Folder of the seat. The server gives /door the resident's page and / the start page. */
const seats = ['start', 'resident', 'field', 'desk', 'board'] as const;

// SEATS=desk,field builds these alone: while one is being rebuilt, the others need not be whole.
const wanted = process.env.SEATS?.split(',') ?? [...seats];
const input: Record<string, string> = Object.fromEntries(
  seats
    .filter(seat => wanted.includes(seat) && existsSync(resolve(web, seat, 'main.tsx')))
    .map(seat => [seat, resolve(web, seat, 'index.html')]),
);
// A service worker keeps its address for ever, so it stands outside the hashed folder: dist/field-worker.js.
const worker = resolve(web, 'field/worker.ts');
if (wanted.includes('field') && existsSync(worker)) input['field-worker'] = worker;

/** dist/<seat>/files.json lists what a page loads at once: for the offline phone, and for the test of the size budgets. */
function seatFiles(): Plugin {
  return {
    name: 'seat-files',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const seat of seats) {
        const page = bundle[`${seat}/index.html`];
        if (page?.type !== 'asset') continue;
        const html = typeof page.source === 'string' ? page.source : new TextDecoder().decode(page.source);
        const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(match => match[1]);
        this.emitFile({ type: 'asset', fileName: `${seat}/files.json`, source: JSON.stringify([...new Set(files)]) });
      }
    },
  };
}

/** What makes the field seat a program of the phone, under addresses that stay the same. */
const installable = ['manifest.webmanifest', 'icon-192.png', 'icon-512.png'];

/** The field seat starts without signal: its worker is told every file of the page, those loaded later too, and one word for their version. */
function fieldShell(): Plugin {
  return {
    name: 'field-shell',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const page = bundle['field/index.html'];
      const code = bundle['field-worker.js'];
      if (page?.type !== 'asset' || code?.type !== 'chunk') return;
      const files = new Set(installable.map(name => `/field/${name}`));
      const html = String(typeof page.source === 'string' ? page.source : new TextDecoder().decode(page.source));
      for (const [, file] of html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) files.add(file ?? '');
      const seen = new Set<string>();
      const follow = (name: string): void => {
        const chunk = bundle[name];
        if (chunk?.type !== 'chunk' || seen.has(name)) return;
        seen.add(name);
        files.add(`/${name}`);
        for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(`/${css}`);
        for (const asset of chunk.viteMetadata?.importedAssets ?? []) files.add(`/${asset}`);
        for (const next of [...chunk.imports, ...chunk.dynamicImports]) follow(next);
      };
      for (const chunk of Object.values(bundle)) if (chunk.type === 'chunk' && chunk.name === 'field') follow(chunk.fileName);
      const version = createHash('sha256')
        .update(html)
        .update([...files].join());
      for (const name of installable) {
        const source = readFileSync(resolve(web, 'field', name));
        version.update(source);
        this.emitFile({ type: 'asset', fileName: `field/${name}`, source });
      }
      const told = JSON.stringify({ version: version.digest('hex').slice(0, 16), files: [...files] });
      code.code = code.code.replaceAll('__SHELL__', told);
    },
  };
}

/** Everything that is text lies beside itself squeezed, and the server sends that: nobody waits for it to be squeezed again. */
function squeezed(): Plugin {
  return {
    name: 'squeezed',
    apply: 'build',
    async writeBundle({ dir }, bundle) {
      for (const name of Object.keys(bundle).filter(one => /\.(js|css|html|svg|json|webmanifest|wasm)$/.test(one))) {
        const file = resolve(dir ?? '', name);
        const plain = readFileSync(file);
        writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }));
        writeFileSync(`${file}.br`, brotliCompressSync(plain));
      }
    },
  };
}

export default defineConfig({
  root: web,
  publicDir: false,
  // The preset's development helpers write inline scripts; the pages must do without any.
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false }), seatFiles(), fieldShell(), squeezed()],
  build: {
    outDir: resolve(import.meta.dirname, 'dist'),
    emptyOutDir: true,
    // Residents' phones are old: the web views of 2021 are the floor.
    target: ['es2020', 'chrome87', 'safari14', 'firefox85'],
    sourcemap: false,
    // Inlined images would be data: addresses, which the content policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input,
      output: {
        entryFileNames: chunk => (chunk.name === 'field-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
