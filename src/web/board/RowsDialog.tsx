// The rows behind a figure: as many as the figure says, door by door.
import { useEffect, useState } from 'preact/hooks';
import type { exportBrief, readFigureRows } from '../../api/brief.ts';
import type { AnswerOf } from '../../api/endpoint.ts';
import type { FigureName } from '../../domain/brief/figures.ts';
import type { Role } from '../../domain/people/role.ts';
import type { Kind } from '../../domain/request/kind.ts';
import type { State } from '../../domain/request/life.ts';
import { Button } from '../kit/Button.tsx';
import { StateChip } from '../kit/Chip.tsx';
import { call, type Refused } from '../kit/call.ts';
import { Dialog } from '../kit/Dialog.tsx';
import { Empty, ErrorNote, Waiting } from '../kit/Note.tsx';
import { nameOf } from '../kit/names.ts';
import { type Column, Table } from '../kit/Table.tsx';
import { dayTime } from '../kit/time.ts';
import { saveSheet } from './brief/sheet.ts';
import { may, mayOpenDesk } from './rights.ts';
import { say } from './words.ts';

export interface Opened {
  readonly figure: FigureName;
  readonly on?: string | undefined;
  readonly span?: 'day' | 'until' | undefined;
  readonly compoundId?: string | undefined;
  readonly part?: 'all' | 'numerator' | undefined;
  readonly kind?: Kind | undefined;
}

/** Two calls to one household are two rows, so a row is known by its place. */
type Row = AnswerOf<typeof readFigureRows>['rows'][number] & { readonly key: string };
const pageSize = 200;

interface RowsDialogProps {
  readonly opened: Opened | undefined;
  readonly roles: readonly Role[];
  readonly onClose: () => void;
}

export function RowsDialog({ opened, roles, onClose }: RowsDialogProps) {
  if (opened === undefined) return null;
  return <Rows key={JSON.stringify(opened)} opened={opened} roles={roles} onClose={onClose} />;
}

function Rows({ opened, roles, onClose }: RowsDialogProps & { readonly opened: Opened }) {
  const { figure, kind, ...query } = opened;
  const [rows, setRows] = useState<readonly Row[]>([]);
  const [total, setTotal] = useState<number | undefined>(undefined);
  const [next, setNext] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [busy, setBusy] = useState(false);

  const read = async (after: string | null) => {
    setBusy(true);
    const outcome = await call<typeof readFigureRows>('GET', '/api/v1/brief/{figure}/rows', {
      params: { figure },
      query: { ...query, limit: pageSize, ...(kind !== undefined && { kind }), ...(after !== null && { after }) },
    });
    setBusy(false);
    setRefusal(outcome.ok ? undefined : outcome.refusal);
    if (!outcome.ok) return;
    setRows(old => {
      const before = after === null ? [] : old;
      return [...before, ...outcome.answer.rows.map((row, index) => ({ ...row, key: String(before.length + index) }))];
    });
    setTotal(outcome.answer.total);
    setNext(outcome.answer.next);
  };
  useEffect(() => void read(null), []);

  const name = kind === undefined ? say(`figure.${figure}`) : `${say(`figure.${figure}`)} · ${nameOf(`kind.${kind}`)}`;
  const pick = mayOpenDesk(roles)
    ? (row: Row) =>
        location.assign(row.requestId === null ? `/desk#households/${row.householdId}` : `/desk#queue/${row.requestId}`)
    : undefined;
  return (
    <Dialog
      open
      wide
      title={total === undefined ? name : say('rows.of', { figure: name, n: total })}
      onClose={onClose}
      foot={
        <>
          {total !== undefined && rows.length < total && (
            <span class="k-quiet k-grow">{say('rows.shown', { shown: rows.length, n: total })}</span>
          )}
          {next !== null && total !== undefined && rows.length < total && (
            <Button onPress={() => read(next)} busy={busy}>
              {say('rows.more', { n: Math.min(pageSize, total - rows.length) })}
            </Button>
          )}
          {may(roles, 'exportBrief') && kind === undefined && opened.part !== 'numerator' && (
            <Button
              onPress={async () => {
                const outcome = await call<typeof exportBrief>('POST', '/api/v1/brief/export', {
                  body: { ...spanOf(opened), figure },
                });
                setRefusal(outcome.ok ? undefined : outcome.refusal);
                if (outcome.ok) saveSheet(String(outcome.answer), name, opened.on);
              }}
            >
              {say('brief.rows_sheet')}
            </Button>
          )}
        </>
      }
    >
      <div class="k-stack">
        <p class="k-quiet">{say(`means.${figure}`)}</p>
        <ErrorNote refusal={refusal} onRetry={() => read(rows.length === 0 ? null : next)} busy={busy} />
        {total === undefined && refusal === undefined && <Waiting lines={6} />}
        {total === 0 && <Empty>{say('rows.none')}</Empty>}
        {rows.length > 0 && (
          <Table
            caption={say('rows.caption', { figure: name })}
            quietCaption
            columns={columnsOf(figure, rows)}
            rows={rows}
            rowKey={row => row.key}
            onPick={pick}
          />
        )}
      </div>
    </Dialog>
  );
}

function spanOf({ on, span, compoundId }: Opened) {
  return {
    ...(on !== undefined && { on }),
    ...(span !== undefined && { span }),
    ...(compoundId !== undefined && { compoundId }),
  };
}

function columnsOf(figure: FigureName, rows: readonly Row[]): Column<Row>[] {
  const has = (key: keyof Row) => rows.some(row => row[key] !== null);
  const columns: Column<Row>[] = [{ key: 'door', head: say('rows.door'), cell: row => <b class="k-nowrap">{row.door}</b> }];
  if (new Set(rows.map(row => row.compoundName)).size > 1) {
    columns.push({ key: 'compound', head: say('rows.compound'), cell: row => row.compoundName });
  }
  const time = (at: string | null) => at && <span class="k-nowrap">{dayTime(at)}</span>;
  if (has('kind')) {
    columns.push({ key: 'kind', head: say('rows.kind'), cell: row => row.kind && nameOf(`kind.${row.kind}`) });
  }
  if (has('state')) {
    columns.push({
      key: 'state',
      head: say('rows.state'),
      cell: row => row.state !== null && <StateChip state={row.state as State} />,
    });
  }
  if (has('askedAt')) {
    columns.push({ key: 'asked', head: say('rows.asked'), cell: row => time(row.askedAt), end: true });
  }
  if (has('deliveredAt') && figure !== 'requests_late') {
    columns.push({
      key: 'delivered',
      head: say('rows.delivered'),
      cell: row => time(row.deliveredAt),
      end: true,
    });
  }
  if (figure === 'households_unheard') {
    const never = <span class="k-quiet">{say('door.never')}</span>;
    columns.push({ key: 'heard', head: say('door.heard'), cell: row => time(row.heardAt) ?? never, end: true });
  }
  if (has('number')) columns.push({ key: 'number', head: say('rows.number'), cell: row => row.number, end: true });
  return columns;
}
