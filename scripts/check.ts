// The whole check behind npm test: style, types, then every test, ending with the summary of Node's test runner.
import { spawn } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const asked = process.argv.slice(2);
const paths = asked.filter(word => !word.startsWith('-'));
const flags = asked.filter(word => word.startsWith('-'));

/** Everything this check starts runs on the Node that the project brings along, whatever the machine has. */
function run(name: string, command: string[]): Promise<boolean> {
  const [file = '', ...args] = command;
  return new Promise(settle => {
    const child = spawn(file, args, { cwd: root, stdio: 'inherit' });
    child.on('error', error => {
      console.error(`${name} could not be started: ${error.message}`);
      settle(false);
    });
    child.on('exit', code => settle(code === 0));
  });
}

/** A package's own program, run by this Node. */
function tool(path: string, ...args: string[]): string[] {
  return [process.execPath, join(root, 'node_modules', path), ...args];
}

function testFiles(): string[] {
  const patterns = paths.length === 0 ? ['tests', 'src', 'bench'] : paths;
  return patterns.flatMap(path => {
    const whole = resolve(root, path);
    if (!existsSync(whole)) throw new Error(`there is no ${path}`);
    return statSync(whole).isDirectory() ? globSync('**/*.test.ts', { cwd: whole }).map(file => join(whole, file)) : [whole];
  });
}

async function checkStyleAndTypes(): Promise<string[]> {
  const failed: string[] = [];
  const plain = process.stdout.isTTY ? [] : ['--colors=off'];
  const biome = tool('@biomejs/biome/bin/biome', 'check', '--log-level=error', '--diagnostic-level=error', ...plain, '.');
  if (!(await run('biome', biome))) failed.push('style');
  if (!(await run('tsc', tool('typescript/bin/tsc', '--noEmit')))) failed.push('types');
  return failed;
}

async function check(): Promise<void> {
  const files = testFiles().sort();
  // Parts are run while something is being written; the whole is what counts.
  const failed = paths.length === 0 ? await checkStyleAndTypes() : [];
  for (const name of failed) console.error(`\ncheck: ${name} failed, see above; the tests run all the same\n`);
  const parallel = Math.max(2, Math.min(4, availableParallelism()));
  const runner = [
    process.execPath,
    '--test',
    `--test-concurrency=${parallel}`,
    // Nothing takes this long; without a limit a test that hangs would hold everything up for ever.
    '--test-timeout=600000',
    ...flags,
    ...files,
  ];
  if (!(await run('node --test', runner))) failed.push('tests');
  process.exitCode = failed.length > 0 ? 1 : 0;
}

await check();
