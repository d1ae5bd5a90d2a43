// Who looked at, took out or changed what; reading it is itself in the log.
import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listAudit } from '../../../api/privacy.ts';
import type { Role } from '../../../domain/people/role.ts';
import { Button } from '../../kit/Button.tsx';
import type { Refused } from '../../kit/call.ts';
import { TextInput } from '../../kit/Field.tsx';
import { ErrorNote, Waiting } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { Table } from '../../kit/Table.tsx';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { call } from '../call.ts';
import { instantOf } from '../place/pick.ts';
import { say, sayCode } from '../words.ts';
import './people.css';

type Row = AnswerOf<typeof listAudit>['rows'][number];

export function Audit() {
  const [rows, setRows] = useState<readonly Row[] | undefined>(undefined);
  const [next, setNext] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refused | undefined>(undefined);
  const [before, setBefore] = useState('');
  const [only, setOnly] = useState<{ act?: string; subjectId?: string }>({});
  // Up to the end of that day.
  const until = before === '' ? undefined : instantOf(before, '23:59');
  const read = async (after?: string) => {
    const outcome = await call<typeof listAudit>('GET', '/api/v1/audit', {
      query: { limit: 100, ...only, ...(until ? { before: until } : {}), ...(after ? { after } : {}) },
    });
    if (!outcome.ok) return setRefusal(outcome.refusal);
    setRefusal(undefined);
    setNext(outcome.answer.next);
    setRows(old => (after && old ? [...old, ...outcome.answer.rows] : outcome.answer.rows));
  };
  useEffect(() => void read(), [until, only]);
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <h1>{say('audit.title')}</h1>
        <div class="k-row">
          <TextInput label={say('audit.until')} type="date" value={before} onText={setBefore} />
          {(only.act || only.subjectId) && <Button onPress={() => setOnly({})}>{say('audit.all')}</Button>}
        </div>
      </header>
      <p class="k-quiet k-small">{say('audit.line')}</p>
      <ErrorNote refusal={refusal} onRetry={() => read()} />
      {rows === undefined && !refusal && <Waiting lines={8} />}
      {rows !== undefined && (
        <Table
          caption={say('page.audit')}
          quietCaption
          rows={rows}
          rowKey={row => row.auditId}
          columns={[
            { key: 'at', head: say('audit.at'), cell: row => <TimeAgo at={row.at} /> },
            {
              key: 'by',
              head: say('audit.by'),
              cell: row => (
                <>
                  {row.byName ?? '–'} <small class="k-quiet">{roleName(row.byRole)}</small>
                </>
              ),
            },
            {
              key: 'act',
              head: say('audit.act'),
              cell: row => (
                <button type="button" class="desk-link" onClick={() => setOnly({ act: row.act })}>
                  {sayCode('act', row.act)}
                </button>
              ),
            },
            {
              key: 'subject',
              head: say('audit.subject'),
              cell: row =>
                row.subjectId ? (
                  <button
                    type="button"
                    class="desk-link"
                    title={row.subjectId}
                    onClick={() => setOnly({ subjectId: row.subjectId ?? '' })}
                  >
                    {sayCode('subject', row.subjectKind)} <small>{row.subjectId.slice(-8)}</small>
                  </button>
                ) : (
                  sayCode('subject', row.subjectKind)
                ),
            },
            { key: 'reason', head: say('audit.reason'), cell: row => (row.reason ? reasonName(row.reason) : '') },
            { key: 'facts', head: say('audit.facts'), cell: row => <small class="k-quiet">{factsLine(row.facts)}</small> },
          ]}
        />
      )}
      {next !== null && (
        <Button look="plain" onPress={() => read(next)}>
          {say('queue.more')}
        </Button>
      )}
    </div>
  );
}

function roleName(role: string): string {
  return nameOf(`role.${role as Role}`) ?? role;
}

const revealed = new Set(['call_back', 'delivery_question', 'medical', 'relative_asked', 'data_check']);

function reasonName(reason: string): string {
  return revealed.has(reason) ? say(`telephone.why.${reason as 'medical'}`) : reason;
}

function factsLine(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
    .join(' · ');
}
