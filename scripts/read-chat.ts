// Reads lines of chat from standard input and writes what they ask for, one JSON object a line: `npm run -s read-chat -- [--households roster.csv]`.
import { readFileSync } from 'node:fs';
import { argv, exit, stderr, stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline';
import { answerOf, answerOfSheet, readContext } from '../src/domain/intake/answer.ts';
import { readPasted } from '../src/domain/intake/envelope.ts';
import { readText } from '../src/domain/intake/read.ts';
import { type Door, makeRegistry, type Registry } from '../src/domain/intake/registry.ts';
import { guessDelimiter, parseCsv, unguardCell } from '../src/domain/people/csv.ts';
import { readTable } from '../src/domain/people/roster.ts';
import { readLiving } from '../src/domain/people/roster-cell.ts';

class Unreadable extends Error {}

/** The doors of a roster of households: its compound may be left out, its unit too; doors that were taken away do not count. */
function readRoster(path: string): Registry {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw new Unreadable(`cannot read the roster ${path}: ${(error as Error).message}`);
  }
  const text = decode(bytes);
  const records = parseCsv(text, guessDelimiter(text));
  if (records === null) throw new Unreadable(`the roster ${path} is cut off inside a quotation`);
  const lines = records.map(record => record.map(unguardCell));
  let table = readTable('households', lines);
  if (
    table.bad.some(({ problems }) => problems.some(problem => problem.code === 'column_missing' && problem.column === 'compound'))
  )
    table = readTable('households', [['小区', ...(lines[0] ?? [])], ...lines.slice(1).map(line => ['', ...line])]);
  const missing = table.bad.flatMap(({ problems }) => problems.filter(problem => problem.code === 'column_missing'));
  if (missing.length > 0) throw new Unreadable(`the roster ${path} has no column ${missing.map(one => one.value).join(', ')}`);
  const doors: Door[] = [];
  for (const { row, cells } of table.rows) {
    const { compound = '', building = '', unit = '', door = '', living = '', aliases = '' } = cells;
    if (building === '' || door === '' || readLiving(living) === 'removed') continue;
    doors.push({
      id: String(row),
      compound,
      building,
      unit,
      door,
      aliases: aliases.split(/[;；,，、]/).filter(one => one !== ''),
    });
  }
  if (doors.length === 0) throw new Unreadable(`the roster ${path} has no doors`);
  return makeRegistry(doors);
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

/** What one line of input is answered with; throws with a sentence where it is no line of chat. */
function answer(line: string, registry: Registry | null): object {
  let given: unknown;
  try {
    given = JSON.parse(line);
  } catch {
    throw new Error('not JSON');
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new Error('no object');
  const { id = null, text, group_context } = given as Record<string, unknown>;
  if (typeof text !== 'string') throw Object.assign(new Error('text is missing'), { id });
  const parts = readPasted(text, readContext(group_context), registry);
  const [only] = parts;
  if (only === undefined) return { id, ...answerOf(readText('')) };
  if (parts.length === 1 && only.type === 'message') return { id, ...answerOf(only.reading) };
  if (parts.length === 1 && only.type === 'sheet') return { id, ...answerOfSheet(only.sheet) };
  // A record of many messages: everything that somebody has to act on, in its order.
  const rows: object[] = parts.flatMap((part): object[] =>
    part.type === 'sheet'
      ? answerOfSheet(part.sheet).rows
      : part.reading.kind === 'chatter' || part.reading.kind === 'announcement'
        ? []
        : [{ sender: part.message.sender, ...answerOf(part.reading) }],
  );
  const totals: Record<string, number> = {};
  for (const part of parts)
    if (part.type === 'sheet')
      for (const [name, sum] of Object.entries(part.sheet.totals)) totals[name] = (totals[name] ?? 0) + sum;
  return { id, rows, totals };
}

function options(args: readonly string[]): { roster: string | null } {
  if (args.length === 0) return { roster: null };
  if (args.length === 2 && args[0] === '--households') return { roster: args[1] as string };
  throw new Unreadable('usage: npm run -s read-chat -- [--households roster.csv] < lines.jsonl > readings.jsonl');
}

try {
  const { roster } = options(argv.slice(2));
  const registry = roster === null ? null : readRoster(roster);
  let number = 0;
  for await (const line of createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === '') continue;
    try {
      stdout.write(`${JSON.stringify(answer(line.replace(/^\ufeff/, ''), registry))}\n`);
    } catch (error) {
      const { message } = error as Error;
      const id = (error as { id?: unknown }).id ?? null;
      stderr.write(`line ${number}${id === null ? '' : ` (${String(id)})`}: ${message}\n`);
      stdout.write(`${JSON.stringify({ id, error: message })}\n`);
    }
  }
} catch (error) {
  stderr.write(`${(error as Error).message}\n`);
  exit(2);
}
