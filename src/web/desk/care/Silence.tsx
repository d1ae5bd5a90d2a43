// 未联系: nobody is lost. Who was not heard from by any means, by building and by helper, the longest silence first.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { readSilence, setSilenceHours } from '../../../api/silence.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Stepper } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { toast } from '../../kit/Toast.tsx';
import { ago } from '../../kit/time.ts';
import { call } from '../call.ts';
import { addressOfPlace } from '../route.ts';
import { useSeat } from '../seat.ts';
import { sayList } from '../words.ts';
import { sayCare, sayHow } from './words.ts';

type Silent = AnswerOf<typeof readSilence>;

export function Silence() {
  const [buildingId, setBuildingId] = useState('');
  const [helperId, setHelperId] = useState('');
  const silence = useResource(
    `silence ${buildingId} ${helperId}`,
    signal =>
      call<typeof readSilence>(
        'GET',
        '/api/v1/silence',
        { query: { ...(buildingId && { buildingId }), ...(helperId && { helperId }) } },
        { signal },
      ),
    ['requests', 'care'],
  );
  return (
    <Loaded of={silence} lines={8}>
      {answer => (
        <>
          <header class="desk-page-head">
            <h1>
              {answer.unheard === 0
                ? sayCare('silence.none', { hours: answer.hours })
                : sayCare('silence.title', { n: answer.unheard, hours: answer.hours })}
            </h1>
            <p class="k-quiet">{sayCare('silence.of', { n: answer.households })}</p>
            <Hours key={answer.hours} hours={answer.hours} onSet={silence.refetch} />
          </header>
          <div class="desk-care-silence">
            <div class="k-stack">
              <Groups
                caption={sayCare('silence.buildings')}
                rows={answer.buildings.map(row => ({ ...row, id: row.buildingId, name: `${row.compoundName} ${row.label}` }))}
                picked={buildingId}
                onPick={setBuildingId}
              />
              <Groups
                caption={sayCare('silence.helpers')}
                rows={answer.helpers.map(row => ({
                  ...row,
                  id: row.helperId ?? '',
                  name: row.name ?? sayCare('silence.nobody'),
                }))}
                picked={helperId}
                onPick={setHelperId}
              />
            </div>
            <Doors answer={answer} />
          </div>
        </>
      )}
    </Loaded>
  );
}

/** The community lead says after how many hours the alarm comes. */
function Hours({ hours, onSet }: { hours: number; onSet: () => void }) {
  const { may } = useSeat();
  const [value, setValue] = useState(hours);
  const set = useMove<number, unknown>(
    (_id, next) => call<typeof setSilenceHours>('PUT', '/api/v1/silence/hours', { body: { hours: next } }),
    (_answer, next) => {
      toast(sayCare('silence.was_set', { hours: next }));
      onSet();
    },
  );
  if (!may('setSilenceHours')) return null;
  return (
    <div class="desk-care-hours">
      <Stepper label={sayCare('silence.hours')} value={value} onValue={setValue} least={1} most={744} />
      <Button busy={set.sending} disabled={value === hours} onPress={() => set.send(value)}>
        {sayCare('silence.set')}
      </Button>
      <ErrorNote refusal={set.refusal} />
    </div>
  );
}

interface Group {
  readonly id: string;
  readonly name: string;
  readonly households: number;
  readonly unheard: number;
  readonly longestAt: string | null;
}

interface GroupsProps {
  caption: string;
  rows: readonly Group[];
  picked: string;
  onPick: (id: string) => void;
}

/** Picked once it narrows the doors, picked again it does not. */
function Groups({ caption, rows, picked, onPick }: GroupsProps) {
  return (
    <div class="desk-care-group">
      <Table
        caption={caption}
        quietCaption
        rows={rows}
        rowKey={row => row.id}
        picked={picked || undefined}
        onPick={row => onPick(row.id === picked ? '' : row.id)}
        columns={[
          { key: 'name', head: caption, cell: row => <b>{row.name}</b> },
          {
            key: 'unheard',
            head: sayCare('silence.unheard'),
            end: true,
            cell: row =>
              row.unheard > 0 ? <Chip tone="squash">{`${row.unheard}/${row.households}`}</Chip> : `0/${row.households}`,
          },
          {
            key: 'longest',
            head: sayCare('silence.longest'),
            cell: row => (row.longestAt === null ? sayCare('never') : ago(row.longestAt)),
          },
        ]}
      />
    </div>
  );
}

function Doors({ answer }: { answer: Silent }) {
  if (answer.doors.length === 0) return <Empty glyph="served">{sayCare('silence.none', { hours: answer.hours })}</Empty>;
  return (
    <Table
      caption={sayCare('silence.doors')}
      rows={answer.doors}
      rowKey={door => door.householdId}
      columns={[
        {
          key: 'door',
          head: sayCare('surveys.door'),
          cell: door => <a href={addressOfPlace('households', door.householdId)}>{door.door}</a>,
        },
        {
          key: 'last',
          head: sayCare('silence.last'),
          cell: door =>
            door.heardAt === null ? (
              sayCare('never')
            ) : (
              <>
                <TimeAgo at={door.heardAt} /> <span class="k-quiet">{sayHow(door.heardHow)}</span>
              </>
            ),
        },
        {
          key: 'tried',
          head: '',
          cell: door => door.triedAt && <span class="k-quiet">{sayCare('silence.tried', { ago: ago(door.triedAt) })}</span>,
        },
        { key: 'helper', head: sayCare('silence.helpers'), cell: door => sayList(door.helperNames) },
        { key: 'call', head: '', cell: door => door.isOnCallList && <Chip glyph="phone">{sayCare('silence.on_list')}</Chip> },
      ]}
    />
  );
}
