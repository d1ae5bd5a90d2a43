// Reads or writes one XLSX sheet apart from everything else: bounded in memory and time, so that a hostile file takes nothing but itself down.
import { parentPort, workerData } from 'node:worker_threads';
import { readSheet } from 'read-excel-file/universal';
import writeXlsx from 'write-excel-file/node';
import { guardCell } from '../../domain/people/csv.ts';
import { mostColumns, type Sheet, type SheetFailure, type SheetWork } from './sheet.ts';

// A sheet of 20,000 rows is about 12 MiB of XML.
const mostUnpackedBytes = 96 * 1024 * 1024;
const mostEntries = 500;

class Unreadable extends Error {
  readonly failure: SheetFailure;
  constructor(failure: SheetFailure) {
    super(failure);
    this.failure = failure;
  }
}

/**
 * What the archive says it unpacks to; the unpacker makes no more room than that. An archive with two directories, or two counts of its
 * parts, would be unpacked by the one that was not looked at: no office program writes such a roster.
 */
function checkArchive(bytes: Buffer): void {
  // The end record stands within the last 64 KiB, behind it at most a comment.
  const end = bytes.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0 || bytes.length - end < 22) throw new Unreadable('file_unreadable');
  const entries = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  const isLong = end >= 20 && bytes.readUInt32LE(end - 20) === 0x07064b50;
  if (isLong || entries === 0 || bytes.readUInt16LE(end + 8) !== entries) throw new Unreadable('file_unreadable');
  if (entries > mostEntries) throw new Unreadable('file_too_large');
  let unpacked = 0;
  for (let entry = 0; entry < entries; entry++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw new Unreadable('file_unreadable');
    // What is stored as it is takes as much room as it has bytes, whatever size it claims.
    unpacked += Math.max(bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 24));
    if (unpacked > mostUnpackedBytes) throw new Unreadable('file_too_large');
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell);
}

async function read(bytes: Uint8Array<ArrayBuffer>): Promise<Sheet> {
  checkArchive(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  let lines: unknown[][];
  try {
    lines = await readSheet(new Blob([bytes]));
  } catch {
    throw new Unreadable('file_unreadable');
  }
  return { encoding: 'xlsx', lines: lines.map(line => line.slice(0, mostColumns).map(textOf)) };
}

function write(lines: readonly (readonly string[])[]): Promise<Buffer> {
  const cells = lines.map((line, index) =>
    line.map(cell => ({ value: guardCell(cell), type: String, ...(index === 0 ? { fontWeight: 'bold' as const } : {}) })),
  );
  const widths = (lines[0] ?? []).map((_, index) => ({
    width: Math.min(40, Math.max(8, ...lines.slice(0, 200).map(line => (line[index] ?? '').length * 2))),
  }));
  return writeXlsx(cells, { columns: widths, stickyRowsCount: 1, sheet: 'Sheet1' }).toBuffer();
}

try {
  const work = workerData as SheetWork;
  parentPort?.postMessage('bytes' in work ? await read(work.bytes) : { written: await write(work.lines) });
} catch (error) {
  parentPort?.postMessage({ failure: error instanceof Unreadable ? error.failure : 'file_unreadable' });
}
