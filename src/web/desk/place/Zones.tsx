// Which level each place lives under, by which order; a named person records orders, the program never releases by itself.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { endZone, listZones, setZone } from '../../../api/place.ts';
import { type Level, levels } from '../../../domain/zone/level.ts';
import { Button } from '../../kit/Button.tsx';
import { LevelChip } from '../../kit/Chip.tsx';
import { Dialog } from '../../kit/Dialog.tsx';
import { Select, TextInput } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { Empty, ErrorNote, Loaded, Note } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { serverNow } from '../../kit/now.ts';
import { fieldProblem } from '../../kit/refusal.ts';
import { poke, useResource } from '../../kit/resource.ts';
import { Segments } from '../../kit/Settings.tsx';
import { Table } from '../../kit/Table.tsx';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { clockTime, isoDay } from '../../kit/time.ts';
import { sayKit } from '../../kit/words.ts';
import { call } from '../call.ts';
import { FindDoor, type Found } from '../intake/FindDoor.tsx';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { instantOf, placeOptions } from './pick.ts';

type Zone = AnswerOf<typeof listZones>['zones'][number];

export function Zones() {
  const { may } = useSeat();
  const zones = useResource('zones', signal => call<typeof listZones>('GET', '/api/v1/zones', {}, { signal }), [
    'zones',
    'places',
  ]);
  const [recording, setRecording] = useState(false);
  const [ending, setEnding] = useState<Zone | undefined>(undefined);
  const [held, setHeld] = useState<number | undefined>(undefined);
  const refetch = () => {
    zones.refetch();
    poke('places');
  };
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <h1>{zones.value ? say('zones.title', { n: zones.value.zones.filter(isNow).length }) : say('page.zones')}</h1>
        {may('setZone') && (
          <Button look="main" onPress={() => setRecording(true)}>
            {say('zones.record')}
          </Button>
        )}
      </header>
      {held !== undefined && held > 0 && (
        <Note tone="squash" glyph="waiting">
          {say('zones.held', { n: held })}
        </Note>
      )}
      <Loaded of={zones} lines={5}>
        {({ zones: list }) => {
          const now = list.filter(isNow);
          const past = list.filter(zone => !isNow(zone));
          return (
            <div class="k-stack">
              {list.length === 0 && <Empty glyph="open">{say('zones.none')}</Empty>}
              {now.length > 0 && (
                <ZoneTable caption={say('zones.now')} zones={now} end={may('endZone') ? setEnding : undefined} />
              )}
              {past.length > 0 && <ZoneTable caption={say('zones.past')} zones={past} end={undefined} />}
            </div>
          );
        }}
      </Loaded>
      {recording && (
        <Record
          onClose={() => setRecording(false)}
          onDone={count => {
            setHeld(count);
            setRecording(false);
            refetch();
          }}
        />
      )}
      {ending && (
        <End
          zone={ending}
          onClose={() => setEnding(undefined)}
          onDone={() => {
            setEnding(undefined);
            refetch();
          }}
        />
      )}
    </div>
  );
}

function isNow(zone: Zone): boolean {
  return zone.endedAt === null || Date.parse(zone.endedAt) > serverNow();
}

function ZoneTable({
  caption,
  zones,
  end,
}: {
  caption: string;
  zones: readonly Zone[];
  end: ((zone: Zone) => void) | undefined;
}) {
  return (
    <Table
      caption={caption}
      rows={zones}
      rowKey={zone => zone.zoneId}
      columns={[
        { key: 'level', head: say('zones.level'), cell: zone => <LevelChip level={zone.level} /> },
        {
          key: 'place',
          head: say('zones.place'),
          cell: zone => (
            <>
              <b>{zone.placeName}</b> <small class="k-quiet">{nameOf(`place.${zone.placeKind}`)}</small>
            </>
          ),
        },
        { key: 'order', head: say('zones.order'), cell: zone => zone.orderNumber },
        { key: 'since', head: say('zones.since'), cell: zone => <TimeAgo at={zone.startsAt} /> },
        {
          key: 'end',
          head: zones.some(zone => zone.endedAt) ? say('zones.ended') : '',
          cell: zone =>
            zone.endedAt ? (
              <TimeAgo at={zone.endedAt} />
            ) : end ? (
              <Button onPress={() => end(zone)} label={say('zones.end_of', { place: zone.placeName })}>
                {say('zones.end')}
              </Button>
            ) : null,
        },
      ]}
    />
  );
}

