// Households: find a door, see who lives there, put right what is wrong.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { findHouseholds } from '../../../api/place.ts';
import { LevelChip } from '../../kit/Chip.tsx';
import { Select } from '../../kit/Field.tsx';
import { useHotkeys } from '../../kit/hotkeys.tsx';
import { Empty, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { call } from '../call.ts';
import { FindDoor } from '../intake/FindDoor.tsx';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { DoorCards } from './DoorCards.tsx';
import { Household } from './Household.tsx';
import './household.css';

export function Households({ open, view }: { open: string | undefined; view: string | undefined }) {
  const { places, may } = useSeat();
  const [text, setText] = useState('');
  const [unitId, setUnitId] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useHotkeys([
    { key: '/', text: say('keys.search'), run: () => field.current?.focus() },
    {
      key: 'Escape',
      text: say('keys.escape'),
      always: true,
      run: event => {
        const target = event.target as HTMLElement;
        if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) target.blur();
        else if (open) go('households');
      },
    },
  ]);
  useEffect(() => {
    if (!open) field.current?.focus();
  }, [open]);
  if (open === 'cards') return <DoorCards place={view} />;
  const units = (places?.compounds ?? []).flatMap(compound =>
    compound.buildings.flatMap(building =>
      building.units.map(unit => ({
        value: unit.unitId,
        text: [places && places.compounds.length > 1 ? compound.name : '', building.label, unit.label].filter(Boolean).join(' '),
      })),
    ),
  );
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <h1>{say('households.title')}</h1>
        <div class="desk-find-row">
          <FindDoor
            label={say('new.who')}
            quietLabel
            hint={say(may('findByTelephone') ? 'new.who_hint' : 'new.door_hint')}
            text={text}
            onText={setText}
            inputRef={field}
            onPick={found => {
              setText('');
              go('households', [found.householdId]);
            }}
          />
          <Select
            label={say('households.unit')}
            quietLabel
            value={unitId}
            empty={say('households.unit')}
            options={units}
            onPick={value => {
              setUnitId(value);
              go('households');
            }}
          />
        </div>
      </header>
      {open ? (
        <Household key={open} householdId={open} />
      ) : unitId ? (
        <Doors unitId={unitId} />
      ) : (
        <Empty glyph="person">
          <p>{say('households.empty')}</p>
        </Empty>
      )}
    </div>
  );
}

function Doors({ unitId }: { unitId: string }) {
  const doors = useResource(
    `doors ${unitId}`,
    signal => call<typeof findHouseholds>('GET', '/api/v1/households', { query: { unitId, limit: 400 } }, { signal }),
    ['households'],
  );
  return (
    <Loaded of={doors} lines={8}>
      {({ households }) => (
        <Table
          caption={say('households.doors', { n: households.length })}
          rows={households}
          rowKey={row => row.householdId}
          onPick={row => go('households', [row.householdId])}
          columns={[
            { key: 'door', head: say('households.door'), cell: row => <b>{row.door}</b> },
            { key: 'level', head: say('households.level'), cell: row => <LevelChip level={row.level} /> },
            { key: 'living', head: say('households.living'), cell: row => say(`living.${row.living}`) },
            {
              key: 'heard',
              head: say('households.heard'),
              cell: row => (row.heardAt ? <TimeAgo at={row.heardAt} /> : <span class="k-quiet">{say('households.never')}</span>),
            },
            { key: 'open', head: say('households.open'), end: true, cell: row => row.openRequests || '' },
          ]}
        />
      )}
    </Loaded>
  );
}
