// Sheets as files: reads what offices send (CSV in UTF-8 or GB18030, XLSX), and writes what they can open.
import { Worker } from 'node:worker_threads';
import { guessDelimiter, parseCsv, unguardCell, writeCsv } from '../../domain/people/csv.ts';
import { type Refusal, refuse } from '../../domain/refusal.ts';

export interface Sheet {
  /** utf-8, utf-16le, gb18030 or xlsx. */
  readonly encoding: string;
  readonly lines: readonly (readonly string[])[];
}
export type SheetFailure = 'file_unreadable' | 'file_too_large';
/** What the worker is given: an XLSX file to read, or lines to write as one. */
export type SheetWork = { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly lines: readonly (readonly string[])[] };
type SheetAnswer = Sheet | { readonly written: Uint8Array } | { readonly failure: SheetFailure };

export const mostRows = 20_000;
// A title and headings may stand above the rows.
const mostLines = mostRows + 10;
export const mostColumns = 200;
const patienceMs = 20_000;
// A worker has its own share of the machine; two sheets at once are enough for an office.
const mostAtOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= mostAtOnce) await new Promise<void>(resolve => waiting.push(resolve));
  else running++;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) running--;
    else next();
  }
}

/** All lines of the first sheet as text. At most 20,000 rows; whatever needs more memory or time than that is too large. */
export async function readSheetFile(bytes: Uint8Array): Promise<Sheet | Refusal<SheetFailure>> {
  const zipped = bytes[0] === 0x50 && bytes[1] === 0x4b;
  // A copy of its own: the worker must not share the pool of the request.
  const answer = zipped ? await inTurn(() => workApart({ bytes: new Uint8Array(bytes) })) : readCsv(bytes);
  if (!('lines' in answer)) return refuse('failure' in answer ? answer.failure : 'file_unreadable', { most: mostRows });
  if (answer.lines.length > mostLines) return refuse('file_too_large', { most: mostRows });
  return { encoding: answer.encoding, lines: answer.lines.map(line => line.map(unguardCell)) };
}

function readCsv(bytes: Uint8Array): SheetAnswer {
  const decoded = decode(bytes);
  if (decoded === null || decoded.text.includes('\u0000')) return { failure: 'file_unreadable' };
  const lines = parseCsv(decoded.text, guessDelimiter(decoded.text), mostLines + 1);
  if (lines === null) return { failure: 'file_unreadable' };
  return { encoding: decoded.encoding, lines: lines.map(line => line.slice(0, mostColumns)) };
}

function decode(bytes: Uint8Array): { encoding: string; text: string } | null {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return { encoding: 'utf-16le', text: new TextDecoder('utf-16le').decode(bytes) };
  const marked = first === 0xef && second === 0xbb && third === 0xbf;
  // Every UTF-8 file of Chinese is valid as such, and hardly any GB18030 file is.
  for (const encoding of marked ? ['utf-8'] : ['utf-8', 'gb18030']) {
    try {
      return { encoding, text: new TextDecoder(encoding, { fatal: true }).decode(bytes) };
    } catch {
      // The next one.
    }
  }
  return null;
}

function workApart(work: SheetWork): Promise<SheetAnswer> {
  const worker = new Worker(new URL('./sheet-worker.ts', import.meta.url), {
    workerData: work,
    resourceLimits: { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 64 },
    // What a library prints there must not reach the operator's screen.
    stdout: true,
    stderr: true,
  });
  return new Promise(settle => {
    const impatient = setTimeout(() => finish({ failure: 'file_too_large' }), patienceMs);
    function finish(answer: SheetAnswer): void {
      clearTimeout(impatient);
      settle(answer);
      void worker.terminate();
    }
    worker.once('message', finish);
    worker.once('error', error => {
      const outOfMemory = (error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY';
      finish({ failure: outOfMemory ? 'file_too_large' : 'file_unreadable' });
    });
    worker.once('exit', () => finish({ failure: 'file_unreadable' }));
  });
}

export const mediaTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;
export type SheetFormat = keyof typeof mediaTypes;

/** CSV begins with a byte order mark, without which Excel shows Chinese as rubbish. Cells that look like formulas are guarded. */
export async function writeSheetFile(format: SheetFormat, lines: readonly (readonly string[])[]): Promise<Buffer> {
  if (format === 'csv') return Buffer.from(`\ufeff${writeCsv(lines)}`, 'utf8');
  const answer = await inTurn(() => workApart({ lines }));
  if (!('written' in answer)) throw new Error('the sheet could not be written');
  return Buffer.from(answer.written);
}