function Record({ onClose, onDone }: { onClose: () => void; onDone: (held: number) => void }) {
  const { places } = useSeat();
  const [where, setWhere] = useState('');
  const [level, setLevel] = useState<Level>('sealed');
  const [order, setOrder] = useState('');
  const [day, setDay] = useState(isoDay(serverNow()));
  const [time, setTime] = useState(clockTime(serverNow()));
  const [search, setSearch] = useState('');
  const [household, setHousehold] = useState<Found | undefined>(undefined);
  const startsAt = instantOf(day, time);
  const record = useMove<Record<string, never>, AnswerOf<typeof setZone>>(
    id => {
      const [placeKind, placeId] = (household ? `household:${household.householdId}` : where).split(':') as [
        Zone['placeKind'],
        string,
      ];
      return call<typeof setZone>('POST', '/api/v1/zones', {
        body: { id, placeKind, placeId, level, orderNumber: order.trim(), startsAt: startsAt ?? '' },
      });
    },
    answer => onDone(answer.heldOutsideRule),
  );
  const ready = (where !== '' || household !== undefined) && order.trim() !== '' && startsAt !== undefined;
  return (
    <Dialog
      open
      title={say('zones.record')}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button look="main" busy={record.sending} disabled={!ready} onPress={() => record.send({})}>
            {say('zones.record_go')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        <p class="k-quiet">{say('zones.record_line')}</p>
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
              label={say('zones.place')}
              empty={say('zones.pick_place')}
              value={where}
              options={placeOptions(places, ['community', 'compound', 'building', 'unit'])}
              onPick={setWhere}
            />
            <FindDoor
              label={say('zones.or_door')}
              hint={say('new.door_hint')}
              text={search}
              onText={setSearch}
              onPick={found => {
                setHousehold(found);
                setSearch('');
              }}
            />
          </>
        )}
        <Segments
          label={say('zones.level')}
          options={levels.map(value => ({ value, text: nameOf(`level.${value}`) }))}
          value={level}
          onPick={setLevel}
        />
        <TextInput
          label={say('zones.order')}
          hint={say('zones.order_hint')}
          value={order}
          onText={setOrder}
          maxLength={60}
          problem={fieldProblem(record.refusal, 'orderNumber')}
        />
        <div class="k-row">
          <TextInput label={say('zones.from_day')} type="date" value={day} onText={setDay} />
          <TextInput label={say('zones.from_time')} type="time" value={time} onText={setTime} />
        </div>
        <ErrorNote refusal={record.refusal} />
      </div>
    </Dialog>
  );
}

function End({ zone, onClose, onDone }: { zone: Zone; onClose: () => void; onDone: () => void }) {
  const [order, setOrder] = useState('');
  const [day, setDay] = useState(isoDay(serverNow()));
  const [time, setTime] = useState(clockTime(serverNow()));
  const endedAt = instantOf(day, time);
  const end = useMove<Record<string, never>, unknown>(
    () =>
      call<typeof endZone>('POST', '/api/v1/zones/{zoneId}/end', {
        params: { zoneId: zone.zoneId },
        body: { orderNumber: order.trim(), endedAt: endedAt ?? '' },
      }),
    onDone,
  );
  return (
    <Dialog
      open
      title={say('zones.end_of', { place: zone.placeName })}
      onClose={onClose}
      foot={
        <>
          <Button onPress={onClose}>{sayKit('cancel')}</Button>
          <Button
            look="main"
            busy={end.sending}
            disabled={order.trim() === '' || endedAt === undefined}
            onPress={() => end.send({})}
          >
            {say('zones.end_go')}
          </Button>
        </>
      }
    >
      <div class="k-stack">
        <p>{say('zones.end_line')}</p>
        <TextInput
          label={say('zones.order')}
          hint={say('zones.order_hint')}
          value={order}
          onText={setOrder}
          maxLength={60}
          autofocus
        />
        <div class="k-row">
          <TextInput label={say('zones.to_day')} type="date" value={day} onText={setDay} />
          <TextInput label={say('zones.from_time')} type="time" value={time} onText={setTime} />
        </div>
        <ErrorNote refusal={end.refusal} />
      </div>
    </Dialog>
  );
}
