// Rows to read and pick from: dense, by mouse, by arrow keys or j and k, Enter opens.
import type { ComponentChildren } from 'preact';
import './Table.css';

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the end. */
  readonly end?: boolean | undefined;
}

interface TableProps<Row> {
  caption: string;
  quietCaption?: boolean | undefined;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  picked?: string | undefined;
  onPick?: ((row: Row) => void) | undefined;
}

export function Table<Row>({ caption, quietCaption, columns, rows, rowKey, picked, onPick }: TableProps<Row>) {
  const at = rows.findIndex(row => rowKey(row) === picked);
  return (
    // A frame that can be scrolled must be reachable without a mouse.
    <section class="k-table-frame" tabIndex={onPick ? undefined : 0} aria-label={caption}>
      <table class="k-table">
        <caption class={quietCaption ? 'k-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column.key} scope="col" data-end={column.end || undefined}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody
          onKeyDown={event => {
            if (!onPick) return;
            const row = (event.target as HTMLElement).closest('tr');
            if (!row || event.target !== row) return;
            const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
            if (event.key === 'Enter' || event.key === ' ') {
              event.preventDefault();
              const found = rows[row.sectionRowIndex];
              if (found) onPick(found);
            } else if (step !== undefined && !event.metaKey && !event.ctrlKey) {
              event.preventDefault();
              event.stopPropagation();
              const next = row.parentElement?.children[row.sectionRowIndex + step] as HTMLElement | undefined;
              next?.focus();
              next?.scrollIntoView({ block: 'nearest' });
            }
          }}
        >
          {rows.map((row, index) => {
            const key = rowKey(row);
            return (
              <tr
                key={key}
                tabIndex={onPick ? (index === Math.max(at, 0) ? 0 : -1) : undefined}
                aria-selected={onPick ? key === picked : undefined}
                onClick={onPick ? () => onPick(row) : undefined}
              >
                {columns.map(column => (
                  <td key={column.key} data-end={column.end || undefined}>
                    {column.cell(row)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
