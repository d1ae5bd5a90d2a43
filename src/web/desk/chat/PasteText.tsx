// The text as it was pasted, with each row where it stands; the row that is looked at shows its fields in colour.
import { useEffect, useRef } from 'preact/hooks';
import { colourOfMark, type Paste, type Row } from './paste.ts';

interface PasteTextProps {
  paste: Paste;
  at: string | undefined;
  /** The field under the pointer: its place among the marks of the row. */
  hot: number | undefined;
  onRow: (pasteRowId: string) => void;
  onHot: (mark: number | undefined) => void;
}

export function PasteText({ paste, at, hot, onRow, onHot }: PasteTextProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('[data-at]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const pieces = [];
  let from = 0;
  const placed = paste.rows.filter(row => row.span[1] > row.span[0]).sort((a, b) => a.span[0] - b.span[0]);
  for (const row of placed) {
    if (row.span[0] < from) continue;
    if (row.span[0] > from) pieces.push(paste.text.slice(from, row.span[0]));
    pieces.push(
      // biome-ignore lint/a11y/useKeyWithMouseEvents: the rows beside it are what the keyboard walks through
      // biome-ignore lint/a11y/useKeyWithClickEvents: likewise
      // biome-ignore lint/a11y/noStaticElementInteractions: likewise
      <span
        key={row.pasteRowId}
        class="desk-chat-line"
        data-state={row.state}
        data-colour={row.state === 'open' ? (row.reading?.colour ?? undefined) : undefined}
        data-at={row.pasteRowId === at || undefined}
        onMouseOver={() => onRow(row.pasteRowId)}
        onClick={() => onRow(row.pasteRowId)}
      >
        {row.pasteRowId === at ? <Marked row={row} hot={hot} onHot={onHot} /> : row.text}
      </span>,
    );
    from = row.span[1];
  }
  pieces.push(paste.text.slice(from));
  return (
    <div class="desk-chat-text" ref={box}>
      {pieces}
    </div>
  );
}

function Marked({ row, hot, onHot }: { row: Row; hot: number | undefined; onHot: (mark: number | undefined) => void }) {
  const marks = (row.reading?.marks ?? [])
    .map((mark, index) => ({ ...mark, index }))
    .flatMap(mark => (mark.span === null || mark.span[1] <= mark.span[0] ? [] : [{ ...mark, span: mark.span }]))
    .sort((a, b) => a.span[0] - b.span[0]);
  const pieces = [];
  let from = 0;
  for (const mark of marks) {
    // Building, unit and room stand on the same words.
    if (mark.span[0] < from || mark.span[1] > row.text.length) continue;
    pieces.push(row.text.slice(from, mark.span[0]));
    pieces.push(
      // biome-ignore lint/a11y/useKeyWithMouseEvents: the fields beside it take the focus
      <mark
        key={mark.index}
        data-colour={colourOfMark(mark)}
        data-hot={mark.index === hot || undefined}
        onMouseOver={() => onHot(mark.index)}
        onMouseOut={() => onHot(undefined)}
      >
        {row.text.slice(mark.span[0], mark.span[1])}
      </mark>,
    );
    from = mark.span[1];
  }
  pieces.push(row.text.slice(from));
  return <>{pieces}</>;
}
