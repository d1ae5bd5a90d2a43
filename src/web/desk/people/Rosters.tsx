// Rosters in and out: a template to fill in, a preview that names every bad row, all rows or none.
import { useRef, useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { importRoster, previewRoster } from '../../../api/people.ts';
import { Button } from '../../kit/Button.tsx';
import { addressOf, type Refused } from '../../kit/call.ts';
import { ErrorNote, Note } from '../../kit/Note.tsx';
import { poke } from '../../kit/resource.ts';
import { Segments } from '../../kit/Settings.tsx';
import { Table } from '../../kit/Table.tsx';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { say, sayCode } from '../words.ts';
import { download } from './download.ts';
import './people.css';

const rosters = ['households', 'residents', 'staff', 'bindings'] as const;
type Roster = (typeof rosters)[number];
type Preview = AnswerOf<typeof previewRoster>;
type Came = { is: 'seen'; preview: Preview } | { is: 'imported'; preview: Preview };

export function Rosters() {
  const [roster, setRoster] = useState<Roster>('households');
  const [file, setFile] = useState<File | undefined>(undefined);
  const [came, setCame] = useState<Came | undefined>(undefined);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [busy, setBusy] = useState<'preview' | 'import' | 'export' | undefined>(undefined);
  const picker = useRef<HTMLInputElement>(null);
  const params = { roster };
  const start = (next: Roster) => {
    setRoster(next);
    setFile(undefined);
    setCame(undefined);
    setRefusal(undefined);
    if (picker.current) picker.current.value = '';
  };

  const preview = async (chosen: File) => {
    setFile(chosen);
    setBusy('preview');
    setCame(undefined);
    const form = new FormData();
    form.append('file', chosen);
    const outcome = await call<typeof previewRoster>(
      'POST',
      '/api/v1/rosters/{roster}/preview',
      { params, body: form as never },
      { timeout: 60_000 },
    );
    setBusy(undefined);
    setRefusal(outcome.ok ? undefined : outcome.refusal);
    if (outcome.ok) setCame({ is: 'seen', preview: outcome.answer });
  };
  const bringIn = async () => {
    if (!file || came?.is !== 'seen' || busy) return;
    setBusy('import');
    const form = new FormData();
    form.append('file', file);
    const outcome = await call<typeof importRoster>(
      'POST',
      '/api/v1/rosters/{roster}/import',
      { params, query: { digest: came.preview.digest }, body: form as never },
      { timeout: 120_000 },
    );
    setBusy(undefined);
    setRefusal(outcome.ok ? undefined : outcome.refusal);
    if (!outcome.ok) return;
    setCame({ is: 'imported', preview: outcome.answer });
    for (const topic of ['places', 'households', 'people']) poke(topic);
  };
  const takeOut = async (format: 'csv' | 'xlsx') => {
    setBusy('export');
    setRefusal(await download(addressOf('/api/v1/rosters/{roster}/export', { params }), { format }, `${roster}.${format}`));
    setBusy(undefined);
  };

  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <h1>{say('rosters.title')}</h1>
        <Segments
          label={say('rosters.which')}
          quietLabel
          options={rosters.map(value => ({ value, text: say(`rosters.${value}`) }))}
          value={roster}
          onPick={start}
        />
      </header>
      <ol class="desk-steps">
        <li>
          <h2>{say('rosters.step1')}</h2>
          <div class="k-row">
            <Button href={addressOf('/api/v1/rosters/{roster}/template', { params, query: { format: 'xlsx' } })} download>
              {say('rosters.template', { format: 'XLSX' })}
            </Button>
            <Button href={addressOf('/api/v1/rosters/{roster}/template', { params, query: { format: 'csv' } })} download>
              {say('rosters.template', { format: 'CSV' })}
            </Button>
          </div>
        </li>
        <li>
          <h2>{say('rosters.step2')}</h2>
          <label class="desk-file">
            <span class="k-button">{say('rosters.file')}</span>
            <span>{file?.name ?? say('rosters.no_file')}</span>
            <input
              ref={picker}
              class="k-hidden"
              type="file"
              accept=".csv,.xlsx,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
              onChange={event => {
                const [chosen] = event.currentTarget.files ?? [];
                if (chosen) void preview(chosen);
                // The same file, mended, may be chosen again.
                event.currentTarget.value = '';
              }}
            />
          </label>
          {busy === 'preview' && <p role="status">{sayKit('loading')}</p>}
          <ErrorNote refusal={refusal} onRetry={file ? () => preview(file) : undefined} busy={busy !== undefined} />
        </li>
        {came && (
          <li>
            <h2>{say('rosters.step3')}</h2>
            <Found came={came} />
            {came.is === 'seen' && came.preview.bad.length === 0 && (
              <Button look="main" busy={busy === 'import'} onPress={bringIn}>
                {say('rosters.import', { n: came.preview.rows })}
              </Button>
            )}
          </li>
        )}
      </ol>
      <section class="desk-export">
        <h2>{say('rosters.out')}</h2>
        <p class="k-quiet k-small">{say('rosters.out_line')}</p>
        <div class="k-row">
          <Button busy={busy === 'export'} onPress={() => takeOut('xlsx')}>
            {say('rosters.export', { format: 'XLSX' })}
          </Button>
          <Button busy={busy === 'export'} onPress={() => takeOut('csv')}>
            {say('rosters.export', { format: 'CSV' })}
          </Button>
        </div>
      </section>
    </div>
  );
}

function Found({ came: { is, preview } }: { came: Came }) {
  const counts = { rows: preview.rows, adds: preview.adds, changes: preview.changes, same: preview.same };
  if (is === 'imported') {
    return (
      <Note tone="leaf" glyph="served">
        {say('rosters.imported', counts)}
      </Note>
    );
  }
  const columns = Object.keys(preview.sample[0] ?? {});
  return (
    <div class="k-stack">
      {preview.bad.length > 0 ? (
        <>
          <Note tone="tomato" glyph="late">
            {say('rosters.bad', { n: preview.bad.length, rows: preview.rows })}
          </Note>
          <Table
            caption={say('rosters.bad_rows')}
            rows={preview.bad.flatMap(row => row.problems.map((problem, index) => ({ row: row.row, index, ...problem })))}
            rowKey={row => `${row.row} ${row.index}`}
            columns={[
              { key: 'row', head: say('rosters.row'), end: true, cell: row => row.row },
              { key: 'column', head: say('rosters.column'), cell: row => sayCode('column', row.column) },
              {
                key: 'value',
                head: say('rosters.value'),
                cell: row => (row.value === '' ? <i class="k-quiet">{say('rosters.blank')}</i> : row.value),
              },
              { key: 'why', head: say('rosters.why'), cell: row => <b>{sayCode('roster', row.code)}</b> },
            ]}
          />
        </>
      ) : (
        <Note tone="leaf" glyph="served">
          {say('rosters.good', counts)}
        </Note>
      )}
      {columns.length > 0 && (
        <Table<{ row: Record<string, string>; index: number }>
          caption={say('rosters.sample', { encoding: preview.encoding })}
          rows={preview.sample.map((row, index) => ({ row, index }))}
          rowKey={one => String(one.index)}
          columns={columns.map(column => ({ key: column, head: sayCode('column', column), cell: one => one.row[column] ?? '' }))}
        />
      )}
    </div>
  );
}
