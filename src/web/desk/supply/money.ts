// Money as typed, in fen as kept.

/** `12.5` → 1250; undefined when nothing was typed, null when it is no amount. */
export function fenOf(typed: string): number | undefined | null {
  const plain = typed.normalize('NFKC').replace(/[¥￥,\s]/g, '');
  if (plain === '') return undefined;
  const match = /^(\d{1,6})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
}
