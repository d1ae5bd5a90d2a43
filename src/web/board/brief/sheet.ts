// Hands an exported sheet to the browser as a file.

import { serverNow } from '../../kit/now.ts';
import { isoDay } from '../../kit/time.ts';

const byteOrderMark = '\ufeff';

/** `text` as it came; the mark at its start, which a browser's text reader drops, tells offices that it is UTF-8. */
export function saveSheet(text: string, name: string, on: string | undefined): void {
  const plain = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([byteOrderMark, plain], { type: 'text/csv;charset=utf-8' }));
  link.download = `${name}-${on ?? isoDay(serverNow())}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
