// Which level each place lives under, by which order; the rules of the levels; who is out. The program never releases by itself.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { listZones } from '../../../api/zone.ts';
import { Button } from '../../kit/Button.tsx';
import { LevelChip } from '../../kit/Chip.tsx';
import { Empty, Loaded, Note } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { serverNow } from '../../kit/now.ts';
import { poke, useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { Tabs } from '../../kit/Tabs.tsx';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { say } from '../words.ts';
import { Exits } from './Exits.tsx';
import { OneZone, Planned } from './OneZone.tsx';
import { RecordZone } from './RecordZone.tsx';
import { Rules } from './Rules.tsx';
import { sayZone } from './words.ts';

type Zone = AnswerOf<typeof listZones>['zones'][number];

export function Zones({ view }: { view: string | undefined }) {
  const { may } = useSeat();
  const views = (
    [
      { value: 'orders', right: 'listZones' },
      { value: 'rules', right: 'listPolicies' },
      { value: 'exits', right: 'issueExit' },
    ] as const
  ).filter(one => may(one.right));
  const shown = views.find(one => one.value === view)?.value ?? 'orders';
  return (
    <div class="desk-page">
      {views.length > 1 && (
        <Tabs
          label={sayZone('tabs')}
          tabs={views.map(({ value }) => ({ value, text: sayZone(`tab.${value}`) }))}
          value={shown}
          onPick={value => go('zones', value === 'orders' ? [] : [value], true)}
        />
      )}
      {shown === 'orders' && <Orders />}
      {shown === 'rules' && <Rules />}
      {shown === 'exits' && <Exits />}
    </div>
  );
}

function Orders() {
  const { may } = useSeat();
  const zones = useResource('zones', signal => call<typeof listZones>('GET', '/api/v1/zones', {}, { signal }), [
    'zones',
    'places',
  ]);
  const [recording, setRecording] = useState(false);
  const [looking, setLooking] = useState<Zone | undefined>(undefined);
  const [held, setHeld] = useState(0);
  const refetch = () => {
    zones.refetch();
    poke('places');
  };
  const look = may('readZone') ? setLooking : undefined;
  return (
    <>
      <header class="desk-page-head">
        <h1>{zones.value ? say('zones.title', { n: zones.value.zones.filter(isNow).length }) : say('page.zones')}</h1>
        {may('setZone') && (
          <Button look="main" onPress={() => setRecording(true)}>
            {say('zones.record')}
          </Button>
        )}
      </header>
      {held > 0 && (
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
              {now.length > 0 && <ZoneTable caption={say('zones.now')} zones={now} look={look} />}
              {past.length > 0 && <ZoneTable caption={say('zones.past')} zones={past} look={look} />}
            </div>
          );
        }}
      </Loaded>
      {recording && (
        <RecordZone
          onClose={() => setRecording(false)}
          onDone={done => {
            setHeld(done.takenBack + done.calledBack);
            setRecording(false);
            refetch();
          }}
        />
      )}
      {looking && (
        <OneZone
          zoneId={looking.zoneId}
          onClose={() => setLooking(undefined)}
          onChanged={() => {
            setLooking(undefined);
            refetch();
          }}
        />
      )}
    </>
  );
}

function isNow(zone: Zone): boolean {
  return zone.endedAt === null || Date.parse(zone.endedAt) > serverNow();
}

function ZoneTable({
  caption,
  zones,
  look,
}: {
  caption: string;
  zones: readonly Zone[];
  look: ((zone: Zone) => void) | undefined;
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
          head: say('zones.ended'),
          cell: zone => (zone.endedAt ? <TimeAgo at={zone.endedAt} /> : <Planned at={zone.plannedEndAt} />),
        },
        {
          key: 'look',
          head: '',
          cell: zone =>
            look ? (
              <Button onPress={() => look(zone)} label={sayZone('one.open', { place: zone.placeName })}>
                {sayZone('one.look')}
              </Button>
            ) : null,
        },
      ]}
    />
  );
}
