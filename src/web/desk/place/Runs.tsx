// The runs of the next days: how full each is; and the daily plan of a compound.
import { useState } from 'preact/hooks';
import type { listRuns } from '../../../api/dispatch.ts';
import { Button } from '../../kit/Button.tsx';
import { Chip } from '../../kit/Chip.tsx';
import { Empty, Loaded } from '../../kit/Note.tsx';
import { useNow } from '../../kit/now.ts';
import { useResource } from '../../kit/resource.ts';
import { Tabs } from '../../kit/Tabs.tsx';
import { clockTime, dayTime, weight } from '../../kit/time.ts';
import { call } from '../call.ts';
import { go } from '../route.ts';
import { useSeat } from '../seat.ts';
import { Travel } from '../travel/Travel.tsx';
import { sayTravel } from '../travel/words.ts';
import { say } from '../words.ts';
import { RunPlan } from './RunPlan.tsx';
import { isTakingIn, type Run } from './run.ts';
import './place.css';

/** `#runs`, `#runs/travel`: the runs, and the travel times that rounds are planned by. */
export function Runs({ view }: { view: string | undefined }) {
  const { may } = useSeat();
  const learns = may('readTravelTimes');
  const now = view === 'travel' && learns ? 'travel' : 'runs';
  return (
    <div class="desk-page">
      {learns && (
        <Tabs
          label={say('page.runs')}
          tabs={[
            { value: 'runs', text: say('page.runs') },
            { value: 'travel', text: sayTravel('title') },
          ]}
          value={now}
          onPick={value => go('runs', value === 'runs' ? [] : [value], true)}
        />
      )}
      {now === 'travel' ? <Travel /> : <RunList />}
    </div>
  );
}

function RunList() {
  const { may, places } = useSeat();
  const now = useNow('minute');
  const runs = useResource('runs page', signal => call<typeof listRuns>('GET', '/api/v1/runs', {}, { signal }), [
    'runs',
    'requests',
  ]);
  const [planning, setPlanning] = useState<string | undefined>(undefined);
  return (
    <Loaded of={runs} lines={6}>
      {({ runs: list }) => {
        const [next] = list.filter(run => isTakingIn(run, now));
        const compounds = places?.compounds ?? [];
        return (
          <>
            <header class="desk-page-head">
              <h1>
                {next
                  ? say('runs.title', { time: dayTime(next.startsAt, now), n: next.capacityRequests - next.bookedRequests })
                  : say('runs.none')}
              </h1>
            </header>
            {compounds.length === 0 && list.length === 0 && <Empty glyph="clock" />}
            {compounds.map(compound => {
              const here = list.filter(run => run.compoundId === compound.compoundId);
              return (
                <section key={compound.compoundId} class="desk-runs" aria-labelledby={`runs-${compound.compoundId}`}>
                  <div class="k-row" data-spread>
                    <h2 id={`runs-${compound.compoundId}`}>{compound.name}</h2>
                    {may('setRunPlan') && <Button onPress={() => setPlanning(compound.compoundId)}>{say('runs.plan')}</Button>}
                  </div>
                  {here.length === 0 && <p class="k-quiet">{say('runs.no_plan')}</p>}
                  <ul>
                    {here.map(run => (
                      <RunCard key={run.runId} run={run} now={now} />
                    ))}
                  </ul>
                </section>
              );
            })}
            {planning && (
              <RunPlan
                compoundId={planning}
                name={compounds.find(one => one.compoundId === planning)?.name ?? ''}
                runs={list.filter(run => run.compoundId === planning)}
                onClose={() => setPlanning(undefined)}
                onDone={() => {
                  setPlanning(undefined);
                  runs.refetch();
                }}
              />
            )}
          </>
        );
      }}
    </Loaded>
  );
}

function RunCard({ run, now }: { run: Run; now: number }) {
  const gone = Date.parse(run.startsAt) < now;
  const shut = !run.open || Date.parse(run.cutoffAt) <= now;
  return (
    <li class="desk-run" data-gone={gone || undefined}>
      <p class="k-row" data-spread>
        <b class="k-large">{dayTime(run.startsAt, now)}</b>
        {gone ? (
          <Chip>{say('runs.gone')}</Chip>
        ) : shut ? (
          <Chip tone="tomato" glyph="late">
            {say('runs.shut')}
          </Chip>
        ) : (
          <Chip tone="leaf" glyph="clock">
            {say('runs.until', { time: clockTime(run.cutoffAt) })}
          </Chip>
        )}
      </p>
      <Bar
        held={run.bookedRequests}
        most={run.capacityRequests}
        text={say('runs.requests', { held: run.bookedRequests, most: run.capacityRequests })}
      />
      <Bar
        held={run.bookedGrams}
        most={run.capacityGrams}
        text={say('runs.weight', { held: weight(run.bookedGrams), most: weight(run.capacityGrams) })}
      />
      <Bar
        held={run.bookedMinutes}
        most={run.capacityMinutes}
        text={say('runs.minutes', { held: run.bookedMinutes, most: run.capacityMinutes })}
      />
    </li>
  );
}

function Bar({ held, most, text }: { held: number; most: number; text: string }) {
  const part = most === 0 ? (held > 0 ? 1 : 0) : Math.min(1, held / most);
  return (
    <span class="desk-load" data-full={part >= 1 || undefined}>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <rect width="100" height="8" class="desk-load-all" />
        <rect width={part * 100} height="8" class="desk-load-held" />
      </svg>
      <small>{text}</small>
    </span>
  );
}
