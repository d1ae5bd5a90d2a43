// How well and how fast the reader reads: `node bench/reader.ts lines.jsonl` prints the shares of each field, one JSON object a line; no network, no database.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { argv, cpuUsage, stdout } from 'node:process';
import { answerOf, readContext } from '../src/domain/intake/answer.ts';
import { readText } from '../src/domain/intake/read.ts';
import { readSheet } from '../src/domain/intake/sheet.ts';
import { type ChatLine, score } from './reader-score.ts';

const print = (line: object): void => void stdout.write(`${JSON.stringify(line)}\n`);
const [path = 'samples/chat/blind.jsonl', show] = argv.slice(2);
const lines = readFileSync(path, 'utf8')
  .split('\n')
  .filter(line => line.trim() !== '')
  .map(line => JSON.parse(line) as ChatLine);

const readings = lines.map(line => answerOf(readText(line.text, readContext(line.group_context))));
const { figures, faults } = score(lines, readings);
for (const figure of figures) print(figure);
if (show !== undefined) for (const fault of faults) if (show === 'all' || fault.field === show) print(fault);

const contexts = lines.map(line => readContext(line.group_context));
const thousand = Array.from({ length: 1000 }, (_, at) => at % lines.length);
const readAll = (): void => thousand.forEach(at => void readText((lines[at] as ChatLine).text, contexts[at]));
const rows = Array.from(
  { length: 574 },
  (_, at) =>
    `${at + 1}. ${(at % 9) + 1}-${(at % 3) + 1}-${(at % 11) + 1}0${(at % 2) + 1} 王女士 白菜${(at % 3) + 1}棵 鸡蛋1板 1990000${String(at).padStart(4, '0')}`,
);
const sheet = `#接龙\n蔬菜代购\n${rows.join('\n')}`;
/** The least time of seven runs: on the clock, and of the processor, which other work beside it disturbs less. */
const best = (work: () => void): { ms: number; cpu_ms: number } => {
  let [least, leastCpu] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let run = 0; run < 7; run++) {
    const [began, cpu] = [performance.now(), cpuUsage()];
    work();
    least = Math.min(least, performance.now() - began);
    const { user, system } = cpuUsage(cpu);
    leastCpu = Math.min(leastCpu, (user + system) / 1000);
  }
  return { ms: Math.round(least * 10) / 10, cpu_ms: Math.round(leastCpu * 10) / 10 };
};
const first = performance.now();
readAll();
print({ what: 'a thousand lines, the first time', ms: Math.round((performance.now() - first) * 10) / 10 });
const [some, all] = [best(readAll), best(() => void readSheet(sheet))];
print({
  what: 'a thousand lines',
  ...some,
  lines_per_second: Math.round(1_000_000 / some.ms),
  share_of_50_ms: Math.round((some.ms / 50) * 100) / 100,
});
print({ what: 'a list of 574 rows', ...all, share_of_100_ms: Math.round((all.ms / 100) * 100) / 100 });
