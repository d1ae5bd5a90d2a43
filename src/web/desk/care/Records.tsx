// Care records: the most urgent first, with the reason; one opens beside them. What no key opens is said to be shut.
import { useState } from 'preact/hooks';
import type { listCare, readCare } from '../../../api/care-record.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Glyph } from '../../kit/Glyph.tsx';
import { Empty, Loaded, Note } from '../../kit/Note.tsx';
import { sayRefusal } from '../../kit/refusal.ts';
import { useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { dayTime } from '../../kit/time.ts';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { OneRecord } from './OneRecord.tsx';
import { RecordForm } from './RecordForm.tsx';
import { sayCare } from './words.ts';

export type CareRow = AnswerOf<typeof listCare>['records'][number];
export type CareCard = AnswerOf<typeof readCare>;

const gradeTone = { high: 'tomato', medium: 'squash', low: 'stone' } as const;

export function GradeChip({ grade }: { grade: CareRow['grade'] }) {
  return <Chip tone={gradeTone[grade]}>{sayCare(`grade.${grade}`)}</Chip>;
}

export function Records({ open }: { open: string | undefined }) {
  const [adding, setAdding] = useState(false);
  const list = useResource('care-records', signal => call<typeof listCare>('GET', '/api/v1/care-records', {}, { signal }), [
    'care-records',
  ]);
  if (list.refusal?.code === 'care_right_needed') {
    return (
      <Empty glyph="eye_off">
        <h1>{sayCare('record.right')}</h1>
        <p>{sayRefusal(list.refusal)}</p>
      </Empty>
    );
  }
  return (
    <Loaded of={list} lines={6}>
      {({ records, keys, shut }) => (
        <>
          <header class="desk-page-head">
            <h1>{records.length === 0 ? sayCare('records.none') : sayCare('records.title', { n: records.length })}</h1>
            <Button look="main" disabled={keys === 'missing'} onPress={() => setAdding(true)}>
              <Glyph name="plus" /> {sayCare('records.add')}
            </Button>
          </header>
          {shut > 0 && (
            <Note tone="tomato" glyph="eye_off">
              {sayCare('records.shut', { n: shut })}
            </Note>
          )}
          {keys === 'missing' && <p class="k-quiet">{sayCare('records.missing')}</p>}
          {records.length === 0 ? (
            <Empty glyph="person">{sayCare('records.none.line')}</Empty>
          ) : (
            <div class="desk-care-records" data-open={open ? '' : undefined}>
              <Table
                caption={sayCare('tab.records')}
                quietCaption
                rows={records}
                rowKey={row => row.careRecordId}
                picked={open}
                onPick={row => go('care', ['records', row.careRecordId], true)}
                columns={columns(open !== undefined)}
              />
              {open && <OneRecord key={open} careRecordId={open} />}
            </div>
          )}
          {adding && <RecordForm onClose={() => setAdding(false)} />}
        </>
      )}
    </Loaded>
  );
}

function columns(narrow: boolean) {
  const all = [
    {
      key: 'who',
      head: sayCare('records.person'),
      cell: (row: CareRow) => (
        <>
          <b>{row.personName}</b>
          <br />
          <small class="k-quiet">{row.door}</small>
        </>
      ),
    },
    { key: 'grade', head: sayCare('records.grade'), cell: (row: CareRow) => <GradeChip grade={row.grade} /> },
    { key: 'why', head: sayCare('records.why'), cell: (row: CareRow) => <Reasons of={row} /> },
    { key: 'tags', head: sayCare('records.tags'), cell: (row: CareRow) => <Tags of={row} /> },
    {
      key: 'helper',
      head: sayCare('records.helper'),
      cell: (row: CareRow) => row.helperName ?? <span class="k-quiet">{sayCare('form.no_helper')}</span>,
    },
    { key: 'next', head: sayCare('records.next'), cell: (row: CareRow) => row.check && dayTime(row.check.dueAt) },
  ];
  return narrow ? all.slice(0, 3) : all;
}

export function Reasons({ of }: { of: Pick<CareRow, 'reasons'> }) {
  return (
    <span class="desk-care-chips">
      {of.reasons.map(reason => (
        <Chip key={reason} tone={reason === 'no_answer' ? 'tomato' : 'squash'}>
          {sayCare(`reason.${reason}`)}
        </Chip>
      ))}
    </span>
  );
}

export function Tags({ of: { secrets } }: { of: Pick<CareRow, 'secrets'> }) {
  if (secrets === null) return <Glyph name="eye_off" />;
  return (
    <span class="desk-care-chips">
      {secrets.tags.map(tag => (
        <Chip key={tag}>{sayCare(`tag.${tag}`)}</Chip>
      ))}
    </span>
  );
}
