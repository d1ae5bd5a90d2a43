// What was asked, in one line for a queue or a card.

interface Asked {
  readonly name: string;
  readonly quantity: number | null;
  readonly unit: string | null;
}

const most = 80;

/** "白菜 2斤、大米 1袋"; without items the note; at most 80 characters, never cutting one in two. */
export function gistOf(items: readonly Asked[], note: string | null = null): string {
  const line =
    items.length === 0
      ? (note ?? '').replace(/\s+/g, ' ').trim()
      : items.map(({ name, quantity, unit }) => (quantity === null ? name : `${name} ${quantity}${unit ?? ''}`)).join('、');
  const signs = [...new Intl.Segmenter('zh').segment(line)].map(part => part.segment);
  return line.length <= most ? line : `${fit(signs, most - 1)}…`;
}

function fit(signs: readonly string[], room: number): string {
  let line = '';
  for (const sign of signs) {
    if (line.length + sign.length > room) break;
    line += sign;
  }
  return line;
}
