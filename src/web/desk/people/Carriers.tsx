// The helpers: who is on duty and how much each holds; and 包楼定户, who is bound to which places.
import { useState } from 'preact/hooks';
import type { helperLoads } from '../../../api/dispatch.ts';
import type { AnswerOf } from '../../../api/endpoint.ts';
import { Chip } from '../../kit/Chip.tsx';
import { Empty, Loaded } from '../../kit/Note.tsx';
import { nameOf } from '../../kit/names.ts';
import { useResource } from '../../kit/resource.ts';
import { Table } from '../../kit/Table.tsx';
import { Tabs } from '../../kit/Tabs.tsx';
import { call } from '../call.ts';
import { Load } from '../request/WhoCouldGo.tsx';
import { useSeat } from '../seat.ts';
import { say, sayList } from '../words.ts';
import { Assistant } from './Assistant.tsx';
import { sayAssist } from './assist.ts';
import { Bindings } from './Bindings.tsx';
import './people.css';

type Carrier = AnswerOf<typeof helperLoads>['helpers'][number];

export function Helpers() {
  const { may } = useSeat();
  const [tab, setTab] = useState<'load' | 'bindings' | 'assistant'>('load');
  const loads = useResource('loads', signal => call<typeof helperLoads>('GET', '/api/v1/helpers', {}, { signal }), [
    'requests',
    'people',
  ]);
  const helpers = loads.value?.helpers ?? [];
  const free = helpers.filter(one => one.onDuty && one.held + one.offered < one.maxOpen).length;
  return (
    <div class="desk-page">
      <header class="desk-page-head">
        <h1>{loads.value ? say('helpers.title', { n: free, all: helpers.length }) : say('page.helpers')}</h1>
        {may('listBindings') && (
          <Tabs
            label={say('page.helpers')}
            tabs={[
              { value: 'load', text: say('helpers.load') },
              { value: 'bindings', text: say('helpers.bindings') },
              ...(may('proposeBindings') ? [{ value: 'assistant' as const, text: sayAssist('tab') }] : []),
            ]}
            value={tab}
            onPick={setTab}
          />
        )}
      </header>
      {tab === 'assistant' ? (
        <Assistant />
      ) : tab === 'bindings' ? (
        <Bindings />
      ) : (
        <Loaded of={loads} lines={6}>
          {({ helpers: list }) => (list.length === 0 ? <Empty glyph="person" /> : <Loads helpers={list} />)}
        </Loaded>
      )}
    </div>
  );
}

function Loads({ helpers }: { helpers: readonly Carrier[] }) {
  // On duty first, the emptier hands before the fuller ones.
  const rows = [...helpers].sort(
    (a, b) =>
      Number(b.onDuty) - Number(a.onDuty) ||
      (a.held + a.offered) / Math.max(1, a.maxOpen) - (b.held + b.offered) / Math.max(1, b.maxOpen),
  );
  return (
    <Table
      caption={say('helpers.load')}
      quietCaption
      rows={rows}
      rowKey={row => row.helperId}
      columns={[
        {
          key: 'name',
          head: say('helpers.name'),
          cell: row => (
            <>
              <b>{row.name}</b> <small class="k-quiet">{sayList(row.roles.map(role => nameOf(`role.${role}`)))}</small>
            </>
          ),
        },
        {
          key: 'duty',
          head: say('helpers.duty'),
          cell: row => (
            <span class="k-row">
              <Chip tone={row.onDuty ? 'leaf' : 'stone'} glyph={row.onDuty ? 'served' : 'minus'}>
                {say(row.onDuty ? 'helpers.on' : 'helpers.off')}
              </Chip>
              {row.protection && <Chip tone="aubergine">{say('helpers.protection')}</Chip>}
            </span>
          ),
        },
        {
          key: 'load',
          head: say('helpers.held'),
          cell: row => <Load held={row.held + row.offered} most={row.maxOpen} grams={row.openGrams} />,
        },
        { key: 'offered', head: say('helpers.offered'), end: true, cell: row => row.offered },
        { key: 'done', head: say('helpers.done'), end: true, cell: row => row.doneToday },
      ]}
    />
  );
}
