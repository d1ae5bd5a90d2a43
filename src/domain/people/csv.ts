// Reads and writes CSV by RFC 4180, and keeps cells from being taken for formulas by the office programs that open them.

export const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

/** The delimiter that the first line with one uses most; quoted text does not count. */
export function guessDelimiter(text: string): Delimiter {
  const counts: Record<Delimiter, number> = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    if (quoted) continue;
    if (sign === ',' || sign === ';' || sign === '\t') counts[sign]++;
    if ((sign === '\n' || sign === '\r') && delimiters.some(one => counts[one] > 0)) break;
  }
  return delimiters.reduce((best, one) => (counts[one] > counts[best] ? one : best));
}

/**
 * All records. Lines end in CRLF, LF or CR; quotes are doubled inside quotes. Null when a quote is never closed: where the file was cut
 * off cannot be told from where it ends. Reading stops after `most` records.
 */
export function parseCsv(text: string, delimiter: Delimiter, most = Number.POSITIVE_INFINITY): string[][] | null {
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < text.length && records.length < most) {
    let field = '';
    if (text[at] === '"') {
      for (at++; ; ) {
        const close = text.indexOf('"', at);
        if (close < 0) return null;
        field += text.slice(at, close);
        at = close + 1;
        if (text[at] !== '"') break;
        field += '"';
        at++;
      }
    }
    // Also what stands behind a closing quote: some programs write it, and nothing may be lost.
    const end = endOfField(text, at, delimiter);
    record.push(field + text.slice(at, end));
    at = end;
    if (text[at] === delimiter) {
      at++;
      if (at === text.length) record.push('');
      else continue;
    }
    records.push(record);
    record = [];
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
  }
  return records;
}

function endOfField(text: string, from: number, delimiter: Delimiter): number {
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === delimiter || sign === '\n' || sign === '\r') return at;
  }
  return text.length;
}

/** With CRLF, quotes where they are needed, and formula guards. The byte order mark is the writer's of the file. */
export function writeCsv(records: readonly (readonly string[])[]): string {
  return records.map(record => `${record.map(cell => quote(guardCell(cell))).join(',')}\r\n`).join('');
}

function quote(cell: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

// Full-width signs too: Chinese and Japanese office programs take ＝ for =.
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/** A cell that a spreadsheet would run as a formula gets an apostrophe before it: "+86 138…" → "'+86 138…". */
export function guardCell(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

/** Takes the apostrophe off again. Every cell comes back as it was. */
export function unguardCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
