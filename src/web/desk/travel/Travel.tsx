// 行走时间 of a compound: the seconds that hold, what rounds say about them, and every change with the way back.
import { useState } from 'preact/hooks';
import type { AnswerOf } from '../../../api/endpoint.ts';
import type { readTravelTimes, revertTravel } from '../../../api/travel.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Select } from '../../kit/Field.tsx';
import { useMove } from '../../kit/moves.ts';
import { ErrorNote, Loaded } from '../../kit/Note.tsx';
import { useResource } from '../../kit/resource.ts';
import { Tabs } from '../../kit/Tabs.tsx';
import { TimeAgo } from '../../kit/TimeAgo.tsx';
import { toast } from '../../kit/Toast.tsx';
import { call } from '../call.ts';
import { useSeat } from '../seat.ts';
import { Learned } from './Learned.tsx';
import { Seconds } from './Seconds.tsx';
import { sayTravel } from './words.ts';
import './travel.css';

export type TravelTimes = AnswerOf<typeof readTravelTimes>;
type Tab = 'set' | 'learn' | 'changes';

export function Travel() {
  const { places } = useSeat();
  const compounds = places?.compounds ?? [];
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const [tab, setTab] = useState<Tab>('set');
  const compoundId = chosen ?? compounds[0]?.compoundId;
  const times = useResource(compoundId ? `travel ${compoundId}` : null, signal =>
    call<typeof readTravelTimes>(
      'GET',
      '/api/v1/compounds/{compoundId}/travel-times',
      { params: { compoundId: compoundId ?? '' } },
      { signal },
    ),
  );
  const done = (text: string) => {
    toast(text);
    times.refetch();
  };
  return (
    <div class="k-stack">
      <header class="desk-page-head">
        <h1>{sayTravel('title')}</h1>
        <p class="k-quiet">{sayTravel('line')}</p>
      </header>
      <div class="k-row">
        {compounds.length > 1 && (
          <Select
            label={sayTravel('compound')}
            quietLabel
            value={compoundId ?? ''}
            options={compounds.map(one => ({ value: one.compoundId, text: one.name }))}
            onPick={setChosen}
          />
        )}
        <Tabs
          label={sayTravel('title')}
          tabs={(['set', 'learn', 'changes'] as const).map(value => ({ value, text: sayTravel(`tab.${value}`) }))}
          value={tab}
          onPick={setTab}
        />
      </div>
      <Loaded of={times} lines={8}>
        {value =>
          compoundId === undefined ? null : tab === 'set' ? (
            <Seconds key={value.basedOn} compoundId={compoundId} times={value} onSaved={() => done(sayTravel('saved'))} />
          ) : tab === 'learn' ? (
            <Learned key={value.basedOn} compoundId={compoundId} onAdopted={n => done(sayTravel('adopted', { n }))} />
          ) : (
            <Changes compoundId={compoundId} times={value} onDone={() => done(sayTravel('reverted'))} />
          )
        }
      </Loaded>
    </div>
  );
}

function Changes({ compoundId, times, onDone }: { compoundId: string; times: TravelTimes; onDone: () => void }) {
  const revert = useMove<{ to: string | null }, unknown>(
    (_id, { to }) =>
      call<typeof revertTravel>('POST', '/api/v1/compounds/{compoundId}/travel-times/revert', {
        params: { compoundId },
        body: { basedOn: times.basedOn, to },
      }),
    onDone,
  );
  if (times.changes.length === 0) return <p class="k-quiet">{sayTravel('change.none')}</p>;
  return (
    <div class="k-stack">
      <ol class="desk-changes">
        {times.changes.map((one, n) => (
          <li key={one.travelTimesId} class="k-row">
            <b>{sayTravel(`change.${one.how}`)}</b>
            <span>{sayTravel('change.line', { name: one.byName, n: one.changed })}</span>
            <TimeAgo at={one.at} />
            {n === 0 ? (
              <Chip tone="leaf">{sayTravel('change.now')}</Chip>
            ) : (
              <Button look="plain" busy={revert.sending} onPress={() => revert.send({ to: one.travelTimesId })}>
                {sayTravel('revert')}
              </Button>
            )}
          </li>
        ))}
      </ol>
      <p>
        <Button busy={revert.sending} onPress={() => revert.send({ to: null })}>
          {sayTravel('revert.usual')}
        </Button>
      </p>
      <ErrorNote refusal={revert.refusal} />
    </div>
  );
}
