// 包楼定户: who answers for which building, unit or door, as primary or backup, and since when.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { addBinding, endBinding, listBindings, listStaff } from '../../../api/people.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Select, TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { serverNow } from '../../kit/now.ts';
import { useResource } from '../../kit/resource.ts';
import { Segments } from '../../kit/Settings.tsx';
import { Table } from '../../kit/Table.tsx';
import { isoDay } from '../../kit/time.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { FindDoor, type Found } from '../intake/FindDoor.tsx';
import { placeOptions } from '../place/pick.ts';
import { useSeat } from '../seat.ts';
import { say, sayList } from '../words.ts';

type Binding = AnswerOf<typeof listBindings>['bindings'][number];

export function Bindings() {
  const { may, places } = useSeat();
  const [buildingId, setBuildingId] = useState('');
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Binding | undefined>(undefined);
  const query = buildingId ? { buildingId } : {};
  const list = useResource(
    `bindings ${buildingId}`,
    signal => call<typeof listBindings>('GET', '/api/v1/bindings', { query }, { signal }),
    ['people'],
  );
  const buildings = placeOptions(places, ['building']).map(one => ({
    value: one.value.slice('building:'.length),
    text: one.text,
  }));
  return (
    <div class="k-stack">
      <div class="k-row">
        <Select
          label={say('bindings.building')}
          quietLabel
          value={buildingId}
          options={[{ value: '', text: say('bindings.every_building') }, ...buildings]}
          onPick={setBuildingId}
        />
        {may('addBinding') && <Button onPress={() => setAdding(true)}>{say('bindings.add')}</Button>}
      </div>
      <Loaded of={list} lines={6}>
        {({ bindings }) => (
          <Table
            caption={say('bindings.caption', { n: bindings.length })}
            rows={bindings}
            rowKey={row => row.bindingId}
            columns={[
              {
                key: 'place',
                head: say('bindings.place'),
                cell: row => (
                  <>
                    <b>{row.placeName}</b> <small class="k-quiet">{nameOf(`place.${row.placeKind}`)}</small>
                  </>
                ),
              },
              { key: 'who', head: say('bindings.who'), cell: row => row.personName },
              {
                key: 'rank',
                head: say('bindings.rank'),
                cell: row => <Chip tone={row.rank === 'primary' ? 'leaf' : 'stone'}>{say(`rank.${row.rank}`)}</Chip>,
              },
              { key: 'from', head: say('bindings.from'), cell: row => (row.toOn ? `${row.fromOn} – ${row.toOn}` : row.fromOn) },
              {
                key: 'end',
                head: '',
                cell: row =>
                  may('addBinding') && row.toOn === null ? (
                    <Button
                      look="plain"
                      onPress={() => setEnding(row)}
                      label={say('bindings.end_of', { who: row.personName, place: row.placeName })}
                    >
                      {say('bindings.end')}
                    </Button>
                  ) : null,
              },
            ]}
          />
        )}
      </Loaded>
      {adding && (
        <Add
          onClose={() => setAdding(false)}
          onDone={() => {
            setAdding(false);
            list.refetch();
          }}
        />
      )}
      {ending && (
        <End
          binding={ending}
          onClose={() => setEnding(undefined)}
          onDone={() => {
            setEnding(undefined);
            list.refetch();
          }}
        />
      )}
    </div>
  );
}

function Add({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { places } = useSeat();
  const staff = useResource('staff to bind', signal => call<typeof listStaff>('GET', '/api/v1/staff', {}, { signal }));
  const [personId, setPersonId] = useState('');
  const [where, setWhere] = useState('');
  const [search, setSearch] = useState('');
  const [household, setHousehold] = useState<Found | undefined>(undefined);
  const [rank, setRank] = useState<'primary' | 'backup'>('primary');
  const [fromOn, setFromOn] = useState(isoDay(serverNow()));
  const carriers = (staff.value?.staff ?? []).filter(one => one.helper !== null && !one.disabled);
  const add = useMove<Record<string, never>, unknown>(() => {
    const [placeKind, placeId = ''] = (household ? `household:${household.householdId}` : where).split(':') as [
      Binding['placeKind'],
      string,
    ];
    return call<typeof addBinding>('POST', '/api/v1/bindings', { body: { personId, placeKind, placeId, rank, fromOn } });
  }, onDone);
  return (
    <Dialog
      open
      title={say('bindings.add')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button
            look="main"
            busy={add.sending}
            disabled={personId === '' || (where === '' && !household)}
            onPress={() => add.send({})}
          >
            {say('bindings.add_go')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        <Select
          label={say('bindings.who')}
          empty={say('bindings.pick_who')}
          value={personId}
          options={carriers.map(one => ({
            value: one.personId,
            text: `${one.name} · ${sayList([...new Set(one.grants.map(grant => nameOf(`role.${grant.role}`)))])}`,
          }))}
          onPick={setPersonId}
        />
        {household ? (
          <p class="k-row">
            <b>{household.door}</b>
            <Button look="plain" onPress={() => setHousehold(undefined)}>
              {say('new.other_door')}
            </Button>
          </p>
        ) : (
          <>
            <Select
              label={say('bindings.place')}
              empty={say('zones.pick_place')}
              value={where}
              options={placeOptions(places, ['building', 'unit'])}
              onPick={setWhere}
            />
            <FindDoor
              label={say('zones.or_door')}
              hint={say('new.door_hint')}
              text={search}
              onText={setSearch}
              onPick={setHousehold}
            />
          </>
        )}
        <Segments
          label={say('bindings.rank')}
          options={[
            { value: 'primary', text: say('rank.primary') },
            { value: 'backup', text: say('rank.backup') },
          ]}
          value={rank}
          onPick={setRank}
        />
        <TextInput label={say('bindings.from')} type="date" value={fromOn} onText={setFromOn} />
        <ErrorNote refusal={add.refusal} />
      </div>
    </Dialog>
  );
}

function End({ binding, onClose, onDone }: { binding: Binding; onClose: () => void; onDone: () => void }) {
  const [toOn, setToOn] = useState(isoDay(serverNow()));
  const end = useMove<Record<string, never>, unknown>(
    () =>
      call<typeof endBinding>('POST', '/api/v1/bindings/{bindingId}/end', {
        params: { bindingId: binding.bindingId },
        body: { toOn },
      }),
    onDone,
  );
  return (
    <Dialog
      open
      title={say('bindings.end_of', { who: binding.personName, place: binding.placeName })}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button look="main" busy={end.sending} onPress={() => end.send({})}>
            {say('bindings.end')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        <TextInput label={say('bindings.to')} type="date" value={toOn} onText={setToOn} />
        <ErrorNote refusal={end.refusal} />
      </div>
    </Dialog>
  );
}
