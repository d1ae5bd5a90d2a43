// How PostgreSQL's values look to the program: times as ISO strings, dates as dates, money and counts as numbers.
import pg from 'pg';

type Read = (text: string) => unknown;

/** bigint beyond 2^53 stays exact as a BigInt. */
const readBigint: Read = text => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};

/**
 * "2022-03-12 06:20:00.5+00" → "2022-03-12T06:20:00.500Z". Always three digits, so that the strings sort as the times do; the
 * program writes whole milliseconds. The session's time zone is UTC. Infinity and years before Christ stay as they are.
 */
const readInstant: Read = text => {
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text);
  return parts === null ? text : `${parts[1]}T${parts[2]}.${(parts[3] ?? '').padEnd(3, '0').slice(0, 3)}Z`;
};

const asIs: Read = text => text;

const readers = new Map<number, Read>([
  [20, readBigint],
  [1700, Number],
  [1184, readInstant],
  [1082, asIs],
  [1114, asIs],
]);
const arrays: readonly (readonly [number, Read])[] = [
  [1016, readBigint],
  [1231, Number],
  [1185, readInstant],
  [1182, asIs],
  [1115, asIs],
  [2951, asIs],
];
// The published types say that arrayParser is a function; it is an object with `create`.
const { create } = pg.types.arrayParser as unknown as {
  create(source: string, read: (entry: string | null) => unknown): { parse(): unknown[] };
};
for (const [oid, read] of arrays) {
  readers.set(oid, text => create(text, entry => (entry === null ? null : read(entry))).parse());
}

export const readTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : (readers.get(oid) ?? pg.types.getTypeParser(oid, 'text')),
};
